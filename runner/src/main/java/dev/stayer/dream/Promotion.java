package dev.stayer.dream;

import dev.stayer.memory.Fact;
import dev.stayer.memory.Fact.Status;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decides which current facts MEMORY.md shows: those that are vouched for, not said elsewhere, and fit the caps. */
final class Promotion {
    /** FORMATS: at most 200 lines and 10 KB; title, markers, five headings and five index lines are set aside. */
    private static final int MOST_LINES = 200 - 28;

    private static final int MOST_BYTES = 10 * 1024 - 900;
    /** A longer line goes to its topic file without keeping others out. */
    private static final int LONG_LINE = 1024;

    private static final Pattern RUN = Pattern.compile("\\br-\\d{8}-\\d{4,}\\b");
    /** Names of sorts of sources, which are no runs. */
    private static final Set<String> SORTS =
            Set.of("person", "agent", "tool", "runner", "model", "import", "dream", "distill", "memory", "");

    private static final Comparator<Fact> IMPORTANCE = Comparator.comparingInt(Promotion::tier)
            .thenComparing(Fact::authority)
            .thenComparing(Comparator.comparing(Fact::time).reversed())
            .thenComparing(Facts.ORDER);

    private final Collection<Fact> facts;
    private final Covered covered;
    private final Map<String, Set<String>> origins = new HashMap<>();

    Promotion(Collection<Fact> facts, List<Saying> sayings) {
        this.facts = facts;
        this.covered = new Covered(sayings);
    }

    /** Facts that are current, but not shown, are named to {@code skipped} with the reason. */
    MemoryView view(Skipped skipped) {
        origins();
        List<Fact> promoted = new ArrayList<>();
        for (Fact fact : facts) {
            if (fact.status() == Status.CURRENT) {
                Optional<String> reason = hindrance(fact);
                reason.ifPresentOrElse(why -> skipped.skip(fact, why), () -> promoted.add(fact));
            }
        }
        promoted.sort(IMPORTANCE);
        return capped(promoted);
    }

    /** Hears of facts that are not shown. */
    interface Skipped {
        void skip(Fact fact, String reason);
    }

    private static int tier(Fact fact) {
        return fact.pinned() ? 0 : fact.authority() == Fact.Authority.PERSON ? 1 : 2;
    }

    private Optional<String> hindrance(Fact fact) {
        boolean decision = fact.authority() == Fact.Authority.DECISION
                || (fact.kind() == Fact.Kind.DECISION && fact.authority() != Fact.Authority.INFERRED);
        if (!Facts.ofPerson(fact) && !decision) {
            int runs = origins.getOrDefault(fact.id(), Set.of()).size();
            if (runs < 2) {
                return Optional.of("It is no person's word and no decision, and only "
                        + (runs == 0 ? "no run vouches" : "one run vouches") + " for it; two are needed");
            }
        }
        return fact.pinned()
                ? Optional.empty()
                : covered.place(fact.text()).map(place -> place + " says it already, and every task reads that");
    }

    /** Collects from which runs each fact is known: its own, and those of all rows that were merged into it. */
    private void origins() {
        Map<String, Fact> byId = new HashMap<>();
        facts.forEach(fact -> byId.put(fact.id(), fact));
        for (Fact fact : facts) {
            Fact end = fact;
            for (int hops = 0; end.status() == Status.MERGED && end.supersededBy() != null && hops < 100; hops++) {
                Fact next = byId.get(end.supersededBy());
                if (next == null) {
                    break;
                }
                end = next;
            }
            Set<String> known = origins.computeIfAbsent(end.id(), id -> new HashSet<>());
            Facts.sources(fact).forEach(source -> origin(source, known));
        }
    }

    private static void origin(String source, Set<String> known) {
        Matcher run = RUN.matcher(source);
        if (run.find()) {
            known.add(run.group());
            return;
        }
        String first = source.strip().split("[\\s#]", 2)[0];
        if (!SORTS.contains(first) && first.chars().anyMatch(Character::isDigit)) {
            known.add(first);
        }
    }

    private MemoryView capped(List<Fact> promoted) {
        List<Fact> shown = new ArrayList<>();
        Map<String, List<Fact>> overflow = new TreeMap<>();
        int bytes = 0;
        int closed = Integer.MAX_VALUE;
        for (Fact fact : promoted) {
            int size = line(fact).getBytes(StandardCharsets.UTF_8).length;
            boolean fits = shown.size() < MOST_LINES && bytes + size <= MOST_BYTES;
            if (fits && tier(fact) <= closed) {
                shown.add(fact);
                bytes += size;
            } else {
                overflow.computeIfAbsent(MemoryView.topic(fact), topic -> new ArrayList<>())
                        .add(fact);
                if (size <= LONG_LINE) {
                    // Nothing less important comes in where a line of this tier had to go.
                    closed = Math.min(closed, tier(fact));
                }
            }
        }
        List<Fact> flagged = facts.stream()
                .filter(fact -> fact.status() == Status.FLAGGED)
                .sorted(Facts.ORDER)
                .toList();
        return new MemoryView(List.copyOf(shown), overflow, flagged);
    }

    /** The bullet as MEMORY.md has it, with its line end. */
    private static String line(Fact fact) {
        return "- " + fact.text() + " (" + fact.time().toString().substring(0, "2026-11-22".length()) + ") ["
                + fact.source() + "]\n";
    }
}
