package dev.stayer.workflow.expr;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** The parts of a parsed expression. */
sealed interface Ast {
    record Literal(JsonNode value) implements Ast {}

    /** A context, such as {@code params}; {@code tasks} stands only before a task's id. */
    record Context(String name) implements Ast {}

    record TaskRef(String id) implements Ast {}

    record Member(Ast of, String name) implements Ast {}

    record Index(Ast of, Ast at) implements Ast {}

    record Call(String function, List<Ast> arguments) implements Ast {}

    record Not(Ast of) implements Ast {}

    record Binary(String operator, Ast left, Ast right) implements Ast {}
}
