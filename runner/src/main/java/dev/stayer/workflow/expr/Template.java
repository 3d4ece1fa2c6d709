package dev.stayer.workflow.expr;

import tools.jackson.databind.JsonNode;

/** A scalar of the file in which expressions may stand; immutable, thread-safe. */
public interface Template {
    /** The text as written. */
    String source();

    /** True if no expression stands in it. */
    boolean isLiteral();

    /** The value: the raw value of the expression when the template is exactly one, else the text as a JSON string. */
    JsonNode value(Scope scope);

    /**
     * The text as {@link #text} gives it, but what tasks have put out stands between marks as data, so that words in it are
     * not taken for words of the person.
     */
    String fenced(Scope scope);

    /** The text: strings as they are, numbers and booleans plainly, null as nothing, lists and objects as compact JSON. */
    String text(Scope scope);
}
