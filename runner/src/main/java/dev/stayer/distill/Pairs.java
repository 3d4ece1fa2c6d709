package dev.stayer.distill;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Pairs of steps that follow each other more often than chance: beginnings of workflows that are too rare for a pair of theirs
 * to shorten the record.
 */
final class Pairs {
    private static final int MAX_PAIRS = 1500;
    /** Bits of surprise from which on a pair is worth a look. */
    private static final double MIN_SURPRISE = 4;

    private Pairs() {}

    private record Ranked(double surprise, int first, int second) {}

    /** The most surprising pairs first, in a total order. */
    static List<int[]> seeds(Corpus corpus, Settings settings) {
        PairCounts counts = new PairCounts();
        Episode units = new Episode();
        for (int episode = 0; episode < corpus.episodes(); episode++) {
            int from = corpus.starts[episode];
            int length = corpus.starts[episode + 1] - from;
            units.reset(length);
            for (int i = 0; i < length; i++) {
                units.single(corpus.events[from + i], i);
            }
            units.pairs(settings.gap(), corpus.owners[episode], counts);
        }
        double usual = (double) corpus.events.length / Math.max(1, corpus.episodes());
        double near = Math.min(0.5, (settings.gap() + 1) / usual);
        List<Ranked> ranked = new ArrayList<>();
        counts.forEach(settings.minSessions(), (first, second, spot, count) -> {
            double expected =
                    (double) corpus.postings[first].length * corpus.postings[second].length / corpus.episodes() * near;
            double surprise = (count * Math.log(count / expected) - count + expected) / Math.log(2);
            if (first != second && count > expected && surprise > MIN_SURPRISE) {
                ranked.add(new Ranked(surprise, first, second));
            }
        });
        ranked.sort(Comparator.comparingDouble((Ranked pair) -> -pair.surprise)
                .thenComparingInt(pair -> pair.first)
                .thenComparingInt(pair -> pair.second));
        return ranked.stream()
                .limit(MAX_PAIRS)
                .map(pair -> new int[] {pair.first, pair.second})
                .toList();
    }
}
