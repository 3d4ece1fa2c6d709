package dev.stayer.distill;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the set of patterns that makes the record shortest: each pattern costs its own words in the table and saves them where it
 * occurs, with gaps, and interleaved with others. Greedy, in a total order, with a budget of steps instead of time.
 */
final class CodeTable {
    private static final int TRIED_A_ROUND = 400;
    private static final int ACCEPTED_A_ROUND = 60;
    private static final int ROUNDS = 40;

    private final Corpus corpus;
    private final Settings settings;
    private final int symbols;
    private final List<Pattern> table = new ArrayList<>();
    private final int[] singles;
    private long units;
    private double weighted;
    private double tableCost;
    private double gapCost;
    private long work;
    private final long budget;
    private final int[] seen;
    private int stamp;
    private int nextId;

    /** A pattern of the table and how it is used. */
    private static final class Pattern {
        final int[] steps;
        final int id;
        final int support;
        int usage;
        long gaps;

        Pattern(int[] steps, int id, int support) {
            this.steps = steps;
            this.id = id;
            this.support = support;
        }
    }

    private static final Comparator<Pattern> ORDER = Comparator.<Pattern>comparingInt(pattern -> -pattern.steps.length)
            .thenComparingInt(pattern -> -pattern.support)
            .thenComparing((a, b) -> Arrays.compare(a.steps, b.steps));

    private CodeTable(Corpus corpus, Settings settings) {
        this.corpus = corpus;
        this.settings = settings;
        this.symbols = corpus.symbols.size();
        this.singles = corpus.frequency.clone();
        this.seen = new int[symbols];
        this.budget = (long) settings.budget() * Math.max(1000, corpus.events.length);
        units = corpus.events.length;
        for (int count : singles) {
            weighted += log(count);
        }
    }

    /** The patterns of two steps and more, in a total order. */
    static List<int[]> mine(Corpus corpus, Settings settings) {
        CodeTable codes = new CodeTable(corpus, settings);
        for (int round = 0; round < ROUNDS && codes.work < codes.budget; round++) {
            if (!codes.round()) {
                break;
            }
        }
        return codes.table.stream().map(pattern -> pattern.steps).toList();
    }

    private static double log(double n) {
        return n <= 0 ? 0 : n * Math.log(n) / Math.log(2);
    }

    private double total() {
        return log(units) - weighted + gapCost + tableCost;
    }

    private double cost(int[] steps) {
        double bits = 2 * Math.log(steps.length + 1) / Math.log(2) + Math.log(corpus.events.length + 1) / Math.log(2);
        for (int step : steps) {
            bits += Math.log((double) corpus.events.length / corpus.frequency[step]) / Math.log(2);
        }
        return bits;
    }

    private static double gapCost(Pattern pattern) {
        long next = (long) pattern.usage * (pattern.steps.length - 1);
        return log(next + pattern.gaps) - log(next) - log(pattern.gaps);
    }

    /** One look for pairs that belong together; false if none shortens the record. */
    private boolean round() {
        List<int[]> candidates = candidates();
        int accepted = 0;
        int refused = 0;
        for (int[] steps : candidates) {
            if (work >= budget || accepted >= ACCEPTED_A_ROUND || refused >= 120) {
                break;
            }
            if (table.stream().anyMatch(pattern -> Arrays.equals(pattern.steps, steps))) {
                continue;
            }
            if (accept(steps)) {
                accepted++;
                refused = 0;
            } else {
                refused++;
            }
        }
        prune();
        return accepted > 0;
    }

    private boolean accept(int[] steps) {
        int[] episodes = episodesWith(steps);
        if (episodes.length < settings.minSessions()) {
            return false;
        }
        Pattern pattern = new Pattern(steps, nextId++, episodes.length);
        double before = total();
        recover(episodes, -1);
        int place = -java.util.Collections.binarySearch(table, pattern, ORDER) - 1;
        table.add(place, pattern);
        recover(episodes, 1);
        tableCost += cost(steps);
        if (pattern.usage >= settings.minSessions() && total() < before - 1) {
            return true;
        }
        remove(pattern, episodes);
        return false;
    }

    private void remove(Pattern pattern, int[] episodes) {
        recover(episodes, -1);
        table.remove(pattern);
        recover(episodes, 1);
        tableCost -= cost(pattern.steps);
    }

    /** Patterns that longer ones have made superfluous go. */
    private void prune() {
        List<Pattern> byUse = new ArrayList<>(table);
        byUse.sort(Comparator.<Pattern>comparingInt(pattern -> pattern.usage).thenComparing(ORDER));
        for (Pattern pattern : byUse) {
            double gain = pattern.usage * 4.0 * (pattern.steps.length - 1) - cost(pattern.steps);
            if (pattern.usage < settings.minSessions() || gain < 0) {
                int[] episodes = episodesWith(pattern.steps);
                double before = total();
                remove(pattern, episodes);
                if (total() >= before && pattern.usage >= settings.minSessions()) {
                    recover(episodes, -1);
                    table.add(-java.util.Collections.binarySearch(table, pattern, ORDER) - 1, pattern);
                    recover(episodes, 1);
                    tableCost += cost(pattern.steps);
                }
            }
        }
    }

    /** Episodes that hold all symbols of a pattern. */
    private int[] episodesWith(int[] steps) {
        int[] rarest = corpus.postings[steps[0]];
        for (int step : steps) {
            if (corpus.postings[step].length < rarest.length) {
                rarest = corpus.postings[step];
            }
        }
        int[] result = new int[rarest.length];
        int count = 0;
        for (int episode : rarest) {
            load(episode);
            if (isLoaded(steps)) {
                result[count++] = episode;
            }
        }
        return Arrays.copyOf(result, count);
    }

    private void load(int episode) {
        stamp++;
        for (int i = corpus.starts[episode]; i < corpus.starts[episode + 1]; i++) {
            seen[corpus.events[i]] = stamp;
        }
        work += corpus.starts[episode + 1] - corpus.starts[episode];
    }

    private boolean isLoaded(int[] steps) {
        for (int step : steps) {
            if (seen[step] != stamp) {
                return false;
            }
        }
        return true;
    }

    /** Adds (1) or takes back (-1) what the cover of these episodes counts. */
    private void recover(int[] episodes, int sign) {
        for (int episode : episodes) {
            cover(episode, sign, null);
        }
    }

    private interface Occurrence {
        /** @param places of its events; only the first {@code length} count */
        void at(Pattern pattern, int[] places, int length);
    }

    private boolean[] taken = new boolean[1024];
    private final int[] places = new int[64];

    /** Covers an episode with the table's patterns in their order, then with single events. */
    private void cover(int episode, int sign, @org.jspecify.annotations.Nullable Occurrence occurrences) {
        int from = corpus.starts[episode];
        int length = corpus.starts[episode + 1] - from;
        load(episode);
        if (taken.length < length) {
            taken = new boolean[length];
        }
        Arrays.fill(taken, 0, length, false);
        for (Pattern pattern : table) {
            if (!isLoaded(pattern.steps)) {
                continue;
            }
            work += length;
            for (int i = 0; i < length; i++) {
                if (!taken[i] && corpus.events[from + i] == pattern.steps[0] && fits(pattern.steps, from, length, i)) {
                    int last = pattern.steps.length - 1;
                    for (int j = 0; j <= last; j++) {
                        taken[places[j]] = true;
                    }
                    if (occurrences != null) {
                        occurrences.at(pattern, places, last + 1);
                    }
                    count(pattern, sign, places[last] - places[0] - last);
                }
            }
        }
        for (int i = 0; i < length; i++) {
            if (!taken[i] && sign != 0) {
                int symbol = corpus.events[from + i];
                weighted += log(singles[symbol] + sign) - log(singles[symbol]);
                singles[symbol] += sign;
                units += sign;
            }
        }
    }

    private void count(Pattern pattern, int sign, int gaps) {
        if (sign != 0) {
            gapCost -= gapCost(pattern);
            weighted += log(pattern.usage + sign) - log(pattern.usage);
            pattern.usage += sign;
            pattern.gaps += (long) sign * gaps;
            units += sign;
            gapCost += gapCost(pattern);
        }
    }

    private boolean fits(int[] steps, int from, int length, int first) {
        places[0] = first;
        for (int j = 1; j < steps.length; j++) {
            int at = -1;
            int end = Math.min(length - 1, places[j - 1] + settings.gap() + 1);
            for (int i = places[j - 1] + 1; i <= end; i++) {
                if (!taken[i] && corpus.events[from + i] == steps[j]) {
                    at = i;
                    break;
                }
            }
            if (at < 0) {
                return false;
            }
            places[j] = at;
        }
        return true;
    }

    /** Counts which units follow, or stand within, each other, and ranks the joins by what they would save. */
    private List<int[]> candidates() {
        double start = total();
        // The counting covers everything anew: first take all back, so that nothing is counted twice.
        PairCounts counts = new PairCounts();
        List<int[]> ranks = new ArrayList<>();
        java.util.HashMap<Integer, Integer> place = new java.util.HashMap<>();
        for (int i = 0; i < table.size(); i++) {
            place.put(table.get(i).id, symbols + i);
        }
        Episode units = new Episode();
        for (int episode = 0; episode < corpus.episodes(); episode++) {
            int length = corpus.starts[episode + 1] - corpus.starts[episode];
            if (length < 2) {
                continue;
            }
            units.reset(length);
            cover(
                    episode,
                    0,
                    (pattern, spots, count) ->
                            units.add(java.util.Objects.requireNonNull(place.get(pattern.id)), spots, count));
            for (int i = 0; i < length; i++) {
                if (!taken[i]) {
                    units.single(corpus.events[corpus.starts[episode] + i], i);
                }
            }
            units.pairs(settings.gap(), corpus.owners[episode], counts);
        }
        List<Ranked> ranked = new ArrayList<>();
        counts.forEach(settings.minSessions(), (first, second, spot, count) -> {
            double saved = saved(first, second, count);
            if (saved > 0 && size(first) + size(second) <= settings.longest()) {
                ranked.add(new Ranked(saved, first, second, spot));
            }
        });
        ranked.sort(Comparator.comparingDouble((Ranked one) -> -one.saved)
                .thenComparingInt(one -> one.first)
                .thenComparingInt(one -> one.second)
                .thenComparingInt(one -> one.spot));
        for (int i = 0; i < Math.min(TRIED_A_ROUND, ranked.size()); i++) {
            ranks.add(joined(ranked.get(i)));
        }
        assert Math.abs(start - total()) < 1e-3 : "counting changes nothing";
        return ranks;
    }

    private record Ranked(double saved, int first, int second, int spot) {}

    private int size(int unit) {
        return unit < symbols ? 1 : table.get(unit - symbols).steps.length;
    }

    private int usage(int unit) {
        return unit < symbols ? singles[unit] : table.get(unit - symbols).usage;
    }

    private int[] steps(int unit) {
        return unit < symbols ? new int[] {unit} : table.get(unit - symbols).steps;
    }

    private double saved(int first, int second, int count) {
        double a = usage(first);
        double b = usage(second);
        double both = first == second
                ? log(a) - log(Math.max(0, a - 2.0 * count))
                : log(a) + log(b) - log(a - count) - log(b - count);
        double data = log(units) - log(units - count) - both + log(count);
        return data
                - cost(joined(new Ranked(0, first, second, size(first))))
                - count * (size(first) + size(second) - 1) * 0.7;
    }

    private int[] joined(Ranked one) {
        int[] a = steps(one.first);
        int[] b = steps(one.second);
        int[] result = new int[a.length + b.length];
        System.arraycopy(a, 0, result, 0, one.spot);
        System.arraycopy(b, 0, result, one.spot, b.length);
        System.arraycopy(a, one.spot, result, one.spot + b.length, a.length - one.spot);
        return result;
    }
}
