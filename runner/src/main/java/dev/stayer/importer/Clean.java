package dev.stayer.importer;

import dev.stayer.core.Json;
import dev.stayer.core.Texts;
import dev.stayer.redact.Redactor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The door: takes secrets out of what is kept, and cuts what is too long. First redacted, then cut, so that no half of a secret stays. */
final class Clean {
    /** The most characters of a text. */
    static final int TEXT = 16 * 1024;

    /** The most characters of a tool's output: what a later step took from it stands at its beginning or its end. */
    static final int OUTPUT = 8 * 1024;

    /** The most characters of one value in a call's arguments. */
    static final int VALUE = 8 * 1024;

    /** The most characters of arguments, and of unknown keys, as JSON. */
    static final int TREE = 64 * 1024;

    private final Redactor redactor;

    Clean(Redactor redactor) {
        this.redactor = redactor;
    }

    /** A short name; null stays null. */
    @Nullable
    String name(@Nullable String text, int most) {
        return text == null ? null : cut(plain(redactor.redact(text)), most);
    }

    @Nullable
    String text(@Nullable String text, int most) {
        return text == null || text.isEmpty() ? null : cut(plain(redactor.redact(text)), most);
    }

    /** A tree as JSON; null where there is none. */
    @Nullable
    String tree(@Nullable JsonNode node) {
        if (node == null || node.isNull() || node.isMissingNode()) {
            return null;
        }
        String json = Json.write(shortened(redactor.redact(node)));
        return json.length() <= TREE
                ? json
                : Json.write(Json.object().put("cut", json.length() + " characters, too long to keep"));
    }

    private static JsonNode shortened(JsonNode node) {
        if (node.isString()) {
            String text = node.asString();
            String kept = cut(plain(text), VALUE);
            return kept.equals(text) ? node : Json.NODES.stringNode(kept);
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = Json.object();
            object.properties()
                    .forEach(entry -> copy.set(cut(plain(entry.getKey()), VALUE), shortened(entry.getValue())));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = Json.NODES.arrayNode();
            array.forEach(item -> copy.add(shortened(item)));
            return copy;
        }
        return node;
    }

    /** NUL ends a text for some readers of the database. */
    private static String plain(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\ufffd');
    }

    /** The beginning and the end of what is too long, with a word on what is missing between them. */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        if (most < 200) {
            return Texts.shorten(text, most);
        }
        int head = whole(text, most * 3 / 4);
        int tail = whole(text, text.length() - (most / 4 - 50));
        return text.substring(0, head) + "\n… " + (tail - head) + " characters left out …\n" + text.substring(tail);
    }

    /** Never between the halves of one character. */
    private static int whole(String text, int at) {
        return Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
    }
}
