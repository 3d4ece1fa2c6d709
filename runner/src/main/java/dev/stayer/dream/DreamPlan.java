package dev.stayer.dream;

import dev.stayer.memory.Fact;
import dev.stayer.memory.MemoryView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a dream would do, before anybody has agreed to it. Immutable and thread-safe.
 *
 * @param base names the facts it was made from; it fits no others
 * @param changes for the report, those without an effect on rows (added to the view, skipped) included
 * @param rows the facts that change or are new, as they will be, by id
 * @param view what MEMORY.md shows afterwards
 * @param moved ids of facts that MEMORY.md leaves out or shows anew, since AGENTS.md or a skill says them now, or no longer does
 */
public record DreamPlan(
        String base, List<FactChange> changes, Map<String, Fact> rows, MemoryView view, Set<String> moved) {
    public DreamPlan {
        changes = List.copyOf(changes);
        rows = Map.copyOf(rows);
        moved = Set.copyOf(moved);
    }

    /** True if no row changes, and no line of MEMORY.md. */
    public boolean isEmpty() {
        return rows.isEmpty() && moved.isEmpty();
    }

    /** The lines of one kind. */
    public List<FactChange> of(FactChange.Kind kind) {
        return changes.stream().filter(change -> change.kind() == kind).toList();
    }

    /** True if these are the facts it was made from, in any order; otherwise the plan must be made anew. */
    public boolean fits(List<Fact> facts) {
        return base.equals(Base.of(facts));
    }

    /**
     * The facts afterwards: every row that was there, and the new ones, ordered by id.
     *
     * @throws IllegalStateException if the facts are not those that the plan was made from
     */
    public List<Fact> apply(List<Fact> facts) {
        if (!fits(facts)) {
            throw new IllegalStateException("the facts have changed since the plan was made; make it anew");
        }
        Map<String, Fact> after = new HashMap<>(rows);
        List<Fact> result = new ArrayList<>();
        for (Fact fact : facts) {
            Fact changed = after.remove(fact.id());
            result.add(changed == null ? fact : changed);
        }
        result.addAll(after.values());
        result.sort(java.util.Comparator.comparing(Fact::id));
        return List.copyOf(result);
    }
}
