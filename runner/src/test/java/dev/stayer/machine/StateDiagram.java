package dev.stayer.machine;

import dev.stayer.core.TaskState;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The moves of a task as a diagram that stays readable: what all states of a kind do is drawn once, from that kind. */
final class StateDiagram {
    private record Kind(String alias, String title) {}

    private static final Map<Set<TaskState>, Kind> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put(Moves.OPEN, new Kind("open", "any that is open"));
        KINDS.put(Moves.WAITS, new Kind("waits", "any that waits"));
        KINDS.put(Moves.ASKS, new Kind("asks", "any that asks"));
        KINDS.put(Moves.QUESTIONS, new Kind("questions", "any that asks, except a gate"));
        KINDS.put(Moves.ENDED, new Kind("ended", "any that has ended"));
    }

    private StateDiagram() {}

    static String mermaid() {
        StringBuilder text = new StringBuilder("```mermaid\nstateDiagram-v2\n");
        KINDS.forEach((states, kind) -> text.append("  state \"")
                .append(kind.title())
                .append("\" as ")
                .append(kind.alias())
                .append('\n'));
        text.append("  [*] --> PENDING\n");
        for (Moves.Rule rule : Moves.RULES) {
            for (String from : from(rule)) {
                text.append("  ")
                        .append(from)
                        .append(" --> ")
                        .append(rule.to())
                        .append(": ")
                        .append(rule.why())
                        .append('\n');
            }
        }
        text.append("```\n\n");
        KINDS.forEach((states, kind) -> text.append("- *")
                .append(kind.title())
                .append("*: ")
                .append(names(states))
                .append('\n'));
        return text.toString();
    }

    private static Iterable<String> from(Moves.Rule rule) {
        Kind kind = KINDS.get(rule.from());
        return kind != null
                ? Set.of(kind.alias())
                : Arrays.stream(TaskState.values())
                        .filter(rule.from()::contains)
                        .map(TaskState::name)
                        .toList();
    }

    private static String names(Set<TaskState> states) {
        return Arrays.stream(TaskState.values())
                .filter(states::contains)
                .map(TaskState::name)
                .collect(Collectors.joining(", "));
    }
}
