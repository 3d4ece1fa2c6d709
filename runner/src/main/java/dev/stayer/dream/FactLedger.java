package dev.stayer.dream;

import dev.stayer.memory.Fact;
import dev.stayer.memory.Fact.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The facts while a dream works on them, in the order of their ids, and what was done to them. */
final class FactLedger {
    private final Map<String, Fact> before = new TreeMap<>();
    private final Map<String, Fact> now;
    private final List<FactChange> changes = new ArrayList<>();

    /** @throws IllegalArgumentException if two facts have one id */
    FactLedger(List<Fact> facts) {
        for (Fact fact : facts) {
            if (before.put(fact.id(), fact) != null) {
                throw new IllegalArgumentException("two facts have the id " + fact.id());
            }
        }
        now = new TreeMap<>(before);
    }

    Collection<Fact> facts() {
        return List.copyOf(now.values());
    }

    @Nullable
    Fact find(@Nullable String id) {
        return id == null ? null : now.get(id);
    }

    /** What it was before the dream; its present status if the dream brought it. */
    Status statusBefore(Fact fact) {
        Fact was = before.get(fact.id());
        return was == null ? fact.status() : was.status();
    }

    void put(Fact fact) {
        now.put(fact.id(), fact);
    }

    void put(Fact fact, FactChange.Kind kind, String reason, List<String> others) {
        put(fact);
        note(fact, kind, reason, others);
    }

    void note(Fact fact, FactChange.Kind kind, String reason, List<String> others) {
        changes.add(new FactChange(kind, fact.id(), reason, fact.source(), others));
    }

    /** The rows that differ from what they were, by id. */
    Map<String, Fact> changed() {
        Map<String, Fact> changed = new LinkedHashMap<>();
        now.forEach((id, fact) -> {
            if (!fact.equals(before.get(id))) {
                changed.put(id, fact);
            }
        });
        return changed;
    }

    List<FactChange> changes() {
        return changes;
    }
}
