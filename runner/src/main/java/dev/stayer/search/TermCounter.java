package dev.stayer.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the terms of one query in many texts. Words come again and again, so each is analysed once; this is what makes it cheap to
 * read the neighbours of every candidate.
 */
final class TermCounter {
    private static final Chunk NOTHING = new Chunk(new int[0], new int[0]);

    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, Chunk> chunks = new HashMap<>();
    private final Map<String, Counts> texts = new HashMap<>();
    private final int terms;

    TermCounter(List<Term> terms) {
        this.terms = terms.size();
        for (Term term : terms) {
            numbers.put(term.text(), numbers.size());
        }
    }

    /** What stands between two blanks: which terms its words and their parts are. */
    private record Chunk(int[] words, int[] parts) {}

    /**
     * The terms in one text.
     *
     * @param words how often each term stands there
     * @param parts how often each is part of a compound there
     */
    record Counts(float[] words, float[] parts) {}

    /** The terms in a text that comes with many entries, such as a title. */
    Counts ofRepeated(String text) {
        return texts.computeIfAbsent(text, this::of);
    }

    Counts of(String text) {
        float[] words = new float[terms];
        float[] parts = new float[terms];
        int at = 0;
        while (at < text.length()) {
            if (text.charAt(at) <= ' ') {
                at++;
                continue;
            }
            int start = at;
            while (at < text.length() && text.charAt(at) > ' ') {
                at++;
            }
            Chunk chunk = chunk(text.substring(start, at));
            for (int term : chunk.words()) {
                words[term]++;
            }
            for (int term : chunk.parts()) {
                parts[term]++;
            }
        }
        return new Counts(words, parts);
    }

    private Chunk chunk(String text) {
        Chunk known = chunks.get(text);
        if (known == null) {
            Analyser.Terms cut = Analyser.of(text);
            int[] words = numbers(cut.words());
            int[] parts = numbers(cut.parts());
            known = words.length == 0 && parts.length == 0 ? NOTHING : new Chunk(words, parts);
            chunks.put(text, known);
        }
        return known;
    }

    private int[] numbers(List<String> cut) {
        List<Integer> found = new ArrayList<>();
        for (String one : cut) {
            Integer number = numbers.get(one);
            if (number != null) {
                found.add(number);
            }
        }
        return found.stream().mapToInt(Integer::intValue).toArray();
    }
}
