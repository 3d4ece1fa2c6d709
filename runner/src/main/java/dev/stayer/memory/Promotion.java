package dev.stayer.memory;

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
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decides which current facts MEMORY.md shows: those that are vouched for, not said elsewhere, and fit the caps. */
public final class Promotion {
    /** A longer line goes to its topic file without keeping others out. */
    private static final int LONG_LINE = 1024;

    private static final Pattern RUN = Pattern.compile("\\br-\\d{8}-\\d{4,}\\b");
    /** Names of sorts of sources, which are no runs. */
    private static final Set<String> SORTS =
            Set.of("person", "agent", "tool", "runner", "model", "import", "dream", "distill", "memory", "");

    private static final Comparator<Fact> IMPORTANCE = Comparator.comparingInt(Promotion::tier)
            .thenComparing(Fact::authority)
            .thenComparing(Comparator.comparing(Fact::time).reversed())
            .thenComparing(FactRanking.ORDER);

    private final Collection<Fact> facts;
    private final Function<Fact, Optional<String>> covered;
    private final Room room;
    private final Map<String, Set<String>> origins = new HashMap<>();
    private final Map<String, String> places = new TreeMap<>();

    /**
     * How much of MEMORY.md facts may have.
     *
     * @param bytes of UTF-8
     */
    public record Room(int lines, int bytes) {
        /** FORMATS: at most 200 lines and 10 KB; title, marks, six headings, contradictions and index lines are set aside. */
        public static final Room WHOLE = new Room(200 - 34, 10 * 1024 - 1_900);

        /** What is left where people wrote lines of their own; never less than a third. */
        public Room beside(int otherLines, int otherBytes) {
            return new Room(Math.max(lines / 3, lines - otherLines), Math.max(bytes / 3, bytes - otherBytes));
        }
    }

    /**
     * @param facts of every status: those that were merged into another vouch for it
     * @param covered where another text that all tasks read says the same; empty if none does
     */
    public Promotion(Collection<Fact> facts, Function<Fact, Optional<String>> covered, Room room) {
        this.facts = facts;
        this.covered = covered;
        this.room = room;
    }

    /** Facts that are current, but not shown, are named to {@code skipped} with the reason. */
    public MemoryView view(Skipped skipped) {
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
    @FunctionalInterface
    public interface Skipped {
        void skip(Fact fact, String reason);
    }

    private static int tier(Fact fact) {
        return fact.pinned() ? 0 : fact.authority() == Fact.Authority.PERSON ? 1 : 2;
    }

    private Optional<String> hindrance(Fact fact) {
        boolean decision = fact.authority() == Fact.Authority.DECISION
                || (fact.kind() == Fact.Kind.DECISION && fact.authority() != Fact.Authority.INFERRED);
        if (!FactRanking.ofPerson(fact) && !decision) {
            int runs = origins.getOrDefault(fact.id(), Set.of()).size();
            if (runs < 2) {
                return Optional.of("It is neither a person's word nor a decision, and only "
                        + (runs == 0 ? "no run vouches" : "one run vouches") + " for it; two are needed");
            }
        }
        Optional<String> place = fact.pinned() ? Optional.empty() : covered.apply(fact);
        place.ifPresent(where -> places.put(fact.id(), where));
        return place.map(where -> where + " says it already, and every task reads that");
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
            FactRanking.sources(fact).forEach(source -> origin(source, known));
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
            int size = MemoryView.line(fact).getBytes(StandardCharsets.UTF_8).length + 1;
            boolean fits = shown.size() < room.lines() && bytes + size <= room.bytes();
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
                .sorted(FactRanking.ORDER)
                .toList();
        return new MemoryView(List.copyOf(shown), overflow, flagged, places);
    }
}
