package dev.stayer.distill;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words that people use where a workflow was followed, and seldom elsewhere. Single plain words that several tasks share: what a
 * person, or a page, asked an agent to do never gets into a skill as a sentence.
 */
final class Topics {
    private static final Pattern WORD = Pattern.compile("[a-z]{4,20}");
    private static final Set<String> PLAIN = WordLists.of("""
            this that with from have please when then than what which will would should could make need into them they
            there here also just like want does task file files code skill skills ignore instructions system prompt your
            yours always never must about after before only some sure previous""");
    private static final int MAX_TOPICS = 5;
    private static final int SAMPLE = 400;

    private Topics() {}

    /** @param with numbers of the sessions that followed it, rising */
    static List<String> of(Corpus corpus, TraceSource traces, int[] with) {
        Map<String, Set<String>> tasks = new HashMap<>();
        int all = count(corpus, traces, with, tasks);
        Set<Integer> own = new HashSet<>();
        for (int session : with) {
            own.add(session);
        }
        int[] others = java.util.stream.IntStream.range(0, corpus.sessions.size())
                .filter(session -> !own.contains(session))
                .toArray();
        Map<String, Set<String>> elsewhere = new HashMap<>();
        int rest = count(corpus, traces, others, elsewhere);
        return tasks.entrySet().stream()
                .filter(entry ->
                        entry.getValue().size() >= 2 && entry.getValue().size() >= 0.4 * all)
                .filter(entry -> rest == 0
                        || (double) entry.getValue().size() / all
                                >= 2.0
                                        * elsewhere
                                                .getOrDefault(entry.getKey(), Set.of())
                                                .size()
                                        / rest)
                .sorted(Comparator.<Map.Entry<String, Set<String>>>comparingInt(
                                entry -> -entry.getValue().size())
                        .thenComparing(Map.Entry::getKey))
                .limit(MAX_TOPICS)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Tasks by word; answers the number of tasks. */
    private static int count(Corpus corpus, TraceSource traces, int[] sessions, Map<String, Set<String>> tasks) {
        Set<String> seen = new HashSet<>();
        int stride = Math.max(1, sessions.length / SAMPLE);
        for (int i = 0; i < sessions.length; i += stride) {
            Corpus.Session session = corpus.sessions.get(sessions[i]);
            String task = session.project() + "\u0000" + session.task();
            seen.add(task);
            for (String said : traces.get(session.id()).said()) {
                if (Hazards.of(said) != 0) {
                    continue;
                }
                Matcher word = WORD.matcher(said.toLowerCase(Locale.ROOT));
                while (word.find()) {
                    if (!PLAIN.contains(word.group())) {
                        tasks.computeIfAbsent(word.group(), key -> new HashSet<>())
                                .add(task);
                    }
                }
            }
        }
        return seen.size();
    }
}
