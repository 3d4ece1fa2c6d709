package dev.stayer.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults put into the rules one at a time: the simulation or a test by hand must see each. {@code mvn -B -ntp test
 * -Dtest=MutantsTest -Dstayer.mutants=true} writes {@code reports/bench/mutants.md}.
 */
@EnabledIfSystemProperty(named = "stayer.mutants", matches = "true")
class MutantsTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/stayer/machine");
    private static final Path REPORT = Path.of("../reports/bench/mutants.md");
    private static final int RUNS = 3000;

    @TempDir
    Path folder;

    private record Caught(String simulation, List<String> tests) {
        boolean isCaught() {
            return !simulation.isEmpty() || !tests.isEmpty();
        }
    }

    @Test
    void each_fault_turns_the_simulation_or_a_test_red() throws Exception {
        assertThat(caught(Files.createDirectory(folder.resolve("none"))))
                .as("without a fault nothing is red")
                .isEqualTo(new Caught("", List.of()));
        List<String> missed = new ArrayList<>();
        StringBuilder text =
                new StringBuilder("# Faults put into the rules\n\nMade by `mvn -B -ntp test -Dtest=MutantsTest"
                        + " -Dstayer.mutants=true`: each is compiled in the place of the rule; then " + RUNS
                        + " simulated runs from seed 0 and the tests by hand are made in a process of its own.\n\n"
                        + "| fault | rule | the simulation, after so many runs | tests by hand |\n|---|---|---|---|\n");
        for (int i = 0; i < Mutant.ALL.size(); i++) {
            Mutant mutant = Mutant.ALL.get(i);
            Caught caught = caught(compiled(mutant, Files.createDirectory(folder.resolve("m" + i))));
            if (!caught.isCaught()) {
                missed.add(mutant.name());
            }
            text.append(row(mutant, caught));
        }
        Files.writeString(REPORT, text.toString());
        assertThat(missed).isEmpty();
    }

    private static String row(Mutant mutant, Caught caught) {
        String simulation = caught.simulation().replaceFirst(" ", ": ").replaceAll("\\[.*]|T[0-9.]+", "…");
        List<String> tests = caught.tests();
        String more = tests.size() > 2 ? " and " + (tests.size() - 2) + " more" : "";
        return "| %s | `%s` | %s | %s |%n"
                .formatted(
                        mutant.name(),
                        mutant.file(),
                        simulation.isEmpty() ? "–" : simulation,
                        tests.isEmpty()
                                ? "–"
                                : "`"
                                        + String.join(
                                                "`, `", tests.stream().limit(2).toList()) + "`" + more);
    }

    private static Path compiled(Mutant mutant, Path to) throws IOException {
        String source = Files.readString(SOURCES.resolve(mutant.file() + ".java"));
        assertThat(source.split(java.util.regex.Pattern.quote(mutant.from()), -1))
                .as("%s stands once in %s", mutant.from(), mutant.file())
                .hasSize(2);
        Path changed =
                Files.writeString(to.resolve(mutant.file() + ".java"), source.replace(mutant.from(), mutant.to()));
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-nowarn",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        to.toString(),
                        changed.toString());
        assertThat(failed).as(mutant.name()).isZero();
        return to;
    }

    private Caught caught(Path inFront) throws IOException, InterruptedException {
        Path output = inFront.resolve("output");
        Process process = new ProcessBuilder(ChildJvm.command(inFront, MutantRun.class, String.valueOf(RUNS)))
                .redirectOutput(output.toFile())
                .redirectError(new File(inFront.toFile(), "errors"))
                .start();
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            return new Caught("1 it does not end", List.of());
        }
        List<String> lines = Files.readAllLines(output);
        assertThat(lines).as(Files.readString(inFront.resolve("errors"))).hasSize(2);
        return new Caught(
                lines.get(0),
                lines.get(1).isEmpty() ? List.of() : List.of(lines.get(1).split(" ")));
    }
}
