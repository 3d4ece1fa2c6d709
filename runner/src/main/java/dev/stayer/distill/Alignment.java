package dev.stayer.distill;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds where a pattern was followed in an episode, also where a step was left out. */
final class Alignment {
    private Alignment() {}

    /** The least number of steps that must be there for a pattern of so many. */
    static int least(int length) {
        return length <= 3 ? length : length <= 5 ? length - 1 : (int) Math.ceil(0.7 * length);
    }

    /**
     * The best occurrence: most steps, then the shortest stretch, then the first.
     *
     * @param events the events, of which {@code from} to {@code to} (exclusive) are looked at
     * @param least steps that must be there
     * @return the place of each step in {@code events}, -1 where it is missing; null if it does not occur
     */
    static int @Nullable [] find(int[] events, int from, int to, int[] steps, int gap, int least) {
        int most = 0;
        int[] at = new int[(to - from) * 2];
        int[] step = new int[at.length];
        for (int i = from; i < to; i++) {
            for (int k = 0; k < steps.length; k++) {
                if (events[i] == steps[k]) {
                    if (most == at.length) {
                        at = Arrays.copyOf(at, most * 2);
                        step = Arrays.copyOf(step, most * 2);
                    }
                    at[most] = i;
                    step[most++] = k;
                }
            }
        }
        if (most < least) {
            return null;
        }
        int[] length = new int[most];
        int[] begin = new int[most];
        int[] before = new int[most];
        int best = -1;
        for (int m = 0; m < most; m++) {
            length[m] = 1;
            begin[m] = at[m];
            before[m] = -1;
            for (int p = m - 1; p >= 0; p--) {
                int skipped = step[m] - step[p];
                if (skipped <= 0 || at[p] == at[m]) {
                    continue;
                }
                if (at[m] - at[p] > steps.length * (gap + 1)) {
                    break;
                }
                // Where a step is missing, its room is there too.
                if (at[m] - at[p] - 1 <= gap + (skipped - 1) * (gap / 2)
                        && (length[p] + 1 > length[m] || (length[p] + 1 == length[m] && begin[p] > begin[m]))) {
                    length[m] = length[p] + 1;
                    begin[m] = begin[p];
                    before[m] = p;
                }
            }
            if (best < 0
                    || length[m] > length[best]
                    || (length[m] == length[best] && at[m] - begin[m] < at[best] - begin[best])) {
                best = m;
            }
        }
        if (best < 0 || length[best] < least) {
            return null;
        }
        int[] result = new int[steps.length];
        Arrays.fill(result, -1);
        for (int m = best; m >= 0; m = before[m]) {
            result[step[m]] = at[m];
        }
        return result;
    }

    /** Twice the common subsequence over both lengths: 1 if alike, 0 if nothing is shared. */
    static double dice(int[] a, int[] b) {
        return a.length + b.length == 0 ? 1 : 2.0 * common(a, b) / (a.length + b.length);
    }

    /** The length of the longest common subsequence. */
    static int common(int[] a, int[] b) {
        int[] row = new int[b.length + 1];
        for (int x : a) {
            int corner = 0;
            for (int j = 0; j < b.length; j++) {
                int above = row[j + 1];
                row[j + 1] = x == b[j] ? corner + 1 : Math.max(above, row[j]);
                corner = above;
            }
        }
        return row[b.length];
    }
}
