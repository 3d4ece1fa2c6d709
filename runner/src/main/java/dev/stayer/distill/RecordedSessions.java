package dev.stayer.distill;

import dev.stayer.core.Json;
import dev.stayer.distill.Trace.Outcome;
import dev.stayer.distill.Trace.TraceCall;
import dev.stayer.journal.AgentRecords;
import dev.stayer.journal.ToolCalls;
import dev.stayer.journal.TraceSession;
import dev.stayer.journal.TraceStep;
import dev.stayer.journal.Traces;
import dev.stayer.store.Database;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The sessions of the journal: imported ones, and what Stayer's own agents did. Only one session is in memory at a time. */
public final class RecordedSessions implements TraceSource {
    /** More of an output says nothing about a workflow. */
    private static final int MAX_OUTPUT = 4_000;

    private final Database database;
    private final String project;
    private final Map<String, TraceSession> imported = new HashMap<>();
    private final Map<String, AgentRecords.Record> own = new HashMap<>();

    /** @param project the name of this workspace */
    public RecordedSessions(Database database, String project) {
        this.database = database;
        this.project = project;
        Traces.each(
                database,
                session ->
                        imported.put(session.source() + "\n" + session.project() + "\n" + session.session(), session));
        database.read(AgentRecords::ended)
                .forEach(record -> own.put("stayer\n" + record.run() + "\n" + record.task(), record));
    }

    @Override
    public List<String> ids() {
        List<String> ids = new ArrayList<>(imported.keySet());
        ids.addAll(own.keySet());
        return ids;
    }

    @Override
    public Trace get(String session) {
        TraceSession known = imported.get(session);
        if (known != null) {
            return imported(session, known);
        }
        AgentRecords.Record record = own.get(session);
        if (record == null) {
            throw new IllegalArgumentException("there is no session " + session);
        }
        return own(session, record);
    }

    private Trace imported(String id, TraceSession session) {
        List<TraceCall> calls = new ArrayList<>();
        List<String> said = new ArrayList<>();
        database.read(tx -> {
            Traces.steps(tx, session.id(), step -> {
                String text = step.text();
                if (step.tool() != null) {
                    calls.add(call(session, step));
                } else if (step.role().equals("user") && text != null && !step.copy()) {
                    said.add(text);
                }
            });
            return 0;
        });
        // Where nobody has named the task, a session stands for one of its own.
        String task = session.task() == null || session.task().isBlank() ? id : session.task();
        return new Trace(id, session.project(), task, outcome(session.outcome()), calls, said);
    }

    private static TraceCall call(TraceSession session, TraceStep step) {
        return new TraceCall(
                java.util.Objects.requireNonNull(step.tool()),
                step.arguments(),
                !Boolean.FALSE.equals(step.ok()),
                cut(step.output() == null ? "" : step.output()),
                step.time(),
                session.session() + "#" + step.seq(),
                step.copy());
    }

    private static Outcome outcome(String word) {
        return switch (word) {
            case "success" -> Outcome.SUCCESS;
            case "failure" -> Outcome.FAILURE;
            default -> Outcome.UNKNOWN;
        };
    }

    private Trace own(String id, AgentRecords.Record record) {
        List<TraceCall> calls = new ArrayList<>();
        database.read(tx -> {
            AgentRecords.calls(tx, record.run(), record.task(), row -> calls.add(call(record, row)));
            return 0;
        });
        // The same task of a workflow is the same task in every run of it; a goal given by hand is one of its own.
        String task = record.workflow().equals("do")
                ? record.run().value()
                : record.workflow() + "/" + record.spec() + "/" + (record.item() == null ? "" : record.item());
        return new Trace(
                id,
                project,
                task,
                record.state().equals("COMPLETED") ? Outcome.SUCCESS : Outcome.FAILURE,
                calls,
                List.of());
    }

    private static TraceCall call(AgentRecords.Record record, ToolCalls.Row row) {
        JsonNode arguments;
        try {
            arguments = Json.parse(row.arguments());
        } catch (JacksonException e) {
            arguments = Json.NODES.stringNode(row.arguments());
        }
        return new TraceCall(
                row.tool(),
                arguments,
                row.state() == ToolCalls.State.DONE,
                cut(row.result() == null ? "" : row.result()),
                row.started(),
                record.run() + " " + record.task() + "#" + row.turn());
    }

    private static String cut(String text) {
        return text.length() > MAX_OUTPUT ? text.substring(0, MAX_OUTPUT) : text;
    }
}
