package dev.stayer.tool.file;

import dev.stayer.core.Json;
import dev.stayer.model.ToolSpec;
import dev.stayer.tool.Call;
import dev.stayer.tool.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Exchanges an exact piece of a file; all other bytes stay as they are, in whatever encoding. */
final class EditTool implements Tool {
    private static final int LISTED = 8;
    private static final ToolSpec SPEC =
            new ToolSpec("edit", "Replaces exact text in a file. old must occur once, unless all is true.", (ObjectNode)
                    Json.parse("""
                    {"type":"object","properties":{"path":{"type":"string"},"old":{"type":"string"},
                    "new":{"type":"string"},"all":{"type":"boolean"}},
                    "required":["path","old","new"],"additionalProperties":false}"""));

    private final Reach reach;
    private final Change change;

    EditTool(Reach reach) {
        this.reach = reach;
        this.change = new Change(reach);
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
        try {
            Reach.Target target = reach.writable(path);
            if (change.happened(path, call) == Happened.YES) {
                return Answer.of(target.shown() + ": changed, before an interruption");
            }
            byte[] bytes = Contents.read(reach, target);
            String old = arguments.path("old").asString("");
            String fresh = arguments.path("new").asString("");
            if (old.isEmpty()) {
                throw new Refused("old is empty; use write for a whole file");
            }
            if (old.equals(fresh)) {
                throw new Refused("old and new are the same");
            }
            Exchange exchange = Exchange.of(bytes, target.shown(), old, fresh);
            List<Integer> places = places(bytes, exchange);
            if (places.isEmpty()) {
                throw new Refused("old is not in " + target.shown() + Nearby.of(TextForm.text(bytes), old));
            }
            if (places.size() > 1 && !arguments.path("all").asBoolean(false)) {
                throw new Refused("old is in %s %d times (lines %s): add lines around it, or set all"
                        .formatted(target.shown(), places.size(), lines(bytes, places)));
            }
            change.make(
                    target,
                    Contents.hash(bytes),
                    replaced(bytes, places, exchange.old().length, exchange.fresh()),
                    call);
            return Answer.of("%s: line %s changed".formatted(target.shown(), lines(bytes, places)));
        } catch (Refused e) {
            return Answer.failure(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Answer.failure("cannot edit " + path + ": " + Change.words(e));
        }
    }

    private static List<Integer> places(byte[] bytes, Exchange exchange) {
        List<Integer> places = new ArrayList<>();
        byte[] piece = exchange.old();
        for (int at = Exchange.next(bytes, piece, 0, exchange.step());
                at >= 0;
                at = Exchange.next(bytes, piece, at + piece.length, exchange.step())) {
            places.add(at);
        }
        return places;
    }

    private static byte[] replaced(byte[] bytes, List<Integer> places, int length, byte[] fresh) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + fresh.length);
        int from = 0;
        for (int at : places) {
            out.write(bytes, from, at - from);
            out.writeBytes(fresh);
            from = at + length;
        }
        out.write(bytes, from, bytes.length - from);
        return out.toByteArray();
    }

    private static String lines(byte[] bytes, List<Integer> places) {
        List<String> lines = new ArrayList<>();
        int line = 1;
        int from = 0;
        for (int at : places.subList(0, Math.min(LISTED, places.size()))) {
            for (; from < at; from++) {
                line += bytes[from] == '\n' ? 1 : 0;
            }
            lines.add(String.valueOf(line));
        }
        return String.join(", ", lines) + (places.size() > LISTED ? ", …" : "");
    }
}
