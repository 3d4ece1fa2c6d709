package dev.stayer.workflow;

import dev.stayer.core.Json;
import dev.stayer.workflow.expr.Scope;
import dev.stayer.workflow.expr.Template;
import tools.jackson.databind.JsonNode;

/** A value of any type that stands written out in the file, without expressions. */
public record LiteralTemplate(JsonNode literal) implements Template {
    /** Words in which nothing is an expression, whoever wrote them. */
    public static LiteralTemplate of(String words) {
        return new LiteralTemplate(Json.NODES.stringNode(words));
    }

    @Override
    public String source() {
        return literal.isString() ? literal.asString() : Json.write(literal);
    }

    @Override
    public boolean isLiteral() {
        return true;
    }

    @Override
    public JsonNode value(Scope scope) {
        return literal;
    }

    @Override
    public String fenced(Scope scope) {
        return source();
    }

    @Override
    public String text(Scope scope) {
        return source();
    }
}
