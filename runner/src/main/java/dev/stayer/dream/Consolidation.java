package dev.stayer.dream;

import dev.stayer.memory.Fact;
import dev.stayer.memory.Fact.Status;
import dev.stayer.memory.MemoryView;
import dev.stayer.memory.Promotion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules of a dream. Pure: the plan depends on the input alone, not on the order of its facts; a plan of its own result
 * is empty; facts of other subjects do not touch each other; every fact that went in is there afterwards, current, archived
 * or flagged.
 */
public final class Consolidation {
    private Consolidation() {}

    /** The plan for what is there. */
    public static DreamPlan plan(DreamInput input) {
        return plan(input, Additions.NONE);
    }

    /**
     * The plan for what is there and what has been proposed and checked.
     *
     * @param additions new facts whose id is known already are left out
     * @throws IllegalArgumentException if two facts have one id
     */
    public static DreamPlan plan(DreamInput input, Additions additions) {
        FactLedger ledger = new FactLedger(input.facts());
        Set<String> added = new HashSet<>();
        for (Fact fact : additions.facts()) {
            if (ledger.find(fact.id()) == null) {
                ledger.put(fact);
                added.add(fact.id());
            }
        }
        additions.merges().forEach(merge -> merge(ledger, merge));
        FactMaintenance upkeep = new FactMaintenance(input);
        upkeep.tidy(ledger);
        new Rivalry(ledger, upkeep, input.now()).settle();
        Covered covered = new Covered(input.sayings());
        Map<String, String> hindrances = new HashMap<>();
        MemoryView view = new Promotion(ledger.facts(), fact -> covered.place(fact.text()), Promotion.Room.WHOLE)
                .view((fact, reason) -> hindrances.put(fact.id(), reason));
        Set<String> moved = new TreeSet<>();
        for (Fact fact : ledger.facts()) {
            String hindrance = hindrances.get(fact.id());
            boolean hidden =
                    view.covered().containsKey(fact.id()) && !input.covered().containsKey(fact.id());
            if (hidden) {
                moved.add(fact.id());
            }
            if (hindrance != null && (hidden || !input.seen().contains(fact.id()) || added.contains(fact.id()))) {
                ledger.note(fact, FactChange.Kind.SKIPPED, hindrance, List.of());
            }
        }
        List<Fact> promoted = new ArrayList<>(view.shown());
        view.overflow().values().forEach(promoted::addAll);
        promoted.sort(Comparator.comparing(Fact::id));
        for (Fact fact : promoted) {
            String place = input.covered().get(fact.id());
            if (place != null) {
                moved.add(fact.id());
                ledger.note(
                        fact,
                        FactChange.Kind.ADDED,
                        "It is shown again: " + place + " does not say it any more",
                        List.of());
            } else if (!input.seen().contains(fact.id())) {
                ledger.note(fact, FactChange.Kind.ADDED, additions.reason(fact), List.of());
            }
        }
        return new DreamPlan(Base.of(input.facts()), ledger.changes(), ledger.changed(), view, moved);
    }

    private static void merge(FactLedger ledger, Additions.Merge merge) {
        Fact into = ledger.find(merge.into());
        for (String id : merge.ids()) {
            Fact fact = ledger.find(id);
            if (into != null && fact != null && fact.status() == Status.CURRENT && !id.equals(merge.into())) {
                ledger.put(
                        fact.become(Status.MERGED, merge.into()),
                        FactChange.Kind.MERGED,
                        merge.reason(),
                        List.of(merge.into()));
            }
        }
    }
}
