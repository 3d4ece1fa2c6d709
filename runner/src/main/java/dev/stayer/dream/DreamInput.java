package dev.stayer.dream;

import dev.stayer.memory.Fact;
import dev.stayer.redact.Redactor;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything a dream decides by; the same input gives the same plan, whatever the order of the facts.
 *
 * @param facts all of them, of every status; ids are unique
 * @param sayings AGENTS.md, CLAUDE.md and the skills
 * @param redactor knows the secrets of this workspace
 * @param now facts that expire at this instant have expired
 * @param zone whose calendar words such as "yesterday" mean
 * @param seen ids that an earlier dream reported as shown or skipped: they are not reported again
 * @param covered where the facts are said that MEMORY.md leaves out today, by id
 */
public record DreamInput(
        List<Fact> facts,
        FactEvidence evidence,
        List<Saying> sayings,
        Redactor redactor,
        Instant now,
        ZoneId zone,
        Set<String> seen,
        Map<String, String> covered) {
    public DreamInput {
        facts = List.copyOf(facts);
        sayings = List.copyOf(sayings);
        seen = Set.copyOf(seen);
        covered = Map.copyOf(covered);
    }

    /** For a memory of which MEMORY.md leaves nothing out. */
    public DreamInput(
            List<Fact> facts,
            FactEvidence evidence,
            List<Saying> sayings,
            Redactor redactor,
            Instant now,
            ZoneId zone,
            Set<String> seen) {
        this(facts, evidence, sayings, redactor, now, zone, seen, Map.of());
    }

    /** The same with other facts. */
    public DreamInput with(List<Fact> others) {
        return new DreamInput(others, evidence, sayings, redactor, now, zone, seen, covered);
    }
}
