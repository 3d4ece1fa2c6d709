package dev.stayer.importer;

import dev.stayer.journal.TraceStaging.Staged;
import dev.stayer.journal.TraceStep;
import dev.stayer.journal.Traces;
import dev.stayer.search.Entry;
import dev.stayer.search.Index;
import dev.stayer.search.Layer;
import dev.stayer.search.Origin;
import dev.stayer.store.Tx;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What of imported sessions can be found by search: one entry a step. Belongs to one transaction. */
final class Findable {
    /** Of a step only the beginning is found: the whole is in the transcript. */
    private static final int MAX_CHARACTERS = 1_500;

    private static final int PAGE = 500;

    private final Tx tx;
    private final List<Entry> entries = new ArrayList<>();

    Findable(Tx tx) {
        this.tx = tx;
    }

    /** Makes a session's steps findable, at the latest with {@link #write}. */
    void put(Staged session) {
        List<TraceStep> page = Traces.page(tx, session.id(), -1, 0, PAGE);
        while (!page.isEmpty()) {
            page.stream().filter(step -> !step.copy()).forEach(step -> entries.add(entry(session, step)));
            if (entries.size() >= PAGE) {
                write();
            }
            TraceStep last = page.get(page.size() - 1);
            page = page.size() < PAGE ? List.of() : Traces.page(tx, session.id(), last.seq(), last.place(), PAGE);
        }
    }

    void write() {
        Index.put(tx, entries);
        entries.clear();
    }

    static void remove(Tx tx, long session) {
        Index.removeAll(tx, prefix(session));
    }

    private static String prefix(long session) {
        return "session:" + session + "/";
    }

    private static Entry entry(Staged session, TraceStep step) {
        return new Entry(
                prefix(session.id()) + step.id(),
                Layer.JOURNAL,
                session.file(),
                step.line(),
                null,
                null,
                step.time(),
                origin(step),
                title(session, step),
                text(step));
    }

    private static Origin origin(TraceStep step) {
        if (step.tool() != null || step.role().equals("tool")) {
            return Origin.TOOL;
        }
        return step.role().equals("user") ? Origin.PERSON : Origin.AGENT;
    }

    private static String title(Staged session, TraceStep step) {
        return (session.source() + " " + session.session() + (step.tool() == null ? "" : " " + step.tool())).strip();
    }

    private static String text(TraceStep step) {
        StringBuilder text = new StringBuilder();
        if (step.text() != null) {
            text.append(step.text());
        }
        if (step.tool() != null) {
            text.append(text.isEmpty() ? "" : "\n").append(step.tool()).append(": ");
            flat(text, step.arguments());
        }
        if (step.output() != null && text.length() < MAX_CHARACTERS) {
            text.append('\n')
                    .append(Boolean.FALSE.equals(step.ok()) ? "failed: " : "")
                    .append(step.output());
        }
        return text.length() <= MAX_CHARACTERS ? text.toString() : text.substring(0, MAX_CHARACTERS);
    }

    /** The values of a tree, without the marks of JSON. */
    private static void flat(StringBuilder text, JsonNode node) {
        if (node.isContainer()) {
            for (JsonNode one : node) {
                if (text.length() < MAX_CHARACTERS) {
                    flat(text, one);
                    text.append(' ');
                }
            }
        } else {
            text.append(node.asString(""));
        }
    }
}
