package dev.stayer.workflow.expr;

import tools.jackson.databind.JsonNode;

/** One parsed expression, the text between {@code ${{} and {@code }}}; immutable, thread-safe. */
public interface Expression {
    /** The text as written, without the braces. */
    String source();

    /**
     * The value; JSON null for what is absent.
     *
     * @throws ExpressionException if a function refuses its arguments
     */
    JsonNode evaluate(Scope scope);

    /** {@link #evaluate} as a truth value: null, false, 0 and the empty string are false, all else is true. */
    boolean holds(Scope scope);
}
