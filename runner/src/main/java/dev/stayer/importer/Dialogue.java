package dev.stayer.importer;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One session as its transcript goes by: numbers its steps, and joins each call with the result that comes later. Not thread-safe. */
final class Dialogue {
    /** Calls that wait for their result; more are taken for unfinished. */
    private static final int WAITING = 500;

    private final Intake intake;
    private final Intake.Key key;
    private final Map<String, Step> calls = new LinkedHashMap<>();
    private long seq;

    Dialogue(Intake intake, Intake.Key key) {
        this.intake = intake;
        this.key = key;
        this.seq = intake.nextSeq(key);
    }

    Intake.Key key() {
        return key;
    }

    void words(@Nullable Instant time, String role, String text) {
        if (!text.isBlank()) {
            intake.step(key, new Step(seq++, time, role, text, null, null, null, null, null));
        }
    }

    /** @param id what the result will name */
    void call(String id, @Nullable Instant time, String tool, @Nullable JsonNode args) {
        Step call = Tools.call(Step.call(seq++, time, tool, args));
        if (id.isEmpty()) {
            intake.step(key, call);
            return;
        }
        Step twice = calls.put(id, call);
        if (twice != null) {
            intake.step(key, twice);
        }
        if (calls.size() > WAITING) {
            var eldest = calls.entrySet().iterator();
            intake.step(key, eldest.next().getValue());
            eldest.remove();
        }
    }

    /** What came of a call; of one that is not known, only the words are kept. */
    void result(String id, @Nullable Instant time, @Nullable Boolean ok, String output) {
        Step call = calls.remove(id);
        if (call != null) {
            intake.step(key, call.ended(ok, output));
        } else {
            words(time, "tool", output);
        }
    }

    /** Keeps the calls that have no result. */
    void end() {
        calls.values().forEach(call -> intake.step(key, call));
        calls.clear();
    }
}
