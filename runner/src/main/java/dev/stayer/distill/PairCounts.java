package dev.stayer.distill;

import java.util.Arrays;

/** How many sessions hold each join of two units: a hash table of numbers, since there may be millions. */
final class PairCounts {
    private long[] keys = new long[1 << 14];
    private int[] counts = new int[1 << 14];
    private int[] last = new int[1 << 14];
    private int size;

    PairCounts() {
        Arrays.fill(last, -1);
    }

    interface Reader {
        void pair(int first, int second, int spot, int count);
    }

    /** Counts a join once a session; sessions come one after the other. */
    void add(int first, int second, int spot, int session) {
        long key = (((long) first << 28 | second) << 6 | spot) + 1;
        int at = slot(keys, key);
        if (keys[at] == 0) {
            if (2 * ++size > keys.length) {
                grow();
                at = slot(keys, key);
            }
            keys[at] = key;
        }
        if (last[at] != session) {
            last[at] = session;
            counts[at]++;
        }
    }

    private static int slot(long[] keys, long key) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        int at = (int) (mixed >>> 40) & (keys.length - 1);
        while (keys[at] != 0 && keys[at] != key) {
            at = (at + 1) & (keys.length - 1);
        }
        return at;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldCounts = counts;
        int[] oldLast = last;
        keys = new long[oldKeys.length * 2];
        counts = new int[keys.length];
        last = new int[keys.length];
        Arrays.fill(last, -1);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int at = slot(keys, oldKeys[i]);
                keys[at] = oldKeys[i];
                counts[at] = oldCounts[i];
                last[at] = oldLast[i];
            }
        }
    }

    /** All joins that at least so many sessions hold, in no order. */
    void forEach(int least, Reader reader) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != 0 && counts[i] >= least) {
                long key = keys[i] - 1;
                reader.pair((int) (key >>> 34), (int) (key >>> 6) & 0xfffffff, (int) key & 63, counts[i]);
            }
        }
    }
}
