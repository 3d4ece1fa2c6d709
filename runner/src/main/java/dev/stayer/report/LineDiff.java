package dev.stayer.report;

import java.util.ArrayList;
import java.util.List;

/** What differs between two short texts, line by line, with a little of what stands around it. */
public final class LineDiff {
    private static final int AROUND = 2;
    /** Lines of the one times lines of the other; beyond, the new text is shown as it is. */
    private static final long MOST = 4_000_000;

    private LineDiff() {}

    /**
     * Lines with {@code -}, {@code +} or a blank before them; what stays the same for long is an ellipsis. Empty if nothing
     * differs.
     */
    public static List<String> of(String before, String after) {
        List<String> old = before.lines().toList();
        List<String> now = after.lines().toList();
        if ((long) old.size() * now.size() > MOST) {
            return now.stream().map(line -> "+ " + line).toList();
        }
        return shortened(all(old, now, common(old, now)));
    }

    /** How many lines two rests have in common at most, by where they begin. */
    private static int[][] common(List<String> old, List<String> now) {
        int[][] common = new int[old.size() + 1][now.size() + 1];
        for (int i = old.size() - 1; i >= 0; i--) {
            for (int j = now.size() - 1; j >= 0; j--) {
                common[i][j] = old.get(i).equals(now.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    private static List<String> all(List<String> old, List<String> now, int[][] common) {
        List<String> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < old.size() || j < now.size()) {
            if (i < old.size() && j < now.size() && old.get(i).equals(now.get(j))) {
                lines.add("  " + old.get(i));
                i++;
                j++;
            } else if (i < old.size() && (j == now.size() || common[i + 1][j] >= common[i][j + 1])) {
                lines.add("- " + old.get(i++));
            } else {
                lines.add("+ " + now.get(j++));
            }
        }
        return lines;
    }

    private static List<String> shortened(List<String> all) {
        boolean[] near = new boolean[all.size()];
        for (int i = 0; i < near.length; i++) {
            if (!all.get(i).startsWith("  ")) {
                for (int j = Math.max(0, i - AROUND); j <= Math.min(near.length - 1, i + AROUND); j++) {
                    near[j] = true;
                }
            }
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < near.length; i++) {
            if (near[i]) {
                lines.add(all.get(i));
            } else if (i > 0 && near[i - 1]) {
                lines.add("…");
            }
        }
        return lines;
    }
}
