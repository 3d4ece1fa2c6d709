package dev.stayer.importer;

import dev.stayer.core.Hashes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which entries of transcripts are met for the first time: a fork, a resumed session and a saved state of one that grew repeat
 * what was done once, within one import or imports later. Only sums of 64 bits are held, sixteen bytes an entry. Not thread-safe.
 */
final class Copies {
    private static final long FREE = 0;

    private final Intake intake;
    private final Map<Intake.Key, Integer> sessions = new HashMap<>();
    private long[] sums = new long[1 << 10];
    private int[] files = new int[1 << 10];
    private int[] owners = new int[1 << 10];
    private int size;
    private int file;

    /** Where an entry was met before. */
    enum Met {
        NEVER,
        /** In this file and session; some programs write an entry twice, others say the same again. */
        HERE,
        /** In another file of the same session: a state in which it was saved. */
        EARLIER,
        /** In another session: it belongs to that one. */
        ELSEWHERE
    }

    Copies(Intake intake) {
        this.intake = intake;
    }

    /** What comes next stands in another file. */
    void nextFile() {
        file++;
    }

    /**
     * Where an entry was met; from now on it is known, and kept as this session's if it was met nowhere.
     *
     * @param names each a list of texts that are the same for copies of the entry only
     */
    Met look(Intake.Key session, List<List<String>> names) {
        int owner = sessions.computeIfAbsent(session, key -> sessions.size());
        Met met = Met.NEVER;
        List<Long> fresh = new ArrayList<>();
        for (List<String> name : names) {
            long sum = sum(name);
            int place = place(sums, sum);
            if (sums[place] == sum) {
                Met here = owners[place] != owner ? Met.ELSEWHERE : files[place] != file ? Met.EARLIER : Met.HERE;
                met = here.compareTo(met) > 0 ? here : met;
            } else if (intake.isOfAnother(session, sum)) {
                met = Met.ELSEWHERE;
            } else {
                fresh.add(sum);
            }
        }
        for (long sum : fresh) {
            keep(sum, owner);
            intake.entry(session, sum);
        }
        return met;
    }

    private void keep(long sum, int owner) {
        if (size * 2 >= sums.length) {
            grow();
        }
        int place = place(sums, sum);
        if (sums[place] != sum) {
            sums[place] = sum;
            files[place] = file;
            owners[place] = owner;
            size++;
        }
    }

    private void grow() {
        long[] oldSums = sums;
        int[] oldFiles = files;
        int[] oldOwners = owners;
        sums = new long[oldSums.length * 2];
        files = new int[sums.length];
        owners = new int[sums.length];
        for (int i = 0; i < oldSums.length; i++) {
            if (oldSums[i] != FREE) {
                int place = place(sums, oldSums[i]);
                sums[place] = oldSums[i];
                files[place] = oldFiles[i];
                owners[place] = oldOwners[i];
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

    private static long sum(List<String> name) {
        MessageDigest digest = Hashes.begin();
        for (String text : name) {
            digest.update(text.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        long sum = java.nio.ByteBuffer.wrap(digest.digest()).getLong();
        return sum == FREE ? 1 : sum;
    }
}
