package dev.stayer.tool.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Between judging a path and binding it the path is exchanged, as work in another jail could. */
class ExchangedPathsTest {
    private static final int CASES = 12;

    @TempDir
    private Path folder;

    private Cell cell;

    @BeforeEach
    void open() throws IOException {
        cell = new Cell(folder);
        Files.createDirectories(cell.workspace.resolve("out/deep/place"));
        Files.createDirectories(cell.workspace.resolve("other/deep/place"));
        Files.createDirectories(cell.workspace.resolve("workflows"));
        Files.createDirectories(cell.others.resolve("deep/place"));
        Files.createDirectories(cell.others.resolve("place"));
    }

    @AfterEach
    void close() {
        cell.close();
    }

    @Test
    void what_was_judged_is_bound() throws Exception {
        assertThat(run(cell.jail().writing(List.of("out/deep/place")), () -> {}, "touch out/deep/place/x && echo ran"))
                .contains("ran");
        assertThat(cell.workspace.resolve("out/deep/place/x")).exists();
    }

    @Test
    void what_was_exchanged_is_not_worked_in() throws Exception {
        long seed = Long.getLong("stayer.seed", System.nanoTime());
        System.out.println("seed of exchanged paths: " + seed);
        Random random = new Random(seed);
        List<String> targets =
                List.of("../others", "../others/deep", ".", "other", "workflows", cell.others.toString());
        for (int i = 0; i < CASES; i++) {
            String exchanged = List.of("out", "out/deep", "out/deep/place").get(random.nextInt(3));
            Path at = cell.workspace.resolve(exchanged);
            Path away = cell.workspace.resolve("away-" + i);
            Path target = Objects.requireNonNull(at.getParent()).resolve(targets.get(random.nextInt(targets.size())));
            String said = run(
                    cell.jail().writing(List.of("out/deep/place")),
                    () -> {
                        Files.move(at, away);
                        Files.createSymbolicLink(at, random.nextBoolean() ? relative(at, target) : target);
                    },
                    "echo ran; touch out/deep/place/x place/x x");

            assertThat(said).as("%s to %s, seed %d", exchanged, target, seed).doesNotContain("ran");
            Files.delete(at);
            Files.move(away, at);
        }
        try (var left = Files.walk(folder)) {
            assertThat(left.filter(path -> path.endsWith("x"))).isEmpty();
        }
    }

    /** An empty one would be no link. */
    private static Path relative(Path link, Path target) {
        Path path = Objects.requireNonNull(link.getParent()).relativize(target);
        return path.toString().isEmpty() ? Path.of(".") : path;
    }

    private interface Exchange {
        void happen() throws IOException;
    }

    /** As the jail does it, with something in between. */
    private String run(Jail jail, Exchange exchange, String script) throws Exception {
        List<Mount> mounts =
                Layout.of(jail, new GitGuards(Map.of()).of(jail, List.of())).mounts();
        Map<String, String> variables = Map.of("HOME", "/tmp", "PATH", "/usr/bin:/bin");
        BwrapArguments words = new BwrapArguments(
                "/usr/bin/bwrap",
                null,
                List.of(),
                jail,
                mounts,
                MountCheck.words(mounts, BwrapArguments.scratch(variables), jail.limits()),
                cell.workspace,
                variables,
                List.of("sh", "-c", script));
        for (Jail.Place place :
                Layout.of(jail, new GitGuards(Map.of()).of(jail, List.of())).points()) {
            if (place.gap() != Jail.Gap.OPEN && !Files.exists(place.path())) {
                Files.createDirectories(place.path());
            }
        }
        exchange.happen();
        ProcessBuilder builder = new ProcessBuilder(words.words()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(words.environment());
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
