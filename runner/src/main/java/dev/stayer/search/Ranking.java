package dev.stayer.search;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The second phase of a search: scores an entry by all terms, in its own words and in those around it. */
final class Ranking {
    private static final double CONTEXT = 0.35;
    private static final double TITLE = 3;
    private static final double PARTS = 0.5;
    private static final double DATES = 0.3;
    private static final int NEIGHBOURS = 2;
    private static final double SATURATION = 1.2;

    private final List<Term> terms;
    private final double all;
    private final Map<Long, Map<String, Integer>> counts = new HashMap<>();

    Ranking(List<Term> terms, double all) {
        this.terms = terms;
        this.all = all;
    }

    double score(Row row, List<Row> window) {
        Columns columns = Columns.of(row.entry());
        Map<String, Double> frequency = new HashMap<>();
        add(frequency, columns.title(), TITLE);
        add(frequency, columns.body(), 1);
        add(frequency, columns.parts(), PARTS);
        add(frequency, columns.dates(), DATES);
        int at = window.indexOf(row);
        for (int i = Math.max(0, at - NEIGHBOURS); i <= Math.min(window.size() - 1, at + NEIGHBOURS); i++) {
            if (i != at) {
                Row near = window.get(i);
                counts.computeIfAbsent(near.id(), id -> count(near))
                        .forEach((term, count) -> frequency.merge(term, CONTEXT * count, Double::sum));
            }
        }
        double score = 0;
        for (Term term : terms) {
            double f = frequency.getOrDefault(term.text(), 0.0);
            score += term.weight(all) * f * (SATURATION + 1) / (f + SATURATION);
        }
        return score;
    }

    private static Map<String, Integer> count(Row row) {
        Map<String, Integer> result = new HashMap<>();
        Analyser.of(row.entry().text()).words().forEach(word -> result.merge(word, 1, Integer::sum));
        return result;
    }

    private static void add(Map<String, Double> frequency, String terms, double weight) {
        if (!terms.isEmpty()) {
            for (String term : terms.split(" ")) {
                frequency.merge(term, weight, Double::sum);
            }
        }
    }
}
