package dev.stayer.journal;

import dev.stayer.core.RequestKind;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.core.Times;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people told a run or a task after it had begun, word by word; never changed, never left out. */
public final class Instructions {
    /** Who said what an agent named itself for the case that nobody answers in time. */
    public static final String NOBODY = "nobody";

    private Instructions() {}

    /**
     * Words of a person.
     *
     * @param kind the request that they came with: to tell, to answer or to retry
     */
    public record Instruction(long id, @Nullable TaskId task, RequestKind kind, String text, String by, Instant time) {}

    /** Writes down words; null where they are for all agents of the run. */
    public static void add(
            Tx tx, RunId run, @Nullable TaskId task, RequestKind kind, String text, String by, Instant now) {
        tx.update(
                "INSERT INTO INSTRUCTION (RUN_ID, TASK_ID, KIND, TEXT, BY, TIME) VALUES (?, ?, ?, ?, ?, ?)",
                run.value(),
                task == null ? null : task.value(),
                kind.word(),
                text,
                by,
                now.toString());
    }

    /** What concerns a task: told to it, to a task it stands in, or to the whole run; after {@code after}, oldest first. */
    public static List<Instruction> concerning(Tx tx, RunId run, TaskId task, long after) {
        return tx
                .list(
                        "SELECT ID, TASK_ID, KIND, TEXT, BY, TIME FROM INSTRUCTION WHERE RUN_ID = ? AND ID > ? ORDER BY ID",
                        row -> {
                            String of = row.getString(2);
                            return new Instruction(
                                    row.getLong(1),
                                    of == null ? null : new TaskId(of),
                                    RequestKind.of(row.getString(3)),
                                    row.getString(4),
                                    row.getString(5),
                                    Times.parse(row.getString(6)));
                        },
                        run.value(),
                        after)
                .stream()
                .filter(one -> one.task() == null
                        || task.equals(one.task())
                        || task.value().startsWith(one.task().value() + "."))
                .toList();
    }
}
