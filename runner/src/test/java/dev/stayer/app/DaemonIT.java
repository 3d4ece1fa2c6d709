package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stayer.store.PlainDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The daemon as a process of its own: what commands hand over, what schedules start, how it ends and begins again. */
class DaemonIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Stayer stayer;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void workspace() {
        stayer = new Stayer(folder);
    }

    @AfterEach
    void endProcesses() {
        started.forEach(Process::destroyForcibly);
    }

    private Process serve() throws Exception {
        long before = serving();
        Process process = stayer.start(List.of(), "serve");
        started.add(process);
        await().atMost(LONG).until(() -> serving() > before || !process.isAlive());
        assertThat(process.isAlive())
                .as("it serves: %s", stayer.read("process.log"))
                .isTrue();
        return process;
    }

    /** In a process of its own: without a daemon this one would start itself again in the background. */
    private String detached(String file) throws Exception {
        Process process = stayer.start(List.of(), "run", file, "--detach");
        started.add(process);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return stayer.status().path("run").asString();
    }

    private long serving() throws Exception {
        Path log = folder.resolve("process.log");
        return Files.exists(log)
                ? Files.readAllLines(log).stream()
                        .filter(line -> line.startsWith("stayer serves"))
                        .count()
                : 0;
    }

    @Test
    void commands_hand_their_work_over_and_end_as_if_they_had_done_it_themselves() throws Exception {
        Process daemon = serve();
        Stayer.Result good =
                stayer.run("name: good\ntasks: [ { id: t, run: 'echo made > made' } ]\noutputs: { x: \"1\" }");
        assertThat(good.code()).isZero();
        assertThat(good.out()).contains("T1 t  started", "T1 t  completed", "1 of 1 tasks done", "x: 1");
        assertThat(folder.resolve("made")).exists();
        String named = "name: twice\ntasks: [ { id: t, run: 'true' } ]";
        assertThat(stayer.run(named, "--name", "twice").code()).isZero();
        Stayer.Result again = stayer.run(named, "--name", "twice");
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err()).contains("choose another --name");
        assertThat(stayer.run("name: bad\ntasks: [ { id: t, run: 'exit 9' } ]").code())
                .isEqualTo(1);
        assertThat(stayer.run("name: c\ntasks: [ { id: t, run: 'true', check: 'false' } ]")
                        .code())
                .isEqualTo(3);
        JsonNode json = stayer.run("name: j\ntasks: [ { id: t, run: 'true' } ]", "--json")
                .json();
        assertThat(json.path("status").asString()).isEqualTo("COMPLETED");

        Stayer.Result second = stayer.call("serve");
        assertThat(second.code()).isEqualTo(75);
        assertThat(second.err()).contains("process " + daemon.pid());

        Stayer.Result missing = stayer.run("name: s\nsecrets: [NO_SUCH]\ntasks: [ { id: t, run: 'true' } ]");
        assertThat(missing.code()).isEqualTo(77);
    }

    @Test
    void what_people_ask_reaches_every_run_of_a_daemon_within_moments() throws Exception {
        serve();
        String gated = "tasks: [ { id: gate, approve: 'go?' }, { id: after, needs: [gate], run: 'true' } ]";
        assertThat(stayer.run("name: one\n" + gated, "--name", "one").code()).isEqualTo(4);
        assertThat(stayer.run("name: two\n" + gated, "--name", "two").code()).isEqualTo(4);
        String id = detached(stayer.file("long.yaml", "name: long\ntasks: [ { id: t, run: 'sleep 60' } ]")
                .toString());
        assertThat(stayer.call("approve", "one", "gate").out()).contains("asked of process");
        assertThat(stayer.call("reject", "two", "gate", "-m", "no").code()).isZero();
        assertThat(stayer.call("wait", "one", "--timeout", "20s").code()).isZero();
        assertThat(stayer.call("wait", "two", "--timeout", "20s").code()).isZero();
        await().atMost(LONG).until(() -> stayer.state("t").equals("RUNNING"));
        assertThat(stayer.call("stop", id).code()).isZero();
        assertThat(stayer.call("wait", id, "--timeout", "20s").code()).isEqualTo(130);
        // Stopped by a person, it stays so until a person resumes it; then the daemon takes it on again.
        stayer.file("workflow.yaml", "");
        Process resuming = stayer.start(List.of(), "resume", id);
        started.add(resuming);
        await().atMost(LONG).until(() -> stayer.state("t").equals("RUNNING"));
        assertThat(stayer.call("cancel", id).code()).isZero();
        assertThat(resuming.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(resuming.exitValue()).isEqualTo(130);
        assertThat(stayer.call("retry", "two", "after").code()).isIn(0, 2);
    }

    @Test
    void a_killed_daemon_goes_on_with_all_its_runs_when_it_is_started_again() throws Exception {
        Process daemon = serve();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String file = stayer.file("w" + i + ".yaml", """
                            name: w%1$d
                            tasks:
                              - { id: first, run: "echo first >> seen%1$d" }
                              - { id: slow, needs: [first], run: "echo slow >> seen%1$d; test -e go || sleep 30" }
                              - { id: last, needs: [slow], run: "echo last >> seen%1$d" }
                            """.formatted(i)).toString();
            ids.add(detached(file));
        }
        for (int i = 0; i < 4; i++) {
            String seen = "seen" + i;
            await().atMost(LONG)
                    .until(() -> Files.exists(folder.resolve(seen))
                            && stayer.read(seen).contains("slow"));
        }
        daemon.destroyForcibly().waitFor();
        assertThat(stayer.call("runs", "--state", "interrupted").out()).contains(ids);
        stayer.file("go", "");
        serve();
        for (int i = 0; i < 4; i++) {
            assertThat(stayer.call("wait", ids.get(i), "--timeout", "40s").code())
                    .isZero();
            assertThat(stayer.read("seen" + i)).isEqualTo("first\nslow\nslow\nlast\n");
        }
    }

    @Test
    void told_to_end_it_lets_turns_end_interrupts_the_rest_and_the_next_goes_on_without_a_person() throws Exception {
        Process daemon = serve();
        String file = stayer.file("w.yaml", """
                        name: w
                        tasks:
                          - { id: short, run: "touch begun; sleep 2; echo short >> seen" }
                          - { id: long, run: "echo long >> seen; test -e go || sleep 60" }
                          - { id: last, needs: [short, long], run: "echo last >> seen" }
                        """).toString();
        String id = detached(file);
        await().atMost(LONG).until(() -> Files.exists(folder.resolve("begun")));
        Process following = stayer.start(List.of(), "resume", id);
        started.add(following);
        long begin = System.nanoTime();
        daemon.destroy();
        assertThat(daemon.waitFor(20, TimeUnit.SECONDS)).as("ends within 20 s").isTrue();
        assertThat(daemon.exitValue()).isZero();
        assertThat(stayer.state("short")).as("a turn in flight ends in peace").isEqualTo("COMPLETED");
        assertThat(stayer.status().path("status").asString()).isEqualTo("INTERRUPTED");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
        stayer.file("go", "");
        serve();
        assertThat(stayer.call("wait", id, "--timeout", "40s").code()).isZero();
        assertThat(stayer.read("seen").lines().filter(line -> line.equals("short")))
                .hasSize(1);
        assertThat(stayer.read("seen")).endsWith("last\n");
    }

    @Test
    void after_a_day_off_missed_times_are_left_out_made_up_for_once_or_all_made_up_for() throws Exception {
        // Half an hour away, so that none is due while this runs.
        int minute = Instant.now()
                .plus(Duration.ofMinutes(30))
                .atZone(ZoneOffset.UTC)
                .getMinute();
        for (String missed : List.of("skip", "once", "all")) {
            stayer.file(
                    "workflows/" + missed + ".yaml",
                    "name: " + missed + "\non: { schedule: [ { cron: '" + minute
                            + " */6 * * *', zone: Europe/Berlin, missed: " + missed
                            + " } ] }\ntasks: [ { id: t, run: 'echo x >> ran-" + missed + "' } ]\n");
        }
        stayer.file("workflows/broken.yaml", "name: broken\non: { schedule: [ { cron: never } ] }\n");
        Process daemon = serve();
        await().atMost(LONG).until(() -> rows() == 3);
        daemon.destroyForcibly().waitFor();
        backdate(Instant.now().minus(Duration.ofDays(1)));
        serve();
        await().atMost(LONG).until(() -> ran("all") == 4 && ran("once") == 1);
        assertThat(ran("skip")).isZero();
        JsonNode list = stayer.call("schedule", "list", "--json").json().path("schedules");
        assertThat(list).hasSize(3);
        for (JsonNode line : list) {
            assertThat(line.propertyNames())
                    .contains("id", "workflow", "cron", "zone", "enabled", "next", "last", "outcome");
            assertThat(Instant.parse(line.path("next").asString())).isAfter(Instant.now());
        }
        assertThat(stayer.call("schedule").err()).contains("workflows/broken.yaml:2:");
        assertThat(stayer.read("process.log")).contains("broken.yaml");
    }

    @Test
    void a_dream_by_schedule_leaves_its_proposal_waiting_or_applies_it_and_a_typed_one_is_handed_over()
            throws Exception {
        stayer.file("stayer.yaml", "dream: { schedule: '0 0 1 1 *', apply: ask }\n");
        stayer.call("memory", "add", "Use tabs");
        stayer.call("memory", "add", "use tabs");
        Process daemon = serve();
        await().atMost(LONG).until(() -> rows() == 1);
        daemon.destroyForcibly().waitFor();
        backdate(Instant.now().minus(Duration.ofDays(400)));
        daemon = serve();
        await().atMost(LONG).until(() -> stayer.call("status").out().contains("a dream proposes changes"));
        await().atMost(LONG)
                .until(() -> stayer.call("schedule", "list", "--json")
                        .json()
                        .path("schedules")
                        .get(0)
                        .path("outcome")
                        .asString()
                        .equals("COMPLETED"));
        Stayer.Result list = stayer.call("schedule");
        assertThat(list.out()).contains("dream  0 0 1 1 * UTC", "a dream proposes changes");
        assertThat(merged()).isZero();

        Stayer.Result typed = stayer.call("dream", "--dry-run", "--json");
        assertThat(typed.code()).as(typed.err()).isZero();
        assertThat(typed.json().path("merged")).hasSize(1);
        assertThat(merged()).isZero();

        stayer.file("stayer.yaml", "dream: { schedule: '0 0 1 1 *', apply: auto }\n");
        daemon.destroyForcibly().waitFor();
        backdate(Instant.now().minus(Duration.ofDays(400)));
        serve();
        await().atMost(LONG).until(() -> merged() == 1);
    }

    private long merged() {
        try (PlainDatabase database = new PlainDatabase(folder.resolve(".stayer/stayer.db"))) {
            return database.read(tx -> tx.number("SELECT count(*) FROM FACT WHERE STATUS = 'MERGED'"));
        }
    }

    @Test
    void a_schedule_that_is_off_starts_nothing_and_one_that_is_added_or_edited_is_noticed() throws Exception {
        Process daemon = serve();
        String file =
                "name: w\non: { schedule: [ { cron: '%s', missed: all } ] }\ntasks: [ { id: t, run: 'echo x >> ran' } ]\n";
        stayer.file("workflows/w.yaml", file.formatted("0 0 1 1 *"));
        await().atMost(LONG).until(() -> rows() == 1);
        assertThat(stayer.call("schedule", "disable", "w").code()).isZero();
        backdate(Instant.now().minus(Duration.ofDays(400)));
        assertThat(stayer.call("schedule", "list").out()).contains("w#1", "is off");
        // Another schedule is noticed while this one stays off: so the daemon has looked.
        stayer.file("workflows/v.yaml", file.formatted("0 0 2 2 *").replace("name: w", "name: v"));
        await().atMost(LONG).until(() -> rows() == 2);
        assertThat(folder.resolve("ran")).doesNotExist();
        assertThat(stayer.call("schedule", "enable", "w#1").code()).isZero();
        assertThat(stayer.call("schedule", "run", "w").code()).isZero();
        assertThat(stayer.read("ran")).isEqualTo("x\n");
        assertThat(stayer.call("schedule", "enable", "x").code()).isEqualTo(2);
        assertThat(daemon.isAlive()).isTrue();
    }

    @Test
    void a_port_is_refused_by_name_and_the_unit_names_this_workspace() {
        assertThat(stayer.call("serve", "--port", "8080").err()).contains("not built yet");
        assertThat(stayer.call("serve", "--port", "8080").code()).isEqualTo(2);
        Stayer.Result unit = stayer.call("serve", "--install");
        assertThat(unit.code()).isZero();
        assertThat(unit.out()).contains("[Service]", "ExecStart=", "serve", folder.toString(), "TimeoutStopSec=");
        assertThat(folder.resolve(".stayer")).doesNotExist();
    }

    private long rows() {
        try (PlainDatabase database = new PlainDatabase(folder.resolve(".stayer/stayer.db"))) {
            return database.read(tx -> tx.number("SELECT count(*) FROM SCHEDULE WHERE DEALT_WITH IS NOT NULL"));
        }
    }

    /** As if the daemon had looked at the clock last a long time ago. */
    /** As if nothing had been due since then, and nothing started: no time is started twice. */
    private void backdate(Instant then) {
        try (PlainDatabase database = new PlainDatabase(folder.resolve(".stayer/stayer.db"))) {
            database.writeOnly(tx -> tx.update("UPDATE SCHEDULE SET DEALT_WITH = ?, LAST = NULL", then.toString()));
        }
    }

    private long ran(String name) {
        Path file = folder.resolve("ran-" + name);
        return Files.exists(file) ? stayer.read("ran-" + name).lines().count() : 0;
    }
}
