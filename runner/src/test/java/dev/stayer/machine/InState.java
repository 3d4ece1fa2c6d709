package dev.stayer.machine;

import static dev.stayer.core.TaskState.WAITING_DISK;

import dev.stayer.core.RequestKind;
import dev.stayer.core.TaskState;
import dev.stayer.core.WaitReason;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs whose task {@code a} stands in a state, come to it by what brings real tasks there. */
final class InState {
    private InState() {}

    /** A run whose task {@code a} is in this state. */
    static ManualRun of(TaskState state) {
        ManualRun run = made(state);
        if (run.state("a") != state) {
            throw new AssertionError("not " + state + ": " + run.states());
        }
        return run;
    }

    private static ManualRun made(TaskState state) {
        return switch (state) {
            case PENDING -> ManualRun.tasks("id: before, run: x", "id: a, needs: [before], run: x");
            case READY ->
                ManualRun.created(Plans.file("id: before, run: x", "id: a, run: x"))
                        .lanes(1)
                        .open();
            case RUNNING -> ManualRun.tasks("id: a, run: x");
            case COMPLETED -> ManualRun.tasks("id: a, run: x").complete("a");
            case FAILED -> ManualRun.tasks("id: a, run: x").fail("a");
            case SKIPPED ->
                ManualRun.tasks("id: before, run: x", "id: a, needs: [before], run: x")
                        .fail("before");
            case STOPPED -> asked("id: a, run: x", RequestKind.STOP, "a");
            case CANCELLED -> asked("id: a, run: x", RequestKind.CANCEL, null);
            case WAITING_RETRY ->
                ManualRun.tasks("id: a, run: x, retry: { attempts: 2 }").fail("a");
            case WAITING_TIME -> ManualRun.tasks("id: a, wait: 5m");
            case WAITING_DISK ->
                ManualRun.tasks("id: a, run: x").waits("a", WAITING_DISK, WaitReason.DISK, Duration.ofMinutes(1));
            case NEEDS_APPROVAL -> ManualRun.tasks("id: a, approve: \"Go on?\"");
            case NEEDS_BUDGET ->
                ManualRun.tasks("id: a, run: x, budget: { time: 1m }")
                        .tick(Duration.ofMinutes(2))
                        .obey("a");
            case UNKNOWN_EFFECT ->
                ManualRun.tasks("id: a, run: x, effects: opaque").crash().open();
            case WAITING_QUOTA, NEEDS_ANSWER, NEEDS_AUTH, NEEDS_HELP ->
                ManualRun.tasks("id: a, prompt: Do it").waits("a", state, WaitReason.QUESTION, Duration.ofDays(7));
        };
    }

    private static ManualRun asked(String task, RequestKind kind, @Nullable String of) {
        ManualRun run = ManualRun.tasks(task);
        run.ask(kind, of);
        return run.obey("a");
    }

    /** The same task with other work, as an edited file has it. */
    static String otherWork(ManualRun run) {
        boolean command = run.row("a").kind() == dev.stayer.core.TaskKind.RUN;
        List<String> before = run.rows.size() > 1 ? List.of("id: before, run: x") : List.of();
        return Plans.file(java.util.stream.Stream.concat(
                        before.stream(), java.util.stream.Stream.of("id: a, " + (command ? "prompt: Do it" : "run: x")))
                .toArray(String[]::new));
    }
}
