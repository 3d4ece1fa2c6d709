package dev.stayer.distill;

import java.util.Arrays;

/** The units that cover one episode, and which of them stand near each other. Reused from episode to episode. */
final class Episode {
    private int[] unit = new int[64];
    private int[][] places = new int[64][];
    private int count;
    private int length;

    void reset(int events) {
        count = 0;
        length = events;
    }

    void add(int id, int[] spots, int size) {
        if (count == unit.length) {
            unit = Arrays.copyOf(unit, count * 2);
            places = Arrays.copyOf(places, count * 2);
        }
        unit[count] = id;
        places[count++] = Arrays.copyOf(spots, size);
    }

    void single(int symbol, int place) {
        add(symbol, new int[] {place}, 1);
    }

    /** Counts each unit with those that begin within the gap behind its end, and with single events inside it. */
    void pairs(int gap, int session, PairCounts counts) {
        int[] at = new int[length];
        Arrays.fill(at, -1);
        for (int i = 0; i < count; i++) {
            at[places[i][0]] = i;
        }
        for (int i = 0; i < count; i++) {
            int[] own = places[i];
            int last = own[own.length - 1];
            for (int p = last + 1; p <= Math.min(length - 1, last + gap + 1); p++) {
                if (at[p] >= 0 && isFirst(at, last + 1, p)) {
                    counts.add(unit[i], unit[at[p]], own.length, session);
                }
            }
            int spot = 1;
            for (int p = own[0] + 1; p < last; p++) {
                if (spot < own.length && p == own[spot]) {
                    spot++;
                } else if (at[p] >= 0 && places[at[p]].length == 1) {
                    counts.add(unit[i], unit[at[p]], spot, session);
                }
            }
        }
    }

    /** A unit that comes twice within the gap counts once. */
    private boolean isFirst(int[] at, int from, int p) {
        for (int q = from; q < p; q++) {
            if (at[q] >= 0 && unit[at[q]] == unit[at[p]]) {
                return false;
            }
        }
        return true;
    }
}
