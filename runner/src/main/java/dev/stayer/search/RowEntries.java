package dev.stayer.search;

import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What is worth finding of the rows of a run: words of agents and people, calls with their answers, outcomes, ledgers and notes. */
final class RowEntries {
    /** Pieces of one answer; what follows is in the run's blobs and seldom asked for. */
    private static final int MAX_PIECES = 8;

    private final Tx tx;
    private final Noted noted;

    private RowEntries(Tx tx, Noted noted) {
        this.tx = tx;
        this.noted = noted;
    }

    /** The entries of a row; none where it is gone or holds nothing to find. */
    static List<Entry> of(Tx tx, Noted noted) {
        RowEntries rows = new RowEntries(tx, noted);
        return switch (noted.kind()) {
            case "message" -> rows.message();
            case "call" -> rows.call();
            case "note" -> rows.note();
            case "ledger" -> rows.ledger();
            case "checkpoint" -> rows.checkpoint();
            case "instruction" -> rows.instruction();
            case "event" -> rows.event();
            default -> List.of();
        };
    }

    /** What stands in a row, before it is cut to entries. */
    private record Found(Layer layer, String file, Origin origin, String title, String text, Instant time) {}

    private List<Entry> entries(Optional<Found> found, int most) {
        List<Entry> entries = new ArrayList<>();
        found.ifPresent(one -> {
            for (String piece : Pieces.of(one.text(), most)) {
                entries.add(new Entry(
                        noted.key() + "/" + (entries.size() + 1),
                        one.layer(),
                        one.file(),
                        0,
                        new RunId(noted.run()),
                        noted.task() == null ? null : new TaskId(noted.task()),
                        one.time(),
                        one.origin(),
                        one.title(),
                        piece));
            }
        });
        return entries;
    }

    private String mirror(String name) {
        String run = ".stayer/runs/" + noted.run() + "/";
        return noted.task() == null ? run + name : run + "tasks/" + noted.task() + "/" + name;
    }

    private String taskName() {
        return tx.first(
                        "SELECT coalesce(TITLE, NAME) FROM TASK WHERE RUN_ID = ? AND TASK_ID = ?",
                        row -> row.getString(1),
                        noted.run(),
                        noted.task())
                .orElse("");
    }

    private String workflow() {
        return tx.first(
                        "SELECT coalesce(NAME || ' ', '') || WORKFLOW FROM RUN WHERE RUN_ID = ?",
                        row -> row.getString(1),
                        noted.run())
                .orElse("");
    }

    private List<Entry> message() {
        String name = taskName();
        return entries(
                tx.first(
                        "SELECT TEXT, TIME FROM MESSAGE WHERE SEQ = ?",
                        row -> new Found(
                                Layer.JOURNAL,
                                mirror("progress.md"),
                                Origin.AGENT,
                                name,
                                row.getString(1),
                                Instant.parse(row.getString(2))),
                        noted.number()),
                MAX_PIECES);
    }

    private List<Entry> call() {
        String name = taskName();
        String[] tool = {""};
        Optional<Found> found = tx.first(
                "SELECT TOOL, ARGUMENTS, RESULT, STATE, coalesce(ENDED, STARTED) FROM TOOL_CALL WHERE RUN_ID = ? AND TASK_ID = ?"
                        + " AND TURN = ? AND PLACE = ?",
                row -> {
                    tool[0] = row.getString(1);
                    return new Found(
                            Layer.JOURNAL,
                            mirror("progress.md"),
                            Origin.TOOL,
                            title(row.getString(1), name, row.getString(2)),
                            callText(row),
                            Instant.parse(row.getString(5)));
                },
                noted.run(),
                noted.task(),
                noted.number(),
                noted.place());
        // What was only looked at stands in the workspace itself.
        boolean onlyLooks = tool[0].equals("read") || tool[0].equals("find") || tool[0].equals("grep");
        return tool[0].equals("search") ? List.of() : entries(found, onlyLooks ? 1 : MAX_PIECES);
    }

    /** What was changed says more of a call than what it printed: who asks for a file mostly wants who wrote it. */
    private static String title(String tool, String name, String arguments) {
        boolean changes = tool.equals("write") || tool.equals("edit");
        return (tool + " " + name
                        + (changes ? " " + Json.parse(arguments).path("path").asString("") : ""))
                .strip();
    }

    private static String callText(ResultSet row) throws SQLException {
        StringBuilder text = new StringBuilder(row.getString(1)).append(": ");
        flat(text, Json.parse(row.getString(2)));
        String result = row.getString(3);
        text.append('\n')
                .append(row.getString(4).equals("DONE") ? "" : row.getString(4).toLowerCase(Locale.ROOT) + ": ");
        return text.append(result == null ? "" : result).toString();
    }

    /** The values of a tree, without the marks of JSON. */
    private static void flat(StringBuilder text, JsonNode node) {
        if (node.isContainer()) {
            for (JsonNode one : node) {
                flat(text, one);
                text.append(' ');
            }
        } else {
            text.append(node.asString(""));
        }
    }

    private List<Entry> note() {
        return entries(
                tx.first(
                        "SELECT TEXT, TIME FROM NOTE WHERE RUN_ID = ? AND NUMBER = ?",
                        row -> new Found(
                                Layer.NOTES,
                                ".stayer/runs/" + noted.run() + "/notes.md",
                                noted.task() == null ? Origin.PERSON : Origin.AGENT,
                                "note n" + noted.number(),
                                row.getString(1),
                                Instant.parse(row.getString(2))),
                        noted.run(),
                        noted.number()),
                MAX_PIECES);
    }

    private List<Entry> ledger() {
        return entries(
                tx.first(
                        "SELECT SECTION, TEXT, ORIGIN, TIME FROM LEDGER WHERE ID = ?",
                        row -> new Found(
                                Layer.CHECKPOINT,
                                mirror("checkpoint.md"),
                                ledgerOrigin(row.getString(3)),
                                row.getString(1),
                                row.getString(2),
                                Instant.parse(row.getString(4))),
                        noted.number()),
                MAX_PIECES);
    }

    private static Origin ledgerOrigin(@Nullable String word) {
        return switch (word == null ? "" : word) {
            case "person" -> Origin.PERSON;
            case "code" -> Origin.RUNNER;
            default -> Origin.AGENT;
        };
    }

    private List<Entry> checkpoint() {
        return entries(
                tx.first(
                        "SELECT CURRENT_WORK, WRITER, TIME FROM CHECKPOINT WHERE RUN_ID = ? AND TASK_ID = ? AND VERSION = ?",
                        row -> new Found(
                                Layer.CHECKPOINT,
                                mirror("checkpoint.md"),
                                row.getString(2).equals("code") ? Origin.RUNNER : Origin.AGENT,
                                "current work",
                                row.getString(1),
                                Instant.parse(row.getString(3))),
                        noted.run(),
                        noted.task(),
                        noted.number()),
                1);
    }

    private List<Entry> instruction() {
        return entries(
                tx.first(
                        "SELECT KIND, TEXT, TIME FROM INSTRUCTION WHERE ID = ?",
                        row -> new Found(
                                Layer.CHECKPOINT,
                                mirror("checkpoint.md"),
                                Origin.PERSON,
                                row.getString(1),
                                row.getString(2),
                                Instant.parse(row.getString(3))),
                        noted.number()),
                MAX_PIECES);
    }

    private List<Entry> event() {
        boolean ofTask = noted.task() != null;
        String name = ofTask ? taskName() : workflow();
        return entries(
                tx.first(
                        "SELECT TEXT, DATA, TIME FROM JOURNAL WHERE SEQ = ?",
                        row -> new Found(
                                Layer.PROGRESS,
                                mirror(ofTask ? "progress.md" : "checkpoint.md"),
                                Origin.RUNNER,
                                name,
                                eventText(row.getString(1), Json.parse(row.getString(2))),
                                Instant.parse(row.getString(3))),
                        noted.number()),
                MAX_PIECES);
    }

    private static String eventText(String text, JsonNode data) {
        StringBuilder result = new StringBuilder(text);
        for (JsonNode command : data.path("commands")) {
            result.append("\n$ ").append(command.path("command").asString("").strip());
            result.append("\n").append(command.path("what").asString("it")).append(": ");
            result.append(command.path("outcome").asString(""));
        }
        if (data.path("summary").isString()) {
            result.append('\n').append(data.path("summary").asString());
        }
        return result.toString();
    }
}
