package dev.stayer.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stayer.app.MemoryJobRepository;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskKind;
import dev.stayer.core.TaskState;
import dev.stayer.engine.Executions;
import dev.stayer.machine.RunStatus;
import dev.stayer.machine.TaskPlace;
import dev.stayer.machine.TaskRole;
import dev.stayer.machine.TaskRow;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Schema;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the engine may rely on: what it throws comes through, and steps on lanes belong to the job that began them. */
class BatchExecutionsTest {
    private static final RunId RUN = new RunId("r-20261201-0001");

    @TempDir
    Path folder;

    private final List<Observation.Context> ended = new CopyOnWriteArrayList<>();
    private PlainDatabase database;
    private Executions executions;

    @BeforeEach
    void create() {
        Path file = folder.resolve("stayer.db");
        Schema.prepare(file);
        database = new PlainDatabase(file);
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new ObservationHandler<Observation.Context>() {
            @Override
            public void onStop(Observation.Context context) {
                ended.add(context);
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
        executions = new BatchExecutions(new MemoryJobRepository(), database, observations);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static TaskRow running(int number) {
        TaskId id = new TaskId("T" + number);
        TaskPlace place = new TaskPlace(
                RUN,
                id,
                null,
                "t" + number,
                TaskRole.TASK,
                TaskKind.RUN,
                "t" + number,
                null,
                null,
                null,
                null,
                List.of());
        return TaskRow.fresh(place, null, TaskState.RUNNING);
    }

    @Test
    void a_step_on_another_thread_is_observed_as_part_of_its_job() throws Exception {
        Executions.OfRun run = executions.begin(RUN, "flow", null);
        run.execute(() -> {
            Executions.OfTask task = run.begin(running(1), false, Instant.EPOCH);
            Thread lane = new Thread(() -> task.execute(() -> {}));
            lane.start();
            lane.join();
            run.ended(RunStatus.COMPLETED);
        });
        assertThat(ended)
                .extracting(Observation.Context::getName)
                .containsExactly("spring.batch.step", "spring.batch.job");
        ObservationView job = Objects.requireNonNull(ended.getFirst().getParentObservation());
        assertThat(job.getContextView()).isEqualTo(ended.getLast());
    }

    @Test
    void what_breaks_a_run_or_a_task_comes_through_as_it_is_and_is_observed() {
        IllegalStateException broken = new IllegalStateException("broken");
        Executions.OfRun run = executions.begin(RUN, "flow", null);
        assertThatThrownBy(() -> run.execute(() -> {
                    Executions.OfTask task = run.begin(running(1), false, Instant.EPOCH);
                    task.execute(() -> {
                        throw broken;
                    });
                }))
                .isSameAs(broken);
        assertThat(ended.getFirst().getError()).isSameAs(broken);
        assertThat(ended.getLast().getError()).hasMessageContaining("broken");
    }

    @Test
    void an_interruption_stays_one() {
        Executions.OfRun run = executions.begin(RUN, "flow", null);
        assertThatThrownBy(() -> run.execute(() -> {
                    throw new InterruptedException();
                }))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void an_attempt_begins_with_the_context_of_the_last_only_where_it_goes_on() throws Exception {
        Executions.OfRun run = executions.begin(RUN, "flow", null);
        run.execute(() -> {
            run.begin(running(1), false, Instant.EPOCH).committed(running(1), Map.of("kept", "this"), Instant.EPOCH);
            assertThat(run.begin(running(1), true, Instant.EPOCH).context()).containsEntry("kept", "this");
            assertThat(run.begin(running(1), false, Instant.EPOCH).context()).isEmpty();
            run.ended(RunStatus.COMPLETED);
        });
    }
}
