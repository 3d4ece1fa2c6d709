package dev.stayer.journal;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

    /** In how many tasks each skill was loaded. */
    public static Map<String, Long> counts(Tx tx) {
        Map<String, Long> counts = new HashMap<>();
        tx.each(
                "SELECT NAME, count(*) FROM SKILL_LOAD GROUP BY NAME",
                row -> counts.put(row.getString(1), row.getLong(2)));
        return counts;
    }
}
