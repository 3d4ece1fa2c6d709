package dev.stayer.importer;

import dev.stayer.core.Hashes;
import dev.stayer.core.Json;
import dev.stayer.journal.TraceStaging.Staged;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A session while it is read: what its steps add up to. Not thread-safe. */
final class SourceReading {
    private final Staged start;
    private @Nullable String task;
    private @Nullable String started;
    private @Nullable String ended;
    private String outcome;
    private long steps;
    private long copies;
    private long lastSeq;
    private long high;
    private long low;
    private @Nullable ObjectNode extra;

    SourceReading(Staged start) {
        this.start = start;
        task = start.task();
        started = start.started();
        ended = start.ended();
        outcome = start.outcome();
        steps = start.steps();
        lastSeq = start.lastSeq();
        if (!start.digest().isEmpty()) {
            high = Long.parseUnsignedLong(start.digest().substring(0, 16), 16);
            low = Long.parseUnsignedLong(start.digest().substring(16), 16);
        }
        extra = start.extra() == null ? null : (ObjectNode) Json.parse(start.extra());
    }

    /** A session that was not seen before. */
    static SourceReading of(long id, String source, Intake.Key key, String file) {
        return new SourceReading(new Staged(
                id, source, key.project(), key.session(), null, null, null, "unknown", file, 0, 0, "", null));
    }

    long id() {
        return start.id();
    }

    /** The number of a step that has none. */
    long nextSeq() {
        return lastSeq + 1;
    }

    /** Takes a step in, or the copy of one, which does not count; returns the place that tells it from others with its number. */
    long add(boolean copy, long seq, @Nullable String time, @Nullable Object... parts) {
        steps += copy ? 0 : 1;
        copies += copy ? 1 : 0;
        long rows = steps + copies;
        long place = seq > lastSeq || rows == 1 ? 0 : rows;
        lastSeq = rows == 1 ? seq : Math.max(lastSeq, seq);
        if (time != null && !copy) {
            // Written by Instant, so the order of texts of one length is the order of times; fractions differ in
            // length.
            started = started == null || before(time, started) ? time : started;
            ended = ended == null || before(ended, time) ? time : ended;
        }
        digest(copy ? -1 - seq : seq, time, parts);
        return place;
    }

    private static boolean before(String a, String b) {
        int seconds = a.substring(0, Math.min(19, a.length())).compareTo(b.substring(0, Math.min(19, b.length())));
        return seconds != 0 ? seconds < 0 : java.time.Instant.parse(a).isBefore(java.time.Instant.parse(b));
    }

    /** A sum, so that the same steps in another order are the same session. */
    private void digest(long seq, @Nullable String time, @Nullable Object... parts) {
        StringBuilder all = new StringBuilder().append(seq).append('\n').append(time);
        for (Object part : parts) {
            String text = String.valueOf(part);
            all.append('\n')
                    .append(part == null ? -1 : text.length())
                    .append(':')
                    .append(text);
        }
        byte[] hash = Hashes.begin().digest(all.toString().getBytes(StandardCharsets.UTF_8));
        long newLow = low + number(hash, 8);
        high += number(hash, 0) + (Long.compareUnsigned(newLow, low) < 0 ? 1 : 0);
        low = newLow;
    }

    private static long number(byte[] hash, int from) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | hash[from + i] & 0xff;
        }
        return value;
    }

    void task(String name) {
        if (task == null) {
            task = name;
        }
    }

    void outcome(String said) {
        outcome = said;
    }

    void extra(ObjectNode more) {
        ObjectNode all = extra == null ? Json.object() : extra;
        more.properties().forEach(entry -> all.set(entry.getKey(), entry.getValue()));
        extra = all;
    }

    Staged row() {
        return new Staged(
                start.id(),
                start.source(),
                start.project(),
                start.session(),
                task,
                started,
                ended,
                outcome,
                start.file(),
                steps,
                lastSeq,
                "%016x%016x".formatted(high, low),
                extra == null ? null : Json.write(extra));
    }
}
