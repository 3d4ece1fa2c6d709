package dev.stayer.dream;

import dev.stayer.memory.Fact;
import java.util.List;
import java.util.Map;

/**
 * Which current facts stand in MEMORY.md, in the order of their importance, and which in the topic files behind it.
 *
 * @param shown in MEMORY.md, the most important first
 * @param overflow promoted, but over the caps, by topic ({@code project rules decisions knowledge gotchas})
 * @param flagged contradictions that wait for a person
 */
public record MemoryView(List<Fact> shown, Map<String, List<Fact>> overflow, List<Fact> flagged) {
    /** The topic file, without {@code .md}, that a fact would stand in. */
    public static String topic(Fact fact) {
        return switch (fact.kind()) {
            case PROJECT -> "project";
            case RULE -> "rules";
            case DECISION -> "decisions";
            case KNOWLEDGE -> "knowledge";
            case GOTCHA -> "gotchas";
        };
    }
}
