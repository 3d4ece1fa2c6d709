package dev.stayer.app;

import com.sun.management.OperatingSystemMXBean;
import dev.stayer.cli.Engines;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.TurnOutcome;
import dev.stayer.engine.Engine;
import dev.stayer.engine.NewRun;
import dev.stayer.journal.Runs;
import dev.stayer.redact.Redactor;
import dev.stayer.store.SqliteSettings;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Figures beside their reference of the same run: {@code mvn -B -ntp test -Dtest=EngineBench} writes {@code
 * reports/bench/engine.md}. Not part of the tests: nothing here can fail by being slow.
 */
class EngineBench {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @TempDir
    Path folder;

    private final List<String> rows = new ArrayList<>();

    private record Cost(double wallMillis, double cpuMillis) {
        Cost per(int count) {
            return new Cost(wallMillis / count, cpuMillis / count);
        }
    }

    private interface Body {
        void run() throws Exception;
    }

    private static Cost cost(Body body) throws Exception {
        long cpu = SYSTEM.getProcessCpuTime();
        long wall = System.nanoTime();
        body.run();
        return new Cost((System.nanoTime() - wall) / 1e6, (SYSTEM.getProcessCpuTime() - cpu) / 1e6);
    }

    @Test
    void measure() throws Exception {
        turns();
        commands();
        StringBuilder text = new StringBuilder("# Engine\n\nMade by `mvn -B -ntp test -Dtest=EngineBench`; Java ");
        text.append(Runtime.version().feature())
                .append(", ")
                .append(Runtime.getRuntime().availableProcessors());
        text.append(
                " processors. Times vary with the machine: read the ratios.\n\n| what | reached | asked |\n|---|---|---|\n");
        rows.forEach(row -> text.append(row).append('\n'));
        Files.createDirectories(TOP.resolve("reports/bench"));
        Files.writeString(TOP.resolve("reports/bench/engine.md"), text.toString());
        System.out.print(text);
    }

    private void row(String what, String reached, String asked) {
        rows.add("| " + what + " | " + reached + " | " + asked + " |");
    }

    private void turns() throws Exception {
        Workspace workspace = new Workspace(folder.resolve("turns"));
        Files.createDirectories(workspace.root());
        Engines.Wish wish =
                new Engines.Wish(workspace, "bench", false, Map.of(), Redactor.of(Map.of(), Map.of()), row -> {});
        String detail = "x".repeat(400);
        int[] turnsOfTask = {1};
        try (Engines.Owner owner = OwnerContext.take(
                wish,
                tools -> Map.of(dev.stayer.core.TaskKind.RUN, order -> attempt -> {
                    var data = Json.object().put("reply", detail);
                    return attempt.turn() < turnsOfTask[0]
                            ? new TurnOutcome.More(data)
                            : new TurnOutcome.Completed(Json.object(), 0, data);
                }))) {
            turnsOfTask[0] = 300;
            execute(owner.engine(), 1);
            Cost bareBefore = bare(workspace, 1_000).per(1_000);
            turnsOfTask[0] = 1_000;
            Cost sequence = cost(() -> execute(owner.engine(), 1)).per(1_000);
            turnsOfTask[0] = 5;
            Cost lanes = cost(() -> execute(owner.engine(), 200)).per(1_000);
            Cost bareAfter = bare(workspace, 1_000).per(1_000);
            double bare = (bareBefore.wallMillis() + bareAfter.wallMillis()) / 2;
            row(
                    "bare commit of 400 bytes, WAL, synchronous=FULL",
                    format("%.2f ms wall, %.2f ms CPU", bare, bareAfter.cpuMillis()),
                    "the reference");
            row(
                    "1,000 durable turns in sequence",
                    format("%.1f bare commits, %.2f ms CPU a turn", sequence.wallMillis() / bare, sequence.cpuMillis()),
                    "≤ 2.5, ≤ 2 ms");
            row(
                    "200 tasks of 5 turns on 4 lanes",
                    format(
                            "%.1f bare commits, %.2f ms CPU, %.0f turns/s",
                            lanes.wallMillis() / bare, lanes.cpuMillis(), 1000 / lanes.wallMillis()),
                    "≤ 4.9");
        }
    }

    private static void execute(Engine engine, int tasks) {
        StringBuilder yaml = new StringBuilder("name: bench\nmax-parallel: 4\ntasks:\n");
        for (int i = 0; i < tasks; i++) {
            yaml.append("  - { id: t").append(i).append(", run: bench }\n");
        }
        byte[] bytes = yaml.toString().getBytes(StandardCharsets.UTF_8);
        RunId run = engine.create(new NewRun(
                null,
                "bench",
                "bench.yaml",
                List.of(new Runs.StoredFile("bench.yaml", "0", bytes)),
                Json.object(),
                Json.object(),
                "/",
                null));
        engine.execute(run, (task, line) -> {});
    }

    private static Cost bare(Workspace workspace, int count) throws Exception {
        Path file = workspace.root().resolve("bare-" + System.nanoTime() + ".db");
        try (Connection connection =
                DriverManager.getConnection(SqliteSettings.url(file), SqliteSettings.forWriting())) {
            connection.createStatement().execute("CREATE TABLE T (ID INTEGER PRIMARY KEY, TEXT TEXT)");
            connection.setAutoCommit(false);
            return cost(() -> insert(connection, count));
        }
    }

    private static void insert(Connection connection, int count) throws SQLException {
        String text = "x".repeat(400);
        for (int i = 0; i < count; i++) {
            try (PreparedStatement statement = connection.prepareStatement("INSERT INTO T (TEXT) VALUES (?)")) {
                statement.setString(1, text);
                statement.executeUpdate();
            }
            connection.commit();
        }
    }

    private void commands() throws Exception {
        Path work = Files.createDirectories(folder.resolve("commands"));
        Files.writeString(work.resolve("one.yaml"), "name: one\ntasks: [ { id: a, run: 'true' } ]\n");
        Files.writeString(work.resolve("many.yaml"), """
                name: many
                params: { n: { type: integer } }
                tasks:
                  - { id: list, run: "echo \\"items=[$(seq -s, 1 $STAYER_PARAM_N)]\\" >> $STAYER_OUTPUT" }
                  - { id: each, needs: [list], for-each: "${{ tasks.list.outputs.items }}", run: "true" }
                """);
        shell(work, "--version");
        row("`--help`", format("%.2f CPU s", best(work, "--help")), "≤ 0.5");
        double one = best(work, "run", "one.yaml");
        row(
                "`run` of one trivial task",
                format("%.2f CPU s, %s", one, memory(work, "run", "one.yaml")),
                "≤ 3.0 (aim 2.5), ≤ 170 MB");
        row("a run that waits on a long command", idle(work), "≤ 0.1 CPU s a minute");
        double thousand = shell(work, "run", "many.yaml", "-p", "n=1000");
        row("1,000 trivial tasks", format("%.1f ms CPU a task", (thousand - one) * 1000 / 1000), "flat to 10,000");
        double two = shell(work, "run", "many.yaml", "-p", "n=2000");
        row(
                "2,000 trivial tasks, 4 lanes",
                format("%.1f ms CPU a task, their commands included", (two - one) * 1000 / 2000),
                "≤ 20 ms beyond the command's own");
        double ten = shell(work, "run", "many.yaml", "-p", "n=10000");
        row("10,000 trivial tasks", format("%.1f ms CPU a task", (ten - one) * 1000 / 10000), "flat");
        row("`status` on 10,000 tasks", format("%.2f CPU s", best(work, "status", "last")), "≤ 0.7");
        row("`tasks` on 10,000 tasks", format("%.2f CPU s", best(work, "tasks", "last")), "≤ 0.7");
        row("`status --json` on 10,000 tasks", format("%.2f CPU s", best(work, "status", "last", "--json")), "≤ 0.7");
        row("`tasks --json` on 10,000 tasks", format("%.2f CPU s", best(work, "tasks", "last", "--json")), "≤ 0.7");
        double report = best(work, "report", "last");
        try (Stream<Path> pages = Files.walk(work.resolve("reports"))) {
            Path page = pages.filter(path -> path.endsWith("index.html"))
                    .findFirst()
                    .orElseThrow();
            row(
                    "`report` on 10,000 tasks",
                    format("%.2f CPU s, %.1f MB", report, Files.size(page) / 1e6),
                    "≤ 5 CPU s, ≤ 5 MB");
        }
    }

    /** What the program itself uses in a minute while a command sleeps. */
    private static String idle(Path work) throws IOException, InterruptedException {
        Files.writeString(work.resolve("sleep.yaml"), "name: sleep\ntasks: [ { id: a, run: sleep 75 } ]\n");
        Process process = new ProcessBuilder(TOP.resolve("stayer").toString(), "run", "sleep.yaml")
                .directory(work.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Thread.sleep(10_000);
        double before = own(process.pid());
        Thread.sleep(60_000);
        double used = own(process.pid()) - before;
        process.waitFor();
        return format("%.2f CPU s a minute", used);
    }

    /** CPU seconds of one process so far: utime and stime of proc(5), in hundredths. */
    private static double own(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    private static double best(Path work, String... args) throws Exception {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            best = Math.min(best, shell(work, args));
        }
        return best;
    }

    /** CPU seconds of a command with all its children. */
    private static double shell(Path work, String... args) throws IOException, InterruptedException {
        String command = TOP.resolve("stayer") + " " + String.join(" ", args);
        Process process = new ProcessBuilder(
                        "bash", "-c", "TIMEFORMAT='%U %S'; time " + command + " > out.txt 2> err.txt")
                .directory(work.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        process.waitFor();
        String[] numbers = said.substring(said.lastIndexOf('\n') + 1).split(" ");
        return Double.parseDouble(numbers[0]) + Double.parseDouble(numbers[1]);
    }

    private static String memory(Path work, String... args) throws IOException, InterruptedException {
        if (!Files.isExecutable(Path.of("/usr/bin/time"))) {
            return "memory not measured (/usr/bin/time is missing)";
        }
        Process process = new ProcessBuilder(
                        "/usr/bin/time",
                        "-f",
                        "%M",
                        "-o",
                        "rss.txt",
                        TOP.resolve("stayer").toString(),
                        args[0],
                        args[1])
                .directory(work.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.waitFor();
        List<String> lines = Files.readAllLines(work.resolve("rss.txt"));
        return Integer.parseInt(lines.get(lines.size() - 1).strip()) / 1024 + " MB RSS";
    }

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
