package dev.stayer.dream;

import dev.stayer.memory.Fact;
import java.util.List;

/**
 * What comes into a dream beside the rules: facts that a model proposed and a check let pass, gotchas from errors that
 * recurred, merges.
 */
public record Additions(List<Fact> facts, List<Merge> merges) {
    /** Nothing. */
    public static final Additions NONE = new Additions(List.of(), List.of());

    /**
     * Facts that say the same as another.
     *
     * @param ids of the facts that give way
     * @param into id of the one that stays
     */
    public record Merge(List<String> ids, String into, String reason) {
        public Merge {
            ids = List.copyOf(ids);
        }
    }

    public Additions {
        facts = List.copyOf(facts);
        merges = List.copyOf(merges);
    }

    /** Both together. */
    public Additions and(Additions other) {
        List<Fact> allFacts = new java.util.ArrayList<>(facts);
        allFacts.addAll(other.facts);
        List<Merge> allMerges = new java.util.ArrayList<>(merges);
        allMerges.addAll(other.merges);
        return new Additions(allFacts, allMerges);
    }

    /** Why a fact is new in MEMORY.md. */
    String reason(Fact fact) {
        if (fact.pinned()) {
            return "A person pinned it";
        }
        return switch (fact.authority()) {
            case PERSON -> "A person said it";
            case DECISION -> "It is a decision";
            case OBSERVED, INFERRED ->
                fact.kind() == Fact.Kind.DECISION ? "It is a decision" : "At least two runs vouch for it";
        };
    }
}
