package dev.stayer.memory;

import dev.stayer.memory.Fact.Authority;
import dev.stayer.memory.Fact.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a person's edits of the generated part mean for facts: a new line is a fact of theirs, a changed one takes the place of
 * what it was, a missing one is retired. Lines that are known already, as after a merge, add nothing. Used once.
 */
final class Edits {
    static final String PERSON = "person";

    private static final Pattern RUN = Pattern.compile("\\br-\\d{8}-\\d{4,}\\b");
    /** As large a share of words in common makes a new line another wording of one that is gone. */
    private static final double ALIKE = 0.34;

    private final Map<String, Fact> facts = new LinkedHashMap<>();
    private final Map<String, Fact> changed = new LinkedHashMap<>();
    private final List<Fact> all;
    private @Nullable FactClaims claims;
    private final Instant now;
    private final Iterator<String> ids;

    /**
     * @param all facts of every status
     * @param ids gives unused ids
     */
    Edits(List<Fact> all, Instant now, Iterator<String> ids) {
        all.forEach(fact -> facts.put(fact.id(), fact));
        this.all = all;
        this.now = now;
        this.ids = ids;
    }

    /** The facts that change or are new, after {@link #take}. */
    List<Fact> changed() {
        return List.copyOf(changed.values());
    }

    /**
     * Takes over one file.
     *
     * @param base the bullets that the file was made from; null where that is not known, so that nothing is taken for removed
     * @param anywhere the texts of the bullets of all files: what was only moved is not removed
     */
    void take(@Nullable List<MemoryPage.Item> base, List<MemoryPage.Item> present, Set<String> anywhere) {
        Map<String, MemoryPage.Item> was = new LinkedHashMap<>();
        Map<String, MemoryPage.Item> is = new LinkedHashMap<>();
        if (base != null) {
            base.forEach(item -> was.putIfAbsent(item.key(), item));
        }
        present.forEach(item -> is.putIfAbsent(item.key(), item));
        List<MemoryPage.Item> gone = new ArrayList<>(was.values());
        gone.removeIf(item -> is.containsKey(item.key()));
        List<MemoryPage.Item> added = new ArrayList<>(is.values());
        added.removeIf(item -> was.containsKey(item.key()));
        for (MemoryPage.Item item : added) {
            Optional<MemoryPage.Item> old = gone.stream()
                    .filter(one -> one.text().equals(item.text()))
                    .findFirst()
                    .or(() -> likest(gone, item));
            old.ifPresent(gone::remove);
            Fact before = old.map(one -> standing(one.text())).orElse(null);
            if (before != null) {
                change(before, item);
            } else {
                add(item);
            }
        }
        for (MemoryPage.Item item : gone) {
            Fact fact = standing(item.text());
            if (fact != null && !anywhere.contains(item.text())) {
                retire(fact);
            }
        }
    }

    private static Optional<MemoryPage.Item> likest(List<MemoryPage.Item> gone, MemoryPage.Item item) {
        MemoryPage.Item best = null;
        double most = ALIKE;
        for (MemoryPage.Item one : gone) {
            double likeness = likeness(one.text(), item.text());
            if (one.section().equals(item.section()) && likeness >= most) {
                best = one;
                most = likeness;
            }
        }
        return Optional.ofNullable(best);
    }

    private static double likeness(String a, String b) {
        Set<String> left = new HashSet<>(FactWording.words(a));
        Set<String> right = new HashSet<>(FactWording.words(b));
        Set<String> all = new HashSet<>(left);
        all.addAll(right);
        left.retainAll(right);
        return all.isEmpty() ? 0 : (double) left.size() / all.size();
    }

    /** The fact that a line shows: one that stands, the best of several; null if none does. */
    private @Nullable Fact standing(String text) {
        return facts.values().stream()
                .filter(fact -> stands(fact) && shown(fact).equals(text))
                .min(FactRanking.ORDER)
                .orElse(null);
    }

    private static boolean stands(Fact fact) {
        return fact.status() == Status.CURRENT || fact.status() == Status.FLAGGED;
    }

    /** A fact's text as its line has it. */
    private static String shown(Fact fact) {
        return fact.text().replace("<!--", "<! --").strip();
    }

    private void add(MemoryPage.Item item) {
        Fact known = standing(item.text());
        if (known != null && (item.source() != null || known.authority() == Authority.PERSON)) {
            return;
        }
        if (known == null) {
            List<Fact> before = facts.values().stream()
                    .filter(fact -> shown(fact).equals(item.text()))
                    .toList();
            Optional<Fact> retired = before.stream()
                    .filter(fact -> fact.status() == Status.RETIRED)
                    .filter(fact -> item.source() != null || fact.authority() == Authority.PERSON)
                    .min(FactRanking.ORDER);
            if (retired.isPresent()) {
                put(retired.get().become(Status.CURRENT, null));
                return;
            }
            if (!before.isEmpty() && item.source() != null) {
                // A line of an older rendering that a merge brought back; another fact took its place.
                return;
            }
        }
        put(fresh(item, null));
    }

    /** A line that says something else now, or stands under another heading. */
    private void change(Fact before, MemoryPage.Item item) {
        Fact there = standing(item.text());
        boolean moved = there != null && there.equals(before);
        Fact next = there != null && !moved ? there : put(fresh(item, before));
        alike(before).stream()
                .filter(fact -> !fact.id().equals(next.id()))
                .forEach(fact -> put(fact.become(Status.SUPERSEDED, next.id())));
    }

    private void retire(Fact fact) {
        FactClaims.Slot slot = slot(fact);
        boolean won = slot != null
                && Winners.of(facts.values(), now).stream()
                        .anyMatch(one -> one.id().equals(fact.id()) && one.status() == Status.CURRENT);
        List<Fact> alike = alike(fact);
        alike.forEach(one -> put(one.become(Status.RETIRED, null)));
        if (won && slot != null) {
            // What the line had beaten does not come back in its place.
            facts.values().stream()
                    .filter(one -> stands(one) && slot.equals(slot(one)))
                    .toList()
                    .forEach(one -> put(one.become(Status.SUPERSEDED, fact.id())));
        }
    }

    private FactClaims.@Nullable Slot slot(Fact fact) {
        String subject = FactWording.name(fact.subject());
        String key = FactWording.exact(fact.key());
        return subject == null || key == null ? null : new FactClaims.Slot(subject, key);
    }

    /** All facts that stand and say the same as one. */
    private List<Fact> alike(Fact fact) {
        FactClaims.Claim claim = claim(fact);
        return facts.values().stream()
                .filter(one -> one.id().equals(fact.id()) || (stands(one) && claim.equals(claim(one))))
                .toList();
    }

    private final Map<String, FactClaims.Claim> fresh = new HashMap<>();

    private FactClaims.Claim claim(Fact fact) {
        FactClaims.Claim known = fresh.get(fact.id());
        if (known != null) {
            return known;
        }
        FactClaims made = claims == null ? new FactClaims(all) : claims;
        claims = made;
        return made.of(fact);
    }

    private Fact put(Fact fact) {
        facts.put(fact.id(), fact);
        changed.put(fact.id(), fact);
        return fact;
    }

    /** @param before the fact whose line was changed; null for a new line */
    private Fact fresh(MemoryPage.Item item, @Nullable Fact before) {
        Optional<Fact.Kind> kind = MemoryPage.kind(item.section());
        boolean known =
                kind.isPresent() || item.section().isEmpty() || item.section().equals(MemoryPage.CONTRADICTIONS);
        String text = known ? item.text() : item.section() + ": " + item.text();
        String value =
                before == null || before.value() == null || !text.contains(before.value()) ? null : before.value();
        String source = item.source() == null ? PERSON : item.source();
        boolean foreign = before == null && !source.equals(PERSON);
        Authority authority = foreign ? authority(source, kind.orElse(Fact.Kind.KNOWLEDGE)) : Authority.PERSON;
        Fact fact = new Fact(
                ids.next(),
                kind.orElse(before == null ? Fact.Kind.KNOWLEDGE : before.kind()),
                before == null ? null : before.subject(),
                before == null ? null : before.key(),
                value,
                text,
                authority,
                foreign ? source : PERSON,
                before == null && item.time() != null ? item.time() : now,
                Status.CURRENT,
                null,
                before != null && before.pinned(),
                null,
                List.of());
        fresh.put(fact.id(), new FactClaims(List.of(fact)).of(fact));
        return fact;
    }

    /** A generated line of another clone, whose rows are not here: it keeps as much rank as its line shows. */
    private static Authority authority(String source, Fact.Kind kind) {
        long runs = RUN.matcher(source)
                .results()
                .map(java.util.regex.MatchResult::group)
                .distinct()
                .count();
        return runs >= 2
                ? Authority.INFERRED
                : runs == 1 && kind == Fact.Kind.DECISION ? Authority.DECISION : Authority.PERSON;
    }
}
