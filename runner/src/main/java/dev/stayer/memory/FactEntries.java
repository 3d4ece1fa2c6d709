package dev.stayer.memory;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.memory.Fact.Status;
import dev.stayer.search.Entry;
import dev.stayer.search.Index;
import dev.stayer.search.Layer;
import dev.stayer.search.Origin;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Keeps what is found by search in step with facts and people's text, in the transaction that changes them. */
final class FactEntries {
    private static final String FILE = ".stayer/";
    private static final Pattern RUN = Pattern.compile("\\b(r-\\d{8}-\\d{4,})(?:[ /](T\\d+(?:\\.\\d+)*))?");

    private FactEntries() {}

    /** Facts that were there and are: those that stand are found, all others are not. */
    static void changed(Tx tx, List<Fact> before, List<Fact> after) {
        Map<String, Fact> gone = new HashMap<>();
        before.forEach(fact -> gone.put(fact.id(), fact));
        List<Entry> entries = new ArrayList<>();
        for (Fact fact : after) {
            if (fact.status() == Status.CURRENT || fact.status() == Status.FLAGGED) {
                entries.add(entry(fact));
                gone.remove(fact.id());
            }
        }
        gone.keySet().forEach(id -> Index.remove(tx, key(id)));
        Index.put(tx, entries);
    }

    private static String key(String id) {
        return "fact:" + id;
    }

    private static Entry entry(Fact fact) {
        Matcher run = RUN.matcher(fact.source());
        boolean found = run.find();
        String about =
                fact.subject() == null ? "" : fact.key() == null ? fact.subject() : fact.subject() + " " + fact.key();
        String value = fact.value() == null || fact.text().contains(fact.value()) ? "" : " (" + fact.value() + ")";
        String refs = fact.refs().isEmpty() ? "" : " [" + String.join(", ", fact.refs()) + "]";
        return new Entry(
                key(fact.id()),
                Layer.MEMORY,
                FILE + Rendering.MEMORY,
                0,
                found ? new RunId(run.group(1)) : null,
                found && run.group(2) != null ? new TaskId(run.group(2)) : null,
                fact.time(),
                origin(fact),
                about,
                fact.text() + value + refs);
    }

    static Origin origin(Fact fact) {
        return switch (fact.authority()) {
            case PERSON -> Origin.PERSON;
            case DECISION, INFERRED -> Origin.AGENT;
            case OBSERVED -> Origin.TOOL;
        };
    }

    /** What people wrote in a file around the generated part, paragraph by paragraph, in the place of what they had written. */
    static void text(Tx tx, String path, String place, List<String> lines, Instant now) {
        String prefix = "memory-text:" + path + ":" + place + ":";
        Index.removeAll(tx, prefix);
        List<Entry> entries = new ArrayList<>();
        StringBuilder paragraph = new StringBuilder();
        String title = "";
        int first = 0;
        for (int i = 0; i <= lines.size(); i++) {
            String line = i < lines.size() ? lines.get(i) : "";
            boolean heading = line.startsWith("#");
            boolean ends = line.isBlank() || heading || line.matches("\\s*[-*+] .*");
            if (ends && !paragraph.isEmpty()) {
                entries.add(paragraph(prefix + first, path, title, paragraph.toString(), now));
                paragraph.setLength(0);
            }
            if (heading) {
                title = line.replaceAll("^#+\\s*", "");
            } else if (!line.isBlank()) {
                first = paragraph.isEmpty() ? i : first;
                paragraph.append(paragraph.isEmpty() ? "" : " ").append(line.strip());
            }
        }
        Index.put(tx, entries);
    }

    private static Entry paragraph(String key, String path, String title, String text, @Nullable Instant time) {
        return new Entry(key, Layer.MEMORY, FILE + path, 0, null, null, time, Origin.PERSON, title, text);
    }
}
