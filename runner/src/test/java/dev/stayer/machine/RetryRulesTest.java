package dev.stayer.machine;

import static dev.stayer.core.TaskState.COMPLETED;
import static dev.stayer.core.TaskState.FAILED;
import static dev.stayer.core.TaskState.PENDING;
import static dev.stayer.core.TaskState.RUNNING;
import static dev.stayer.core.TaskState.SKIPPED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.RequestKind;
import dev.stayer.core.TaskState;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What is opened again where a person has a task run again. */
class RetryRulesTest {
    private static ManualRun done(String... tasks) {
        ManualRun run = ManualRun.tasks(tasks);
        while (run.isOwned()) {
            run.complete(run.running().get(0));
        }
        return run;
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"PENDING", "READY", "RUNNING", "WAITING_RETRY", "WAITING_QUOTA", "WAITING_TIME", "WAITING_DISK"})
    void what_has_ended_or_asks_can_run_again(TaskState state) {
        ManualRun run = InState.of(state);
        run.crash().retry("a", "");
        assertThat(run.lastMove("a")).isEqualTo(state + "->PENDING");
        assertThat(run.row("a").attempt()).isZero();
        assertThat(run.row("a").failure()).isNull();
        assertThat(run.status).isEqualTo(RunStatus.OPEN);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"PENDING", "READY", "RUNNING", "WAITING_RETRY", "WAITING_QUOTA", "WAITING_TIME", "WAITING_DISK"})
    void what_has_not_ended_is_not_run_again(TaskState state) {
        assertThat(InState.of(state).refused(RequestKind.RETRY, "a", "")).contains("has not ended");
    }

    @Test
    void retry_without_a_name_runs_all_that_failed() {
        ManualRun run = ManualRun.tasks("id: a, run: x", "id: b, run: x", "id: c, run: x");
        run.fail("a").complete("b").fail("c");
        assertThat(run.ask(RequestKind.RETRY, null)).isEqualTo("2 failed tasks run again");
        assertThat(run.in(PENDING)).containsExactly("a", "c");
    }

    @Test
    void retry_without_a_name_needs_something_that_failed() {
        assertThat(done("id: a, run: x").refused(RequestKind.RETRY, null, "")).contains("no task of run");
    }

    @Test
    void retry_decides_anew_what_the_failure_skipped() {
        ManualRun run = ManualRun.tasks("id: a, run: x", "id: b, needs: [a], run: x", "id: c, needs: [b], run: x");
        run.fail("a").retry("a", "");
        assertThat(run.in(PENDING)).containsExactly("a", "b", "c");
        assertThat(run.open().complete("a").running()).containsExactly("b");
    }

    @Test
    void retry_leaves_what_a_person_skipped() {
        ManualRun run = ManualRun.tasks("id: a, run: x", "id: b, needs: [a], run: x");
        run.ask(RequestKind.SKIP, "b");
        run.fail("a").retry("a", "");
        assertThat(run.state("b")).isEqualTo(SKIPPED);
    }

    @Test
    void retry_leaves_what_is_done_behind_it() {
        ManualRun run = done("id: a, run: x", "id: b, needs: [a], run: x");
        run.retry("a", "");
        assertThat(run.state("b")).isEqualTo(COMPLETED);
        assertThat(run.open().complete("a").status).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.row("b").executions()).isEqualTo(1);
    }

    @Test
    void retry_downstream_runs_what_is_behind_it_too() {
        ManualRun run =
                done("id: a, run: x", "id: b, needs: [a], run: x", "id: c, needs: [b], run: x", "id: d, run: x");
        assertThat(run.retry("a", "", "--downstream")).isEqualTo("T1 and what needs it run again");
        assertThat(run.in(PENDING)).containsExactly("a", "b", "c");
        run.open().complete("a").complete("b").complete("c");
        assertThat(run.row("d").executions()).isEqualTo(1);
        assertThat(run.row("c").executions()).isEqualTo(2);
    }

    @Test
    void retry_downstream_of_an_item_runs_what_needs_its_for_each() {
        ManualRun run = done("id: a, for-each: [1, 2], run: x", "id: b, needs: [a], run: x");
        run.retry("a[1]", "", "--downstream");
        assertThat(run.in(PENDING)).containsExactly("a[1]", "b");
        assertThat(run.state("a")).isEqualTo(RUNNING);
    }

    @Test
    void retry_names_the_effects_that_are_sent_again() {
        ManualRun run = done("id: a, run: x, effects: opaque", "id: b, needs: [a], run: x, effects: pure");
        assertThat(run.retry("a", "", "--downstream")).contains("; already sent and sent again: T1 a (opaque, key ");
    }

    @Test
    void retry_opens_the_group_that_it_stands_in() {
        ManualRun run =
                ManualRun.tasks("id: g, tasks: [ { id: a, run: x }, { id: b, run: x } ]", "id: c, needs: [g], run: x");
        run.fail("a").complete("b").retry("a", "");
        assertThat(run.lastMove("g")).isEqualTo("FAILED->RUNNING");
        assertThat(run.lastMove("c")).isEqualTo("SKIPPED->PENDING");
        assertThat(run.open().complete("a").running()).containsExactly("c");
    }

    @Test
    void retry_of_a_group_runs_all_in_it_again() {
        ManualRun run = ManualRun.tasks("id: g, tasks: [ { id: a, run: x }, { id: b, run: x } ]");
        run.fail("a").complete("b").retry("g", "");
        assertThat(run.in(PENDING)).containsExactly("g", "a", "b");
        assertThat(run.open().running()).containsExactly("a", "b");
        assertThat(run.rows).hasSize(3);
    }

    @Test
    void retry_of_a_repeat_begins_at_round_one_and_keeps_the_earlier_ones() {
        ManualRun run = done("id: a, run: x, repeat: { until: \"${{ round >= 2 }}\", max: 2 }");
        run.retry("a", "");
        assertThat(run.open().complete("T1.3").running()).containsExactly("a#2");
        assertThat(run.complete("T1.4").status).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.state("T1.1")).isEqualTo(COMPLETED);
    }

    @Test
    void retry_of_a_group_waits_for_its_commands() {
        ManualRun run = ManualRun.tasks("id: g, tasks: [ { id: a, run: x } ]");
        run.ask(RequestKind.SKIP, "g");
        assertThat(run.refused(RequestKind.RETRY, "g", "")).contains("has not ended");
    }

    @Test
    void words_for_the_next_try_reach_all_in_a_group() {
        ManualRun run = ManualRun.tasks("id: g, tasks: [ { id: a, run: x } ]");
        run.fail("a").retry("g", "be careful");
        assertThat(run.row("a").retry()).isEqualTo(new RetryRequest("be careful", false));
    }

    @Test
    void a_fresh_retry_forgets_what_earlier_tries_kept() {
        ManualRun run = ManualRun.tasks("id: a, run: x").fail("a");
        run.retry("a", "", "--fresh");
        assertThat(run.row("a").retry()).isEqualTo(new RetryRequest("", true));
    }

    @Test
    void a_retry_with_nothing_to_say_keeps_no_words() {
        ManualRun run = ManualRun.tasks("id: a, run: x").fail("a");
        run.retry("a", "");
        assertThat(run.row("a").retry()).isNull();
    }

    @Test
    void a_fresh_retry_of_a_whole_leaves_out_its_open_parts() {
        ManualRun run = ManualRun.tasks("id: a, prompt: Do it").split("a", "one", "two");
        run.complete("a/1").fail("a/2").fail("a").retry("a", "", "--fresh");
        assertThat(run.state("a/1")).isEqualTo(COMPLETED);
        assertThat(run.skipped("a/2")).isEqualTo(SkipReason.PART);
        assertThat(run.state("a")).isEqualTo(PENDING);
    }

    @Test
    void a_retried_task_has_all_its_tries_again() {
        ManualRun run = ManualRun.tasks("id: a, run: x, retry: { attempts: 2, backoff: 1s }");
        run.fail("a").tick(Duration.ofSeconds(1)).fail("a").retry("a", "");
        assertThat(run.open().fail("a").state("a")).isEqualTo(TaskState.WAITING_RETRY);
        assertThat(run.tick(Duration.ofSeconds(1)).fail("a").state("a")).isEqualTo(FAILED);
        assertThat(run.row("a").tries()).isEqualTo(4);
    }
}
