package dev.stayer.distill;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Lists of words that would fill a page one a line. */
final class WordLists {
    private WordLists() {}

    /** Words between blanks. */
    static Set<String> of(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

    /** Phrases between semicolons. */
    static List<String> list(String text) {
        return Arrays.stream(text.strip().split(";\\s+")).toList();
    }
}
