package dev.stayer.workflow.expr;

/** An expression could not be evaluated; the message names the expression and the reason. */
public final class ExpressionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ExpressionException(String message) {
        super(message);
    }
}
