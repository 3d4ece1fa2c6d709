package dev.stayer.model;

import dev.stayer.model.Trait.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that is known of one server; immutable. */
final class Traits {
    static final Traits NONE = new Traits(List.of());

    private final List<Trait> all;

    private Traits(List<Trait> all) {
        this.all = all;
    }

    static Traits of(Collection<Trait> known) {
        Traits traits = NONE;
        for (Trait one : known) {
            traits = traits.with(one);
        }
        return traits;
    }

    Traits with(Trait one) {
        List<Trait> more = new ArrayList<>(all);
        more.removeIf(old -> old.equals(one) || (one.kind().single() && old.kind() == one.kind()));
        more.add(one);
        return new Traits(List.copyOf(more));
    }

    List<Trait> all() {
        return all;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    boolean has(Trait one) {
        return all.contains(one);
    }

    boolean has(Kind kind) {
        return value(kind) != null;
    }

    /** The value of the newest of that kind; null if there is none. */
    @Nullable
    String value(Kind kind) {
        String value = null;
        for (Trait one : all) {
            value = one.kind() == kind ? one.value() : value;
        }
        return value;
    }

    /** All values of that kind. */
    List<String> values(Kind kind) {
        return all.stream().filter(one -> one.kind() == kind).map(Trait::value).toList();
    }
}
