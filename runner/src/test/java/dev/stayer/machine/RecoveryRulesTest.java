package dev.stayer.machine;

import static dev.stayer.core.TaskState.COMPLETED;
import static dev.stayer.core.TaskState.NEEDS_HELP;
import static dev.stayer.core.TaskState.PENDING;
import static dev.stayer.core.TaskState.READY;
import static dev.stayer.core.TaskState.RUNNING;
import static dev.stayer.core.TaskState.UNKNOWN_EFFECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import dev.stayer.core.RequestKind;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskState;
import dev.stayer.core.TurnOutcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a crash makes of what was in flight, and of what had been promised an end. */
class RecoveryRulesTest {
    private static final String PROBED = "effects: { class: verifiable, probe: \"true\" }";

    private static ManualRun running(String more) {
        return ManualRun.tasks("id: a, run: x, " + more);
    }

    @ParameterizedTest
    @CsvSource({"pure, READY", "idempotent, READY", "opaque, UNKNOWN_EFFECT"})
    void a_crash_is_met_by_the_class_of_effect(String effect, TaskState then) {
        assertThat(running("effects: " + effect).crash().state("a")).isEqualTo(then);
    }

    @Test
    void what_declares_nothing_runs_again_with_the_same_key() {
        ManualRun run = ManualRun.tasks("id: a, run: x");
        String key = run.row("a").effect().key();
        assertThat(run.crash().open().running()).containsExactly("a");
        assertThat(run.row("a").effect().key()).isEqualTo(key);
    }

    @Test
    void what_can_be_looked_at_is_asked_for_by_its_probe() {
        ManualRun run = running(PROBED).crash();
        assertThat(run.state("a")).isEqualTo(READY);
        assertThat(run.row("a").effect().askProbe()).isTrue();
    }

    @Test
    void an_effect_that_nobody_knows_waits_for_a_person_with_its_choices() {
        ManualRun run = running("effects: opaque").crash().open();
        assertThat(run.waiting("a").choices()).containsExactly("done", "again", "skip");
        assertThat(run.waiting("a").until()).isEqualTo(run.now().plus(Duration.ofDays(7)));
        assertThat(run.running()).isEmpty();
    }

    @Test
    void a_crash_does_not_use_up_a_try() {
        ManualRun run = running("retry: { attempts: 2 }").crash().open();
        assertThat(run.row("a").attempt()).isEqualTo(1);
        assertThat(run.row("a").executions()).isEqualTo(2);
        assertThat(run.fail("a").state("a")).isEqualTo(TaskState.WAITING_RETRY);
    }

    @Test
    void the_third_crash_in_a_row_asks_for_help() {
        ManualRun run = running("effects: pure").crash().open().crash().open();
        assertThat(run.state("a")).isEqualTo(RUNNING);
        assertThat(run.crash().state("a")).isEqualTo(NEEDS_HELP);
        assertThat(run.waiting("a").until()).isEqualTo(run.now().plus(Duration.ofDays(7)));
    }

    @Test
    void a_turn_in_between_begins_the_count_of_crashes_anew() {
        ManualRun run =
                ManualRun.tasks("id: a, prompt: Do it").crash().open().crash().open();
        run.turn("a", new TurnOutcome.More(Json.object()));
        assertThat(run.crash().state("a")).isEqualTo(READY);
    }

    @Test
    void help_that_was_given_begins_the_count_of_crashes_anew() {
        ManualRun run = running("effects: pure").crash().open().crash().open().crash();
        run.ask(RequestKind.RESUME, null);
        assertThat(run.open().crash().state("a")).isEqualTo(READY);
    }

    @Test
    void a_crash_leaves_alone_what_did_not_run() {
        ManualRun run = ManualRun.tasks(
                "id: g, tasks: [ { id: a, run: x } ]", "id: b, needs: [g], run: x", "id: c, approve: \"Go on?\"");
        String others = "b " + run.state("b") + ", c " + run.state("c");
        run.crash();
        assertThat("b " + run.state("b") + ", c " + run.state("c")).isEqualTo(others);
        assertThat(run.state("g")).isEqualTo(RUNNING);
    }

    @Test
    void what_follows_from_rows_is_decided_again_by_the_next_owner() {
        ManualRun run = ManualRun.tasks("id: a, run: x", "id: b, needs: [a], run: x");
        run.crash();
        run.write(run.row("a").edit().state(COMPLETED).row());
        assertThat(run.open().running()).containsExactly("b");
    }

    @Test
    void a_stop_that_was_promised_is_kept_through_a_crash() {
        ManualRun run = ManualRun.tasks("id: a, run: x", "id: b, run: x");
        run.ask(RequestKind.STOP, "a");
        run.crash();
        assertThat(run.lastMove("a")).isEqualTo("RUNNING->STOPPED");
        assertThat(run.lastMove("b")).isEqualTo("RUNNING->READY");
    }

    @Test
    void a_skip_that_was_promised_is_kept_through_a_crash() {
        ManualRun run = running("effects: opaque");
        run.ask(RequestKind.SKIP, "a");
        assertThat(run.crash().skipped("a")).isEqualTo(SkipReason.PERSON);
        assertThat(run.row("a").failure()).isEqualTo("skipped by ann");
    }

    @Test
    void a_time_that_was_up_is_kept_through_a_crash() {
        ManualRun run = running("timeout: 1m").timesOut("a").crash();
        assertThat(run.lastMove("a")).isEqualTo("RUNNING->FAILED");
    }

    @Test
    void a_budget_that_was_used_up_is_kept_through_a_crash() {
        ManualRun run = running("budget: { time: 1m }").tick(Duration.ofMinutes(2));
        assertThat(run.stopOf("a")).isEqualTo(StopReason.BUDGET);
        assertThat(run.crash().lastMove("a")).isEqualTo("RUNNING->NEEDS_BUDGET");
    }

    @Test
    void a_stop_of_the_run_is_kept_through_a_crash() {
        ManualRun run = ManualRun.tasks("id: a, run: x", "id: b, wait: 5m");
        run.ask(RequestKind.STOP, null);
        run.crash();
        assertThat(run.state("a")).isEqualTo(TaskState.STOPPED);
        assertThat(run.state("b")).as("keeps what it waits for").isEqualTo(TaskState.WAITING_TIME);
        assertThat(run.status).isEqualTo(RunStatus.STOPPED);
    }

    @Test
    void a_cancel_of_the_run_is_kept_through_a_crash() {
        ManualRun run = ManualRun.tasks("id: a, run: x", "id: b, needs: [a], run: x");
        run.ask(RequestKind.CANCEL, null);
        run.crash();
        assertThat(run.in(TaskState.CANCELLED)).containsExactly("a", "b");
        assertThat(run.status).isEqualTo(RunStatus.CANCELLED);
    }

    @Test
    void a_cancel_counts_for_more_than_the_stop_before_it() {
        ManualRun run = ManualRun.tasks("id: a, run: x");
        run.ask(RequestKind.STOP, "a");
        run.ask(RequestKind.CANCEL, null);
        assertThat(run.crash().state("a")).isEqualTo(TaskState.CANCELLED);
    }

    @ParameterizedTest
    @CsvSource({"pure, PENDING", "idempotent, PENDING", "opaque, UNKNOWN_EFFECT"})
    void what_was_stopped_in_flight_is_resumed_by_its_class_of_effect(String effect, TaskState then) {
        ManualRun run = running("effects: " + effect);
        run.ask(RequestKind.STOP, "a");
        run.obey("a").crash();
        run.ask(RequestKind.RESUME, null);
        assertThat(run.state("a")).isEqualTo(then);
    }

    @Test
    void what_was_stopped_in_flight_is_asked_for_by_its_probe() {
        ManualRun run = running(PROBED);
        run.ask(RequestKind.STOP, "a");
        run.obey("a");
        run.ask(RequestKind.RESUME, null);
        assertThat(run.row("a").effect().askProbe()).isTrue();
    }

    @Test
    void what_was_cancelled_in_flight_is_retried_by_its_class_of_effect() {
        ManualRun run = running("effects: opaque");
        run.ask(RequestKind.CANCEL, null);
        run.obey("a");
        run.retry("a", "");
        assertThat(run.lastMove("a")).isEqualTo("CANCELLED->UNKNOWN_EFFECT");
    }

    @Test
    void what_was_stopped_before_it_ran_is_resumed_without_a_question() {
        ManualRun run = ManualRun.created(Plans.file("id: z, run: x", "id: a, run: x, effects: opaque"))
                .lanes(1)
                .open();
        run.ask(RequestKind.STOP, "a");
        run.ask(RequestKind.RESUME, null);
        assertThat(run.lastMove("a")).isEqualTo("PENDING->READY");
        assertThat(run.in(UNKNOWN_EFFECT)).isEmpty();
    }

    @Test
    void an_effect_that_a_person_confirms_is_done() {
        ManualRun run = running("effects: opaque").crash().open();
        run.ask(RequestKind.ANSWER, "a", "done");
        assertThat(run.lastMove("a")).isEqualTo("UNKNOWN_EFFECT->COMPLETED");
        assertThat(run.status).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void an_effect_that_did_not_happen_is_made_again() {
        ManualRun run = running("effects: opaque").crash().open();
        run.ask(RequestKind.ANSWER, "a", "again");
        assertThat(run.moves("a")).endsWith("UNKNOWN_EFFECT->READY", "READY->RUNNING");
    }

    @Test
    void a_crash_before_the_first_look_changes_nothing() {
        ManualRun run = ManualRun.created(Plans.file("id: a, run: x")).crash();
        assertThat(run.state("a")).isEqualTo(PENDING);
    }
}
