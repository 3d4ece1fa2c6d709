package dev.stayer.tool.sandbox;

import dev.stayer.core.Json;
import dev.stayer.tool.TestCall;
import dev.stayer.tool.Tool;
import dev.stayer.tool.file.FileTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the jail costs beside the same command without: {@code mvn -B -ntp test -Dtest=JailBench} writes {@code
 * reports/bench/jail.md}. Not part of the tests: nothing here can fail by being slow.
 */
class JailBench {
    private static final Path REPORT =
            Path.of("..").toAbsolutePath().normalize().resolve("reports/bench/jail.md");
    private static final int TIMES = 200;

    @TempDir
    private Path folder;

    private final List<String> rows = new ArrayList<>();

    private interface Body {
        void run() throws Exception;
    }

    private void row(String what, int times, Body body) throws Exception {
        for (int i = 0; i < Math.max(1, times / 4); i++) {
            body.run();
        }
        double[] millis = new double[times];
        long cpu = cpuTicks();
        for (int i = 0; i < times; i++) {
            long began = System.nanoTime();
            body.run();
            millis[i] = (System.nanoTime() - began) / 1e6;
        }
        double each = (cpuTicks() - cpu) * 10.0 / times;
        Arrays.sort(millis);
        rows.add(String.format(
                Locale.ROOT,
                "| %s | %.1f ms | %.1f ms | %.1f ms |",
                what,
                millis[times / 2],
                millis[times * 95 / 100],
                each));
    }

    /** Hundredths of a second that this process and the children it waited for have used (fields 14 to 17 of proc(5)). */
    private static long cpuTicks() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Arrays.stream(fields, 11, 15).mapToLong(Long::parseLong).sum();
    }

    @Test
    void cost_of_the_jail() throws Exception {
        try (Cell cell = new Cell(folder)) {
            row("`true` as it is", TIMES, () -> cell.free("true"));
            row(
                    "`true` in bubblewrap alone, all name spaces, the machine read-only",
                    TIMES,
                    () -> cell.free(
                            "exec bwrap --unshare-all --unshare-user --disable-userns --die-with-parent --ro-bind / / --proc /proc --dev /dev"
                                    + " --tmpfs /tmp /bin/bash -c true"));
            row("`true` in the jail", TIMES, () -> cell.jailed("true"));
            Jail named = cell.jail().writing(List.of("a.md", "b/c.md", "out/"));
            row("`true` in the jail, three places to write, not there yet", TIMES, () -> cell.run(named, "true"));
            row(
                    "200 children ended by a time limit of 300 ms",
                    10,
                    () -> cell.run(
                            cell.jail(),
                            "for i in $(seq 200); do sleep 60 & done; wait",
                            Map.of(),
                            Duration.ofMillis(300)));
            row("8 jails at once, each `true`", 50, () -> atOnce(cell));
            row("the check at start", 20, () -> JailCheck.of(cell.jailed, cell.jail()));
            files(cell);
        }
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, """
                # Jail and file tools

                Made by `mvn -B -ntp test -Dtest=JailBench`; Java %d, %d processors. Times vary with the machine: read the ratios.

                | what | half of the calls within | 95 of 100 within | processor, with children |
                |---|---|---|---|
                %s
                """.formatted(
                Runtime.version().feature(), Runtime.getRuntime().availableProcessors(), String.join("\n", rows)));
    }

    private static void atOnce(Cell cell) throws Exception {
        try (ExecutorService lanes = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Cell.Said>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(lanes.submit(() -> cell.jailed("true")));
            }
            for (Future<Cell.Said> one : all) {
                one.get();
            }
        }
    }

    private void files(Cell cell) throws Exception {
        for (int i = 0; i < 10_000; i++) {
            Path file = cell.workspace.resolve("tree/%02d/%04d.txt".formatted(i % 100, i));
            Files.createDirectories(file.getParent());
            Files.writeString(file, "line one\nline two of file " + i + "\n");
        }
        Files.writeString(cell.workspace.resolve("big.txt"), "a line of some length\n".repeat(1_000_000));
        row("`read` the last page of 22 MB", 20, tool(cell, "read", "path", "big.txt", "from", "999900"));
        row("`write` 1 kB, on disk", TIMES, tool(cell, "write", "path", "w.txt", "text", "x".repeat(1_000)));
        row("`find` one of 10,000 files", 20, tool(cell, "find", "pattern", "9999.txt"));
        row("`grep` 10,000 files for one line", 10, tool(cell, "grep", "pattern", "of file 9999$", "path", "tree"));
    }

    private Body tool(Cell cell, String name, String... pairs) {
        ObjectNode arguments = Json.object();
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equals("from")) {
                arguments.put(pairs[i], Long.parseLong(pairs[i + 1]));
            } else {
                arguments.put(pairs[i], pairs[i + 1]);
            }
        }
        Tool tool = FileTools.of(cell.jail(), cell.workspace, key -> null).stream()
                .filter(one -> one.spec().name().equals(name))
                .findFirst()
                .orElseThrow();
        return () -> {
            Tool.Answer answer = tool.call(arguments, new TestCall(folder.resolve("spool")));
            if (answer.failed()) {
                throw new AssertionError(answer.text());
            }
        };
    }
}
