package dev.stayer.memory;

import dev.stayer.memory.Fact.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What holds now among all that was ever said, before any dream has tidied up: of facts that say the same one, of the values
 * of one subject and key that of the highest authority and then the newest, of two that nobody can tell apart neither. Pure.
 */
public final class Winners {
    private Winners() {}

    /**
     * The facts as they count at an instant, in the order given: statuses, sources and pins may differ from the rows'.
     *
     * @param facts of every status
     * @param now facts that have expired by then do not compete
     */
    public static List<Fact> of(Collection<Fact> facts, Instant now) {
        Map<String, Fact> result = new LinkedHashMap<>();
        List<Fact> running = new ArrayList<>();
        for (Fact fact : facts) {
            result.put(fact.id(), fact);
            boolean stands = fact.status() == Status.CURRENT || fact.status() == Status.FLAGGED;
            if (stands && FactRanking.expired(fact, now)) {
                result.put(fact.id(), fact.become(Status.RETIRED, null));
            } else if (stands) {
                running.add(fact);
            }
        }
        FactClaims claims = new FactClaims(facts);
        Map<FactClaims.Claim, List<Fact>> byClaim = new LinkedHashMap<>();
        running.forEach(fact -> byClaim.computeIfAbsent(claims.of(fact), claim -> new ArrayList<>())
                .add(fact));
        Map<FactClaims.Slot, List<Fact>> slots = new LinkedHashMap<>();
        byClaim.forEach((claim, alike) -> {
            Fact best = merged(alike, result);
            FactClaims.Slot slot = claim.slot();
            if (slot != null) {
                slots.computeIfAbsent(slot, key -> new ArrayList<>()).add(best);
            } else if (best.status() == Status.CURRENT) {
                result.put(best.id(), best);
            }
        });
        slots.values().forEach(rivals -> settle(rivals, result));
        return List.copyOf(result.values());
    }

    private static Fact merged(List<Fact> alike, Map<String, Fact> result) {
        List<Fact> ranked = alike.stream().sorted(FactRanking.ORDER).toList();
        Fact best = ranked.get(0);
        if (ranked.size() == 1) {
            return best;
        }
        boolean pinned = false;
        Fact.Kind kind = best.kind();
        for (Fact fact : ranked) {
            pinned |= fact.pinned();
            if (fact.kind() == Fact.Kind.RULE && fact.authority() == Fact.Authority.PERSON) {
                kind = Fact.Kind.RULE;
            }
            result.put(fact.id(), fact.become(Status.MERGED, best.id()));
        }
        Fact backed = best.backed(FactRanking.joined(ranked), pinned, kind);
        result.put(best.id(), backed);
        return backed;
    }

    private static void settle(List<Fact> rivals, Map<String, Fact> result) {
        List<Fact> ranked = rivals.stream().sorted(FactRanking.ORDER).toList();
        Fact best = ranked.get(0);
        boolean tie = ranked.size() > 1 && FactRanking.RANK.compare(ranked.get(1), best) == 0;
        for (Fact fact : ranked) {
            boolean top = FactRanking.RANK.compare(fact, best) == 0;
            result.put(
                    fact.id(),
                    !top
                            ? fact.become(Status.SUPERSEDED, best.id())
                            : fact.become(tie ? Status.FLAGGED : Status.CURRENT, null));
        }
    }
}
