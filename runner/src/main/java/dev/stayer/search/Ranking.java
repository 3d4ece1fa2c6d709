package dev.stayer.search;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The second phase of a search: scores an entry by all terms, in its own words and in those around it. */
final class Ranking {
    private static final int MAX_LABEL = 60;
    private static final int MAX_LABEL_WORDS = 4;

    private final Weights weights;
    private final double[] importance;
    private final TermCounter counter;
    private final Map<Long, TermCounter.Counts> bodies = new HashMap<>();

    Ranking(List<Term> terms, double all, Weights weights) {
        this.weights = weights;
        this.importance = terms.stream().mapToDouble(term -> term.weight(all)).toArray();
        this.counter = new TermCounter(terms);
    }

    /** Larger is better. The entry and its window must have been read. */
    double score(Neighbourhood around, long id) {
        Row row = around.row(id);
        Entry entry = row.entry();
        TermCounter.Counts body = body(row);
        TermCounter.Counts title = counter.ofRepeated(entry.title());
        TermCounter.Counts path = counter.ofRepeated(entry.file());
        TermCounter.Counts dates = counter.ofRepeated(Columns.dates(entry.time()));
        TermCounter.Counts label = counter.ofRepeated(label(entry.text()));
        double[] context = context(around, id);
        double score = 0;
        for (int i = 0; i < importance.length; i++) {
            double frequency = body.words()[i]
                    + weights.parts() * (body.parts()[i] + title.parts()[i] + path.parts()[i])
                    + weights.label() * label.words()[i]
                    + weights.title() * title.words()[i]
                    + weights.path() * path.words()[i]
                    + weights.dates() * dates.words()[i]
                    + context[i];
            score += importance[i] * saturated(frequency, weights.saturation());
        }
        return isQuestion(entry.text()) ? score * (1 - weights.question()) : score;
    }

    private static double saturated(double frequency, double saturation) {
        return frequency * (saturation + 1) / (frequency + saturation);
    }

    private TermCounter.Counts body(Row row) {
        return bodies.computeIfAbsent(
                row.id(), unknown -> counter.of(row.entry().text()));
    }

    private double[] context(Neighbourhood around, long id) {
        double[] context = new double[importance.length];
        List<Long> window = around.window(id);
        int at = window.indexOf(id);
        for (int i = 0; i < window.size(); i++) {
            if (i == at) {
                continue;
            }
            Row near = around.row(window.get(i));
            double weight = weights.far();
            if (i == at - 1) {
                weight = weights.before() * (isQuestion(near.entry().text()) ? 1 + weights.asked() : 1);
            } else if (i == at + 1) {
                weight = weights.after();
            }
            float[] words = body(near).words();
            for (int k = 0; k < context.length; k++) {
                context[k] += weight * saturated(words[k], weights.contextSaturation());
            }
        }
        return context;
    }

    /** The words before a colon at the beginning, such as who speaks; empty where there are none. */
    static String label(String text) {
        int words = 0;
        for (int i = 0; i < Math.min(text.length(), MAX_LABEL); i++) {
            char c = text.charAt(i);
            if (c == ':' || c == '：') {
                return text.substring(0, i);
            }
            if (c == ' ' && ++words == MAX_LABEL_WORDS || c == '\n' || c == '.') {
                return "";
            }
        }
        return "";
    }

    /** True where a text ends by asking; a remark in brackets behind it does not matter. */
    static boolean isQuestion(String text) {
        int end = text.length();
        while (end > 0) {
            char last = text.charAt(end - 1);
            if (Character.isWhitespace(last) || last == '*' || last == '_' || last == '"') {
                end--;
            } else if (last == ']' || last == ')') {
                int open = text.lastIndexOf(last == ']' ? '[' : '(', end - 1);
                if (open < 0) {
                    return false;
                }
                end = open;
            } else {
                return last == '?' || last == '？';
            }
        }
        return false;
    }
}
