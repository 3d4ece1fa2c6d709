package dev.stayer.tool.file;

import dev.stayer.core.Json;
import dev.stayer.files.FileTrouble;
import dev.stayer.files.WorkspaceFiles;
import dev.stayer.model.ToolSpec;
import dev.stayer.tool.Call;
import dev.stayer.tool.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Shows a file, or an earlier call's whole output, by pages with line numbers. */
final class ReadTool implements Tool {
    private static final String OUTPUT = "output:";
    private static final ToolSpec SPEC = new ToolSpec(
            "read", "Shows a text file with line numbers.", (ObjectNode) Json.parse("""
                    {"type":"object","properties":{
                    "path":{"type":"string","description":"or output:NAME"},
                    "from":{"type":"integer","minimum":1},
                    "lines":{"type":"integer","minimum":1,"description":"default %d"}},
                    "required":["path"],"additionalProperties":false}""".formatted(FilePage.LINES)));

    private final Reach reach;
    private final Function<String, @Nullable Path> outputs;

    /** @param outputs where the whole output of a call lies by its name; null if there is none */
    ReadTool(Reach reach, Function<String, @Nullable Path> outputs) {
        this.reach = reach;
        this.outputs = outputs;
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
    public Answer call(ObjectNode arguments, Call call) {
        String path = arguments.path("path").asString("");
        boolean output = path.startsWith(OUTPUT);
        FilePage page = new FilePage(
                arguments.path("from").asLong(1), arguments.path("lines").asInt(FilePage.LINES), output);
        try (InputStream in = output ? output(path) : Contents.open(reach, reach.readable(path))) {
            return page.of(in, path);
        } catch (Refused e) {
            return Answer.failure(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Answer.failure("cannot read " + path + ": " + FileTrouble.of(e));
        }
    }

    private InputStream output(String path) throws IOException, Refused {
        Path log = outputs.apply(path.substring(OUTPUT.length()));
        if (log == null) {
            throw new Refused("no output is kept under " + path);
        }
        Path whole = log.resolveSibling(log.getFileName() + ".full");
        WorkspaceFiles files = new WorkspaceFiles(Objects.requireNonNull(log.getParent()));
        Path file = files.isFile(whole) ? whole : log;
        if (!files.isFile(file)) {
            throw new Refused("the output " + path + " is no longer kept");
        }
        return files.open(file);
    }
}
