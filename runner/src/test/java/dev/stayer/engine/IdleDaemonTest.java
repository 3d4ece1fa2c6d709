package dev.stayer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stayer.TestClock;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskState;
import dev.stayer.core.TurnOutcome;
import dev.stayer.journal.Runs;
import dev.stayer.journal.Tasks;
import dev.stayer.journal.WorkspaceToken;
import dev.stayer.owner.Ownership;
import dev.stayer.schedule.Daemon;
import dev.stayer.schedule.Planned;
import dev.stayer.schedule.WorkspaceSchedules;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Schema;
import dev.stayer.store.Workspace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon whose runs all wait: in an hour of its clock it commits nothing but its lease, and looks no oftener than it says. */
class IdleDaemonTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int MINUTES = 60;
    private static final List<TaskState> WAITS = List.of(
            TaskState.NEEDS_ANSWER,
            TaskState.UNKNOWN_EFFECT,
            TaskState.NEEDS_BUDGET,
            TaskState.NEEDS_AUTH,
            TaskState.NEEDS_HELP);

    @TempDir
    private Path folder;

    @Test
    void nothing_is_committed_while_everything_waits() throws Exception {
        Workspace workspace = new Workspace(folder);
        workspace.create();
        Schema.prepare(workspace.databaseFile());
        Files.createDirectories(folder.resolve("workflows"));
        Files.writeString(
                folder.resolve("workflows/nightly.yaml"),
                "name: nightly\non: { schedule: [ { cron: \"0 3 * * *\" } ] }\ntasks: [ { id: a, run: x } ]\n");
        TestClock machine = new TestClock(Instant.parse("2026-11-20T12:00:00Z"), "idle");
        List<String> said = new ArrayList<>();
        try (PlainDatabase eyes = new PlainDatabase(workspace.databaseFile())) {
            WorkspaceToken.of(eyes, () -> machine.get().wall());
            CrashingOwner owner = new CrashingOwner(workspace, machine, false, task -> {});
            // One run that waits by itself, and goes on being executed; one that waits for people, and is parked.
            Daemon daemon = new Daemon(owner.engine(), owner.engine().clock(), new Door(said), schedules(workspace));
            Thread thread = new Thread(daemon::serve);
            thread.start();
            for (String more : List.of("  - { id: w, wait: 20d }\n", "")) {
                settle(owner, eyes, create(owner, more), machine);
            }
            quiet(owner);
            int writes = owner.writes();
            int reads = owner.reads();
            for (int minute = 0; minute < MINUTES; minute++) {
                machine.pass(Duration.ofMinutes(1));
                owner.engine().lookAtClock();
                owner.stir();
                quiet(owner);
            }
            assertThat(owner.writes() - writes).as("commits in an hour").isZero();
            assertThat((owner.reads() - reads) / MINUTES).as("looks a minute").isLessThan(20);
            long before = version(eyes);
            owner.renew();
            assertThat(version(eyes))
                    .as("its lease is all, twelve times a minute")
                    .isNotEqualTo(before);
            assertThat(Duration.ofMinutes(1).dividedBy(Ownership.RENEWAL)).isEqualTo(12);
            assertThat(thread.isAlive()).isTrue();
            assertThat(said).isEmpty();
            daemon.drain();
            thread.join();
            owner.kill();
        }
    }

    private static long version(PlainDatabase eyes) {
        return eyes.read(tx -> tx.number("SELECT data_version FROM pragma_data_version"));
    }

    private static WorkspaceSchedules schedules(Workspace workspace) {
        return new WorkspaceSchedules(workspace);
    }

    private static RunId create(CrashingOwner owner, String more) {
        StringBuilder workflow = new StringBuilder("name: w\ntasks:\n  - { id: g, approve: { message: 'go?' } }\n");
        for (int i = 0; i < WAITS.size(); i++) {
            workflow.append("  - { id: t").append(i).append(", run: x }\n");
        }
        byte[] file = workflow.append(more).toString().getBytes(StandardCharsets.UTF_8);
        return owner.engine()
                .create(new NewRun(
                        null,
                        "w",
                        "w.yaml",
                        List.of(new Runs.StoredFile("w.yaml", "0", file)),
                        Json.object(),
                        Json.object(),
                        "/",
                        null));
    }

    private static void settle(CrashingOwner owner, PlainDatabase eyes, RunId run, TestClock machine) {
        for (int i = 0; i < WAITS.size(); i++) {
            TaskId task = new TaskId("T" + (i + 2));
            TaskState state = WAITS.get(i);
            await().atMost(LONG).until(() -> {
                owner.finish(
                        task.value(),
                        new TurnOutcome.Waits(
                                state,
                                dev.stayer.core.WaitReason.STUCK,
                                machine.get().wall().plus(Duration.ofDays(7)),
                                "waits",
                                List.of(),
                                Json.object()));
                return eyes.read(tx -> Tasks.find(tx, run, task)).orElseThrow().state() == state;
            });
        }
    }

    /** Who goes round for nothing never becomes quiet. */
    private static void quiet(CrashingOwner owner) {
        await().atMost(LONG)
                .pollDelay(Duration.ofMillis(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    int before = owner.writes() + owner.reads();
                    Thread.sleep(15);
                    return owner.writes() + owner.reads() == before;
                });
    }

    private record Door(List<String> said) implements Daemon.Door {
        @Override
        public Map<String, String> secrets(List<String> declared) {
            return Map.of();
        }

        @Override
        public NewRun start(Planned planned) {
            throw new IllegalStateException("nothing is due");
        }

        @Override
        public String clean(String text) {
            return text;
        }

        @Override
        public void say(String sentence) {
            said.add(sentence);
        }
    }
}
