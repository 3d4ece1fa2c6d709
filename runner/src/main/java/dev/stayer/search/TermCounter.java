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
    private static final Chunk NOTHING = new Chunk(1, new int[0], new int[0]);

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

    /** What stands between two blanks: how many words, and which terms they and their parts are. */
    private record Chunk(int length, int[] words, int[] parts) {}

    /**
     * The terms in one text.
     *
     * @param length in words
     * @param words how often each term stands there
     * @param parts how often each is part of a compound there
     * @param sequence the terms in their order: place of the word in the text times 64 plus number of the term
     */
    record Counts(int length, float[] words, float[] parts, int[] sequence) {}

    /** The terms in a text that comes with many entries, such as a title. */
    Counts ofRepeated(String text) {
        return texts.computeIfAbsent(text, this::of);
    }

    Counts of(String text) {
        float[] words = new float[terms];
        float[] parts = new float[terms];
        int[] sequence = new int[8];
        int used = 0;
        int length = 0;
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
                if (used == sequence.length) {
                    sequence = java.util.Arrays.copyOf(sequence, used * 2);
                }
                sequence[used++] = length * 64 + term;
            }
            for (int term : chunk.parts()) {
                parts[term]++;
            }
            length += chunk.length();
        }
        return new Counts(length, words, parts, java.util.Arrays.copyOf(sequence, used));
    }

    private Chunk chunk(String text) {
        Chunk known = chunks.get(text);
        if (known == null) {
            Analyser.Terms cut = Analyser.of(text);
            int[] words = numbers(cut.words());
            int[] parts = numbers(cut.parts());
            int length =
                    cut.words().size() + (cut.words().isEmpty() ? cut.parts().size() : 0);
            known = words.length == 0 && parts.length == 0 && length == 1 ? NOTHING : new Chunk(length, words, parts);
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
