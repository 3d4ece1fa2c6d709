package dev.stayer.memory;

import dev.stayer.memory.Fact.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Which facts contradict each other so that neither holds, also before a dream has flagged them. Pure. */
public final class Contradictions {
    private Contradictions() {}

    /**
     * The ids of those that each contradicting fact contradicts, in the order of ids; facts that contradict none are not in it.
     *
     * @param facts of every status
     * @param now facts that have expired by then do not compete
     */
    public static Map<String, List<String>> of(Collection<Fact> facts, Instant now) {
        FactClaims claims = new FactClaims(facts);
        Map<String, Fact> counted = new LinkedHashMap<>();
        Winners.of(facts, now).forEach(fact -> counted.put(fact.id(), fact));
        Map<FactClaims.Slot, List<Fact>> rivals = new LinkedHashMap<>();
        for (Fact fact : facts) {
            FactClaims.Slot slot = claims.of(fact).slot();
            if (slot != null && ties(fact, counted)) {
                rivals.computeIfAbsent(slot, key -> new ArrayList<>()).add(fact);
            }
        }
        Map<String, List<String>> against = new LinkedHashMap<>();
        rivals.values()
                .forEach(all -> all.forEach(fact -> {
                    TreeSet<String> others = new TreeSet<>();
                    all.stream()
                            .filter(other -> claims.of(other).contradicts(claims.of(fact)))
                            .forEach(other -> others.add(other.id()));
                    if (!others.isEmpty()) {
                        against.put(fact.id(), List.copyOf(others));
                    }
                }));
        return against;
    }

    /** True for what stands and is flagged, or says the same as one that is. */
    private static boolean ties(Fact fact, Map<String, Fact> counted) {
        if (FactRanking.archived(fact) || fact.status() == Status.RETIRED) {
            return false;
        }
        Fact counts = counted.get(fact.id());
        if (counts != null && counts.status() == Status.MERGED && counts.supersededBy() != null) {
            counts = counted.get(counts.supersededBy());
        }
        return counts != null && counts.status() == Status.FLAGGED;
    }
}
