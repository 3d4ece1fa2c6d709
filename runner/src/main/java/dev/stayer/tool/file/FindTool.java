package dev.stayer.tool.file;

import dev.stayer.core.Json;
import dev.stayer.files.FileTrouble;
import dev.stayer.model.ToolSpec;
import dev.stayer.tool.Call;
import dev.stayer.tool.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Lists files and folders by a pattern. */
final class FindTool implements Tool {
    private static final int MAX_FOUND = 200;
    private static final ToolSpec SPEC = new ToolSpec(
            "find",
            "Lists files and folders by glob, such as *.java or src/**/*.md. At most " + MAX_FOUND + ".",
            (ObjectNode) Json.parse("""
                    {"type":"object","properties":{"pattern":{"type":"string"},
                    "path":{"type":"string","description":"folder to start in"}},
                    "required":["pattern"],"additionalProperties":false}"""));

    private final Reach reach;

    FindTool(Reach reach) {
        this.reach = reach;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public Repeat repeat(ObjectNode arguments) {
        return Repeat.PURE;
    }

    @Override
    public Answer call(ObjectNode arguments, Call call) throws InterruptedException {
        String path = arguments.path("path").asString(".");
        try {
            Reach.Target start = reach.readable(path);
            String pattern = arguments.path("pattern").asString("");
            String prefix = start.real() + "/";
            Glob glob = new Glob(pattern.startsWith(prefix) ? pattern.substring(prefix.length()) : pattern);
            SearchDeadline patience = SearchDeadline.of(call);
            List<String> found = new ArrayList<>();
            List<Path> links = new ArrayList<>();
            FileTree tree = new FileTree(
                    reach,
                    (at, folder, name, attributes) -> {
                        if (attributes.isSymbolicLink()) {
                            links.add(at);
                        }
                        if (glob.matches(at)) {
                            String shown = reach.show(start.real().resolve(at));
                            found.add(attributes.isDirectory() ? shown + "/" : shown);
                        }
                    },
                    () -> found.size() >= MAX_FOUND || patience.isOver());
            boolean complete = tree.walk(start.real());
            patience.check();
            return Answer.of(words(found, complete, tree.skipped(), links));
        } catch (Refused e) {
            return Answer.failure(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Answer.failure("cannot search " + path + ": " + FileTrouble.of(e));
        }
    }

    private static String words(List<String> found, boolean complete, List<Path> skipped, List<Path> links) {
        List<String> words = new ArrayList<>(found);
        if (found.isEmpty()) {
            words.add(complete ? "[nothing found]" : "[nothing found in what could be searched in time]");
            if (!skipped.isEmpty()) {
                words.add("[not entered: " + FileTree.named(skipped) + "]");
            }
        } else if (!complete) {
            words.add("[there may be more; narrow it by path or pattern]");
        }
        if (!links.isEmpty()) {
            words.add("[links, not followed: " + FileTree.named(links) + "; name one as path to look into it]");
        }
        if (found.stream().anyMatch(name -> name.indexOf('\uFFFD') >= 0)) {
            words.add("[names with \uFFFD are not text in UTF-8; only a shell pattern such as a?b reaches them]");
        }
        return String.join("\n", words);
    }
}
