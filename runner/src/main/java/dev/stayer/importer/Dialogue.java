package dev.stayer.importer;

import dev.stayer.core.Json;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One session as its transcript goes by: numbers its steps, and joins each call with the result that comes later. Not thread-safe. */
final class Dialogue {
    /** Calls that wait for their result; more are taken for unfinished. */
    private static final int WAITING = 500;

    private final Intake intake;
    private final Intake.Key key;
    /** Of what was copied from another session, so much is kept as what the session's own steps follow on. */
    private static final int CONTEXT = 40;

    private final Map<String, TranscriptStep> calls = new LinkedHashMap<>();
    private final Deque<TranscriptStep> context = new ArrayDeque<>();
    private @Nullable ObjectNode about;
    private boolean begun;
    private boolean copied;
    private long seq;

    Dialogue(Intake intake, Intake.Key key) {
        this.intake = intake;
        this.key = key;
        this.seq = intake.nextSeq(key);
    }

    Intake.Key key() {
        return key;
    }

    /** What comes next is a copy of what another session has, or is this one's own. */
    void copied(boolean isCopy) {
        copied = isCopy;
    }

    /** What is known of the session as a whole; of one without a step of its own, nothing is kept. */
    void about(ObjectNode more) {
        if (begun) {
            intake.about(key, null, null, more);
            return;
        }
        ObjectNode all = about == null ? Json.object() : about;
        more.properties().forEach(entry -> all.set(entry.getKey(), entry.getValue()));
        about = all;
    }

    private void keep(TranscriptStep step) {
        if (step.copy()) {
            context.add(step);
            if (context.size() > CONTEXT) {
                context.remove();
            }
            return;
        }
        if (!begun) {
            begun = true;
            if (about != null) {
                intake.about(key, null, null, about);
            }
        }
        context.forEach(before -> intake.step(key, before));
        context.clear();
        intake.step(key, step);
    }

    void words(@Nullable Instant time, String role, String text) {
        if (!text.isBlank()) {
            keep(new TranscriptStep(seq++, time, role, text, null, null, null, null, null, copied));
        }
    }

    /** @param id what the result will name */
    void call(String id, @Nullable Instant time, String tool, @Nullable JsonNode args) {
        TranscriptStep call =
                Tools.call(TranscriptStep.call(seq++, time, tool, args)).copied(copied);
        if (id.isEmpty()) {
            keep(call);
            return;
        }
        TranscriptStep twice = calls.put(id, call);
        if (twice != null) {
            keep(twice);
        }
        if (calls.size() > WAITING) {
            var eldest = calls.entrySet().iterator();
            keep(eldest.next().getValue());
            eldest.remove();
        }
    }

    /** What came of a call; of one that is not known, only the words are kept. */
    void result(String id, @Nullable Instant time, @Nullable Boolean ok, String output) {
        TranscriptStep call = calls.remove(id);
        if (call != null) {
            keep(call.ended(ok, output));
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
