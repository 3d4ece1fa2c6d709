package dev.stayer.workflow;

import dev.stayer.workflow.expr.Expression;
import java.util.List;
import java.util.Map;

/**
 * A person's shell text in which expressions stand only bare, as words of their own. Each was replaced by a quoted
 * variable when the file was read, so that its value arrives as exactly one argument, whatever it contains.
 *
 * @param source the text as written
 * @param script the text to give to {@code sh}, with {@code "$STAYER_EXPR_1"} in place of the first expression
 * @param expressions the expressions by variable name, in order
 */
public record ShellTemplate(String source, String script, Map<String, Expression> expressions) {
    /** Names of the variables that carry the values. */
    public List<String> variables() {
        return List.copyOf(expressions.keySet());
    }
}
