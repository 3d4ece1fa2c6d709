package dev.stayer.dream;

import dev.stayer.core.Texts;
import dev.stayer.memory.Fact;
import dev.stayer.memory.FactRanking;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Makes gotchas of errors that came in at least two runs and were mended in the same way. */
public final class RecurringFixes {
    private static final int MAX_LENGTH = 160;

    private RecurringFixes() {}

    /**
     * An error and what ended it.
     *
     * @param count how often in this run
     * @param time of the last time
     */
    public record Pair(String error, String fix, String run, int count, Instant time) {}

    /** The same for any order of the pairs; those that have expired by {@code now} are left out. */
    public static Additions gotchas(List<Pair> pairs, Instant now) {
        List<Pair> sorted = pairs.stream()
                .filter(pair -> pair.count() > 0
                        && !pair.error().isBlank()
                        && !pair.fix().isBlank())
                .sorted(Comparator.comparing(Pair::time)
                        .thenComparing(Pair::run)
                        .thenComparing(Pair::error)
                        .thenComparing(Pair::fix))
                .toList();
        Map<String, Map<String, List<Pair>>> byError = new TreeMap<>();
        for (Pair pair : sorted) {
            byError.computeIfAbsent(dev.stayer.memory.Fixes.template(pair.error()), error -> new TreeMap<>())
                    .computeIfAbsent(oneLine(pair.fix()), fix -> new ArrayList<>())
                    .add(pair);
        }
        List<Fact> facts = new ArrayList<>();
        byError.forEach((template, fixes) -> {
            Comparator<List<Pair>> best = Comparator.comparingInt(
                            (List<Pair> seen) -> runs(seen).size())
                    .thenComparingInt(
                            seen -> seen.stream().mapToInt(Pair::count).sum())
                    .thenComparing(seen -> seen.get(seen.size() - 1).time());
            fixes.values().stream()
                    .filter(seen -> runs(seen).size() >= 2)
                    .max(best)
                    .map(seen -> gotcha(template, seen))
                    .filter(fact -> !FactRanking.expired(fact, now))
                    .ifPresent(facts::add);
        });
        return new Additions(facts, List.of());
    }

    private static Fact gotcha(String template, List<Pair> seen) {
        Pair last = seen.get(seen.size() - 1);
        String fix = oneLine(last.fix());
        List<String> runs = List.copyOf(runs(seen));
        String error = oneLine(last.error());
        return new Fact(
                Ids.of("g-", template, fix, last.run()),
                Fact.Kind.GOTCHA,
                dev.stayer.memory.Fixes.SUBJECT + template,
                dev.stayer.memory.Fixes.KEY,
                fix,
                "`" + error.replace('`', '\'') + "` was mended by `" + fix.replace('`', '\'') + "`",
                Fact.Authority.OBSERVED,
                String.join("; ", runs.subList(Math.max(0, runs.size() - FactRanking.MAX_SOURCES), runs.size())),
                last.time(),
                Fact.Status.CURRENT,
                null,
                false,
                Environment.end(error, last.time()),
                List.of());
    }

    private static Set<String> runs(List<Pair> seen) {
        Set<String> runs = new LinkedHashSet<>();
        seen.forEach(pair -> runs.add(pair.run()));
        return runs;
    }

    private static String oneLine(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return Texts.shorten(line, MAX_LENGTH);
    }
}
