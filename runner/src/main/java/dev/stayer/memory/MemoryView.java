package dev.stayer.memory;

import dev.stayer.core.Inert;
import java.util.List;
import java.util.Map;

/**
 * Which current facts stand in MEMORY.md, in the order of their importance, and which in the topic files behind it.
 *
 * @param shown in MEMORY.md, the most important first
 * @param overflow promoted, but over the caps, by topic ({@code project rules decisions knowledge gotchas})
 * @param flagged contradictions that wait for a person
 * @param covered places that say the same as a fact that is left out for it, by id; a dream keeps them by {@link Facts#cover}
 */
public record MemoryView(
        List<Fact> shown, Map<String, List<Fact>> overflow, List<Fact> flagged, Map<String, String> covered) {
    /** The bullet as MEMORY.md has it, of several lines where the text has them, without line end: the text, when it was so, and where it comes from. */
    public static String line(Fact fact) {
        // Nothing that a fact says may end the generated part.
        return Blocks.bullet(
                Inert.markdown(fact.text().replace("<!--", "<! --")),
                "(" + fact.time().toString().substring(0, "2026-11-22".length()) + ") [" + fact.source() + "]");
    }

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
