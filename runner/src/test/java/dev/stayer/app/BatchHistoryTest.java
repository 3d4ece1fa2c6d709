package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.test.ExecutionContextTestUtils;
import org.springframework.batch.test.JobRepositoryTestUtils;

/** What Spring Batch's own API shows of a run, and what its own test tools do with it. */
class BatchHistoryTest {
    private static final String TWO = """
            name: two
            tasks:
              - { id: first, run: "true" }
              - { id: second, needs: [first], run: test -e go }
            """;

    @TempDir
    Path folder;

    @Test
    void a_run_that_failed_and_goes_on_is_one_instance_with_two_executions() throws Exception {
        Stayer stayer = new Stayer(folder);
        assertThat(stayer.run(TWO).code()).isNotZero();
        stayer.file("go", "");
        assertThat(stayer.call("resume", "last").code()).isZero();

        BatchHistory history = BatchHistory.of(folder);
        JobRepository repository = history.repository();
        assertThat(repository.getJobNames()).containsExactly("two");
        assertThat(repository.getJobInstanceCount("two")).isEqualTo(1);
        List<JobExecution> executions = history.executions("two");
        assertThat(executions)
                .extracting(JobExecution::getStatus)
                .containsExactly(BatchStatus.FAILED, BatchStatus.COMPLETED);
        assertThat(executions)
                .extracting(execution -> execution.getExitStatus().getExitCode())
                .containsExactly("FAILED", "COMPLETED");
        String run = stayer.status().path("run").asString();
        for (JobExecution execution : executions) {
            assertThat(execution.getJobParameters().getString("run")).isEqualTo(run);
            assertThat(execution.getEndTime()).isAfterOrEqualTo(execution.getStartTime());
            assertThat(ExecutionContextTestUtils.<String>getValueFromJob(execution, "run"))
                    .isEqualTo(run);
        }

        JobExecution failed = executions.getFirst();
        assertThat(failed.getStepExecutions())
                .extracting(StepExecution::getStepName)
                .containsExactly("T1", "T2");
        assertThat(BatchHistory.step(failed, "T1").getStatus()).isEqualTo(BatchStatus.COMPLETED);
        StepExecution broken = BatchHistory.step(failed, "T2");
        assertThat(broken.getStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(broken.getExitStatus().getExitCode()).isEqualTo("FAILED");
        assertThat(broken.getExitStatus().getExitDescription()).contains("exit code 1");
        assertThat(ExecutionContextTestUtils.<Integer>getValueFromStep(broken, "attempt"))
                .isEqualTo(1);

        JobExecution goneOn = executions.getLast();
        // What was done is not done again.
        assertThat(goneOn.getStepExecutions())
                .extracting(StepExecution::getStepName)
                .containsExactly("T2");
        assertThat(repository.getLastStepExecution(goneOn.getJobInstance(), "T2"))
                .isEqualTo(BatchHistory.step(goneOn, "T2"));
        assertThat(repository.getStepExecutionCount(goneOn.getJobInstance(), "T2"))
                .isEqualTo(2);
    }

    @Test
    void a_step_lies_within_its_job_wherever_the_machine_stands() throws Exception {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
        try {
            assertThat(new Stayer(folder)
                            .run("name: one\ntasks: [{ id: one, run: 'true' }]\n")
                            .code())
                    .isZero();
            JobExecution job = BatchHistory.of(folder).executions("one").getFirst();
            StepExecution step = BatchHistory.step(job, "T1");
            // The owner's clock and the machine's may differ by a little, zones by hours.
            for (LocalDateTime time : List.of(step.getStartTime(), step.getEndTime())) {
                assertThat(Duration.between(job.getStartTime(), time).abs()).isLessThan(Duration.ofMinutes(15));
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void a_dead_owners_execution_is_open_until_the_next_ends_it_and_goes_on_with_its_context() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(
                ScriptedReply.calling("shell", "{\"command\":\"echo one\"}"),
                ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"all is well\"}"),
                ScriptedReply.calling("finish", "{\"outcome\":\"failed\",\"summary\":\"cannot put it back\"}"))) {
            Stayer stayer = new Stayer(folder);
            stayer.file("stayer.yaml", """
                    providers:
                      here: { type: openai, base-url: "%s" }
                    models:
                      main: { provider: here, name: scripted, context: 48k }
                    """.formatted(server.openAi()));
            Path guarded = stayer.file("guarded.txt", "as it was");
            Path file = stayer.file("agent.yaml", """
                    name: agent
                    tasks: [{ id: work, prompt: Work in two turns, protect: [guarded.txt] }]
                    """);
            Process process = stayer.start(List.of("-Dstayer.crash=AFTER_TURN_COMMIT:1"), "run", file.toString());
            assertThat(process.waitFor()).isEqualTo(137);

            BatchHistory history = BatchHistory.of(folder);
            JobExecution open = history.executions("agent").getFirst();
            assertThat(history.repository().findRunningJobExecutions("agent")).containsExactly(open);
            StepExecution turn = BatchHistory.step(open, "T1");
            assertThat(turn.getStatus()).isEqualTo(BatchStatus.STARTED);
            assertThat(turn.getExitStatus().getExitCode()).isEqualTo("EXECUTING");
            assertThat(turn.getCommitCount()).isEqualTo(1);
            String hash = ExecutionContextTestUtils.getValueFromStep(turn, "protected." + guarded);
            assertThat(hash).isNotEmpty();

            // Only what the first turn left in the context still knows what the file was.
            Files.writeString(guarded, "changed while nobody owned the workspace");
            assertThat(stayer.call("resume", "last").code()).isNotZero();
            assertThat(server.asked().getLast().results().getLast()).contains("guarded.txt was changed");

            List<JobExecution> executions = history.executions("agent");
            JobExecution abandoned = executions.getFirst();
            assertThat(executions).hasSize(2);
            assertThat(history.repository().findRunningJobExecutions("agent")).isEmpty();
            assertThat(abandoned.getStatus()).isEqualTo(BatchStatus.FAILED);
            assertThat(abandoned.getExitStatus().getExitDescription()).isEqualTo("interrupted");
            assertThat(abandoned.getEndTime()).isAfterOrEqualTo(abandoned.getStartTime());
            assertThat(BatchHistory.step(abandoned, "T1").getStatus()).isEqualTo(BatchStatus.FAILED);
            StepExecution next = BatchHistory.step(executions.getLast(), "T1");
            assertThat(ExecutionContextTestUtils.<String>getValueFromStep(next, "protected." + guarded))
                    .isEqualTo(hash);
            assertThat(ExecutionContextTestUtils.<Integer>getValueFromStep(next, "turn"))
                    .isEqualTo(3);
            assertThat(next.getCommitCount()).isEqualTo(2);
        }
    }

    @Test
    void batchs_own_tools_may_add_and_remove_executions_beside_ours() throws Exception {
        Stayer stayer = new Stayer(folder);
        stayer.run(TWO);
        JobRepository repository = BatchHistory.of(folder).repository();
        JobRepositoryTestUtils tools = new JobRepositoryTestUtils(repository);
        List<JobExecution> others = tools.createJobExecutions("another", new String[] {"step"}, 2);
        assertThat(stayer.call("resume", "last").code()).isNotZero();
        assertThat(BatchHistory.of(folder).executions("two")).hasSize(2);
        tools.removeJobExecutions(others);
        assertThat(repository.getJobNames()).containsExactly("two");

        tools.removeJobExecutions();
        assertThat(repository.getJobNames()).isEmpty();
        // The history is Batch's; what happened, and what is done, is in rows of our own.
        stayer.file("go", "");
        assertThat(stayer.call("resume", "last").code()).isZero();
        JobExecution execution = BatchHistory.of(folder).executions("two").getFirst();
        assertThat(execution.getStepExecutions())
                .extracting(StepExecution::getStepName)
                .containsExactly("T2");
    }
}
