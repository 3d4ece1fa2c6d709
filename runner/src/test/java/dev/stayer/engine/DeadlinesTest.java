package dev.stayer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stayer.TestClock;
import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskState;
import dev.stayer.core.TurnOutcome;
import dev.stayer.journal.Runs;
import dev.stayer.journal.Tasks;
import dev.stayer.journal.WorkspaceToken;
import dev.stayer.machine.TaskRow;
import dev.stayer.report.RunJson;
import dev.stayer.report.RunView;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Schema;
import dev.stayer.store.Workspace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that waits for a person, and everybody who may find that its time is over: it fires once, and then it is over. */
class DeadlinesTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration LIMIT = Duration.ofDays(7);
    private static final TaskId TASK = new TaskId("T1");

    /** What waits, and what its deadline makes of it. */
    private enum Kind {
        GATE(TaskState.NEEDS_APPROVAL, null, TaskState.SKIPPED, "approve"),
        QUESTION(TaskState.NEEDS_ANSWER, null, TaskState.FAILED, "answer"),
        QUESTION_WITH_A_DEFAULT(TaskState.NEEDS_ANSWER, "red", TaskState.COMPLETED, "answer"),
        EFFECT(TaskState.UNKNOWN_EFFECT, null, TaskState.FAILED, "answer"),
        BUDGET(TaskState.NEEDS_BUDGET, null, TaskState.FAILED, null),
        LOGIN(TaskState.NEEDS_AUTH, null, TaskState.FAILED, null),
        HELP(TaskState.NEEDS_HELP, null, TaskState.FAILED, null);

        private final TaskState waits;
        private final @Nullable String fallback;
        private final TaskState ends;
        private final @Nullable String late;

        Kind(TaskState waits, @Nullable String fallback, TaskState ends, @Nullable String late) {
            this.waits = waits;
            this.fallback = fallback;
            this.ends = ends;
            this.late = late;
        }
    }

    /** Who is there as the time comes. */
    private enum Finder {
        LIVE_OWNER,
        NEXT_OWNER,
        /** A person asks for something else first, while nobody owns the workspace. */
        REQUEST
    }

    @TempDir
    private Path folder;

    private @Nullable CrashingOwner owner;
    private @Nullable PlainDatabase eyes;

    static Stream<Arguments> cases() {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> Arrays.stream(Finder.values()).map(finder -> Arguments.of(kind, finder)));
    }

    @AfterEach
    void close() {
        if (owner != null) {
            owner.kill();
        }
        if (eyes != null) {
            eyes.close();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_deadline_fires_once_and_what_comes_after_it_is_refused(Kind kind, Finder finder) throws Exception {
        Workspace workspace = new Workspace(folder);
        workspace.create();
        Schema.prepare(workspace.databaseFile());
        // What people look with has the machine's own clock: by that the wait is over, by the owner's not yet.
        TestClock machine = new TestClock(Instant.now().minus(LIMIT).minus(Duration.ofHours(1)), "deadlines");
        PlainDatabase database = eyes = new PlainDatabase(workspace.databaseFile());
        WorkspaceToken.of(database, () -> machine.get().wall());
        AtomicInteger begun = new AtomicInteger();
        CrashingOwner first = begin(workspace, machine, begun);
        RunId run = first.engine().create(wanted(kind));
        waiting(first, run, kind, machine);
        Instant until = Objects.requireNonNull(row(database, run).waiting()).until();
        assertThat(shown(workspace, database, run).path("expired").asBoolean()).isTrue();

        CrashingOwner other = first;
        if (finder != Finder.LIVE_OWNER) {
            first.kill();
            machine.pass(LIMIT.minusSeconds(1));
            assertThat(row(database, run).state()).as("not before").isEqualTo(kind.waits);
            machine.pass(Duration.ofSeconds(2));
        } else {
            machine.pass(LIMIT.minusSeconds(1));
            first.execute(run);
            first.stir();
            assertThat(row(database, run).state()).as("not before").isEqualTo(kind.waits);
            machine.pass(Duration.ofSeconds(2));
        }
        assertThat(until).isBefore(machine.get().wall());
        requireRefused(workspace, database, machine, run, kind);
        if (finder == Finder.REQUEST) {
            new RequestOffice(workspace, database, machine, line -> {})
                    .submit(
                            run,
                            null,
                            dev.stayer.core.RequestKind.TELL,
                            Json.object().put("words", "hello"),
                            "somebody");
        }
        if (finder != Finder.LIVE_OWNER) {
            other = begin(workspace, machine, begun);
        }
        goOn(other, database, run, kind);
        assertThat(events(database, run)).isEqualTo(1);
        requireRefused(workspace, database, machine, run, kind);

        // Neither time nor another owner makes it fire again.
        machine.pass(LIMIT.plusDays(1));
        other.execute(run);
        other.stir();
        other.kill();
        CrashingOwner last = begin(workspace, machine, begun);
        last.execute(run);
        last.stir();
        assertThat(row(database, run).state()).isEqualTo(kind.ends);
        assertThat(events(database, run)).isEqualTo(1);
        assertThat(begun.get()).isEqualTo(kind == Kind.GATE ? 0 : kind.fallback == null ? 1 : 2);
    }

    private CrashingOwner begin(Workspace workspace, TestClock machine, AtomicInteger begun) {
        CrashingOwner made = new CrashingOwner(workspace, machine, false, task -> begun.incrementAndGet());
        owner = made;
        return made;
    }

    private static NewRun wanted(Kind kind) {
        String workflow = "name: w\ntasks:\n  - id: a\n    "
                + (kind == Kind.GATE
                        ? "approve: { message: 'go?' }\n"
                        : kind.waits == TaskState.NEEDS_ANSWER ? "prompt: Paint it\n" : "run: x\n")
                + "  - { id: b, optional: true, approve: { message: 'keeps it open', timeout: 900d } }\n";
        return new NewRun(
                null,
                "w",
                "w.yaml",
                List.of(new Runs.StoredFile("w.yaml", "0", workflow.getBytes(StandardCharsets.UTF_8))),
                Json.object(),
                Json.object(),
                "/",
                null);
    }

    private static void waiting(CrashingOwner owner, RunId run, Kind kind, TestClock machine) {
        owner.execute(run);
        if (kind != Kind.GATE) {
            await().atMost(LONG).until(() -> owner.working().contains(TASK.value()));
            owner.finish(
                    TASK.value(),
                    new TurnOutcome.Waits(
                            kind.waits,
                            dev.stayer.core.WaitReason.STUCK,
                            machine.get().wall().plus(LIMIT),
                            "red or blue?",
                            List.of("red", "blue"),
                            kind.fallback,
                            Json.object()));
        }
        await().atMost(LONG)
                .until(() -> owner.engine()
                                .database()
                                .read(tx -> Tasks.find(tx, run, TASK))
                                .orElseThrow()
                                .state()
                        == kind.waits);
    }

    private static void goOn(CrashingOwner owner, PlainDatabase database, RunId run, Kind kind) {
        await().atMost(LONG).until(() -> {
            owner.execute(run);
            owner.stir();
            if (owner.working().contains(TASK.value())) {
                owner.finish(TASK.value(), new TurnOutcome.Completed(Json.object(), 0, Json.object()));
            }
            return row(database, run).state() == kind.ends;
        });
    }

    private static TaskRow row(PlainDatabase database, RunId run) {
        return database.read(tx -> Tasks.find(tx, run, TASK)).orElseThrow();
    }

    private static tools.jackson.databind.JsonNode shown(Workspace workspace, PlainDatabase database, RunId run) {
        return RunJson.status(
                        workspace,
                        database.read(tx -> RunView.read(tx, run, null)).orElseThrow())
                .path("tasks")
                .path(0)
                .path("waiting");
    }

    private static long events(PlainDatabase database, RunId run) {
        return database.read(tx -> tx.number(
                "SELECT count(*) FROM JOURNAL WHERE RUN_ID = ? AND TASK_ID = ? AND (TEXT LIKE 'expired%' OR TEXT LIKE '%nobody answered in time%')",
                run.value(), TASK.value()));
    }

    private static void requireRefused(
            Workspace workspace, PlainDatabase database, TestClock machine, RunId run, Kind kind) {
        String late = kind.late;
        if (late == null) {
            return;
        }
        assertThatThrownBy(() -> new RequestOffice(workspace, database, machine, line -> {})
                        .submit(
                                run,
                                TASK,
                                dev.stayer.core.RequestKind.of(late),
                                Json.object().put("words", kind == Kind.EFFECT ? "done" : "red"),
                                "somebody"))
                .isInstanceOfSatisfying(
                        StayerException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
    }
}
