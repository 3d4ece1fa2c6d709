package dev.stayer.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.workflow.Workflow;
import dev.stayer.workflow.WorkflowReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which seconds count, told by hand. */
class TimeLimitsTest {
    private static final RunId RUN = new RunId("r-20261127-0001");
    private static final TaskId A = new TaskId("T1");
    private static final TaskId B = new TaskId("T2");

    private static Instant at(int second) {
        return Instant.parse("2026-11-27T12:00:00Z").plusSeconds(second);
    }

    private static Tree tree(String ofA) {
        byte[] yaml = "name: w\ntasks:\n  - { id: a, run: x%s }\n  - { id: b, run: x }\n"
                .formatted(ofA)
                .getBytes(StandardCharsets.UTF_8);
        Workflow workflow = WorkflowReader.read("w.yaml", path -> yaml).workflow();
        Tree tree = new Tree(RUN, workflow, Map.of(), node -> Map.of());
        tree.addAll(Expansion.topLevel(RUN, workflow.tasks()));
        return tree;
    }

    private static TimeLimits budgets(Tree tree, @Nullable Integer seconds, List<Interval> before, int now) {
        return new TimeLimits(tree, seconds == null ? null : Duration.ofSeconds(seconds), before, Set.of(), at(now));
    }

    @Test
    void what_runs_side_by_side_counts_once_and_pauses_do_not_count() {
        TimeLimits times = budgets(tree(""), 10, List.of(), 0);
        times.began(A, at(0));
        times.began(B, at(2));
        times.ended(A, at(4));
        times.ended(B, at(6));
        assertThat(times.next()).isNull();
        times.began(A, at(100));
        assertThat(times.next()).isEqualTo(at(104));
        assertThat(times.isUp(A, at(103))).isFalse();
        assertThat(times.isUp(A, at(104))).isTrue();
        assertThat(times.timeIsUp(Set.of(A), at(104))).containsExactly(A);
        assertThat(times.next()).as("told once").isNull();
        times.ended(A, at(105));
        assertThat(times.isUp(B, at(200))).as("nothing may start any more").isTrue();
    }

    @Test
    void the_past_counts_by_the_journal_overlaps_once_and_a_limit_of_a_task_is_its_own() {
        List<Interval> before = List.of(
                new Interval(A, at(0), at(5)),
                new Interval(B, at(3), at(8)),
                new Interval(B, at(20), at(21)),
                // An attempt whose end nobody saw and that no lane holds.
                new Interval(A, at(30), null));
        assertThat(budgets(tree(""), 9, before, 40).isUp(B, at(40))).isTrue();
        assertThat(budgets(tree(""), 10, before, 40).isUp(B, at(40))).isFalse();
        TimeLimits own = budgets(tree(", budget: { time: 5s }"), null, before, 40);
        assertThat(own.isUp(A, at(40))).isTrue();
        assertThat(own.isUp(B, at(40))).isFalse();
    }

    @Test
    void what_a_lane_holds_while_the_tree_is_built_anew_goes_on_counting() {
        Tree tree = tree("");
        TimeLimits times =
                new TimeLimits(tree, Duration.ofSeconds(10), List.of(new Interval(A, at(0), null)), Set.of(A), at(7));
        assertThat(times.next()).isEqualTo(at(10));
        times.began(A, at(8));
        times.ended(A, at(9));
        assertThat(times.next())
                .as("it was said to have begun, and counts once")
                .isNull();
    }

    @Test
    void a_lane_whose_start_is_not_committed_yet_counts_from_its_commit_as_the_journal_does() {
        TimeLimits times = new TimeLimits(
                tree(""), Duration.ofSeconds(10), List.of(new Interval(A, at(0), at(4))), Set.of(A), at(7));
        assertThat(times.next()).isNull();
        times.began(A, at(9));
        assertThat(times.next()).isEqualTo(at(15));
    }
}
