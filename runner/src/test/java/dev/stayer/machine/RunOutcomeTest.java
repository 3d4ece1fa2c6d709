package dev.stayer.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.ExitCode;
import dev.stayer.core.RequestKind;
import dev.stayer.core.TaskState;
import dev.stayer.core.WaitReason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a run is over, how it has ended, and with which exit code. */
class RunOutcomeTest {
    private static void ends(ManualRun run, RunStatus status, int exitCode) {
        assertThat(run.end()).as(run.states()).isEqualTo(new RunEnd(status, exitCode));
    }

    @Test
    void a_run_whose_tasks_are_done_is_completed() {
        ends(ManualRun.tasks("id: a, run: x").complete("a"), RunStatus.COMPLETED, ExitCode.COMPLETED);
    }

    @Test
    void a_run_of_skipped_tasks_is_completed() {
        ManualRun run = ManualRun.tasks("id: a, wait: 5m");
        run.ask(RequestKind.SKIP, "a");
        ends(run, RunStatus.COMPLETED, ExitCode.COMPLETED);
    }

    @Test
    void a_run_is_not_over_while_anything_runs() {
        ManualRun run = ManualRun.tasks("id: a, run: x", "id: b, run: x").fail("a");
        assertThat(run.over()).isNull();
    }

    @Test
    void a_run_with_a_failed_task_has_failed() {
        ends(
                ManualRun.tasks("id: a, run: x", "id: b, run: x").fail("a").complete("b"),
                RunStatus.FAILED,
                ExitCode.FAILED);
    }

    @Test
    void an_optional_failure_does_not_fail_the_run() {
        ends(ManualRun.tasks("id: a, optional: true, run: x").fail("a"), RunStatus.COMPLETED, ExitCode.COMPLETED);
    }

    @Test
    void a_run_fails_its_check_if_all_that_failed_did() {
        ManualRun run = ManualRun.tasks("id: a, run: x", "id: b, run: x");
        ends(run.refusedByCheck("a").refusedByCheck("b"), RunStatus.FAILED, ExitCode.CHECK_FAILED);
    }

    @Test
    void one_failure_of_another_kind_makes_it_a_failure() {
        ManualRun run = ManualRun.tasks("id: a, run: x", "id: b, run: x");
        ends(run.refusedByCheck("a").fail("b"), RunStatus.FAILED, ExitCode.FAILED);
    }

    @Test
    void a_check_that_failed_in_a_group_is_one_of_the_run() {
        ManualRun run = ManualRun.tasks("id: g, tasks: [ { id: a, run: x } ]").refusedByCheck("a");
        ends(run, RunStatus.FAILED, ExitCode.CHECK_FAILED);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"NEEDS_ANSWER", "NEEDS_APPROVAL", "NEEDS_BUDGET", "NEEDS_AUTH", "NEEDS_HELP", "UNKNOWN_EFFECT"})
    void a_run_that_needs_a_person_stays_open_and_says_so(TaskState state) {
        ends(InState.of(state), RunStatus.OPEN, ExitCode.NEEDS_PERSON);
    }

    @ParameterizedTest
    @EnumSource(names = {"WAITING_RETRY", "WAITING_QUOTA", "WAITING_TIME", "WAITING_DISK"})
    void a_run_that_waits_for_something_that_comes_by_itself_is_not_over(TaskState state) {
        assertThat(InState.of(state).over()).isNull();
    }

    @Test
    void a_run_with_a_question_is_not_over_while_anything_else_waits() {
        ManualRun run = ManualRun.tasks("id: a, approve: \"Go on?\"", "id: b, wait: 5m");
        assertThat(run.over()).isNull();
        ends(run.tick(Duration.ofMinutes(5)), RunStatus.OPEN, ExitCode.NEEDS_PERSON);
    }

    @Test
    void a_run_that_a_person_stopped_is_stopped() {
        ManualRun run = ManualRun.tasks("id: a, run: x");
        run.ask(RequestKind.STOP, null);
        ends(run.obey("a"), RunStatus.STOPPED, ExitCode.STOPPED);
    }

    @Test
    void a_run_that_only_needs_a_stopped_task_is_stopped() {
        ManualRun run = ManualRun.tasks("id: a, run: x", "id: b, needs: [a], run: x");
        run.ask(RequestKind.STOP, "a");
        ends(run.obey("a"), RunStatus.STOPPED, ExitCode.STOPPED);
    }

    @Test
    void a_run_that_was_done_before_the_stop_reached_it_is_completed() {
        ManualRun run = ManualRun.tasks("id: a, run: x");
        run.ask(RequestKind.STOP, null);
        ends(run.complete("a"), RunStatus.COMPLETED, ExitCode.COMPLETED);
    }

    @Test
    void a_cancelled_run_is_cancelled_once_its_commands_have_ended() {
        ManualRun run = ManualRun.tasks("id: a, run: x", "id: b, run: x");
        run.ask(RequestKind.CANCEL, null);
        run.obey("a");
        assertThat(run.over()).isNull();
        ends(run.obey("b"), RunStatus.CANCELLED, ExitCode.STOPPED);
    }

    @Test
    void a_run_that_was_cancelled_as_its_last_task_ended_is_cancelled() {
        ManualRun run = ManualRun.tasks("id: a, run: x");
        run.ask(RequestKind.CANCEL, null);
        ends(run.complete("a"), RunStatus.CANCELLED, ExitCode.STOPPED);
    }

    @Test
    void a_cancel_counts_for_more_than_a_stop() {
        ManualRun run = ManualRun.tasks("id: a, run: x", "id: b, run: x");
        run.ask(RequestKind.STOP, null);
        run.ask(RequestKind.CANCEL, null);
        run.ask(RequestKind.STOP, null);
        ends(run.obey("a").obey("b"), RunStatus.CANCELLED, ExitCode.STOPPED);
    }

    @Test
    void an_owner_that_ends_in_order_leaves_the_run_to_the_next_one() {
        ManualRun run = ManualRun.tasks("id: a, run: x").drain().obey("a");
        ends(run, RunStatus.INTERRUPTED, ExitCode.STOPPED);
        assertThat(run.status).isEqualTo(RunStatus.OPEN);
    }

    @Test
    void a_run_without_anything_to_do_is_completed() {
        ends(ManualRun.tasks("id: a, for-each: [], run: x"), RunStatus.COMPLETED, ExitCode.COMPLETED);
    }

    @Test
    void an_agent_that_waits_for_its_parts_does_not_keep_a_run_busy() {
        ManualRun run = ManualRun.tasks("id: a, prompt: Do it").split("a", "one");
        run.waits("a/1", TaskState.NEEDS_HELP, WaitReason.STUCK, Duration.ofDays(7));
        ends(run, RunStatus.OPEN, ExitCode.NEEDS_PERSON);
    }
}
