package dev.stayer.model;

import dev.stayer.model.ModelException.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events (the format of the HTML standard, section 9.2) from an answer, however its bytes are cut; for one
 * thread. Stricter than the standard in two ways: bytes must be UTF-8, and an event cut by the end is handed on, so that
 * whoever decodes it sees that it is broken.
 */
final class EventReader {
    private final Wire.Answer answer;
    private final WireLimits limits;
    private final Deque<Event> ready = new ArrayDeque<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();
    private String name = "";
    private boolean hasData;
    private boolean afterReturn;
    private boolean ended;
    private long size;

    /** One event; the name is empty where none was given. */
    record Event(String name, String data) {}

    EventReader(Wire.Answer answer, WireLimits limits) {
        this.answer = answer;
        this.limits = limits;
    }

    /**
     * Waits for the next event.
     *
     * @return null at a clean end
     * @throws ModelException BROKEN, if the answer is too long or no UTF-8; NETWORK or TIMEOUT
     */
    @Nullable
    Event next() throws ModelException, InterruptedException {
        while (ready.isEmpty() && !ended) {
            byte[] piece = answer.next();
            if (piece == null) {
                ended = true;
                if (line.size() > 0) {
                    lineEnds();
                }
                eventEnds();
            } else {
                size += piece.length;
                if (size > limits.response()) {
                    throw tooLong("the answer is longer than " + limits.response() + " bytes");
                }
                feed(piece);
            }
        }
        return ready.poll();
    }

    /** True if not one byte came. */
    boolean empty() {
        return size == 0;
    }

    private static ModelException tooLong(String message) {
        return new ModelException(Kind.BROKEN, message, null, null);
    }

    private void feed(byte[] piece) throws ModelException {
        int from = 0;
        for (int at = 0; at < piece.length; at++) {
            byte c = piece[at];
            if (c == '\n' && afterReturn) {
                afterReturn = false;
                from = at + 1;
            } else if (c == '\n' || c == '\r') {
                line.write(piece, from, at - from);
                lineEnds();
                from = at + 1;
                afterReturn = c == '\r';
            } else {
                afterReturn = false;
            }
        }
        line.write(piece, from, piece.length - from);
        if (line.size() > limits.line()) {
            throw tooLong("a line of the answer is longer than " + limits.line() + " bytes");
        }
    }

    private void lineEnds() throws ModelException {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ModelException(Kind.BROKEN, "the answer is not UTF-8", null, e);
        }
        line.reset();
        if (text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        if (text.isEmpty()) {
            eventEnds();
        } else if (text.startsWith("{")) {
            // No field, but how some servers put an error into a stream that has begun.
            add(text);
            eventEnds();
        } else if (!text.startsWith(":")) {
            int colon = text.indexOf(':');
            String field = colon < 0 ? text : text.substring(0, colon);
            String value = colon < 0 ? "" : text.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            if (field.equals("data")) {
                add(value);
            } else if (field.equals("event")) {
                name = value;
            }
        }
    }

    private void add(String value) throws ModelException {
        if (hasData) {
            data.append('\n');
        }
        hasData = true;
        data.append(value);
        if (data.length() > limits.line()) {
            throw tooLong("an event of the answer is longer than " + limits.line() + " bytes");
        }
    }

    private void eventEnds() {
        if (hasData) {
            ready.add(new Event(name, data.toString()));
        }
        name = "";
        data.setLength(0);
        hasData = false;
    }
}
