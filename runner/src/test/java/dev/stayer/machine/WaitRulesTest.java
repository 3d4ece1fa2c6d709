package dev.stayer.machine;

import static dev.stayer.core.TaskState.COMPLETED;
import static dev.stayer.core.TaskState.FAILED;
import static dev.stayer.core.TaskState.NEEDS_APPROVAL;
import static dev.stayer.core.TaskState.NEEDS_BUDGET;
import static dev.stayer.core.TaskState.READY;
import static dev.stayer.core.TaskState.RUNNING;
import static dev.stayer.core.TaskState.SKIPPED;
import static dev.stayer.core.TaskState.WAITING_TIME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import dev.stayer.core.RequestKind;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskState;
import dev.stayer.core.TurnOutcome;
import dev.stayer.core.WaitReason;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What time makes of what waits: waits that end, deadlines of those that need a person, and limits of time. */
class WaitRulesTest {
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static ManualRun asking(@Nullable String fallback) {
        ManualRun run = ManualRun.tasks("id: a, prompt: Do it");
        return run.turn(
                "a",
                new TurnOutcome.Waits(
                        TaskState.NEEDS_ANSWER,
                        WaitReason.QUESTION,
                        run.now().plus(WEEK),
                        "red or blue?",
                        List.of(),
                        fallback,
                        Json.object()));
    }

    @Test
    void a_wait_is_over_at_its_moment_and_not_before() {
        ManualRun run = ManualRun.tasks("id: a, wait: 5m", "id: b, needs: [a], run: x");
        assertThat(run.tick(Duration.ofSeconds(299)).state("a")).isEqualTo(WAITING_TIME);
        assertThat(run.tick(SECOND).moves("a")).containsExactly("PENDING->WAITING_TIME", "WAITING_TIME->COMPLETED");
        assertThat(run.running()).containsExactly("b");
    }

    @Test
    void a_wait_goes_on_while_nobody_owns_the_run() {
        ManualRun run = ManualRun.tasks("id: a, wait: 5m").crash().tick(Duration.ofMinutes(6));
        assertThat(run.state("a")).isEqualTo(WAITING_TIME);
        assertThat(run.open().state("a")).isEqualTo(COMPLETED);
    }

    @Test
    void a_wait_for_a_length_of_time_is_as_long_when_the_clock_is_set() {
        ManualRun run = ManualRun.tasks("id: a, wait: 5m").jump(Duration.ofHours(2));
        assertThat(run.tick(Duration.ofMinutes(4)).state("a")).isEqualTo(WAITING_TIME);
        assertThat(run.tick(Duration.ofMinutes(1)).state("a")).isEqualTo(COMPLETED);
    }

    @Test
    void a_wait_for_a_time_of_day_ends_when_the_clock_shows_it() {
        ManualRun run = ManualRun.tasks("id: a, wait: { until: \"2026-11-24T11:00:00Z\" }");
        assertThat(run.waiting("a").reason()).isEqualTo(WaitReason.TIME_OF_DAY);
        assertThat(run.jump(Duration.ofHours(2)).tick(Duration.ZERO).state("a")).isEqualTo(COMPLETED);
    }

    @Test
    void a_moment_that_has_passed_is_not_waited_for() {
        ManualRun run =
                ManualRun.tasks("id: a, wait: { until: \"2020-01-01T00:00:00Z\" }", "id: b, needs: [a], run: x");
        assertThat(run.running()).containsExactly("b");
    }

    @ParameterizedTest
    @EnumSource(names = {"WAITING_RETRY", "WAITING_QUOTA", "WAITING_DISK"})
    void what_waits_tries_again_at_its_moment(TaskState state) {
        ManualRun run = InState.of(state);
        Duration left = Duration.between(run.now(), run.waiting("a").until());
        assertThat(run.tick(left.minus(SECOND)).state("a")).isEqualTo(state);
        assertThat(run.tick(SECOND).moves("a")).endsWith(state + "->READY", "READY->RUNNING");
        assertThat(run.row("a").waiting()).isNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"NEEDS_ANSWER", "NEEDS_BUDGET", "NEEDS_AUTH", "NEEDS_HELP", "UNKNOWN_EFFECT"})
    void what_needs_a_person_fails_where_nobody_comes_in_time(TaskState state) {
        ManualRun run = InState.of(state);
        Duration left = Duration.between(run.now(), run.waiting("a").until());
        assertThat(left).isEqualTo(WEEK);
        assertThat(run.tick(left.minus(SECOND)).state("a")).isEqualTo(state);
        assertThat(run.tick(SECOND).lastMove("a")).isEqualTo(state + "->FAILED");
        assertThat(run.row("a").failure()).startsWith("nobody answered in time");
        assertThat(run.status).isEqualTo(RunStatus.FAILED);
    }

    @Test
    void a_gate_that_nobody_answers_counts_as_rejected() {
        ManualRun run = ManualRun.tasks("id: a, approve: \"Go on?\"", "id: b, needs: [a], run: x");
        assertThat(run.tick(WEEK).lastMove("a")).isEqualTo("NEEDS_APPROVAL->SKIPPED");
        assertThat(run.skipped("a")).isEqualTo(SkipReason.GATE);
        assertThat(run.row("a").outputs().toString())
                .isEqualTo("{\"decision\":\"expired\",\"comment\":\"\",\"by\":\"nobody\"}");
        assertThat(run.skipped("b")).isEqualTo(SkipReason.NEED);
    }

    @Test
    void a_gate_may_have_a_time_of_its_own() {
        ManualRun run = ManualRun.tasks("id: a, approve: { message: \"Go on?\", timeout: 1h }");
        assertThat(run.tick(Duration.ofMinutes(59)).state("a")).isEqualTo(NEEDS_APPROVAL);
        assertThat(run.tick(Duration.ofMinutes(1)).state("a")).isEqualTo(SKIPPED);
    }

    @Test
    void a_deadline_moves_with_the_clock() {
        ManualRun run = ManualRun.tasks("id: a, approve: \"Go on?\"").jump(Duration.ofDays(30));
        assertThat(run.tick(Duration.ofDays(6)).state("a")).isEqualTo(NEEDS_APPROVAL);
        assertThat(run.tick(Duration.ofDays(1)).state("a")).isEqualTo(SKIPPED);
    }

    @Test
    void an_agent_goes_on_with_its_default_where_nobody_answers() {
        ManualRun run = asking("blue").tick(WEEK);
        assertThat(run.moves("a")).endsWith("NEEDS_ANSWER->READY", "READY->RUNNING");
        assertThat(run.said).containsExactly(new Decision.Said(run.id("a"), RequestKind.ANSWER, "blue", null));
    }

    @Test
    void an_agent_without_a_default_fails_where_nobody_answers() {
        ManualRun run = asking(null).tick(WEEK);
        assertThat(run.row("a").failure()).isEqualTo("nobody answered in time: red or blue?");
    }

    @Test
    void an_answer_in_time_takes_the_deadline_away() {
        ManualRun run = asking("blue");
        run.ask(RequestKind.ANSWER, "a", "red");
        assertThat(run.tick(WEEK).state("a")).isEqualTo(RUNNING);
        assertThat(run.said).hasSize(1);
    }

    @Test
    void a_wait_that_was_begun_again_does_not_end_at_its_old_moment() {
        ManualRun run = ManualRun.tasks("id: a, wait: 5m").tick(Duration.ofMinutes(4));
        run.ask(RequestKind.STOP, "a");
        run.ask(RequestKind.RESUME, null);
        run.open();
        assertThat(run.tick(Duration.ofMinutes(4)).state("a")).isEqualTo(WAITING_TIME);
        assertThat(run.tick(Duration.ofMinutes(1)).state("a")).isEqualTo(COMPLETED);
    }

    @Test
    void what_runs_longer_than_it_may_is_asked_to_end_once() {
        ManualRun run = ManualRun.tasks("id: a, run: x, budget: { time: 1m }").tick(Duration.ofSeconds(59));
        assertThat(run.stopOf("a")).isNull();
        assertThat(run.tick(SECOND).stopOf("a")).isEqualTo(StopReason.BUDGET);
        assertThat(run.obey("a").state("a")).isEqualTo(NEEDS_BUDGET);
    }

    @Test
    void the_time_of_a_group_counts_for_all_in_it() {
        ManualRun run = ManualRun.tasks(
                "id: g, budget: { time: 1m }, tasks: [ { id: a, run: x }, { id: b, needs: [a], run: x } ]");
        run.tick(Duration.ofSeconds(40)).complete("a").tick(Duration.ofSeconds(20));
        assertThat(run.stopOf("b")).isEqualTo(StopReason.BUDGET);
    }

    @Test
    void what_would_begin_once_the_time_is_used_up_asks_instead() {
        ManualRun run = ManualRun.of("name: w\nbudget: { time: 1m }\ntasks:\n  - { id: a, run: x }\n"
                + "  - { id: b, needs: [a], run: x }\n");
        run.tick(Duration.ofMinutes(1)).complete("a");
        assertThat(run.moves("b")).containsExactly("PENDING->READY", "READY->NEEDS_BUDGET");
    }

    @Test
    void pauses_between_tries_do_not_count_as_running() {
        ManualRun run = ManualRun.tasks("id: a, run: x, budget: { time: 1m }, retry: { attempts: 2, backoff: 10m }");
        run.tick(Duration.ofSeconds(30)).fail("a").tick(Duration.ofMinutes(10)).tick(Duration.ofSeconds(29));
        assertThat(run.stopOf("a")).isNull();
        assertThat(run.tick(SECOND).stopOf("a")).isEqualTo(StopReason.BUDGET);
    }

    @Test
    void time_that_was_used_before_a_crash_counts() {
        ManualRun run = ManualRun.tasks("id: a, run: x, budget: { time: 1m }").tick(Duration.ofSeconds(40));
        run.crash().tick(Duration.ofHours(1)).open().tick(Duration.ofSeconds(19));
        assertThat(run.stopOf("a")).isNull();
        assertThat(run.tick(SECOND).stopOf("a")).isEqualTo(StopReason.BUDGET);
    }

    @Test
    void nothing_ends_or_begins_by_time_while_the_run_is_being_stopped() {
        ManualRun run = ManualRun.tasks("id: a, run: x", "id: b, wait: 5m");
        run.ask(RequestKind.STOP, null);
        assertThat(run.nextLook()).isNull();
        assertThat(run.tick(Duration.ofMinutes(6)).state("b")).isEqualTo(WAITING_TIME);
        assertThat(run.obey("a").status).isEqualTo(RunStatus.STOPPED);
        run.ask(RequestKind.RESUME, null);
        assertThat(run.open().state("b")).isEqualTo(COMPLETED);
    }

    @Test
    void all_that_is_due_at_one_moment_is_decided_together() {
        ManualRun run = ManualRun.tasks("id: a, wait: 5m", "id: b, wait: 5m", "id: c, needs: [a, b], run: x");
        run.tick(Duration.ofMinutes(5));
        assertThat(run.in(COMPLETED)).containsExactly("a", "b");
        assertThat(run.moves("c")).containsExactly("PENDING->READY", "READY->RUNNING");
        assertThat(run.in(FAILED)).isEmpty();
        assertThat(run.in(READY)).isEmpty();
    }
}
