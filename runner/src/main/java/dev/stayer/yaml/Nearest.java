package dev.stayer.yaml;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Finds the valid name that a person may have meant. */
public final class Nearest {
    private Nearest() {}

    /** {@code ", did you mean 'x'?"} for the nearest by edit distance (Levenshtein 1966), or nothing if none is near. */
    public static String advice(String word, Collection<String> valid) {
        String best = cutShort(word, valid);
        if (!best.isEmpty()) {
            return ", did you mean '" + best + "'?";
        }
        int bestDistance = Math.max(2, word.length() / 3) + 1;
        for (String candidate : valid.stream().sorted().toList()) {
            if (Math.abs(candidate.length() - word.length()) >= bestDistance) {
                continue;
            }
            int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return best.isEmpty() ? "" : ", did you mean '" + best + "'?";
    }

    /** The one valid name that the word is the beginning of, as {@code int} is of {@code integer}; empty if none or several. */
    private static String cutShort(String word, Collection<String> valid) {
        List<String> longer = valid.stream()
                .filter(candidate -> word.length() >= 3
                        && candidate.length() > word.length()
                        && candidate.regionMatches(true, 0, word, 0, word.length()))
                .toList();
        return longer.size() == 1 ? longer.get(0) : "";
    }

    private static int distance(String a, String b) {
        if (a.length() > 100 || b.length() > 100) {
            return Integer.MAX_VALUE;
        }
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
