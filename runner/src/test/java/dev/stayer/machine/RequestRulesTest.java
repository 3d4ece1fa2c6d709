package dev.stayer.machine;

import static dev.stayer.core.TaskState.CANCELLED;
import static dev.stayer.core.TaskState.COMPLETED;
import static dev.stayer.core.TaskState.FAILED;
import static dev.stayer.core.TaskState.NEEDS_APPROVAL;
import static dev.stayer.core.TaskState.PENDING;
import static dev.stayer.core.TaskState.READY;
import static dev.stayer.core.TaskState.RUNNING;
import static dev.stayer.core.TaskState.SKIPPED;
import static dev.stayer.core.TaskState.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import dev.stayer.core.RequestKind;
import dev.stayer.core.StayerException;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskState;
import dev.stayer.core.TurnOutcome;
import dev.stayer.core.WaitReason;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What people's requests make of a run: stop, cancel, resume, skip, and words. */
class RequestRulesTest {
    private static final String[] CHAIN = {"id: a, run: x", "id: b, needs: [a], run: x", "id: c, needs: [b], run: x"};

    @Test
    void a_stopped_run_ends_what_runs_and_begins_nothing() {
        ManualRun run = ManualRun.created(Plans.file("id: a, run: x", "id: b, run: x"))
                .lanes(1)
                .open();
        run.ask(RequestKind.STOP, null);
        assertThat(run.state("b")).isEqualTo(STOPPED);
        assertThat(run.stopOf("a")).isEqualTo(StopReason.STOPPED);
        assertThat(run.obey("a").status).isEqualTo(RunStatus.STOPPED);
        assertThat(run.in(STOPPED)).containsExactly("a", "b");
    }

    @Test
    void a_stopped_run_is_resumed_where_it_stood() {
        ManualRun run = ManualRun.tasks(CHAIN).complete("a");
        run.ask(RequestKind.STOP, null);
        run.obey("b");
        run.ask(RequestKind.RESUME, null);
        assertThat(run.status).isEqualTo(RunStatus.OPEN);
        assertThat(run.open().running()).containsExactly("b");
        assertThat(run.moves("a")).endsWith("RUNNING->COMPLETED");
    }

    @Test
    void a_run_that_is_stopped_keeps_what_its_gates_ask() {
        ManualRun run = ManualRun.tasks("id: a, run: x", "id: g, approve: \"Go on?\"");
        run.ask(RequestKind.STOP, null);
        assertThat(run.obey("a").state("g")).isEqualTo(NEEDS_APPROVAL);
        run.ask(RequestKind.APPROVE, "g");
        assertThat(run.state("g")).isEqualTo(COMPLETED);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"COMPLETED", "FAILED", "SKIPPED", "STOPPED", "CANCELLED"})
    void a_task_that_is_open_can_be_stopped(TaskState state) {
        ManualRun run = InState.of(state);
        run.ask(RequestKind.STOP, "a");
        if (state == RUNNING) {
            run.obey("a");
        }
        assertThat(run.lastMove("a")).isEqualTo(state + "->STOPPED");
        assertThat(run.row("a").waiting()).isNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"COMPLETED", "FAILED", "SKIPPED", "STOPPED", "CANCELLED"})
    void a_task_that_has_ended_cannot_be_stopped(TaskState state) {
        assertThat(InState.of(state).refused(RequestKind.STOP, "a", "")).contains("cannot stop");
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"COMPLETED", "SKIPPED", "RUNNING"})
    void a_task_can_be_skipped_in_any_state_but_done(TaskState state) {
        ManualRun run = InState.of(state);
        run.ask(RequestKind.SKIP, "a");
        assertThat(run.lastMove("a")).isEqualTo(state + "->SKIPPED");
        assertThat(run.skipped("a")).isEqualTo(SkipReason.PERSON);
        assertThat(run.row("a").waiting()).isNull();
    }

    @Test
    void what_runs_is_ended_before_it_is_skipped() {
        ManualRun run = ManualRun.tasks(CHAIN);
        run.ask(RequestKind.SKIP, "a");
        assertThat(run.state("a")).isEqualTo(RUNNING);
        assertThat(run.stopOf("a")).isEqualTo(StopReason.SKIPPED);
        assertThat(run.obey("a").row("a").failure()).isEqualTo("skipped by ann");
    }

    @Test
    void what_is_done_cannot_be_skipped() {
        assertThat(InState.of(COMPLETED).refused(RequestKind.SKIP, "a", "")).contains("already completed");
    }

    @Test
    void a_group_that_is_skipped_takes_along_what_is_open_in_it() {
        ManualRun run =
                ManualRun.tasks("id: g, tasks: [ { id: a, run: x }, { id: b, needs: [a], run: x } ]", "id: c, run: x");
        run.ask(RequestKind.SKIP, "g");
        assertThat(run.in(SKIPPED)).containsExactly("g", "b");
        assertThat(run.stopOf("a")).isEqualTo(StopReason.SKIPPED);
        assertThat(run.stopOf("c")).isNull();
        assertThat(run.obey("a").complete("c").status).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void what_needs_a_skipped_group_waits_for_the_last_of_its_commands() {
        ManualRun run =
                ManualRun.tasks("id: g, tasks: [ { id: a, run: x } ]", "id: c, needs: [g], if: always(), run: x");
        run.ask(RequestKind.SKIP, "g");
        assertThat(run.state("c")).isEqualTo(PENDING);
        assertThat(run.obey("a").running()).containsExactly("c");
    }

    @Test
    void an_item_that_failed_and_is_skipped_lets_its_for_each_succeed() {
        ManualRun run = ManualRun.tasks("id: a, for-each: [1, 2], run: x", "id: b, needs: [a], run: x");
        run.fail("a[1]").complete("a[2]");
        assertThat(run.status).isEqualTo(RunStatus.FAILED);
        run.ask(RequestKind.SKIP, "a[1]");
        assertThat(run.lastMove("a")).isEqualTo("FAILED->RUNNING");
        assertThat(run.open().state("a")).isEqualTo(COMPLETED);
    }

    @Test
    void a_cancelled_run_ends_everything_that_is_open() {
        ManualRun run =
                ManualRun.tasks("id: z, run: x", "id: a, run: x", "id: b, needs: [a], run: x", "id: w, wait: 5m");
        run.complete("z").ask(RequestKind.CANCEL, null);
        assertThat(run.in(CANCELLED)).containsExactly("b", "w");
        assertThat(run.obey("a").in(CANCELLED)).containsExactly("a", "b", "w");
        assertThat(run.state("z")).isEqualTo(COMPLETED);
        assertThat(run.status).isEqualTo(RunStatus.CANCELLED);
    }

    @Test
    void a_cancelled_run_cannot_be_resumed_stopped_or_cancelled() {
        ManualRun run = InState.of(CANCELLED);
        assertThat(List.of(RequestKind.RESUME, RequestKind.STOP, RequestKind.CANCEL))
                .allSatisfy(kind -> assertThat(run.refused(kind, null, "")).contains("has ended already: cancelled"));
    }

    @Test
    void a_failed_run_can_be_resumed_and_not_stopped() {
        ManualRun run = ManualRun.tasks("id: a, run: x").fail("a");
        assertThat(run.refused(RequestKind.STOP, null, "")).contains("has ended already: failed");
        run.ask(RequestKind.RESUME, null);
        assertThat(run.lastMove("a")).isEqualTo("FAILED->PENDING");
    }

    @Test
    void resume_opens_what_a_failure_skipped() {
        ManualRun run = ManualRun.tasks(CHAIN).fail("a");
        assertThat(run.ask(RequestKind.RESUME, null)).isEqualTo("resumed; 3 tasks are open again");
        run.open().complete("a").complete("b").complete("c");
        assertThat(run.status).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void resume_leaves_what_a_person_skipped() {
        ManualRun run = ManualRun.tasks(CHAIN);
        run.ask(RequestKind.SKIP, "b");
        run.fail("a").ask(RequestKind.RESUME, null);
        assertThat(run.skipped("b")).isEqualTo(SkipReason.PERSON);
        assertThat(run.open().complete("a").status).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void resume_leaves_an_optional_failure() {
        ManualRun run = ManualRun.tasks("id: o, optional: true, run: x", "id: a, run: x");
        run.fail("o").fail("a").ask(RequestKind.RESUME, null);
        assertThat(run.state("o")).isEqualTo(FAILED);
        assertThat(run.state("a")).isEqualTo(PENDING);
    }

    @Test
    void resume_gives_a_task_all_its_tries_again() {
        ManualRun run = ManualRun.tasks("id: a, run: x, retry: { attempts: 2 }");
        run.fail("a").tick(Duration.ofHours(1)).fail("a").ask(RequestKind.RESUME, null);
        assertThat(run.row("a").attempt()).isZero();
        assertThat(run.row("a").tries()).isEqualTo(2);
    }

    @Test
    void resume_opens_only_the_items_that_are_not_done() {
        ManualRun run = ManualRun.tasks("id: a, for-each: [1, 2, 3], run: x");
        run.complete("a[1]").fail("a[2]").fail("a[3]").ask(RequestKind.RESUME, null);
        assertThat(run.in(PENDING)).containsExactly("a[2]", "a[3]");
        assertThat(run.lastMove("a")).isEqualTo("FAILED->RUNNING");
        assertThat(run.open().complete("a[2]").complete("a[3]").status).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void resume_opens_what_fail_fast_gave_up() {
        ManualRun run = ManualRun.tasks("id: a, for-each: [1, 2], fail-fast: true, max-parallel: 1, run: x");
        run.fail("a[1]").ask(RequestKind.RESUME, null);
        run.open().complete("a[1]").complete("a[2]");
        assertThat(run.status).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void resume_opens_what_fail_fast_cancelled() {
        ManualRun run = ManualRun.tasks("id: a, for-each: [1, 2, 3], fail-fast: true, run: x");
        run.fail("a[1]").obey("a[2]").obey("a[3]").ask(RequestKind.RESUME, null);
        assertThat(run.moves("a[3]")).endsWith("RUNNING->CANCELLED", "CANCELLED->PENDING");
        assertThat(run.open().running()).containsExactly("a[1]", "a[2]", "a[3]");
    }

    @Test
    void resume_runs_the_round_that_failed_again() {
        ManualRun run = ManualRun.tasks("id: a, run: x, repeat: { until: \"${{ round >= 2 }}\", max: 2 }");
        run.complete("a#1").fail("a#2").ask(RequestKind.RESUME, null);
        assertThat(run.open().running()).containsExactly("a#2");
        assertThat(run.complete("a#2").status).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.rows).hasSize(3);
    }

    @Test
    void resume_begins_a_repeat_anew_that_reached_nothing_and_keeps_its_rounds() {
        ManualRun run = ManualRun.tasks("id: a, run: x, repeat: { until: \"${{ round > 2 }}\", max: 2 }");
        run.complete("a#1").complete("a#2").ask(RequestKind.RESUME, null);
        assertThat(run.open().row("T1.3").place().round()).isEqualTo(1);
        assertThat(run.state("T1.3")).isEqualTo(RUNNING);
        assertThat(run.state("T1.2")).isEqualTo(COMPLETED);
    }

    @Test
    void a_group_that_was_stopped_before_it_began_still_waits_for_what_it_needs() {
        ManualRun run = ManualRun.tasks("id: z, run: x", "id: g, needs: [z], tasks: [ { id: b, run: x } ]");
        run.complete("z").complete("b").retry("z", "", "--downstream");
        run.ask(RequestKind.STOP, "g");
        run.ask(RequestKind.RESUME, null);
        assertThat(run.open().running()).containsExactly("z");
        assertThat(run.state("g")).isEqualTo(PENDING);
        assertThat(run.complete("z").running()).containsExactly("b");
    }

    @ParameterizedTest
    @EnumSource(names = {"NEEDS_HELP", "NEEDS_BUDGET", "NEEDS_AUTH"})
    void resume_lets_a_task_go_on_that_needed_a_person(TaskState state) {
        ManualRun run = InState.of(state);
        run.crash().ask(RequestKind.RESUME, null);
        assertThat(run.lastMove("a")).isEqualTo(state + "->READY");
    }

    @ParameterizedTest
    @EnumSource(names = {"NEEDS_ANSWER", "NEEDS_APPROVAL", "UNKNOWN_EFFECT"})
    void resume_does_not_answer_for_a_person(TaskState state) {
        ManualRun run = InState.of(state);
        assertThat(run.ask(RequestKind.RESUME, null)).isEqualTo("resumed");
        assertThat(run.state("a")).isEqualTo(state);
    }

    @Test
    void a_gate_is_approved_by_somebody_with_a_comment() {
        ManualRun run = ManualRun.tasks("id: a, approve: \"Go on?\"", "id: b, needs: [a], run: x");
        run.ask(RequestKind.APPROVE, "a", "looks good");
        assertThat(run.row("a").outputs().toString())
                .isEqualTo("{\"decision\":\"approved\",\"comment\":\"looks good\",\"by\":\"ann\"}");
        assertThat(run.running()).containsExactly("b");
    }

    @Test
    void a_gate_is_rejected() {
        ManualRun run = ManualRun.tasks("id: a, approve: \"Go on?\"");
        run.ask(RequestKind.REJECT, "a");
        assertThat(run.skipped("a")).isEqualTo(SkipReason.GATE);
        assertThat(run.status).isEqualTo(RunStatus.COMPLETED);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NEEDS_APPROVAL")
    void only_a_gate_that_asks_is_approved(TaskState state) {
        assertThat(InState.of(state).refused(RequestKind.APPROVE, "a", "")).contains("does not wait for an approval");
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"NEEDS_ANSWER", "UNKNOWN_EFFECT"})
    void only_what_asks_is_answered(TaskState state) {
        assertThat(InState.of(state).refused(RequestKind.ANSWER, "a", "done")).contains("asks nothing");
    }

    @Test
    void an_agent_hears_the_answer_and_goes_on() {
        ManualRun run = InState.of(TaskState.NEEDS_ANSWER);
        run.ask(RequestKind.ANSWER, "a", " blue ");
        assertThat(run.moves("a")).endsWith("NEEDS_ANSWER->READY", "READY->RUNNING");
        assertThat(run.said).containsExactly(new Decision.Said(run.id("a"), RequestKind.ANSWER, "blue", "ann"));
    }

    @Test
    void an_answer_must_be_one_of_the_choices_where_there_are_some() {
        ManualRun run = ManualRun.tasks("id: a, prompt: Do it");
        run.turn(
                "a",
                new TurnOutcome.Waits(
                        TaskState.NEEDS_ANSWER,
                        WaitReason.QUESTION,
                        run.now().plusSeconds(60),
                        "which?",
                        List.of("red", "blue"),
                        Json.object()));
        assertThat(run.refused(RequestKind.ANSWER, "a", "green")).contains("'green' does not answer");
        assertThat(run.refused(RequestKind.ANSWER, "a", "  ")).contains("does not answer");
        run.ask(RequestKind.ANSWER, "a", "red");
        assertThat(run.state("a")).isEqualTo(RUNNING);
    }

    @Test
    void whether_an_effect_happened_is_answered_in_three_words_only() {
        ManualRun run = InState.of(TaskState.UNKNOWN_EFFECT);
        assertThat(run.refused(RequestKind.ANSWER, "a", "maybe")).contains("'maybe' does not answer");
        run.ask(RequestKind.ANSWER, "a", "skip");
        assertThat(run.skipped("a")).isEqualTo(SkipReason.PERSON);
    }

    @Test
    void an_answer_that_comes_too_late_is_refused() {
        ManualRun run = InState.of(TaskState.NEEDS_ANSWER);
        run.crash().tick(Duration.ofDays(7));
        assertThat(run.refused(RequestKind.ANSWER, "a", "blue")).contains("that time is over");
    }

    @Test
    void an_approval_that_was_given_in_time_counts_however_late_it_is_applied() {
        ManualRun run = InState.of(NEEDS_APPROVAL);
        Request early = new Request(run.now(), run.id("a"), RequestKind.APPROVE, "", false, false, false, "ann");
        run.crash().tick(Duration.ofDays(9)).ask(early);
        assertThat(run.state("a")).isEqualTo(COMPLETED);
    }

    @Test
    void an_agent_is_told_something_while_it_runs() {
        ManualRun run = ManualRun.tasks("id: a, prompt: Do it");
        assertThat(run.ask(RequestKind.TELL, "a", "hurry")).isEqualTo("T1 is told at its next turn");
        assertThat(run.said).containsExactly(new Decision.Said(run.id("a"), RequestKind.TELL, "hurry", "ann"));
    }

    @Test
    void a_whole_run_is_told_something() {
        ManualRun run = ManualRun.tasks("id: a, prompt: Do it");
        run.ask(RequestKind.TELL, null, "hurry");
        assertThat(run.said).containsExactly(new Decision.Said(null, RequestKind.TELL, "hurry", "ann"));
    }

    @Test
    void nothing_is_said_with_no_words_or_to_what_has_ended() {
        assertThat(InState.of(RUNNING).refused(RequestKind.TELL, "a", " ")).contains("nothing was said");
        assertThat(InState.of(FAILED).refused(RequestKind.TELL, "a", "hurry")).contains("it hears nothing");
    }

    @Test
    void a_task_that_the_run_does_not_have_is_refused() {
        ManualRun run = ManualRun.tasks("id: a, run: x");
        var nobody = new Request(
                run.now(), new dev.stayer.core.TaskId("T9"), RequestKind.STOP, "", false, false, false, "ann");
        Assertions.assertThatThrownBy(() -> run.ask(nobody))
                .isInstanceOf(StayerException.class)
                .hasMessageContaining("has no task T9");
        assertThat(run.in(READY)).isEmpty();
    }
}
