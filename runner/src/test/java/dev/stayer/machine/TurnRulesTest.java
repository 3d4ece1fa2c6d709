package dev.stayer.machine;

import static dev.stayer.core.TaskState.CANCELLED;
import static dev.stayer.core.TaskState.COMPLETED;
import static dev.stayer.core.TaskState.FAILED;
import static dev.stayer.core.TaskState.NEEDS_ANSWER;
import static dev.stayer.core.TaskState.NEEDS_BUDGET;
import static dev.stayer.core.TaskState.READY;
import static dev.stayer.core.TaskState.RUNNING;
import static dev.stayer.core.TaskState.SKIPPED;
import static dev.stayer.core.TaskState.STOPPED;
import static dev.stayer.core.TaskState.UNKNOWN_EFFECT;
import static dev.stayer.core.TaskState.WAITING_DISK;
import static dev.stayer.core.TaskState.WAITING_RETRY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskState;
import dev.stayer.core.TurnOutcome;
import dev.stayer.core.WaitReason;
import dev.stayer.workflow.TaskSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a turn makes of its task, by itself and where an end was asked for meanwhile. */
class TurnRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final TaskSpec.Retry TWICE = retry(2, 30, 600);

    /** How a turn may have ended, by a word. */
    private static final Map<String, TurnOutcome> OUTCOMES = Map.of(
            "more", new TurnOutcome.More(Json.object()),
            "completed", new TurnOutcome.Completed(Json.object(), 0, Json.object()),
            "failed", new TurnOutcome.Failed("no luck", 1, false, false, Json.object()),
            "again", new TurnOutcome.Failed("no luck", 1, false, true, Json.object()),
            "waits", new TurnOutcome.Waits(NEEDS_ANSWER, WaitReason.QUESTION, NOW, "which?", List.of(), Json.object()));

    private static TaskSpec.Retry retry(int attempts, int backoff, int max) {
        return new TaskSpec.Retry(attempts, Duration.ofSeconds(backoff), Duration.ofSeconds(max));
    }

    private static TaskRow running(String more) {
        return ManualRun.tasks("id: a, run: x" + more).row("a");
    }

    private static TaskRow ended(TaskRow row, TurnOutcome outcome, @Nullable Ending asked) {
        return TurnRules.ended(row, outcome, TWICE, false, asked, NOW);
    }

    private static Ending ofTask(TaskRow row, StopReason reason) {
        return Ending.ofTask(row.run(), row.id(), reason);
    }

    @Test
    void a_completed_task_keeps_what_it_hands_out() {
        ManualRun run =
                ManualRun.tasks("id: a, run: x").complete("a", Json.object().put("n", "1"));
        assertThat(run.moves("a")).endsWith("RUNNING->COMPLETED");
        assertThat(run.row("a").outputs().path("n").asString()).isEqualTo("1");
        assertThat(run.row("a").exitCode()).isZero();
        assertThat(run.row("a").ended()).isEqualTo(run.now());
    }

    @Test
    void a_task_that_may_not_be_tried_again_fails_at_once() {
        ManualRun run = ManualRun.tasks("id: a, run: x").fail("a");
        assertThat(run.lastMove("a")).isEqualTo("RUNNING->FAILED");
        assertThat(run.row("a").failure()).isEqualTo("no luck");
    }

    @Test
    void a_failure_that_another_try_cannot_help_is_not_tried_again() {
        ManualRun run = ManualRun.tasks("id: a, run: x, retry: { attempts: 3 }");
        run.turn("a", new TurnOutcome.Failed("no such model", 1, false, false, Json.object()));
        assertThat(run.state("a")).isEqualTo(FAILED);
    }

    @Test
    void a_failed_try_waits_and_tries_again_until_its_tries_are_used_up() {
        ManualRun run = ManualRun.tasks("id: a, run: x, retry: { attempts: 2, backoff: 30s }")
                .fail("a");
        assertThat(run.state("a")).isEqualTo(WAITING_RETRY);
        assertThat(run.tick(Duration.ofSeconds(30)).fail("a").moves("a"))
                .endsWith("RUNNING->WAITING_RETRY", "WAITING_RETRY->READY", "READY->RUNNING", "RUNNING->FAILED");
    }

    @Test
    void a_refused_check_is_a_try_too() {
        ManualRun run = ManualRun.tasks("id: a, run: x, retry: { attempts: 2 }").refusedByCheck("a");
        assertThat(run.state("a")).isEqualTo(WAITING_RETRY);
    }

    @ParameterizedTest
    @CsvSource({"1, 30", "2, 60", "3, 120", "4, 240", "5, 300", "9, 300"})
    void the_pause_doubles_with_each_try_up_to_its_limit(int attempt, int seconds) {
        assertThat(TurnRules.backoff(retry(10, 30, 300), attempt)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void a_pause_is_never_longer_than_its_limit_even_the_first() {
        assertThat(TurnRules.backoff(retry(3, 90, 60), 1)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void another_turn_changes_only_what_is_counted() {
        ManualRun run = ManualRun.tasks("id: a, prompt: Do it");
        TaskRow before = run.row("a");
        run.turn("a", of("more"));
        assertThat(run.row("a")).isEqualTo(before.edit().turns(1).row());
        assertThat(run.running()).containsExactly("a");
    }

    @Test
    void a_wait_does_not_use_up_a_try() {
        ManualRun run =
                ManualRun.tasks("id: a, run: x").waits("a", WAITING_DISK, WaitReason.DISK, Duration.ofMinutes(1));
        assertThat(run.row("a").attempt()).isZero();
        assertThat(run.row("a").tries()).as("the command begins anew").isEqualTo(1);
        run.tick(Duration.ofMinutes(1));
        assertThat(run.row("a").attempt()).isEqualTo(1);
        assertThat(run.row("a").tries()).isEqualTo(2);
    }

    @Test
    void an_agent_that_waits_goes_on_in_the_same_try() {
        ManualRun run = ManualRun.tasks("id: a, prompt: Do it")
                .waits("a", TaskState.WAITING_QUOTA, WaitReason.QUOTA, Duration.ofMinutes(1))
                .tick(Duration.ofMinutes(1));
        assertThat(run.row("a").attempt()).isEqualTo(1);
        assertThat(run.row("a").tries()).isEqualTo(1);
        assertThat(run.row("a").executions()).isEqualTo(2);
    }

    @Test
    void a_turn_of_its_own_forgets_the_crashes_before_it() {
        ManualRun run = ManualRun.tasks("id: a, prompt: Do it").crash().open();
        assertThat(run.row("a").counters().crashes()).isEqualTo(1);
        assertThat(run.turn("a", of("more")).row("a").counters().crashes()).isZero();
    }

    @Test
    void success_forgets_what_was_said_for_the_next_try() {
        ManualRun run = ManualRun.tasks("id: a, run: x").fail("a");
        run.retry("a", "be careful");
        run.open();
        assertThat(run.row("a").retry()).isEqualTo(new RetryRequest("be careful", false));
        assertThat(run.complete("a").row("a").retry()).isNull();
    }

    @ParameterizedTest(name = "{0}, asked to end as {1}: {2}")
    @CsvSource({
        "more, STOPPED, STOPPED",
        "more, CANCELLED, CANCELLED",
        "more, SKIPPED, SKIPPED",
        "more, BUDGET, NEEDS_BUDGET",
        "more, TIMED_OUT, FAILED",
        "completed, STOPPED, COMPLETED",
        "completed, CANCELLED, COMPLETED",
        "completed, SKIPPED, COMPLETED",
        "completed, BUDGET, COMPLETED",
        "completed, TIMED_OUT, COMPLETED",
        "failed, STOPPED, STOPPED",
        "failed, CANCELLED, CANCELLED",
        "failed, SKIPPED, SKIPPED",
        "failed, BUDGET, FAILED",
        "failed, TIMED_OUT, FAILED",
        "again, STOPPED, STOPPED",
        "again, CANCELLED, CANCELLED",
        "again, SKIPPED, SKIPPED",
        "again, BUDGET, NEEDS_BUDGET",
        "again, TIMED_OUT, FAILED",
        "waits, STOPPED, STOPPED",
        "waits, CANCELLED, CANCELLED",
        "waits, SKIPPED, SKIPPED",
        "waits, BUDGET, NEEDS_BUDGET",
        "waits, TIMED_OUT, FAILED"
    })
    void an_end_that_was_asked_for_meets_a_turn(String outcome, StopReason asked, TaskState then) {
        TaskRow row = running("");
        assertThat(ended(row, of(outcome), ofTask(row, asked)).state()).isEqualTo(then);
    }

    @ParameterizedTest(name = "{0}, its run asked to end as {1}: {2}")
    @CsvSource({
        "more, STOPPED, STOPPED", "completed, STOPPED, COMPLETED", "failed, STOPPED, FAILED",
        "again, STOPPED, WAITING_RETRY", "waits, STOPPED, NEEDS_ANSWER", "more, CANCELLED, CANCELLED",
        "completed, CANCELLED, COMPLETED", "failed, CANCELLED, CANCELLED", "again, CANCELLED, CANCELLED",
        "waits, CANCELLED, CANCELLED"
    })
    void the_end_of_a_run_meets_a_turn(String outcome, StopReason asked, TaskState then) {
        TaskRow row = running("");
        assertThat(ended(row, of(outcome), Ending.ofRun(row.run(), asked)).state())
                .isEqualTo(then);
    }

    @ParameterizedTest(name = "work that ended early for {0}, its effect {1}: {2}")
    @CsvSource({
        "STOPPED, pure, STOPPED", "STOPPED, opaque, STOPPED", "CANCELLED, opaque, CANCELLED",
        "SKIPPED, opaque, SKIPPED", "BUDGET, idempotent, NEEDS_BUDGET", "BUDGET, opaque, UNKNOWN_EFFECT",
        "DRAINED, pure, READY", "DRAINED, idempotent, READY", "DRAINED, opaque, UNKNOWN_EFFECT",
        "LEASE_LOST, pure, READY", "LEASE_LOST, opaque, UNKNOWN_EFFECT", "TIMED_OUT, opaque, FAILED"
    })
    void work_that_was_ended_early_ends_by_the_reason(StopReason reason, String effect, TaskState then) {
        TaskRow row = running(", effects: " + effect);
        TaskRow after = ended(row, new TurnOutcome.Interrupted(reason, Json.object()), null);
        assertThat(after.state()).isEqualTo(then);
    }

    @Test
    void what_ended_in_flight_is_remembered_as_such() {
        TaskRow row = running("");
        TurnOutcome early = new TurnOutcome.Interrupted(StopReason.STOPPED, Json.object());
        assertThat(ended(row, early, null).status().inFlight()).isTrue();
        assertThat(ended(row, of("waits"), Ending.ofRun(row.run(), StopReason.STOPPED))
                        .status()
                        .inFlight())
                .isFalse();
    }

    @Test
    void an_attempt_that_took_too_long_is_tried_again_while_tries_are_left() {
        ManualRun run = ManualRun.tasks("id: a, run: x, timeout: 1m, retry: { attempts: 2, backoff: 30s }");
        run.timesOut("a").obey("a");
        assertThat(run.lastMove("a")).isEqualTo("RUNNING->WAITING_RETRY");
        run.tick(Duration.ofSeconds(30)).timesOut("a").obey("a");
        assertThat(run.lastMove("a")).isEqualTo("RUNNING->FAILED");
        assertThat(run.row("a").failure()).isEqualTo("took longer than 1m");
    }

    @Test
    void work_that_is_done_just_as_it_takes_too_long_is_done() {
        ManualRun run = ManualRun.tasks("id: a, run: x, timeout: 1m");
        assertThat(run.timesOut("a").complete("a").state("a")).isEqualTo(COMPLETED);
    }

    @Test
    void interrupted_work_does_not_use_up_a_try() {
        ManualRun run = ManualRun.tasks("id: a, run: x").drain().obey("a");
        assertThat(run.lastMove("a")).isEqualTo("RUNNING->READY");
        assertThat(run.row("a").attempt()).isZero();
    }

    @Test
    void a_drained_run_goes_on_by_itself_with_its_next_owner() {
        ManualRun run =
                ManualRun.tasks("id: a, run: x", "id: b, needs: [a], run: x").drain();
        run.complete("a");
        assertThat(run.isOwned()).isFalse();
        assertThat(run.end().status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(run.open().running()).containsExactly("b");
    }

    @Test
    void words_for_the_journal_tell_each_end_apart() {
        TaskRow row = running(", effects: opaque");
        assertThat(List.of(STOPPED, CANCELLED, SKIPPED, UNKNOWN_EFFECT, READY, RUNNING, FAILED, NEEDS_BUDGET).stream()
                        .map(state ->
                                TurnRules.type(row.edit().state(state).row()).word()))
                .containsExactly(
                        "task.stopped",
                        "task.cancelled",
                        "task.skipped",
                        "task.asks",
                        "task.interrupted",
                        "turn.completed",
                        "task.failed",
                        "task.asks");
    }

    private static TurnOutcome of(String name) {
        return Objects.requireNonNull(OUTCOMES.get(name));
    }
}
