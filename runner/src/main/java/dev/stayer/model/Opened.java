package dev.stayer.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An answer whose beginning was looked at.
 *
 * @param answer gives all of it, the beginning too
 */
record Opened(Form form, Wire.Answer answer) {
    private static final Pattern FIELD = Pattern.compile("\\A(:|(data|event|id|retry)\\s*(:|[\\r\\n]|\\z))");
    private static final int LOOK = 16;

    /** What an answer is, whatever it is called. */
    enum Form {
        EVENTS,
        JSON,
        PAGE,
        EMPTY,
        OTHER
    }

    static Opened of(Wire.Answer answer) throws ModelException, InterruptedException {
        ByteArrayOutputStream begun = new ByteArrayOutputStream();
        boolean events = answer.headers()
                .getOrDefault("content-type", "")
                .toLowerCase(Locale.ROOT)
                .contains("event-stream");
        while (true) {
            byte[] piece = answer.next();
            if (piece != null) {
                begun.writeBytes(piece);
            }
            String start = beginning(begun.toByteArray());
            // One byte says what JSON and pages are; the name of a field may come letter by letter.
            if (piece == null || decides(start) || (events && !start.isEmpty())) {
                return new Opened(form(start, events, begun.size() == 0), new Again(answer, begun.toByteArray()));
            }
        }
    }

    private static boolean decides(String start) {
        return start.length() >= LOOK || (!start.isEmpty() && "{[<:".indexOf(start.charAt(0)) >= 0);
    }

    private static String beginning(byte[] bytes) {
        String text = new String(bytes, 0, Math.min(bytes.length, 512), StandardCharsets.UTF_8);
        return (text.startsWith("\uFEFF") ? text.substring(1) : text).stripLeading();
    }

    private static Form form(String start, boolean events, boolean empty) {
        if (empty) {
            return Form.EMPTY;
        }
        if (start.startsWith("{") || start.startsWith("[")) {
            return Form.JSON;
        }
        if (start.startsWith("<")) {
            return Form.PAGE;
        }
        if (events || FIELD.matcher(start).find()) {
            return Form.EVENTS;
        }
        return start.isEmpty() ? Form.EMPTY : Form.OTHER;
    }

    /** The same answer from its beginning. */
    private static final class Again implements Wire.Answer {
        private final Wire.Answer rest;
        private byte @Nullable [] begun;

        Again(Wire.Answer rest, byte[] begun) {
            this.rest = rest;
            this.begun = begun.length == 0 ? null : begun;
        }

        @Override
        public byte @Nullable [] next() throws ModelException, InterruptedException {
            byte[] first = begun;
            begun = null;
            return first == null ? rest.next() : first;
        }

        @Override
        public int status() {
            return rest.status();
        }

        @Override
        public Map<String, String> headers() {
            return rest.headers();
        }

        @Override
        public void drain() throws InterruptedException {
            rest.drain();
        }

        @Override
        public void close() {
            rest.close();
        }
    }
}
