package dev.stayer.machine;

import static dev.stayer.core.TaskState.COMPLETED;
import static dev.stayer.core.TaskState.FAILED;
import static dev.stayer.core.TaskState.READY;
import static dev.stayer.core.TaskState.RUNNING;
import static dev.stayer.core.TaskState.WAITING_TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stayer.core.RequestKind;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of the parts that an agent splits its task into, and of the task. */
class PartRulesTest {
    private static ManualRun split(String... titles) {
        return ManualRun.tasks("id: a, prompt: Do it").split("a", titles);
    }

    @Test
    void parts_run_while_their_whole_waits() {
        ManualRun run = split("one", "two");
        assertThat(run.running()).containsExactly("a/1", "a/2");
        assertThat(run.state("a")).isEqualTo(WAITING_TIME);
        assertThat(run.row("a/1").title()).isEqualTo("one");
        assertThat(run.row("a/1").role()).isEqualTo(TaskRole.PART);
    }

    @Test
    void the_whole_goes_on_once_all_parts_have_ended() {
        ManualRun run = split("one", "two").complete("a/1");
        assertThat(run.state("a")).isEqualTo(WAITING_TIME);
        assertThat(run.complete("a/2").moves("a")).endsWith("WAITING_TIME->READY", "READY->RUNNING");
    }

    @Test
    void a_part_that_failed_lets_its_whole_go_on_too() {
        ManualRun run = split("one").fail("a/1");
        assertThat(run.state("a")).isEqualTo(RUNNING);
        assertThat(run.row("a").attempt()).isEqualTo(1);
    }

    @Test
    void a_whole_that_waits_for_its_parts_has_no_deadline() {
        ManualRun run = split("one").tick(Duration.ofDays(30));
        assertThat(run.state("a")).isEqualTo(WAITING_TIME);
        assertThat(run.waiting("a").until()).isNull();
    }

    @Test
    void a_whole_may_be_split_again() {
        ManualRun run = split("one").complete("a/1").split("a", "two");
        assertThat(run.running()).containsExactly("a/2");
        assertThat(run.row("a/2").id().value()).isEqualTo("T1.2");
    }

    @Test
    void a_part_has_the_tries_of_its_whole() {
        ManualRun run =
                ManualRun.tasks("id: a, prompt: Do it, retry: { attempts: 2 }").split("a", "one");
        assertThat(run.fail("a/1").state("a/1")).isEqualTo(TaskState.WAITING_RETRY);
    }

    @Test
    void a_part_that_did_not_succeed_is_settled_by_its_agent() {
        ManualRun run = split("one").fail("a/1").settlePart("a/1", "not needed");
        assertThat(run.lastMove("a/1")).isEqualTo("FAILED->SKIPPED");
        assertThat(run.skipped("a/1")).isEqualTo(SkipReason.SETTLED);
        assertThat(run.row("a/1").failure()).isEqualTo("settled by T1: not needed");
        assertThat(run.complete("a").status).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void a_part_that_is_done_or_open_is_not_settled() {
        ManualRun run = split("one", "two").complete("a/1");
        assertThatThrownBy(() -> run.settlePart("a/1", "no")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> run.settlePart("a/2", "no")).isInstanceOf(IllegalArgumentException.class);
        assertThat(run.state("a/2")).isEqualTo(RUNNING);
    }

    @Test
    void parts_that_are_left_over_when_their_whole_ends_are_given_up() {
        ManualRun run = split("one", "two").complete("a/2");
        run.ask(RequestKind.SKIP, "a");
        assertThat(run.stopOf("a/1")).isEqualTo(StopReason.SKIPPED);
        assertThat(run.obey("a/1").skipped("a/1")).isEqualTo(SkipReason.PERSON);
        assertThat(run.state("a/2")).isEqualTo(COMPLETED);
    }

    @Test
    void a_part_that_waits_is_left_out_when_its_whole_ends() {
        ManualRun run = ManualRun.tasks("id: a, prompt: Do it", "id: z, run: x").split("a", "one", "two");
        run.waits("a/1", TaskState.NEEDS_ANSWER, dev.stayer.core.WaitReason.QUESTION, Duration.ofDays(7));
        run.complete("a/2").ask(RequestKind.STOP, "a/1");
        assertThat(run.state("a")).isEqualTo(WAITING_TIME);
        run.ask(RequestKind.SKIP, "a");
        assertThat(run.skipped("a/1")).isEqualTo(SkipReason.PERSON);
    }

    @Test
    void a_stopped_part_holds_up_its_whole_until_it_is_resumed() {
        ManualRun run = split("one", "two").complete("a/2");
        run.ask(RequestKind.STOP, "a/1");
        assertThat(run.obey("a/1").state("a")).isEqualTo(WAITING_TIME);
        assertThat(run.status).isEqualTo(RunStatus.STOPPED);
        run.ask(RequestKind.RESUME, null);
        assertThat(run.lastMove("a/1")).isEqualTo("STOPPED->READY");
        assertThat(run.open().complete("a/1").state("a")).isEqualTo(RUNNING);
    }

    @Test
    void a_part_survives_a_crash_as_its_whole_does() {
        ManualRun run = split("one").crash();
        assertThat(run.state("a/1")).isEqualTo(READY);
        assertThat(run.state("a")).isEqualTo(WAITING_TIME);
        assertThat(run.open().complete("a/1").state("a")).isEqualTo(RUNNING);
    }

    @Test
    void a_question_of_a_part_is_what_the_run_waits_for() {
        ManualRun run = split("one");
        run.waits("a/1", TaskState.NEEDS_ANSWER, dev.stayer.core.WaitReason.QUESTION, Duration.ofDays(7));
        assertThat(run.end()).isEqualTo(new RunEnd(RunStatus.OPEN, dev.stayer.core.ExitCode.NEEDS_PERSON));
    }

    @Test
    void a_cancelled_run_takes_its_parts_along() {
        ManualRun run = split("one");
        run.ask(RequestKind.CANCEL, null);
        assertThat(run.obey("a/1").in(TaskState.CANCELLED)).containsExactly("a", "a/1");
    }

    @Test
    void a_part_that_is_retried_opens_its_whole() {
        ManualRun run = split("one").fail("a/1").fail("a");
        assertThat(run.status).isEqualTo(RunStatus.FAILED);
        run.retry("a/1", "");
        assertThat(run.lastMove("a/1")).isEqualTo("FAILED->READY");
        assertThat(run.lastMove("a")).isEqualTo("FAILED->PENDING");
        assertThat(run.in(FAILED)).isEmpty();
    }
}
