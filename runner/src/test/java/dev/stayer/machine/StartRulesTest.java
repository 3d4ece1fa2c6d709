package dev.stayer.machine;

import static dev.stayer.core.TaskState.COMPLETED;
import static dev.stayer.core.TaskState.FAILED;
import static dev.stayer.core.TaskState.NEEDS_APPROVAL;
import static dev.stayer.core.TaskState.PENDING;
import static dev.stayer.core.TaskState.READY;
import static dev.stayer.core.TaskState.RUNNING;
import static dev.stayer.core.TaskState.SKIPPED;
import static dev.stayer.core.TaskState.WAITING_TIME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import dev.stayer.core.RequestKind;
import dev.stayer.core.TaskId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Which tasks begin, when, and which are left out. */
class StartRulesTest {
    private static ManualRun inLanes(int lanes, String... tasks) {
        return ManualRun.created(Plans.file(tasks)).lanes(lanes).open();
    }

    @Test
    void a_task_without_needs_starts_at_once() {
        ManualRun run = ManualRun.tasks("id: a, run: x");
        assertThat(run.moves).containsExactly("T1 PENDING->READY", "T1 READY->RUNNING");
        assertThat(run.row("a").attempt()).isEqualTo(1);
    }

    @Test
    void a_task_starts_once_what_it_needs_is_done() {
        ManualRun run = ManualRun.tasks("id: a, run: x", "id: b, needs: [a], run: x");
        assertThat(run.state("b")).isEqualTo(PENDING);
        assertThat(run.complete("a").running()).containsExactly("b");
    }

    @Test
    void a_task_waits_for_the_last_of_its_needs() {
        ManualRun run = ManualRun.tasks("id: a, run: x", "id: b, run: x", "id: c, needs: [a, b], run: x");
        assertThat(run.complete("b").state("c")).isEqualTo(PENDING);
        assertThat(run.complete("a").state("c")).isEqualTo(RUNNING);
    }

    @Test
    void a_need_may_stand_behind_it_in_the_file() {
        ManualRun run = ManualRun.tasks("id: b, needs: [a], run: x", "id: a, run: x");
        assertThat(run.running()).containsExactly("a");
        assertThat(run.complete("a").running()).containsExactly("b");
    }

    @Test
    void a_need_that_failed_skips_what_needs_it() {
        ManualRun run =
                ManualRun.tasks("id: a, run: x", "id: b, needs: [a], run: x").fail("a");
        assertThat(run.moves("b")).containsExactly("PENDING->SKIPPED");
        assertThat(run.skipped("b")).isEqualTo(SkipReason.NEED);
        assertThat(run.row("b").failure()).isEqualTo("it needs a (T1) which failed");
    }

    @Test
    void what_is_skipped_skips_what_needs_it_down_the_chain() {
        ManualRun run = ManualRun.tasks("id: a, run: x", "id: b, needs: [a], run: x", "id: c, needs: [b], run: x")
                .fail("a");
        assertThat(run.in(SKIPPED)).containsExactly("b", "c");
        assertThat(run.row("c").failure()).isEqualTo("it needs b (T2) which was skipped");
    }

    @Test
    void an_optional_need_that_failed_still_skips_what_needs_it() {
        ManualRun run = ManualRun.tasks("id: a, optional: true, run: x", "id: b, needs: [a], run: x")
                .fail("a");
        assertThat(run.skipped("b")).isEqualTo(SkipReason.NEED);
        assertThat(run.status).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void a_rejected_gate_skips_what_needs_it() {
        ManualRun run = ManualRun.tasks("id: a, approve: \"Go on?\"", "id: b, needs: [a], run: x");
        run.ask(RequestKind.REJECT, "a");
        assertThat(run.skipped("b")).isEqualTo(SkipReason.NEED);
    }

    @Test
    void a_condition_that_holds_lets_it_start() {
        ManualRun run = ManualRun.tasks(
                        "id: a, run: x", "id: b, needs: [a], if: \"tasks.a.outputs.go == 'yes'\", run: x")
                .complete("a", Json.object().put("go", "yes"));
        assertThat(run.state("b")).isEqualTo(RUNNING);
    }

    @Test
    void a_condition_that_is_false_leaves_it_out() {
        ManualRun run = ManualRun.tasks(
                        "id: a, run: x", "id: b, needs: [a], if: \"tasks.a.outputs.go == 'yes'\", run: x")
                .complete("a", Json.object().put("go", "no"));
        assertThat(run.skipped("b")).isEqualTo(SkipReason.CONDITION);
        assertThat(run.status).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void a_condition_does_not_bring_back_what_a_failed_need_skips() {
        ManualRun run = ManualRun.tasks("id: a, run: x", "id: b, needs: [a], if: \"1 == 1\", run: x")
                .fail("a");
        assertThat(run.skipped("b")).isEqualTo(SkipReason.NEED);
    }

    @Test
    void always_runs_after_a_failure() {
        ManualRun run = ManualRun.tasks("id: a, run: x", "id: b, needs: [a], if: always(), run: x")
                .fail("a");
        assertThat(run.state("b")).isEqualTo(RUNNING);
        assertThat(run.complete("b").status).isEqualTo(RunStatus.FAILED);
    }

    @Test
    void always_runs_after_a_success_too() {
        ManualRun run = ManualRun.tasks("id: a, run: x", "id: b, needs: [a], if: always(), run: x")
                .complete("a");
        assertThat(run.state("b")).isEqualTo(RUNNING);
    }

    @Test
    void always_still_waits_for_what_it_needs() {
        ManualRun run = ManualRun.tasks("id: a, run: x", "id: b, needs: [a], if: always(), run: x");
        assertThat(run.state("b")).isEqualTo(PENDING);
    }

    @Test
    void failure_runs_only_after_a_failure() {
        String[] tasks = {"id: a, run: x", "id: b, needs: [a], if: failure(), run: x"};
        assertThat(ManualRun.tasks(tasks).fail("a").state("b")).isEqualTo(RUNNING);
        assertThat(ManualRun.tasks(tasks).complete("a").skipped("b")).isEqualTo(SkipReason.CONDITION);
    }

    @Test
    void a_condition_that_cannot_be_worked_out_fails_that_task_alone() {
        ManualRun run = ManualRun.tasks(
                        "id: a, run: x",
                        "id: b, needs: [a], if: \"fromJSON(tasks.a.outputs.n) == 1\", run: x",
                        "id: c, needs: [a], run: x")
                .complete("a", Json.object().put("n", "not JSON"));
        assertThat(run.moves("b")).containsExactly("PENDING->FAILED");
        assertThat(run.state("c")).isEqualTo(RUNNING);
    }

    @Test
    void a_command_that_cannot_be_made_fails_its_task() {
        ManualRun run = ManualRun.tasks(
                        "id: a, run: x",
                        "id: b, needs: [a], env: { N: \"${{ fromJSON(tasks.a.outputs.n) }}\" }, run: x")
                .complete("a", Json.object().put("n", "not JSON"));
        assertThat(run.moves("b")).containsExactly("PENDING->READY", "READY->FAILED");
        assertThat(run.row("b").executions()).isZero();
    }

    @Test
    void a_title_is_worked_out_as_the_task_begins() {
        ManualRun run = ManualRun.tasks(
                "id: a, run: x", "id: b, needs: [a], title: \"About ${{ tasks.a.outputs.n }}\", run: x");
        assertThat(run.row("b").title()).isNull();
        assertThat(run.complete("a", Json.object().put("n", "5")).row("b").title())
                .isEqualTo("About 5");
    }

    @Test
    void a_gate_asks_without_a_lane() {
        ManualRun run = inLanes(1, "id: a, run: x", "id: b, approve: \"Go on?\"");
        assertThat(run.running()).containsExactly("a");
        assertThat(run.state("b")).isEqualTo(NEEDS_APPROVAL);
        assertThat(run.waiting("b").text()).isEqualTo("Go on?");
    }

    @Test
    void a_wait_waits_without_a_lane() {
        ManualRun run = inLanes(1, "id: a, run: x", "id: b, wait: 5m");
        assertThat(run.state("b")).isEqualTo(WAITING_TIME);
        assertThat(run.waiting("b").until()).isEqualTo(run.now().plusSeconds(300));
    }

    @Test
    void a_wait_for_no_time_at_all_fails() {
        ManualRun run = ManualRun.tasks("id: a, run: x", "id: b, needs: [a], wait: \"${{ tasks.a.outputs.long }}\"")
                .complete("a", Json.object().put("long", "soon"));
        assertThat(run.moves("b")).containsExactly("PENDING->FAILED");
    }

    @Test
    void a_group_runs_without_a_lane_and_opens_what_is_in_it() {
        ManualRun run = inLanes(1, "id: g, tasks: [ { id: a, run: x }, { id: b, run: x } ]");
        assertThat(run.moves("g")).containsExactly("PENDING->RUNNING");
        assertThat(run.running()).containsExactly("a");
        assertThat(run.state("b")).isEqualTo(READY);
    }

    @Test
    void what_is_in_a_group_waits_for_what_the_group_needs() {
        ManualRun run = ManualRun.tasks("id: z, run: x", "id: g, needs: [z], tasks: [ { id: a, run: x } ]");
        assertThat(run.rows).hasSize(2);
        assertThat(run.complete("z").state("a")).isEqualTo(RUNNING);
    }

    @Test
    void what_needs_a_group_waits_for_all_in_it() {
        ManualRun run =
                ManualRun.tasks("id: g, tasks: [ { id: a, run: x }, { id: b, run: x } ]", "id: c, needs: [g], run: x");
        assertThat(run.complete("a").state("c")).isEqualTo(PENDING);
        assertThat(run.complete("b").state("c")).isEqualTo(RUNNING);
    }

    @Test
    void lanes_are_given_in_the_order_of_the_file() {
        ManualRun run = inLanes(1, "id: a, run: x", "id: b, run: x", "id: c, run: x");
        assertThat(run.running()).containsExactly("a");
        assertThat(run.complete("a").running()).containsExactly("b");
        assertThat(run.complete("b").running()).containsExactly("c");
    }

    @Test
    void the_tenth_task_comes_after_the_second() {
        String[] tasks = new String[11];
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] = "id: t" + (i + 1) + ", run: x";
        }
        ManualRun run = inLanes(2, tasks);
        assertThat(run.running()).containsExactly("t1", "t2");
        assertThat(run.complete("t1").running()).containsExactly("t2", "t3");
    }

    @Test
    void a_run_starts_no_more_than_its_max_parallel() {
        ManualRun run = ManualRun.of("name: w\nmax-parallel: 2\ntasks:\n  - { id: a, run: x, for-each: [1, 2, 3] }\n");
        assertThat(run.running()).containsExactly("a[1]", "a[2]");
        assertThat(run.complete("a[2]").running()).containsExactly("a[1]", "a[3]");
    }

    @Test
    void a_for_each_starts_no_more_than_its_own_max_parallel() {
        ManualRun run = ManualRun.tasks("id: a, for-each: [1, 2, 3], max-parallel: 1, run: x", "id: b, run: x");
        assertThat(run.running()).containsExactly("a[1]", "b");
        assertThat(run.complete("a[1]").running()).containsExactly("b", "a[2]");
    }

    @Test
    void limits_of_groups_hold_together() {
        ManualRun run = ManualRun.tasks("id: g, for-each: [1, 2], max-parallel: 2, tasks: [ { id: a, for-each: [x, y],"
                + " max-parallel: 1, run: x } ]");
        assertThat(run.running()).containsExactly("a[1/x]", "a[2/x]");
    }

    @Test
    void two_that_write_the_same_do_not_run_together() {
        ManualRun run = ManualRun.tasks(
                "id: a, writes: [out], run: x", "id: b, writes: [out/sub], run: x", "id: c, writes: [other], run: x");
        assertThat(run.running()).containsExactly("a", "c");
        assertThat(run.complete("a").running()).containsExactly("c", "b");
    }

    @Test
    void names_that_only_begin_alike_do_not_overlap() {
        ManualRun run = ManualRun.tasks("id: a, writes: [out], run: x", "id: b, writes: [output], run: x");
        assertThat(run.running()).containsExactly("a", "b");
    }

    @Test
    void what_waits_for_a_path_does_not_hold_up_those_behind_it() {
        ManualRun run = inLanes(2, "id: a, writes: [o], run: x", "id: b, writes: [o], run: x", "id: c, run: x");
        assertThat(run.running()).containsExactly("a", "c");
    }

    @Test
    void a_path_is_free_again_once_its_writer_waits_to_try_again() {
        ManualRun run = ManualRun.tasks(
                        "id: a, writes: [o], run: x, retry: { attempts: 2 }", "id: b, writes: [o], run: x")
                .fail("a");
        assertThat(run.running()).containsExactly("b");
    }

    @Test
    void paths_are_compared_with_the_values_in_them() {
        ManualRun run = ManualRun.tasks("id: a, for-each: [x, y], writes: [\"made-${{ item }}\"], run: x");
        assertThat(run.running()).containsExactly("a[x]", "a[y]");
    }

    @Test
    void a_start_counts_the_try_and_keeps_when_it_first_began() {
        ManualRun run = ManualRun.tasks("id: a, run: x, retry: { attempts: 3, backoff: 30s }");
        var first = run.row("a").started();
        run.fail("a").tick(Duration.ofSeconds(30));
        TaskRow again = run.row("a");
        assertThat(again.started()).isEqualTo(first);
        assertThat(new int[] {again.attempt(), again.tries(), again.executions()})
                .containsExactly(2, 2, 2);
    }

    @Test
    void a_start_forgets_how_the_try_before_it_failed() {
        ManualRun run = ManualRun.tasks("id: a, run: x, retry: { attempts: 2, backoff: 30s }")
                .fail("a");
        assertThat(run.row("a").failure()).isEqualTo("no luck");
        assertThat(run.tick(Duration.ofSeconds(30)).row("a").failure()).isNull();
        assertThat(run.row("a").exitCode()).isNull();
    }

    @Test
    void a_start_that_is_not_committed_yet_is_not_forgotten_when_rows_are_read_anew() {
        RunPlan plan = Plans.of(Plans.file("id: a, for-each: [1, 2], fail-fast: true, run: x"));
        Instant now = Instant.parse("2026-11-24T09:00:00Z");
        Map<TaskId, TaskRow> rows = new HashMap<>();
        plan.tasks().forEach(row -> rows.put(row.id(), row));
        RunMachine machine = new RunMachine(plan, Plans.FACTS, Path.of("/w"), new OwnLanes());
        Decision first = machine.load(plan, rows.values(), null, List::of, now);
        first.inserted().forEach(row -> rows.put(row.id(), row));
        first.updated().forEach(row -> rows.put(row.id(), row));
        machine.committed(first);
        RunMachine.Next.Start committed = (RunMachine.Next.Start) Objects.requireNonNull(machine.next(now));
        machine.started(committed);
        rows.put(committed.row().id(), committed.row());
        RunMachine.Next.Start taken = (RunMachine.Next.Start) Objects.requireNonNull(machine.next(now));
        machine.started(taken);
        machine.load(plan, rows.values(), null, List::of, now);
        assertThat(machine.next(now)).isNull();
        TaskRow failed = committed.row().edit().state(FAILED).row();
        Decision follows = machine.apply(List.of(new RunEvent.Ended(failed)), now);
        assertThat(follows.stops())
                .as("it runs, so it is ended")
                .containsOnlyKeys(taken.row().id());
        assertThat(follows.touched()).doesNotContain(taken.row().id());
    }

    @Test
    void a_task_that_ended_otherwise_while_it_waited_for_a_lane_does_not_start() {
        ManualRun run = inLanes(1, "id: a, run: x", "id: b, run: x");
        run.ask(RequestKind.SKIP, "b");
        assertThat(run.complete("a").moves("b")).containsExactly("PENDING->READY", "READY->SKIPPED");
        assertThat(run.status).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void an_effect_key_stays_the_same_at_each_try() {
        ManualRun run = ManualRun.tasks("id: a, run: x, retry: { attempts: 2, backoff: 30s }");
        String key = run.row("a").effect().key();
        run.fail("a").tick(Duration.ofSeconds(30));
        assertThat(run.row("a").effect().key()).isEqualTo(key).isNotNull();
        assertThat(run.complete("a").in(COMPLETED)).containsExactly("a");
        assertThat(run.in(FAILED)).isEmpty();
    }
}
