package dev.stayer.tool.file;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds the line that somebody who quoted a file wrongly most likely meant. */
final class Nearby {
    private static final int SHOWN = 4;
    private static final int MAX_LENGTH = 300;
    private static final double MIN_SHARE = 0.4;

    private Nearby() {}

    /** A clause with the place and its exact lines; says so if nothing is alike. */
    static String of(String text, String quoted) {
        String unseen = Unseen.of(text, quoted);
        if (unseen != null) {
            return unseen;
        }
        List<String> lines = text.lines().toList();
        List<String> wanted = quoted.lines().toList();
        int first = 0;
        while (first < wanted.size() && wanted.get(first).isBlank()) {
            first++;
        }
        if (first == wanted.size()) {
            return ", which has no such blank lines";
        }
        int best = -1;
        double most = MIN_SHARE;
        Set<Integer> sought = pairs(wanted.get(first));
        for (int i = 0; i < lines.size(); i++) {
            double alike = alike(lines.get(i), wanted.get(first), sought);
            if (alike > most) {
                most = alike;
                best = i;
            }
        }
        if (best < 0) {
            return "; no line is like its first one, read the file again";
        }
        int end = Math.min(lines.size(), best + Math.min(SHOWN, Math.max(1, wanted.size() - first)));
        StringBuilder shown = new StringBuilder(
                most >= 1
                        ? "; its first line is there in line " + (best + 1) + ", what follows differs:"
                        : "; nearest is line " + (best + 1) + ":");
        for (String line : lines.subList(best, end)) {
            shown.append('\n').append(line, 0, Math.min(MAX_LENGTH, line.length()));
        }
        return shown.toString();
    }

    /** Dice's coefficient over pairs of neighbouring characters, without white space. */
    private static double alike(String line, String wanted, Set<Integer> sought) {
        if (line.equals(wanted)) {
            return 1;
        }
        Set<Integer> pairs = pairs(line);
        if (pairs.isEmpty() || sought.isEmpty()) {
            return line.strip().equals(wanted.strip()) ? 0.99 : 0;
        }
        int sizes = pairs.size() + sought.size();
        pairs.retainAll(sought);
        return 0.99 * 2 * pairs.size() / sizes;
    }

    private static Set<Integer> pairs(String line) {
        Set<Integer> pairs = new HashSet<>();
        int before = -1;
        for (int i = 0; i < Math.min(line.length(), MAX_LENGTH); i++) {
            char letter = line.charAt(i);
            if (Character.isWhitespace(letter)) {
                continue;
            }
            if (before >= 0) {
                pairs.add(before << 16 | letter);
            }
            before = letter;
        }
        return pairs;
    }
}
