package dev.stayer.tool.file;

import dev.stayer.core.Hashes;
import dev.stayer.core.Json;
import dev.stayer.model.ToolSpec;
import dev.stayer.tool.Call;
import dev.stayer.tool.Tool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
    private final FileChange change;

    EditTool(Reach reach) {
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
            Places places = places(bytes, exchange);
            if (places.count() == 0) {
                throw new Refused("old is not in " + target.shown() + Nearby.of(TextForm.text(bytes), old));
            }
            if (places.count() > 1 && !arguments.path("all").asBoolean(false)) {
                throw new Refused("old is in %s %d times (lines %s): add lines around it, or set all"
                        .formatted(target.shown(), places.count(), lines(bytes, places)));
            }
            byte[] changed = replaced(bytes, places.count(), exchange);
            if (changed == null) {
                throw new Refused("%s would grow beyond %d MB; use shell commands for it"
                        .formatted(target.shown(), Contents.MAX_BYTES / 1024 / 1024));
            }
            change.make(target, Hashes.of(bytes), changed, call);
            return Answer.of("%s: line %s changed".formatted(target.shown(), lines(bytes, places)));
        } catch (Refused e) {
            return Answer.failure(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Answer.failure("cannot edit " + path + ": " + FileChange.words(e));
        }
    }

    /** How often a piece occurs, and where first; all places of a short piece in a long file would need many times its room. */
    private record Places(int count, List<Integer> first) {}

    private static Places places(byte[] bytes, Exchange exchange) {
        List<Integer> first = new ArrayList<>();
        int count = 0;
        for (int at = exchange.next(bytes, 0); at >= 0; at = exchange.next(bytes, at + exchange.old().length)) {
            if (count++ < LISTED) {
                first.add(at);
            }
        }
        return new Places(count, first);
    }

    /** Null if it became larger than a file that is read again. */
    private static byte @Nullable [] replaced(byte[] bytes, int count, Exchange exchange) {
        byte[] fresh = exchange.fresh();
        long length = bytes.length + (long) count * (fresh.length - exchange.old().length);
        if (length > Contents.MAX_BYTES) {
            return null;
        }
        byte[] result = new byte[(int) length];
        int from = 0;
        int to = 0;
        for (int at = exchange.next(bytes, 0); at >= 0; at = exchange.next(bytes, from)) {
            System.arraycopy(bytes, from, result, to, at - from);
            to += at - from;
            System.arraycopy(fresh, 0, result, to, fresh.length);
            to += fresh.length;
            from = at + exchange.old().length;
        }
        System.arraycopy(bytes, from, result, to, bytes.length - from);
        return result;
    }

    private static String lines(byte[] bytes, Places places) {
        List<String> lines = new ArrayList<>();
        int line = 1;
        int from = 0;
        for (int at : places.first()) {
            for (; from < at; from++) {
                line += bytes[from] == '\n' ? 1 : 0;
            }
            lines.add(String.valueOf(line));
        }
        return String.join(", ", lines) + (places.count() > LISTED ? ", …" : "");
    }
}
