package dev.stayer.search;

import dev.stayer.store.Tx;
import java.util.Arrays;
import java.util.List;

/**
 * Scores every entry that has one of some terms, or stands beside one that has, from the places of the terms alone: nearly as the
 * second phase will, for a hundredth of its cost. Entries of one file mostly have numbers in a row, so the numbers around one are
 * taken for its neighbours.
 */
final class Postings {
    private static final String PLACES =
            "SELECT doc, CASE col WHEN 'BODY' THEN 0 WHEN 'TITLE' THEN 1 WHEN 'PARTS' THEN 2 ELSE 3 END FROM ENTRY_PLACES WHERE term = ?";

    private final Tx tx;
    private final Weights weights;
    private long[] ids = {};
    private float[] scores = {};

    Postings(Tx tx, Weights weights) {
        this.tx = tx;
        this.weights = weights;
    }

    /** The entries of one term in the order of their numbers. */
    private static final class OfTerm {
        private long[] ids = new long[1_024];
        private float[] own = new float[1_024];
        private float[] body = new float[1_024];
        private int size;

        void add(long id, float weight, boolean inBody) {
            if (size == 0 || ids[size - 1] != id) {
                if (size == ids.length) {
                    ids = Arrays.copyOf(ids, size * 2);
                    own = Arrays.copyOf(own, size * 2);
                    body = Arrays.copyOf(body, size * 2);
                }
                ids[size++] = id;
            }
            own[size - 1] += weight;
            body[size - 1] += inBody ? 1 : 0;
        }
    }

    /** Adds what a term says for each entry. */
    void add(String term, double importance) {
        float[] columns = {1, (float) weights.title(), (float) weights.parts(), (float) weights.dates()};
        OfTerm places = new OfTerm();
        tx.each(
                PLACES,
                row -> {
                    int column = row.getInt(2);
                    places.add(row.getLong(1), columns[column], column == 0);
                },
                term);
        if (places.size > 0) {
            merge(places, importance);
        }
    }

    /** Joins a term with what is known: each number from two before an entry that has it to two behind. */
    private void merge(OfTerm term, double importance) {
        int most = ids.length + 5 * term.size;
        long[] numbers = new long[most];
        float[] sums = new float[most];
        int count = 0;
        int known = 0;
        // Where the term's entries are that stand so many places behind, -2 to 2.
        int[] at = new int[5];
        float[] reach = {
            (float) weights.far(), (float) weights.after(), 0, (float) weights.before(), (float) weights.far()
        };
        long next = term.ids[0] - 2;
        while (known < ids.length || next != Long.MAX_VALUE) {
            if (known < ids.length && ids[known] < next) {
                numbers[count] = ids[known];
                sums[count++] = scores[known++];
                continue;
            }
            float frequency = 0;
            long following = Long.MAX_VALUE;
            for (int k = 0; k < 5; k++) {
                int i = at[k];
                if (i < term.size && term.ids[i] + k - 2 == next) {
                    frequency += k == 2 ? term.own[i] : reach[k] * saturated(term.body[i], weights.contextSaturation());
                    i = ++at[k];
                }
                if (i < term.size) {
                    following = Math.min(following, term.ids[i] + k - 2);
                }
            }
            numbers[count] = next;
            sums[count] = (float) (importance * saturated(frequency, weights.saturation()));
            if (known < ids.length && ids[known] == next) {
                sums[count] += scores[known++];
            }
            count++;
            next = following;
        }
        ids = Arrays.copyOf(numbers, count);
        scores = Arrays.copyOf(sums, count);
    }

    private static float saturated(float frequency, double saturation) {
        return (float) (frequency * (saturation + 1) / (frequency + saturation));
    }

    /** Numbers of the best, best first, some of which may belong to no entry; among equals the newest. */
    List<Long> best(int count) {
        // A heap of places in the arrays, the worst on top.
        java.util.PriorityQueue<Integer> heap = new java.util.PriorityQueue<>(
                (a, b) -> scores[a] != scores[b] ? Float.compare(scores[a], scores[b]) : Integer.compare(a, b));
        float worst = 0;
        for (int i = 0; i < ids.length; i++) {
            if (heap.size() < count) {
                heap.add(i);
            } else if (scores[i] >= worst) {
                heap.poll();
                heap.add(i);
            } else {
                continue;
            }
            worst = scores[heap.element()];
        }
        Long[] found = new Long[heap.size()];
        for (int i = found.length - 1; i >= 0; i--) {
            found[i] = ids[heap.remove()];
        }
        return List.of(found);
    }
}
