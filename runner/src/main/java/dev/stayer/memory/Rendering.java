package dev.stayer.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The generated parts of MEMORY.md and of its topic files: a function of the facts alone. */
final class Rendering {
    static final String MEMORY = "MEMORY.md";
    /** As many lines of contradictions stand in MEMORY.md. */
    private static final int MAX_CONTRADICTIONS = 7;

    private Rendering() {}

    /** The file, relative to the state folder, for what of a topic has no room in MEMORY.md. */
    static String topicFile(String topic) {
        return "memory/" + topic + ".md";
    }

    /** All topic files there may be. */
    static List<String> topicFiles() {
        List<String> files = new ArrayList<>();
        for (Fact.Kind kind : Fact.Kind.values()) {
            files.add(topicFile(MemoryPage.heading(kind).toLowerCase(java.util.Locale.ROOT)));
        }
        return files;
    }

    /** What MEMORY.md shows of these facts. */
    static MemoryView view(Collection<Fact> facts, Map<String, String> covered, Promotion.Room room, Instant asOf) {
        return new Promotion(Winners.of(facts, asOf), fact -> Optional.ofNullable(covered.get(fact.id())), room)
                .view((fact, reason) -> {});
    }

    /** The generated part of each file by its path; a topic without overflow has none. */
    static Map<String, String> bodies(MemoryView view) {
        Map<String, String> bodies = new LinkedHashMap<>();
        StringBuilder body = new StringBuilder();
        for (Fact.Kind kind : Fact.Kind.values()) {
            body.append("## ").append(MemoryPage.heading(kind)).append("\n\n");
            List<Fact> lines =
                    view.shown().stream().filter(fact -> fact.kind() == kind).toList();
            lines.forEach(fact -> body.append(MemoryView.line(fact)).append('\n'));
            String topic = MemoryPage.heading(kind).toLowerCase(java.util.Locale.ROOT);
            List<Fact> more = view.overflow().getOrDefault(topic, List.of());
            if (!more.isEmpty()) {
                body.append(MemoryPage.MORE)
                        .append(more.size())
                        .append(" in ")
                        .append(topicFile(topic))
                        .append('\n');
                bodies.put(topicFile(topic), topic(kind, more));
            }
            body.append(lines.isEmpty() && more.isEmpty() ? "" : "\n");
        }
        contradictions(view, body);
        bodies.put(MEMORY, body.toString());
        return bodies;
    }

    private static void contradictions(MemoryView view, StringBuilder body) {
        if (view.flagged().isEmpty()) {
            return;
        }
        body.append("## ").append(MemoryPage.CONTRADICTIONS).append("\n\n");
        view.flagged().stream()
                .sorted(java.util.Comparator.comparing((Fact fact) -> fact.subject() + "\n" + fact.key()))
                .limit(MAX_CONTRADICTIONS)
                .forEach(fact -> body.append(MemoryView.line(fact)).append('\n'));
        body.append('\n');
    }

    private static String topic(Fact.Kind kind, List<Fact> facts) {
        StringBuilder body =
                new StringBuilder("## ").append(MemoryPage.heading(kind)).append("\n\n");
        facts.forEach(fact -> body.append(MemoryView.line(fact)).append('\n'));
        return body.append('\n').toString();
    }

    /** The lines that a file begins with when it is made. */
    static List<String> head(String path) {
        return path.equals(MEMORY)
                ? List.of("# Project memory", "")
                : List.of("# More of what MEMORY.md has no room for", "");
    }
}
