package dev.stayer.search;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Words that stand in questions and say nothing of what is asked. */
final class StopWords {
    private static final String WORDS = """
            a about again all also am an and any are as at be because been before being both but by ca can could did do does doing
            done down each for from further had has have having he her here hers herself him himself his how i if in into is it its
            itself just me more most my myself no nor not of off on once only or other our ours ourselves out over own same she should
            so some such than that the their theirs them themselves then there these they this those through to too under until up very
            was we were what when where which while who whom whose why will with wo would you your yours yourself yourselves
            may might must shall us""";

    private static final Set<String> STEMS = new HashSet<>();

    static {
        for (String word : WORDS.split("\\s+")) {
            STEMS.add(Stemmer.stem(word));
        }
    }

    private StopWords() {}

    /** The terms without these words; all of them where nothing else is left. */
    static List<String> without(List<String> terms) {
        List<String> rest = terms.stream().filter(term -> !STEMS.contains(term)).toList();
        return rest.isEmpty() ? terms : rest;
    }
}
