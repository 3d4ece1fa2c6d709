package dev.stayer.search;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The second phase of a search: scores an entry by all terms, in its own words and in those around it. */
final class Ranking {
    /** Words of an entry of common length. */
    private static final double COMMON_LENGTH = 25;

    private final Weights weights;
    private final double[] importance;
    private final TermCounter counter;
    private final Map<Long, TermCounter.Counts> bodies = new HashMap<>();

    Ranking(List<Term> terms, double all, Weights weights) {
        this.weights = weights;
        this.importance = terms.stream().mapToDouble(term -> term.weight(all)).toArray();
        this.counter = new TermCounter(terms);
    }

    double score(Neighbourhood around, long id) {
        Row row = around.row(id);
        Entry entry = row.entry();
        TermCounter.Counts body = body(row);
        TermCounter.Counts title = counter.ofRepeated(entry.title());
        TermCounter.Counts path = counter.ofRepeated(entry.file());
        TermCounter.Counts dates = counter.ofRepeated(Columns.dates(entry.time()));
        int label = label(entry.text());
        TermCounter.Counts labels =
                label == 0 ? null : counter.ofRepeated(entry.text().substring(0, label));
        double[] context = context(around, id);
        double norm = 1 - weights.length() + weights.length() * body.length() / COMMON_LENGTH;
        double score = 0;
        for (int i = 0; i < importance.length; i++) {
            double parts = body.parts()[i] + title.parts()[i] + path.parts()[i];
            double f = (body.words()[i] + weights.parts() * parts) / norm
                    + weights.title() * title.words()[i]
                    + weights.path() * path.words()[i]
                    + weights.dates() * dates.words()[i]
                    + context[i];
            if (labels != null) {
                f += weights.label() * labels.words()[i];
            }
            score += importance[i] * f * (weights.saturation() + 1) / (f + weights.saturation());
        }
        return score + weights.pair() * pairs(body);
    }

    private TermCounter.Counts body(Row row) {
        return bodies.computeIfAbsent(
                row.id(), unknown -> counter.of(row.entry().text()));
    }

    private double[] context(Neighbourhood around, long id) {
        double[] context = new double[importance.length];
        List<Long> window = around.window(id);
        int at = window.indexOf(id);
        for (int i = Math.max(0, at - 2); i <= Math.min(window.size() - 1, at + 2); i++) {
            if (i != at) {
                double weight = Math.abs(i - at) == 1 ? weights.near() : weights.far();
                float[] words = body(around.row(window.get(i))).words();
                for (int k = 0; k < context.length; k++) {
                    context[k] += weight * words[k];
                }
            }
        }
        return context;
    }

    /** Different terms side by side say more than the same far apart. */
    private double pairs(TermCounter.Counts body) {
        double sum = 0;
        int[] sequence = body.sequence();
        for (int i = 1; i < sequence.length; i++) {
            int first = sequence[i - 1] % 64;
            int second = sequence[i] % 64;
            int distance = sequence[i] / 64 - sequence[i - 1] / 64;
            if (first != second && distance <= 3) {
                sum += Math.min(importance[first], importance[second]) / Math.max(1, distance);
            }
        }
        return sum;
    }

    /** Where the words end that stand before a colon at the beginning, such as who speaks; 0 where there are none. */
    private static int label(String text) {
        int words = 0;
        for (int i = 0; i < Math.min(text.length(), 60); i++) {
            char c = text.charAt(i);
            if (c == ':') {
                return i;
            }
            if (c == ' ' && ++words > 3 || c == '\n' || c == '.') {
                return 0;
            }
        }
        return 0;
    }
}
