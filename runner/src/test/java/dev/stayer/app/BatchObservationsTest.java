package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.batch.core.observability.jfr.events.job.JobExecutionEvent;
import org.springframework.batch.core.observability.jfr.events.job.JobLaunchEvent;
import org.springframework.batch.core.observability.jfr.events.step.StepExecutionEvent;

/** Runs are timed and recorded under the names that whoever knows Spring Batch looks for. */
class BatchObservationsTest {
    private static final String WORKFLOW = """
            name: watched
            tasks:
              - { id: good, run: "true" }
              - { id: bad, needs: [good], run: "false" }
            """;

    @TempDir
    Path folder;

    @Test
    void jobs_and_steps_are_timed_for_whoever_reads_meters() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Metrics.addRegistry(registry);
        try {
            assertThat(new Stayer(folder).run(WORKFLOW).code()).isNotZero();
            Timer job = registry.get("spring.batch.job")
                    .tag("spring.batch.job.name", "watched")
                    .tag("spring.batch.job.status", "FAILED")
                    .timer();
            assertThat(job.count()).isEqualTo(1);
            assertThat(step(registry, "T1", "COMPLETED").count()).isEqualTo(1);
            assertThat(step(registry, "T2", "FAILED").count()).isEqualTo(1);
            assertThat(registry.get("spring.batch.step.active").longTaskTimers())
                    .allMatch(active -> active.activeTasks() == 0);
        } finally {
            Metrics.removeRegistry(registry);
            Metrics.globalRegistry.clear();
        }
    }

    private static Timer step(SimpleMeterRegistry registry, String task, String status) {
        return registry.get("spring.batch.step")
                .tag("spring.batch.step.job.name", "watched")
                .tag("spring.batch.step.name", task)
                .tag("spring.batch.step.status", status)
                .timer();
    }

    @Test
    void no_timers_are_kept_while_nobody_reads_them() {
        assertThat(new Stayer(folder).run(WORKFLOW).code()).isNotZero();
        assertThat(Metrics.globalRegistry.getMeters()).isEmpty();
    }

    @Test
    void a_flight_recording_holds_the_launch_the_job_and_its_steps() throws Exception {
        Path file = folder.resolve("run.jfr");
        try (Recording recording = new Recording()) {
            recording.enable(JobLaunchEvent.class);
            recording.enable(JobExecutionEvent.class);
            recording.enable(StepExecutionEvent.class);
            recording.start();
            assertThat(new Stayer(folder).run(WORKFLOW).code()).isNotZero();
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(of(events, JobLaunchEvent.class))
                .singleElement()
                .satisfies(launch -> assertThat(launch.getString("jobName")).isEqualTo("watched"));
        assertThat(of(events, JobExecutionEvent.class)).singleElement().satisfies(job -> {
            assertThat(job.getString("jobName")).isEqualTo("watched");
            assertThat(job.getString("exitStatus")).isEqualTo("FAILED");
        });
        assertThat(of(events, StepExecutionEvent.class))
                .extracting(step -> step.getString("stepName") + " " + step.getString("exitStatus"))
                .containsExactly("T1 COMPLETED", "T2 FAILED");
    }

    private static List<RecordedEvent> of(List<RecordedEvent> events, Class<?> type) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(type.getName()))
                .toList();
    }
}
