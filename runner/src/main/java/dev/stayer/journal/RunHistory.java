package dev.stayer.journal;

import dev.stayer.core.EventType;
import dev.stayer.core.JournalRow;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.core.Times;
import dev.stayer.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a report tells of a run besides its tasks as they are now: moves, claims, files, effects and skills, read from their rows. */
public final class RunHistory {
    /** What an agent's calls name as the tools that write files. */
    private static final String WRITERS = "('write', 'edit')";

    private RunHistory() {}

    /** Something that concerned a task at a turn. @param text a path, a reason or what was done, by where it comes from */
    public record Matter(TaskId task, int turn, String text, Instant time) {}

    /** A fact that a task of the run added to memory; words as {@code memory show --json} has them. */
    public record Learnt(String id, String kind, String text, String source, String status, Instant time) {}

    /** Facts of every status that came from tasks of this run, in the order in which they came. */
    public static List<Learnt> learnt(Tx tx, RunId run) {
        return tx.list(
                "SELECT ID, lower(KIND), TEXT, SOURCE, lower(STATUS), TIME FROM FACT WHERE SOURCE >= ? AND SOURCE < ? ORDER BY"
                        + " SEQ",
                row -> new Learnt(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        Times.parse(row.getString(6))),
                run + " ",
                run + "!");
    }

    /** What moved the run or one of its tasks, with epochs and checkpoints but without turns; oldest first. */
    public static List<JournalRow> moves(Tx tx, RunId run) {
        String types = Stream.of(EventType.values())
                .filter(RunHistory::isMove)
                .map(type -> "'" + type.word() + "'")
                .collect(Collectors.joining(", "));
        return Journal.where(tx, "RUN_ID = ? AND TYPE IN (" + types + ")", run.value());
    }

    private static boolean isMove(EventType type) {
        return switch (type) {
            case RUN_CREATED,
                    RUN_STARTED,
                    RUN_WAITS,
                    RUN_INTERRUPTED,
                    RUN_ENDED,
                    TASK_STARTED,
                    TASK_WAITS,
                    TASK_ASKS,
                    TASK_INTERRUPTED,
                    TASK_COMPLETED,
                    TASK_FAILED,
                    TASK_SKIPPED,
                    TASK_STOPPED,
                    TASK_CANCELLED,
                    TASK_READY,
                    EPOCH_STARTED,
                    CHECKPOINT_WRITTEN -> true;
            default -> false;
        };
    }

    /** Files that agents wrote with their file tools, once for each task, in the order of the first time. */
    public static List<Matter> written(Tx tx, RunId run) {
        return tx.list(
                "SELECT TASK_ID, min(TURN), json_extract(ARGUMENTS, '$.path') AS PATH, min(STARTED) FROM TOOL_CALL WHERE"
                        + " RUN_ID = ? AND TOOL IN " + WRITERS + " AND STATE = ? AND json_valid(ARGUMENTS)"
                        + " AND json_type(ARGUMENTS, '$.path') = 'text' GROUP BY TASK_ID, PATH ORDER BY min(STARTED)",
                RunHistory::matter,
                run.value(),
                ToolCalls.State.DONE);
    }

    /** Claims of agents that their task was done, and why each was refused; oldest first. */
    public static List<Matter> refused(Tx tx, RunId run) {
        return tx.list(
                "SELECT TASK_ID, TURN, coalesce(RESULT, ''), STARTED FROM TOOL_CALL WHERE RUN_ID = ? AND TOOL = 'finish' AND STATE = ? ORDER BY STARTED",
                RunHistory::matter,
                run.value(),
                ToolCalls.State.FAILED);
    }

    /** Calls of which nobody can tell whether they happened, by tool; oldest first. */
    public static List<Matter> uncertain(Tx tx, RunId run) {
        return tx.list(
                "SELECT TASK_ID, TURN, TOOL, STARTED FROM TOOL_CALL WHERE RUN_ID = ? AND STATE = ? ORDER BY STARTED",
                RunHistory::matter,
                run.value(),
                ToolCalls.State.UNKNOWN);
    }

    /** What agents went on with because nobody answered in time; oldest first. */
    public static List<Matter> assumed(Tx tx, RunId run) {
        return tx.list(
                "SELECT TASK_ID, 0, TEXT, TIME FROM INSTRUCTION WHERE RUN_ID = ? AND BY = ? AND TASK_ID IS NOT"
                        + " NULL ORDER BY ID",
                RunHistory::matter,
                run.value(),
                Instructions.NOBODY);
    }

    /** Names of the skills that tasks loaded; oldest first. */
    public static List<Matter> skills(Tx tx, RunId run) {
        return tx.list(
                "SELECT TASK_ID, TURN, NAME, TIME FROM SKILL_LOAD WHERE RUN_ID = ? ORDER BY TIME, NAME",
                RunHistory::matter,
                run.value());
    }

    /** How long the completed runs of a workflow took, shortest first. @param but a run that does not count */
    public static List<Duration> lengths(Tx tx, String workflow, RunId but) {
        return tx
                .list(
                        "SELECT STARTED, ENDED FROM RUN WHERE WORKFLOW = ? AND RUN_ID <> ? AND STATUS = 'COMPLETED'"
                                + " AND STARTED IS NOT NULL AND ENDED IS NOT NULL",
                        row -> Duration.between(Times.parse(row.getString(1)), Times.parse(row.getString(2))),
                        workflow,
                        but.value())
                .stream()
                .sorted()
                .toList();
    }

    private static Matter matter(ResultSet row) throws SQLException {
        return new Matter(new TaskId(row.getString(1)), row.getInt(2), row.getString(3), Times.parse(row.getString(4)));
    }
}
