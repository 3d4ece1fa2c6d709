package dev.stayer.memory;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What each fact says, so that facts that say the same can be told from those that contradict each other. */
public final class FactClaims {
    private final Map<String, Claim> byId = new HashMap<>();

    /** A property of a thing; one value of it is current. */
    public record Slot(String subject, String key) {}

    /** What is said: equal for facts that say the same of the same. */
    public record Claim(@Nullable String subject, @Nullable String key, String said) {
        /** Where only one value is current; null for a claim without subject or key. */
        public @Nullable Slot slot() {
            return subject == null || key == null ? null : new Slot(subject, key);
        }

        /** True if both speak of one slot and say different things. */
        public boolean contradicts(Claim other) {
            return slot() != null && Objects.equals(slot(), other.slot()) && !equals(other);
        }
    }

    /**
     * A keyed fact is known by its value; one without a value joins the best one of its slot that has one and is worded
     * alike, so that it does not contradict its own words.
     *
     * @param forms every fact in today's names
     */
    public FactClaims(Collection<Fact> forms) {
        Map<Claim, Fact> valued = new HashMap<>();
        for (Fact form : forms) {
            String value = FactWording.value(form.value());
            Claim worded = worded(form);
            if (worded.slot() != null && value != null) {
                byId.put(form.id(), new Claim(worded.subject(), worded.key(), "=" + value));
                valued.merge(worded, form, (a, b) -> FactRanking.ORDER.compare(a, b) <= 0 ? a : b);
            } else {
                byId.put(form.id(), worded);
            }
        }
        for (Fact form : forms) {
            Fact alike = FactWording.value(form.value()) == null ? valued.get(of(form)) : null;
            if (alike != null) {
                byId.put(form.id(), of(alike));
            }
        }
    }

    private static Claim worded(Fact form) {
        return new Claim(
                FactWording.name(form.subject()),
                FactWording.exact(form.key()),
                "~" + FactWording.meaning(form.text()));
    }

    /** What a fact says that was given at the start. */
    public Claim of(Fact fact) {
        return Objects.requireNonNull(byId.get(fact.id()), fact.id());
    }
}
