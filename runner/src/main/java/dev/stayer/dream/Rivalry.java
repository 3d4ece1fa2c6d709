package dev.stayer.dream;

import dev.stayer.core.Times;
import dev.stayer.memory.Fact;
import dev.stayer.memory.Fact.Status;
import dev.stayer.memory.FactClaims;
import dev.stayer.memory.FactRanking;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of several facts is current. Facts of one subject and key share a slot, in which one value is current: that of the
 * highest authority, among those the newest. Facts that say the same are one claim. All of it is decided anew from all rows
 * each time, so that a late arrival ends where it would have ended in time; what a person archived stays archived.
 */
final class Rivalry {
    /** As many rivals of a tie are named. */
    private static final int MAX_NAMED = 10;

    private final FactLedger ledger;
    private final FactMaintenance upkeep;
    private final Instant now;
    private final FactClaims claims;
    private final Map<String, Boolean> led = new HashMap<>();
    /** Ids of the facts that may become or stay current. */
    private final Set<String> running = new HashSet<>();

    Rivalry(FactLedger ledger, FactMaintenance upkeep, Instant now) {
        this.ledger = ledger;
        this.upkeep = upkeep;
        this.now = now;
        this.claims = new FactClaims(ledger.facts().stream().map(upkeep::formed).toList());
    }

    void settle() {
        Map<FactClaims.Claim, List<Fact>> byClaim = new LinkedHashMap<>();
        for (Fact fact : ledger.facts()) {
            // Before any status changes, so that no fact's turn depends on another's.
            if (competes(fact)) {
                running.add(fact.id());
            }
            byClaim.computeIfAbsent(claims.of(fact), claim -> new ArrayList<>()).add(fact);
        }
        Map<FactClaims.Slot, List<Fact>> slots = new LinkedHashMap<>();
        byClaim.forEach((claim, facts) -> {
            Fact survivor = merge(facts);
            FactClaims.Slot slot = claim.slot();
            if (survivor != null && slot != null) {
                slots.computeIfAbsent(slot, key -> new ArrayList<>()).add(survivor);
            } else if (survivor != null) {
                become(survivor, Status.CURRENT, null, FactChange.Kind.UPDATED, "It is current again", List.of());
            }
        });
        slots.values().forEach(this::supersede);
    }

    /** Leaves one fact of those that say the same, and returns it; null if none of them is in the running. */
    private @Nullable Fact merge(List<Fact> facts) {
        List<Fact> rivals = facts.stream()
                .filter(fact -> running.contains(fact.id()))
                .sorted(FactRanking.ORDER)
                .toList();
        if (rivals.isEmpty()) {
            return null;
        }
        List<Fact> ends =
                facts.stream().filter(this::ended).sorted(FactRanking.ORDER).toList();
        Fact survivor = rivals.stream()
                .filter(rival -> end(rival, ends) == null)
                .findFirst()
                .orElse(null);
        if (survivor == null) {
            rivals.forEach(rival -> endWith(rival, Objects.requireNonNull(end(rival, ends))));
            return null;
        }
        List<Fact> others =
                rivals.stream().filter(rival -> !rival.equals(survivor)).toList();
        for (Fact other : others) {
            become(
                    other,
                    Status.MERGED,
                    survivor.id(),
                    FactChange.Kind.MERGED,
                    "It says the same as " + survivor.id() + ", which keeps its source",
                    List.of(survivor.id()));
        }
        return others.isEmpty() ? survivor : backed(survivor, others);
    }

    private boolean ended(Fact fact) {
        return fact.status() == Status.RETIRED && FactRanking.expired(fact, now);
    }

    /** A claim that was said again with an end does not outlive it by its older wording; null if nothing ends the fact. */
    private static @Nullable Fact end(Fact fact, List<Fact> ends) {
        return ends.stream()
                .filter(end ->
                        FactRanking.RANK.compare(end, fact) <= 0 && !end.time().isBefore(fact.time()))
                .findFirst()
                .orElse(null);
    }

    private void endWith(Fact fact, Fact end) {
        become(
                fact,
                Status.MERGED,
                end.id(),
                FactChange.Kind.MERGED,
                "It says the same as the newer " + end.id() + ", which expired at "
                        + Times.seconds(Objects.requireNonNull(end.expires())),
                List.of(end.id()));
    }

    /** The survivor with what newly merged facts bring: their sources, a pin, a person's rank as a rule. */
    private Fact backed(Fact survivor, List<Fact> others) {
        List<Fact> all = new ArrayList<>(others);
        all.add(survivor);
        boolean pinned = survivor.pinned();
        Fact.Kind kind = survivor.kind();
        for (Fact other : others) {
            // A pin that a person took off the survivor later does not come back from the archive.
            boolean isNew = ledger.statusBefore(other) != Status.MERGED;
            pinned |= isNew && other.pinned();
            if (isNew && other.kind() == Fact.Kind.RULE && other.authority() == Fact.Authority.PERSON) {
                kind = Fact.Kind.RULE;
            }
        }
        Fact backed = survivor.backed(FactRanking.joined(all), pinned, kind);
        if (!backed.equals(survivor)) {
            ledger.put(
                    backed,
                    FactChange.Kind.UPDATED,
                    "It takes over " + gains(survivor, backed) + " of " + ids(others) + ", which "
                            + (others.size() == 1 ? "says" : "say") + " the same",
                    others.stream().map(Fact::id).toList());
        }
        return backed;
    }

    private static String gains(Fact before, Fact after) {
        List<String> gains = new ArrayList<>();
        if (!after.source().equals(before.source())) {
            gains.add("the sources");
        }
        if (after.pinned() != before.pinned()) {
            gains.add("the pin");
        }
        if (after.kind() != before.kind()) {
            gains.add("the rank as a rule");
        }
        return String.join(" and ", gains);
    }

    /** One value of the slot becomes current, or those that nobody can tell apart are flagged. */
    private void supersede(List<Fact> survivors) {
        List<Fact> ranked = survivors.stream().sorted(FactRanking.ORDER).toList();
        Fact best = ranked.get(0);
        List<Fact> top = ranked.stream()
                .filter(fact -> FactRanking.RANK.compare(fact, best) == 0)
                .toList();
        for (Fact fact : ranked) {
            if (FactRanking.RANK.compare(fact, best) != 0) {
                become(
                        fact,
                        Status.SUPERSEDED,
                        best.id(),
                        FactChange.Kind.SUPERSEDED,
                        "In its place came " + best.id() + ", " + why(best, fact),
                        List.of(best.id()));
            } else if (top.size() > 1) {
                List<String> rivals = top.stream()
                        .map(Fact::id)
                        .filter(id -> !id.equals(fact.id()))
                        .limit(MAX_NAMED)
                        .toList();
                become(
                        fact,
                        Status.FLAGGED,
                        null,
                        FactChange.Kind.FLAGGED,
                        "It contradicts " + String.join(", ", rivals)
                                + " with the same authority and time; a person must say which holds",
                        rivals);
            } else {
                become(
                        fact,
                        Status.CURRENT,
                        null,
                        FactChange.Kind.UPDATED,
                        "It is current again: nothing that holds today outranks it",
                        List.of());
            }
        }
    }

    private static String why(Fact best, Fact fact) {
        return best.authority() == fact.authority()
                ? "which is newer (" + when(best, fact) + ")"
                : "since " + said(best) + " outranks " + said(fact);
    }

    /** The day, which is all that people look for; the time of day where the other is of the same. */
    private static String when(Fact best, Fact fact) {
        Instant second = best.time().truncatedTo(ChronoUnit.SECONDS);
        if (second.equals(fact.time().truncatedTo(ChronoUnit.SECONDS))) {
            return "by less than a second";
        }
        String day = best.time().toString().substring(0, "2026-11-30".length());
        return fact.time().toString().startsWith(day) ? second.toString() : day;
    }

    private static String said(Fact fact) {
        return switch (fact.authority()) {
            case PERSON -> "a person's word";
            case DECISION -> "a decision";
            case OBSERVED -> "what was observed";
            case INFERRED -> "what was inferred";
        };
    }

    private void become(
            Fact fact,
            Status status,
            @Nullable String supersededBy,
            FactChange.Kind kind,
            String reason,
            List<String> others) {
        boolean back = status == Status.CURRENT || status == Status.FLAGGED;
        Fact base = back && FactRanking.archived(fact) ? upkeep.today(fact) : fact;
        Fact next = base.become(status, supersededBy);
        if (next.equals(fact)) {
            return;
        }
        boolean onlyPointer = fact.status() == status;
        ledger.put(next, onlyPointer ? FactChange.Kind.UPDATED : kind, reason, others);
    }

    /** True if dream decides this fact's status; what a person or an accepted proposal archived stays as it is. */
    private boolean competes(Fact fact) {
        return fact.status() != Status.RETIRED
                && ledByRule(fact)
                && (!FactRanking.archived(fact) || upkeep.holds(fact));
    }

    /** True if every link from the fact to what is not archived is one that a dream would have made. */
    private boolean ledByRule(Fact fact) {
        Deque<Fact> chain = new ArrayDeque<>();
        Set<String> onChain = new HashSet<>();
        Fact at = fact;
        Boolean answer = led.get(at.id());
        while (answer == null) {
            chain.push(at);
            Fact successor = FactRanking.archived(at) ? ledger.find(at.supersededBy()) : null;
            if (!FactRanking.archived(at)) {
                answer = at.status() != Status.FLAGGED || claims.of(at).slot() != null;
            } else if (successor == null || !byRule(at, successor) || !onChain.add(at.id())) {
                answer = false;
            } else if (successor.status() == Status.RETIRED) {
                answer = upkeep.lapsed(successor);
            } else {
                at = successor;
                answer = led.get(at.id());
            }
        }
        for (Fact link : chain) {
            led.put(link.id(), answer);
        }
        return answer;
    }

    /** True if the rules of a dream would have archived the fact in favour of its successor. */
    private boolean byRule(Fact fact, Fact successor) {
        FactClaims.Claim claim = claims.of(fact);
        FactClaims.Claim other = claims.of(successor);
        return fact.status() == Status.MERGED
                ? claim.equals(other)
                : claim.contradicts(other) && FactRanking.RANK.compare(successor, fact) < 0;
    }

    private static String ids(Collection<Fact> facts) {
        return String.join(", ", facts.stream().map(Fact::id).limit(5).toList())
                + (facts.size() > 5 ? " and " + (facts.size() - 5) + " more" : "");
    }
}
