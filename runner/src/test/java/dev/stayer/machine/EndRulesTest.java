package dev.stayer.machine;

import static dev.stayer.core.TaskState.COMPLETED;
import static dev.stayer.core.TaskState.FAILED;
import static dev.stayer.core.TaskState.RUNNING;
import static dev.stayer.core.TaskState.SKIPPED;
import static dev.stayer.core.TaskState.WAITING_TIME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import dev.stayer.core.StopReason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How groups, for-each and repeat go on and end. */
class EndRulesTest {
    private static final String FAN = "id: a, for-each: [1, 2, 3], run: x";

    private static ManualRun loop(String until, int max, String every) {
        return ManualRun.tasks(
                "id: a, run: x, repeat: { until: \"${{ " + until + " }}\", max: " + max + ", every: " + every + " }");
    }

    @Test
    void a_group_is_done_once_all_in_it_are() {
        ManualRun run = ManualRun.tasks("id: g, tasks: [ { id: a, run: x }, { id: b, run: x } ]");
        assertThat(run.complete("a").state("g")).isEqualTo(RUNNING);
        assertThat(run.complete("b").moves("g")).containsExactly("PENDING->RUNNING", "RUNNING->COMPLETED");
    }

    @Test
    void a_group_fails_once_all_in_it_have_ended_and_one_failed() {
        ManualRun run = ManualRun.tasks("id: g, tasks: [ { id: a, run: x }, { id: b, run: x } ]");
        assertThat(run.fail("a").state("g")).isEqualTo(RUNNING);
        assertThat(run.complete("b").state("g")).isEqualTo(FAILED);
        assertThat(run.row("g").failure()).isEqualTo("1 of 2 failed: T1.1 a");
    }

    @Test
    void an_optional_task_does_not_fail_its_group() {
        ManualRun run = ManualRun.tasks("id: g, tasks: [ { id: a, optional: true, run: x }, { id: b, run: x } ]");
        assertThat(run.fail("a").complete("b").state("g")).isEqualTo(COMPLETED);
    }

    @Test
    void what_is_skipped_does_not_fail_its_group() {
        ManualRun run =
                ManualRun.tasks("id: g, tasks: [ { id: a, run: x }, { id: b, needs: [a], if: failure(), run: x } ]");
        assertThat(run.complete("a").state("g")).isEqualTo(COMPLETED);
    }

    @Test
    void groups_in_groups_end_from_the_inside() {
        ManualRun run = ManualRun.tasks("id: g, tasks: [ { id: h, tasks: [ { id: a, run: x } ] } ]");
        run.complete("a");
        assertThat(run.moves.subList(run.moves.size() - 3, run.moves.size()))
                .containsExactlyInAnyOrder(
                        "T1.1.1 RUNNING->COMPLETED", "T1.1 RUNNING->COMPLETED", "T1 RUNNING->COMPLETED");
        assertThat(run.status).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void a_for_each_is_done_once_all_items_are() {
        ManualRun run = ManualRun.tasks(FAN).complete("a[1]").complete("a[3]");
        assertThat(run.state("a")).isEqualTo(RUNNING);
        assertThat(run.complete("a[2]").state("a")).isEqualTo(COMPLETED);
    }

    @Test
    void items_keep_their_order_their_key_and_their_place() {
        ManualRun run = ManualRun.tasks("id: a, for-each: [x, y], run: x");
        assertThat(run.row("a[y]").id().value()).isEqualTo("T1.2");
        assertThat(run.row("a[y]").place().itemIndex()).isEqualTo(1);
        assertThat(run.row("a[y]").key()).isEqualTo("y");
        assertThat(run.row("a[y]").role()).isEqualTo(TaskRole.ITEM);
    }

    @Test
    void a_for_each_fails_once_one_item_has_and_the_others_go_on_first() {
        ManualRun run = ManualRun.tasks(FAN).fail("a[1]");
        assertThat(run.running()).containsExactly("a[2]", "a[3]");
        assertThat(run.complete("a[2]").complete("a[3]").state("a")).isEqualTo(FAILED);
    }

    @Test
    void enough_items_are_success() {
        ManualRun run = ManualRun.tasks(FAN + ", min-success: 2").fail("a[1]").complete("a[2]");
        assertThat(run.complete("a[3]").state("a")).isEqualTo(COMPLETED);
    }

    @Test
    void one_item_too_few_is_failure() {
        ManualRun run = ManualRun.tasks(FAN + ", min-success: 2").fail("a[1]").fail("a[2]");
        assertThat(run.complete("a[3]").state("a")).isEqualTo(FAILED);
    }

    @Test
    void a_share_of_the_items_is_rounded_up() {
        ManualRun run = ManualRun.tasks(FAN + ", min-success: 50%").fail("a[1]").fail("a[2]");
        assertThat(run.complete("a[3]").state("a")).isEqualTo(FAILED);
        ManualRun other =
                ManualRun.tasks(FAN + ", min-success: 50%").fail("a[1]").complete("a[2]");
        assertThat(other.complete("a[3]").state("a")).isEqualTo(COMPLETED);
    }

    @Test
    void no_success_at_all_may_be_enough() {
        ManualRun run = ManualRun.tasks(FAN + ", min-success: 0").fail("a[1]").fail("a[2]");
        assertThat(run.fail("a[3]").state("a")).isEqualTo(COMPLETED);
    }

    @Test
    void without_items_there_is_nothing_to_do() {
        ManualRun run = ManualRun.tasks("id: a, for-each: [], run: x", "id: b, needs: [a], run: x");
        assertThat(run.state("a")).isEqualTo(COMPLETED);
        assertThat(run.running()).containsExactly("b");
    }

    @Test
    void a_list_may_come_from_a_task() {
        ManualRun run = ManualRun.tasks(
                        "id: l, run: x", "id: a, needs: [l], for-each: \"${{ tasks.l.outputs.items }}\", run: x")
                .complete("l", Json.object().put("items", "[\"p\", \"q\"]"));
        assertThat(run.running()).containsExactly("a[p]", "a[q]");
    }

    @Test
    void what_is_not_a_list_fails_the_for_each() {
        ManualRun run = ManualRun.tasks(
                        "id: l, run: x", "id: a, needs: [l], for-each: \"${{ tasks.l.outputs.items }}\", run: x")
                .complete("l", Json.object().put("items", "{}"));
        assertThat(run.state("a")).isEqualTo(FAILED);
        assertThat(run.row("a").failure()).contains("not a list");
    }

    @Test
    void two_items_of_one_key_fail_the_for_each() {
        ManualRun run = ManualRun.tasks(
                        "id: l, run: x", "id: a, needs: [l], for-each: \"${{ tasks.l.outputs.items }}\", run: x")
                .complete("l", Json.object().put("items", "[\"x\", \"y\", \"x\"]"));
        assertThat(run.state("a")).isEqualTo(FAILED);
        assertThat(run.row("a").failure()).contains("items 1 and 3").contains("'x'");
        assertThat(run.rows).hasSize(2);
    }

    @Test
    void a_key_tells_items_apart_that_look_alike() {
        ManualRun run = ManualRun.tasks("id: a, for-each: [x, x], key: \"${{ item }}-${{ index }}\", run: x");
        assertThat(run.running()).containsExactly("a[x-0]", "a[x-1]");
    }

    @Test
    void a_matrix_makes_every_combination_in_order() {
        ManualRun run = ManualRun.tasks(
                "id: a, for-each: { os: [l, m], v: [1, 2] }, key: \"${{ item.os }}${{ item.v }}\", run: x");
        assertThat(run.running()).containsExactly("a[l1]", "a[l2]", "a[m1]", "a[m2]");
    }

    @Test
    void a_matrix_with_an_empty_axis_has_nothing_to_do() {
        ManualRun run = ManualRun.tasks("id: a, for-each: { os: [l, m], v: [] }, run: x");
        assertThat(run.state("a")).isEqualTo(COMPLETED);
    }

    @Test
    void fail_fast_leaves_out_what_has_not_begun() {
        ManualRun run =
                ManualRun.tasks(FAN + ", fail-fast: true, max-parallel: 1").fail("a[1]");
        assertThat(run.in(SKIPPED)).containsExactly("a[2]", "a[3]");
        assertThat(run.skipped("a[2]")).isEqualTo(SkipReason.GIVEN_UP);
        assertThat(run.state("a")).isEqualTo(FAILED);
    }

    @Test
    void fail_fast_ends_what_runs() {
        ManualRun run = ManualRun.tasks(FAN + ", fail-fast: true").fail("a[1]");
        assertThat(run.stopOf("a[2]")).isEqualTo(StopReason.CANCELLED);
        assertThat(run.state("a")).isEqualTo(RUNNING);
        run.obey("a[2]").obey("a[3]");
        assertThat(run.moves("a[3]")).endsWith("RUNNING->CANCELLED");
        assertThat(run.state("a")).isEqualTo(FAILED);
    }

    @Test
    void what_is_done_before_it_hears_of_fail_fast_stays_done() {
        ManualRun run = ManualRun.tasks(FAN + ", fail-fast: true").fail("a[1]").complete("a[2]");
        assertThat(run.state("a[2]")).isEqualTo(COMPLETED);
    }

    @Test
    void fail_fast_reaches_into_groups() {
        ManualRun run =
                ManualRun.tasks("id: f, for-each: [1, 2], fail-fast: true, tasks: [ { id: a, run: x }, { id: b, needs:"
                        + " [a], run: x } ]");
        run.fail("a[1]");
        assertThat(run.stopOf("a[2]")).isEqualTo(StopReason.CANCELLED);
        run.obey("a[2]");
        assertThat(run.state("b[2]")).isEqualTo(SKIPPED);
        assertThat(run.state("f")).isEqualTo(FAILED);
    }

    /** How deep the groups are that begin decides which of them are open when the failure is seen. */
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 2", "1, 3", "1, 4", "2, 1", "2, 2", "2, 3", "2, 4", "3, 1", "3, 2", "3, 3", "3, 4"})
    void fail_fast_gives_up_what_begins_in_the_very_same_moment(int failing, int depth) {
        String inner = "{ id: b, for-each: [u, v], run: x }";
        for (int i = 0; i < depth; i++) {
            inner = "{ id: g" + i + ", for-each: [p, q], tasks: [ " + inner + " ] }";
        }
        ManualRun run =
                ManualRun.tasks("id: f, for-each: [1, 2, 3], fail-fast: true, tasks: [ { id: t, run: x }, { id: w,"
                        + " wait: 5m }, { id: a, needs: [t, w], tasks: [ " + inner + " ] } ]");
        for (int item = 1; item <= 3; item++) {
            if (item == failing) {
                run.fail("t[" + item + "]");
            } else {
                run.complete("t[" + item + "]");
            }
        }
        run.tick(Duration.ofMinutes(5));
        assertThat(run.running()).isEmpty();
        assertThat(run.state("f")).isEqualTo(FAILED);
    }

    @Test
    void fail_fast_that_is_forgiven_gives_up_nobody() {
        ManualRun run = ManualRun.tasks(
                "id: f, for-each: [1, 2], fail-fast: true, tasks: [ { id: a, optional: true, run: x } ]");
        run.fail("a[1]");
        assertThat(run.stopOf("a[2]")).isNull();
        assertThat(run.complete("a[2]").state("f")).isEqualTo(COMPLETED);
    }

    @Test
    void a_repeat_ends_once_its_condition_holds() {
        ManualRun run = loop("round >= 2", 3, "0s").complete("a#1");
        assertThat(run.running()).containsExactly("a#2");
        assertThat(run.complete("a#2").state("a")).isEqualTo(COMPLETED);
        assertThat(run.rows).hasSize(3);
    }

    @Test
    void a_repeat_fails_after_its_last_round() {
        ManualRun run = loop("round >= 9", 2, "0s").complete("a#1").complete("a#2");
        assertThat(run.state("a")).isEqualTo(FAILED);
        assertThat(run.row("a").failure()).startsWith("not reached after 2 rounds");
        assertThat(run.row("a").result().checkFailed()).isTrue();
    }

    @Test
    void a_round_that_failed_fails_the_repeat() {
        ManualRun run = loop("round >= 3", 3, "0s").fail("a#1");
        assertThat(run.row("a").failure()).isEqualTo("round 1 failed: no luck");
        assertThat(run.rows).hasSize(2);
    }

    @Test
    void a_round_waits_for_its_pause() {
        ManualRun run = loop("round >= 2", 3, "1m").complete("a#1");
        assertThat(run.state("a#2")).isEqualTo(WAITING_TIME);
        assertThat(run.tick(Duration.ofSeconds(59)).state("a#2")).isEqualTo(WAITING_TIME);
        assertThat(run.tick(Duration.ofSeconds(1)).state("a#2")).isEqualTo(RUNNING);
    }

    @Test
    void the_first_round_does_not_wait() {
        assertThat(loop("round >= 2", 3, "1m").running()).containsExactly("a#1");
    }

    @Test
    void a_repeat_hands_out_what_its_last_round_did() {
        ManualRun run = loop("round >= 2", 3, "0s")
                .complete("a#1", Json.object().put("n", "1"))
                .complete("a#2", Json.object().put("n", "2"));
        assertThat(run.row("a").outputs().path("n").asString()).isEqualTo("2");
    }

    @Test
    void a_condition_of_a_repeat_sees_what_its_round_did() {
        ManualRun run = ManualRun.tasks(
                "id: r, repeat: { until: \"${{ tasks.t.outputs.v == 'ok' }}\", max: 5 }, tasks: [ { id: t,"
                        + " run: x } ]");
        run.complete("t#1", Json.object().put("v", "no"));
        assertThat(run.running()).containsExactly("t#2");
        assertThat(run.complete("t#2", Json.object().put("v", "ok")).state("r")).isEqualTo(COMPLETED);
    }

    @Test
    void each_item_has_rounds_of_its_own() {
        ManualRun run = ManualRun.tasks(
                "id: r, for-each: [p, q], repeat: { until: \"${{ round >= 2 }}\", max: 2 }, tasks: [ { id: t, run: x } ]");
        run.complete("t[p]#1");
        assertThat(run.running()).containsExactly("t[q]#1", "t[p]#2");
    }

    @Test
    void a_group_of_items_hands_out_lists() {
        ManualRun run = ManualRun.tasks("id: a, for-each: [1, 2], run: x, outputs: { n: { type: string } }")
                .complete("a[2]", Json.object().put("n", "two"))
                .complete("a[1]", Json.object().put("n", "one"));
        assertThat(run.row("a").outputs().path("n").toString()).isEqualTo("[\"one\",\"two\"]");
    }

    @Test
    void a_group_fails_its_check_only_if_all_that_failed_did() {
        ManualRun run = ManualRun.tasks("id: g, tasks: [ { id: a, run: x }, { id: b, run: x } ]");
        run.refusedByCheck("a").complete("b");
        assertThat(run.row("g").result().checkFailed()).isTrue();
        ManualRun other = ManualRun.tasks("id: g, tasks: [ { id: a, run: x }, { id: b, run: x } ]");
        other.refusedByCheck("a").fail("b");
        assertThat(other.row("g").result().checkFailed()).isFalse();
    }
}
