package dev.stayer.importer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Which entries an import has met: a fork, a resumed session and a saved state of one that grew repeat what was done once. Only
 * sums of 64 bits are kept, sixteen bytes an entry. Not thread-safe.
 */
final class Seen {
    private static final long FREE = 0;

    private long[] sums = new long[1 << 10];
    private int[] files = new int[1 << 10];
    private int size;
    private int file;

    /** What comes next stands in another file. */
    void nextFile() {
        file++;
    }

    /** Remembers an entry; true if it was met before. @param identity texts that are the same for copies only */
    boolean again(String... identity) {
        return at(sum(identity)) >= 0;
    }

    /** The same for what one file may well say twice: true if it was met in another file. */
    boolean againElsewhere(String... identity) {
        int place = at(sum(identity));
        return place >= 0 && files[place] != file;
    }

    /** Where it was kept before; -1 if it is new, and kept now. */
    private int at(long sum) {
        if (size * 2 >= sums.length) {
            grow();
        }
        int place = place(sums, sum);
        if (sums[place] == sum) {
            return place;
        }
        sums[place] = sum;
        files[place] = file;
        size++;
        return -1;
    }

    private void grow() {
        long[] old = sums;
        int[] oldFiles = files;
        sums = new long[old.length * 2];
        files = new int[old.length * 2];
        for (int i = 0; i < old.length; i++) {
            if (old[i] != FREE) {
                int place = place(sums, old[i]);
                sums[place] = old[i];
                files[place] = oldFiles[i];
            }
        }
    }

    private static int place(long[] sums, long sum) {
        int place = (int) (sum >>> 32) & (sums.length - 1);
        while (sums[place] != FREE && sums[place] != sum) {
            place = (place + 1) & (sums.length - 1);
        }
        return place;
    }

    private static long sum(String... identity) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String text : identity) {
                digest.update(text.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            long sum = java.nio.ByteBuffer.wrap(digest.digest()).getLong();
            return sum == FREE ? 1 : sum;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
