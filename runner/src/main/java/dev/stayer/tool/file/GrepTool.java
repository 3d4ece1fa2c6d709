package dev.stayer.tool.file;

import dev.stayer.core.Json;
import dev.stayer.files.FileTrouble;
import dev.stayer.files.Folder;
import dev.stayer.model.ToolSpec;
import dev.stayer.tool.Call;
import dev.stayer.tool.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Searches the lines of text files. */
final class GrepTool implements Tool {
    private static final ToolSpec SPEC = new ToolSpec(
            "grep",
            "Searches text files line by line with a Java regular expression. At most " + Matches.MAX_MATCHES
                    + " lines.",
            (ObjectNode) Json.parse("""
                    {"type":"object","properties":{"pattern":{"type":"string"},
                    "path":{"type":"string","description":"file or folder"},
                    "glob":{"type":"string","description":"only these files"}},
                    "required":["pattern"],"additionalProperties":false}"""));

    private final Reach reach;

    GrepTool(Reach reach) {
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
        SearchDeadline patience = SearchDeadline.of(call);
        try {
            Matches matches =
                    new Matches(Pattern.compile(arguments.path("pattern").asString("")), patience);
            String glob = arguments.path("glob").asString("");
            boolean complete = search(reach.readable(path), glob.isEmpty() ? null : new Glob(glob), matches);
            patience.check();
            return Answer.of(matches.text(complete));
        } catch (PatternSyntaxException e) {
            return Answer.failure("the pattern is wrong: " + e.getMessage());
        } catch (SearchDeadline.Over e) {
            patience.check();
            return Answer.failure("the search took more than %d s; use a simpler pattern or a smaller path"
                    .formatted(SearchDeadline.LIMIT.toSeconds()));
        } catch (StackOverflowError e) {
            return Answer.failure("the pattern is too deeply nested for these lines; make it simpler");
        } catch (Refused e) {
            return Answer.failure(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Answer.failure("cannot search " + path + ": " + FileTrouble.of(e));
        }
    }

    private boolean search(Reach.Target start, @Nullable Glob glob, Matches matches) throws IOException, Refused {
        Path real = start.real();
        Path parent = real.getParent();
        Path last = real.getFileName();
        if (parent != null && last != null && !real.equals(reach.root(real))) {
            try (Folder folder = Folder.open(reach.root(real), parent, false)) {
                var attributes = folder.attributes(last);
                if (attributes == null || !attributes.isDirectory()) {
                    Contents.regular(folder, last, start.shown());
                    matches.search(start.shown(), folder, last);
                    return !matches.isFull();
                }
            }
        }
        FileTree tree = new FileTree(
                reach,
                (at, folder, name, attributes) -> {
                    if (attributes.isSymbolicLink()) {
                        // Whatever it is called, there may be a folder of files that the pattern would have matched.
                        matches.leaveOut("links, not followed", reach.show(real.resolve(at)));
                    } else if (attributes.isRegularFile() && (glob == null || glob.matches(at))) {
                        matches.search(reach.show(real.resolve(at)), folder, name);
                    }
                },
                matches::isFull);
        boolean complete = tree.walk(real);
        matches.notEntered(tree.skipped());
        return complete;
    }
}
