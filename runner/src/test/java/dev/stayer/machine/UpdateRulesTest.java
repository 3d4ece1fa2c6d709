package dev.stayer.machine;

import static dev.stayer.core.TaskState.COMPLETED;
import static dev.stayer.core.TaskState.NEEDS_APPROVAL;
import static dev.stayer.core.TaskState.PENDING;
import static dev.stayer.core.TaskState.RUNNING;
import static dev.stayer.core.TaskState.SKIPPED;
import static dev.stayer.core.TaskState.WAITING_TIME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.TaskKind;
import dev.stayer.core.TaskState;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What an edited file makes of an unfinished run. */
class UpdateRulesTest {
    private static final String A = "id: a, run: x";

    private static ManualRun edited(ManualRun run, String... tasks) {
        return run.edit(Plans.file(tasks));
    }

    @Test
    void a_new_task_runs_under_the_next_number() {
        ManualRun run = edited(ManualRun.tasks(A, "id: b, run: x"), "id: n, run: x", A, "id: b, run: x");
        assertThat(run.row("n").id().value()).isEqualTo("T3");
        assertThat(run.running()).containsExactly("a", "b", "n");
    }

    @Test
    void a_new_task_waits_for_what_it_needs() {
        ManualRun run = edited(ManualRun.tasks(A), A, "id: n, needs: [a], run: x");
        assertThat(run.state("n")).isEqualTo(PENDING);
        assertThat(run.complete("a").running()).containsExactly("n");
    }

    @Test
    void a_task_that_the_file_has_no_more_is_left_out() {
        ManualRun run = edited(ManualRun.tasks(A, "id: b, needs: [a], run: x"), A);
        assertThat(run.skipped("b")).isEqualTo(SkipReason.REMOVED);
        assertThat(run.complete("a").status).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void what_runs_goes_on_though_the_file_has_it_no_more() {
        ManualRun run = edited(ManualRun.tasks(A, "id: b, run: x"), "id: b, run: x");
        assertThat(run.state("a")).isEqualTo(RUNNING);
        assertThat(run.complete("a").complete("b").status).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void what_is_done_stays_done() {
        ManualRun run = ManualRun.tasks(A, "id: b, run: x").complete("a");
        assertThat(edited(run, "id: a, prompt: Do it", "id: b, run: x").state("a"))
                .isEqualTo(COMPLETED);
    }

    @Test
    void what_has_not_begun_begins_as_the_file_says_now() {
        ManualRun run = ManualRun.tasks(A, "id: b, needs: [a], run: x");
        edited(run, A, "id: b, needs: [a], approve: \"Go on?\"");
        assertThat(run.row("b").kind()).isEqualTo(TaskKind.APPROVE);
        assertThat(run.complete("a").state("b")).isEqualTo(NEEDS_APPROVAL);
    }

    @Test
    void a_gate_asks_its_new_question() {
        ManualRun run = edited(ManualRun.tasks("id: g, approve: \"Go on?\""), "id: g, approve: \"Really?\"");
        assertThat(run.waiting("g").text()).isEqualTo("Really?");
        assertThat(run.moves("g"))
                .containsExactly("PENDING->NEEDS_APPROVAL", "NEEDS_APPROVAL->PENDING", "PENDING->NEEDS_APPROVAL");
    }

    @Test
    void a_gate_that_asks_the_same_keeps_its_deadline() {
        ManualRun run = ManualRun.tasks("id: g, approve: \"Go on?\"");
        var until = run.waiting("g").until();
        edited(run.tick(Duration.ofDays(1)), "id: g, approve: \"Go on?\"", A);
        assertThat(run.waiting("g").until()).isEqualTo(until);
        assertThat(run.moves("g")).hasSize(1);
    }

    @Test
    void a_gate_that_is_none_any_more_runs() {
        ManualRun run = edited(ManualRun.tasks("id: g, approve: \"Go on?\""), "id: g, run: x");
        assertThat(run.running()).containsExactly("g");
    }

    @Test
    void a_wait_waits_as_long_as_the_file_says_now() {
        ManualRun run = ManualRun.tasks("id: w, wait: 5m").tick(Duration.ofMinutes(4));
        edited(run, "id: w, wait: 7m");
        assertThat(run.tick(Duration.ofMinutes(6)).state("w")).isEqualTo(WAITING_TIME);
        assertThat(run.tick(Duration.ofMinutes(1)).state("w")).isEqualTo(COMPLETED);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {
                "WAITING_RETRY",
                "WAITING_QUOTA",
                "WAITING_TIME",
                "WAITING_DISK",
                "NEEDS_ANSWER",
                "NEEDS_APPROVAL",
                "NEEDS_BUDGET",
                "NEEDS_AUTH",
                "NEEDS_HELP"
            })
    void what_waits_becomes_other_work_where_the_file_says_so(TaskState state) {
        ManualRun run = InState.of(state);
        run.edit(InState.otherWork(run));
        assertThat(run.moves("a")).endsWith(state + "->PENDING", "PENDING->READY", "READY->RUNNING");
        assertThat(run.row("a").attempt()).isEqualTo(1);
    }

    @Test
    void whether_an_effect_happened_is_asked_whatever_the_file_says_now() {
        ManualRun run = InState.of(TaskState.UNKNOWN_EFFECT);
        assertThat(run.edit(InState.otherWork(run)).state("a")).isEqualTo(TaskState.UNKNOWN_EFFECT);
    }

    @Test
    void a_new_task_in_a_group_that_is_open_runs() {
        ManualRun run = ManualRun.tasks("id: g, tasks: [ { id: a, run: x } ]");
        edited(run, "id: g, tasks: [ { id: a, run: x }, { id: n, run: x } ]");
        assertThat(run.row("n").id().value()).isEqualTo("T1.2");
        assertThat(run.running()).containsExactly("a", "n");
    }

    @Test
    void a_new_task_in_a_group_that_is_done_does_not_run() {
        ManualRun run = ManualRun.tasks("id: g, tasks: [ { id: a, run: x } ]", "id: b, run: x")
                .complete("a");
        edited(run, "id: g, tasks: [ { id: a, run: x }, { id: n, run: x } ]", "id: b, run: x");
        assertThat(run.rows).hasSize(3);
    }

    @Test
    void a_group_that_the_file_has_no_more_takes_along_what_has_not_begun() {
        ManualRun run = ManualRun.tasks(A, "id: g, needs: [a], tasks: [ { id: b, run: x } ]");
        edited(run, A);
        assertThat(run.in(SKIPPED)).containsExactly("g");
    }

    @Test
    void parts_stay_with_the_task_that_they_are_part_of() {
        ManualRun run = ManualRun.tasks("id: a, prompt: Do it").split("a", "one");
        edited(run, "id: a, prompt: Do it", "id: n, run: x");
        assertThat(run.running()).containsExactly("a/1", "n");
        assertThat(run.complete("a/1").state("a")).isEqualTo(RUNNING);
    }

    @Test
    void more_lanes_are_used_at_once() {
        ManualRun run =
                ManualRun.of("name: w\nmax-parallel: 1\ntasks:\n  - { id: a, run: x }\n  - { id: b, run: x }\n");
        assertThat(run.running()).containsExactly("a");
        assertThat(run.edit("name: w\nmax-parallel: 2\ntasks:\n  - { id: a, run: x }\n  - { id: b, run: x }\n")
                        .running())
                .containsExactly("a", "b");
    }

    @Test
    void more_time_is_what_a_task_goes_on_with() {
        ManualRun run = InState.of(TaskState.NEEDS_BUDGET);
        run.edit(Plans.file("id: a, run: x, budget: { time: 9m }"));
        assertThat(run.state("a")).as("a person lets it go on").isEqualTo(TaskState.NEEDS_BUDGET);
        run.ask(dev.stayer.core.RequestKind.RESUME, null);
        assertThat(run.running()).containsExactly("a");
    }

    @Test
    void an_edit_is_compared_by_the_paths_of_ids() {
        var own = Plans.of(Plans.file(A, "id: g, tasks: [ { id: b, run: x }, { id: c, run: x } ]"));
        var edited = Plans.of(Plans.file("id: n, run: x", "id: g, tasks: [ { id: b, run: y }, { id: d, run: x } ]"));
        var difference = UpdateRules.compare(own.workflow(), edited.workflow(), own.tasks());
        assertThat(difference.added()).containsExactly("n", "g/d");
        assertThat(difference.removed()).containsExactly("a", "g/c");
        assertThat(difference.changed()).contains("g/b").doesNotContain("n");
        assertThat(difference.tooLate()).isEmpty();
    }

    @Test
    void what_is_new_in_a_group_that_is_done_is_named_as_too_late() {
        ManualRun run =
                ManualRun.tasks("id: g, tasks: [ { id: b, run: x } ]", A).complete("b");
        var own = Plans.of(Plans.file("id: g, tasks: [ { id: b, run: x } ]", A));
        var edited = Plans.of(Plans.file("id: g, tasks: [ { id: b, run: x }, { id: d, run: x } ]", A));
        assertThat(UpdateRules.compare(own.workflow(), edited.workflow(), run.rows.values())
                        .tooLate())
                .containsExactly(java.util.Map.entry("g/d", "g"));
    }
}
