package dev.stayer.journal;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.core.Times;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which tasks loaded which skills. */
public final class SkillLoads {
    private SkillLoads() {}

    /**
     * A task that loaded a skill.
     *
     * @param turn in which it did so last
     * @param hash of the file as it then was
     * @param text what the agent was given
     */
    public record Load(RunId run, TaskId task, String name, int turn, String hash, String text, Instant time) {}

    /** Keeps a load; true if it is the task's first of this skill. */
    public static boolean add(Tx tx, Load load) {
        boolean first = tx.number(
                        "SELECT count(*) FROM SKILL_LOAD WHERE RUN_ID = ? AND TASK_ID = ? AND NAME = ?",
                        load.run().value(),
                        load.task().value(),
                        load.name())
                == 0;
        tx.update(
                "INSERT INTO SKILL_LOAD (RUN_ID, TASK_ID, NAME, TURN, HASH, TEXT, TIME) VALUES (?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT DO UPDATE SET TURN = excluded.TURN, HASH = excluded.HASH, TEXT = excluded.TEXT",
                load.run().value(),
                load.task().value(),
                load.name(),
                load.turn(),
                load.hash(),
                load.text(),
                load.time().toString());
        return first;
    }

    /** What a task has loaded, in the order in which it did. */
    public static List<Load> of(Tx tx, RunId run, TaskId task) {
        return tx.list(
                "SELECT NAME, TURN, HASH, TEXT, TIME FROM SKILL_LOAD WHERE RUN_ID = ? AND TASK_ID = ? ORDER BY TIME, NAME",
                row -> new Load(
                        run,
                        task,
                        row.getString(1),
                        row.getInt(2),
                        row.getString(3),
                        row.getString(4),
                        Times.parse(row.getString(5))),
                run.value(),
                task.value());
    }

    /** Ended tasks, and how many of them ended well. */
    public record Count(int tasks, int successes) {}

    /** The tasks that have loaded a skill since then, and have ended. */
    public static Count ended(Tx tx, String name, Instant since) {
        return tx.first(
                        "SELECT count(*), coalesce(sum(T.STATE = 'COMPLETED'), 0) FROM SKILL_LOAD U JOIN TASK T"
                                + " ON T.RUN_ID = U.RUN_ID AND T.TASK_ID = U.TASK_ID"
                                + " WHERE U.NAME = ? AND U.TIME >= ? AND T.STATE IN ('COMPLETED', 'FAILED')",
                        row -> new Count(row.getInt(1), row.getInt(2)),
                        name,
                        since.toString())
                .orElseThrow();
    }

    /** All agents' tasks that began since then and have ended. */
    public static Count ended(Tx tx, Instant since) {
        return tx.first(
                        "SELECT count(*), coalesce(sum(STATE = 'COMPLETED'), 0) FROM TASK WHERE KIND = 'prompt'"
                                + " AND STATE IN ('COMPLETED', 'FAILED') AND STARTED >= ?",
                        row -> new Count(row.getInt(1), row.getInt(2)),
                        since.toString())
                .orElseThrow();
    }

    /**
     * A load whose task is gone or goes, so that nobody can carry it over or say whether it helped.
     *
     * @param run in which it was
     */
    public record Left(String run, String task, String name) {}

    /**
     * The loads before an instant whose runs are not there any more.
     *
     * @param going runs that count as gone already
     */
    public static List<Left> left(Tx tx, Instant before, Set<String> going) {
        return tx
                .list(
                        "SELECT RUN_ID, TASK_ID, NAME, EXISTS (SELECT 1 FROM RUN R WHERE R.RUN_ID = U.RUN_ID) FROM SKILL_LOAD U"
                                + " WHERE TIME < ? ORDER BY RUN_ID, TASK_ID, NAME",
                        row -> row.getInt(4) == 1 && !going.contains(row.getString(1))
                                ? Optional.<Left>empty()
                                : Optional.of(new Left(row.getString(1), row.getString(2), row.getString(3))),
                        before.toString())
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    public static void remove(Tx tx, List<Left> loads) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        loads.forEach(load -> rows.add(new Object[] {load.run(), load.task(), load.name()}));
        tx.batch("DELETE FROM SKILL_LOAD WHERE RUN_ID = ? AND TASK_ID = ? AND NAME = ?", rows);
    }

    /** In how many tasks each skill was loaded. */
    public static Map<String, Long> counts(Tx tx) {
        Map<String, Long> counts = new HashMap<>();
        tx.each(
                "SELECT NAME, count(*) FROM SKILL_LOAD GROUP BY NAME",
                row -> counts.put(row.getString(1), row.getLong(2)));
        return counts;
    }
}
