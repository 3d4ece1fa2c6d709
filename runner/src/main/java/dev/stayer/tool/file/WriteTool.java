package dev.stayer.tool.file;

import dev.stayer.core.Json;
import dev.stayer.model.ToolSpec;
import dev.stayer.tool.Call;
import dev.stayer.tool.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/** Writes a whole file, in one step. */
final class WriteTool implements Tool {
    private static final ToolSpec SPEC =
            new ToolSpec("write", "Writes a whole file and makes its folders.", (ObjectNode) Json.parse("""
                    {"type":"object","properties":{"path":{"type":"string"},"text":{"type":"string"}},
                    "required":["path","text"],"additionalProperties":false}"""));

    private final Reach reach;
    private final FileChange change;

    WriteTool(Reach reach) {
        this.reach = reach;
        this.change = new FileChange(reach);
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public Repeat repeat(ObjectNode arguments) {
        return Repeat.VERIFIABLE;
    }

    @Override
    public Happened happened(ObjectNode arguments, Call call) {
        return change.happened(arguments.path("path").asString(""), call);
    }

    @Override
    public Answer call(ObjectNode arguments, Call call) {
        String path = arguments.path("path").asString("");
        String text = arguments.path("text").asString("");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            Reach.Target target = reach.writable(path);
            if (bytes.length > Contents.MAX_BYTES) {
                throw new Refused("more than %d MB are not written at once; use shell commands for it"
                        .formatted(Contents.MAX_BYTES / 1024 / 1024));
            }
            String before = change.present(target);
            change.make(target, before, bytes, call);
            long lines = text.lines().count();
            return Answer.of("%s: %d lines, %d bytes %s"
                    .formatted(
                            target.shown(),
                            lines,
                            bytes.length,
                            before.equals(Contents.NOTHING) ? "written" : "written over the old file"));
        } catch (Refused e) {
            return Answer.failure(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Answer.failure("cannot write " + path + ": " + FileChange.words(e));
        }
    }
}
