package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.model.Asked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An agent's cost on long work: {@code mvn -B -ntp test -Dtest=AgentBench} writes {@code reports/bench/agent.md}. Turns by
 * {@code -Dstayer.turns=200,1000}. Not part of the tests.
 */
class AgentBench {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    /** CPU milliseconds of a process itself and of children it has waited for, and its peak memory in MB. */
    private record Seen(double own, double children, long peakMb) {}

    /** What is measured: turns, the window, the protocol, and whether checkpoints are written by another model. */
    private record Shape(int turns, String window, String protocol, boolean cheapWriter) {
        static Shape of(String text) {
            String[] parts = text.split("/", -1);
            return new Shape(
                    Integer.parseInt(parts[0]),
                    parts[1],
                    List.of(parts).contains("anthropic") ? "anthropic" : "openai",
                    List.of(parts).contains("cheap"));
        }

        String name() {
            return turns + ", " + window + ", " + protocol + (cheapWriter ? ", writer of its own" : "");
        }
    }

    private record Result(
            Shape shape,
            Path work,
            Seen seen,
            double bare,
            List<Asked> asked,
            List<String> decisions,
            double firstCpu) {}

    @Test
    void measure() throws Exception {
        StringBuilder text = new StringBuilder("# Agent\n\nMade by `mvn -B -ntp test -Dtest=AgentBench`; Java ")
                .append(Runtime.version().feature())
                .append("""
                        , through `./stayer run`. A scripted provider on loopback that simulates a cache of prompts; a shell call of \
                        about 1.6 kB of output a turn, 20 decisions planted over the first half, and a checkpoint writer that keeps \
                        the newest 12 decisions it sees. Tokens are characters / 4; cost-weighted = new + 0.1 × cached, writer \
                        included.

                        | turns, window, protocol | prompt a turn | cached | cost-weighted a turn | first request | largest request | decisions in the last prompt | task's words in every request | steps twice | own CPU a turn | children's CPU a turn | of them the bare commands | peak RSS | CPU to the first request |
                        |---|---|---|---|---|---|---|---|---|---|---|---|---|---|
                        """);
        // What the first use builds is no cost of an agent.
        new ProcessBuilder(TOP.resolve("stayer").toString(), "--version")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        for (String shape : System.getProperty(
                        "stayer.shapes",
                        "200/48k,1000/48k,200/16k,200/200k,200/1M,200/48k/anthropic,200/200k/anthropic,200/48k/cheap")
                .split(",")) {
            String row = row(run(Shape.of(shape)));
            System.out.print(row);
            text.append(row);
        }
        text.append("""

                Asked for 200 turns: first request ≤ 3,000; 20/20 found and ≥ 18 in the last prompt; cost-weighted ≤ 2,100 (aim \
                1,700); own CPU ≤ 25 ms a turn beyond the command; RSS ≤ 200 MB; cold start ≤ 4 CPU s; no step twice. For 1,000: the \
                same, flat.
                """);
        Files.createDirectories(TOP.resolve("reports/bench"));
        Files.writeString(TOP.resolve("reports/bench/agent.md"), text.toString());
    }

    private String row(Result result) {
        List<Asked> asked = result.asked();
        Asked last = asked.get(asked.size() - 1);
        double prompt = asked.stream().mapToDouble(one -> one.usage().prompt()).sum();
        double cached = asked.stream().mapToDouble(one -> one.usage().cached()).sum();
        double weighted = prompt - 0.9 * cached;
        long inLast = result.decisions().stream()
                .filter(decision -> last.body().contains(decision))
                .count();
        boolean words = asked.stream().allMatch(one -> one.body().contains("patience-7731") || isAlone(one));
        List<String> steps = lines(result.work().resolve("steps.txt"));
        long largest =
                asked.stream().mapToLong(one -> one.usage().prompt()).max().orElse(0);
        int turns = result.shape().turns();
        return String.format(
                Locale.ROOT,
                "| %s | %.0f | %.1f %% | %.0f | %d | %d | %d/20 | %s | %d | %.1f ms | %.1f ms | %.1f ms | %d MB | %.2f s |%n",
                result.shape().name(),
                prompt / turns,
                100 * cached / prompt,
                weighted / turns,
                asked.get(0).usage().prompt(),
                largest,
                inLast,
                words ? "yes" : "NO",
                steps.size() - steps.stream().distinct().count(),
                (result.seen().own() - result.firstCpu() * 1000) / turns,
                result.seen().children() / turns,
                result.bare() / turns,
                result.seen().peakMb(),
                result.firstCpu());
    }

    /** A question of a writer that gets the newest turns alone. */
    private static boolean isAlone(Asked asked) {
        return asked.tools().isEmpty();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Result run(Shape shape) throws Exception {
        Path work =
                Files.createDirectories(folder.resolve("work-" + shape.name().replaceAll("\\W+", "-")));
        try (LongAgentTest.LongWork server = new LongAgentTest.LongWork(shape.turns(), 7)) {
            boolean openAi = shape.protocol().equals("openai");
            Stayer stayer = new Stayer(work);
            stayer.file("key.txt", "key-of-a-bench");
            stayer.file("stayer.yaml", """
                    providers: { here: { type: %s, base-url: "%s", api-key: "${file:key.txt}" } }
                    models:
                      main: { provider: here, name: scripted, context: %s, price: { input: 3, cached: 0.3, output: 15 } }
                      small: { provider: here, name: small, context: 32k, price: { input: 3, cached: 0.3, output: 15 } }
                    roles: { agent: main, checkpoint: %s }
                    """.formatted(
                            shape.protocol(),
                            openAi ? server.server.openAi() : server.server.anthropic(),
                            shape.window(),
                            shape.cheapWriter() ? "small" : "main"));
            stayer.file("step.sh", LongAgentTest.STEP);
            Path workflow = stayer.file("workflow.yaml", """
                    name: long
                    budget: { usd: 1000 }
                    tasks:
                      - { id: long, prompt: "Run step.sh from 1 to the end, one step a turn. The secret of success is patience-7731." }
                    """);
            Process process = new ProcessBuilder(
                            TOP.resolve("stayer").toString(), "-w", work.toString(), "run", workflow.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(work.resolve("process.log").toFile())
                    .start();
            double first = 0;
            Seen seen = new Seen(0, 0, 0);
            while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
                seen = look(process.pid(), seen);
                if (first == 0 && !server.server.asked().isEmpty()) {
                    first = seen.own() / 1000;
                }
            }
            assertThat(process.exitValue()).as(stayer.read("process.log")).isZero();
            return new Result(
                    shape,
                    work,
                    seen,
                    bare(work, shape.turns()),
                    new ArrayList<>(server.server.asked()),
                    server.decisions,
                    first);
        }
    }

    /** What the same commands cost without anybody around them, in CPU milliseconds. */
    private static double bare(Path work, int turns) throws Exception {
        Path copy = Files.createDirectories(work.resolve("bare"));
        Files.copy(work.resolve("step.sh"), copy.resolve("step.sh"));
        Process shell = new ProcessBuilder(
                        "sh",
                        "-c",
                        "i=1; while [ $i -le " + turns
                                + " ]; do sh -c \"sh step.sh $i ''\" > /dev/null; i=$((i+1)); done; times > times.txt")
                .directory(copy.toFile())
                .start();
        shell.waitFor();
        double seconds = 0;
        String[] parts = Files.readAllLines(copy.resolve("times.txt")).get(1).split(" ");
        for (String part : parts) {
            int m = part.indexOf('m');
            seconds += Double.parseDouble(part.substring(0, m)) * 60
                    + Double.parseDouble(part.substring(m + 1, part.length() - 1));
        }
        return seconds * 1000;
    }

    private static Seen look(long pid, Seen before) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            double own = (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10.0;
            double children = (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) * 10.0;
            long peak = before.peakMb();
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith("VmHWM:")) {
                    peak = Long.parseLong(line.replaceAll("\\D+", "")) / 1024;
                }
            }
            return new Seen(own, children, peak);
        } catch (IOException e) {
            // It has just ended; what was seen last counts.
            return before;
        }
    }
}
