package dev.stayer.dream;

import dev.stayer.memory.FactWording;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds where AGENTS.md, CLAUDE.md or a skill already says what a fact says. Immutable after construction. */
final class Covered {
    private static final Pattern BULLET = Pattern.compile("^\\s*(?:[-*+>#]+|\\d+[.)])\\s+");
    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?;])\\s+");
    /** A longer run of common words would make every fact look at every line. */
    private static final int MAX_LOOKED_AT = 200;

    private record Line(String place, List<String> words) {}

    /** Lines by each of their words; a fact is looked for under the rarest of its own. */
    private final Map<String, List<Line>> byWord = new HashMap<>();

    Covered(List<Saying> sayings) {
        for (Saying saying : sayings) {
            List<String> lines = saying.text().lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                String place = saying.name() + ":" + (i + 1);
                String line = BULLET.matcher(lines.get(i)).replaceFirst("");
                for (String sentence : SENTENCE_END.split(line)) {
                    add(new Line(place, FactWording.words(sentence)));
                }
            }
        }
    }

    private void add(Line line) {
        line.words().stream()
                .distinct()
                .forEach(word ->
                        byWord.computeIfAbsent(word, key -> new ArrayList<>()).add(line));
    }

    /** The place ({@code file:line}) that says the same; empty if none does. */
    Optional<String> place(String text) {
        List<String> words = FactWording.words(text);
        List<Line> candidates = null;
        for (String word : words) {
            List<Line> lines = byWord.getOrDefault(word, List.of());
            if (candidates == null || lines.size() < candidates.size()) {
                candidates = lines;
            }
        }
        return candidates == null
                ? Optional.empty()
                : candidates.stream()
                        .limit(MAX_LOOKED_AT)
                        .filter(line -> FactWording.says(line.words(), words))
                        .map(Line::place)
                        .findFirst();
    }
}
