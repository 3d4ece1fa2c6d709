package dev.stayer.tool.file;

import dev.stayer.core.Json;
import dev.stayer.model.ToolSpec;
import dev.stayer.tool.Call;
import dev.stayer.tool.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
            List<Integer> places = places(bytes, utf8(old));
            if (places.isEmpty() && hasCarriages(bytes) && !old.contains("\r")) {
                old = old.replace("\n", "\r\n");
                fresh = fresh.replace("\n", "\r\n");
                places = places(bytes, utf8(old));
            }
            if (places.isEmpty()) {
                throw new Refused(
                        "old is not in " + target.shown() + Nearby.of(new String(bytes, StandardCharsets.UTF_8), old));
            }
            if (places.size() > 1 && !arguments.path("all").asBoolean(false)) {
                throw new Refused("old is in %s %d times (lines %s): add lines around it, or set all"
                        .formatted(target.shown(), places.size(), lines(bytes, places)));
            }
            change.make(target, Contents.hash(bytes), replaced(bytes, places, utf8(old).length, utf8(fresh)), call);
            return Answer.of("%s: line %s changed".formatted(target.shown(), lines(bytes, places)));
        } catch (Refused e) {
            return Answer.failure(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Answer.failure("cannot edit " + path + ": " + Change.words(e));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean hasCarriages(byte[] bytes) {
        for (int i = 1; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return bytes[i - 1] == '\r';
            }
        }
        return false;
    }

    private static List<Integer> places(byte[] bytes, byte[] piece) {
        List<Integer> places = new ArrayList<>();
        for (int at = 0; at <= bytes.length - piece.length; ) {
            int same = 0;
            while (same < piece.length && bytes[at + same] == piece[same]) {
                same++;
            }
            if (same == piece.length) {
                places.add(at);
                at += piece.length;
            } else {
                at++;
            }
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
