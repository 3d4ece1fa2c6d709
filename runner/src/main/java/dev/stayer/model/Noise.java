package dev.stayer.model;

import java.util.Set;

/** Signs of life in a stream that are no part of an answer. */
final class Noise {
    private static final Set<String> NAMES =
            Set.of("ping", "heartbeat", "keepalive", "keep-alive", "keep_alive", "comment");

    private Noise() {}

    /** True where an event can only be such a sign: it is empty, called so, or no JSON at all and not the end. */
    static boolean is(EventReader.Event event) {
        String data = event.data().strip();
        if (NAMES.contains(event.name())) {
            return true;
        }
        if (data.isEmpty()) {
            // What is called something and says nothing was cut.
            return event.name().isEmpty();
        }
        char first = data.charAt(0);
        // A piece of an answer is an object, whole or cut; a word, a number or a comment is neither.
        return first != '{' && first != '[' && !data.startsWith("data:") && !data.equals("[DONE]");
    }
}
