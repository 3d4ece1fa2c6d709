package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stayer.Adversary;
import dev.stayer.ChildJvm;
import dev.stayer.Kills;
import dev.stayer.core.RunId;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Real owners that are killed at random moments around a person's request to end something, while in every other round files
 * are exchanged for links, pipes and the like: what was shown as ended has not run again, whatever the next owner did, and
 * nothing outside was read or written. The counterpart, with real processes, of the random driver.
 */
class RandomEndsIT {
    private static final Duration LONG = Duration.ofSeconds(120);
    private static final int EXCHANGES = 3;

    /** Commands that say that they begin, and that take a second to end when they are told to. */
    private static final String WORKFLOW = """
            name: ends
            max-parallel: 4
            tasks:
              - { id: a, run: "echo a >> seen; trap '' TERM; sleep 1.2; sleep 9" }
              - { id: b, retry: { attempts: 5, backoff: 1s }, run: "echo b >> seen; sleep 0.3; exit 1" }
              - { id: c, timeout: 1s, retry: { attempts: 2, backoff: 1s }, run: "echo c >> seen; trap '' TERM; sleep 9" }
              - { id: d, needs: [a], if: always(), run: "echo d >> seen" }
            """;

    @TempDir
    Path folder;

    /** 4 kills here, many more by {@code -Dstayer.endKills=100}, which the profile {@code chaos} sets. */
    @Test
    void what_is_shown_as_ended_stays_so_however_its_owner_is_killed() throws Exception {
        long seed = Long.getLong("stayer.seed", System.nanoTime());
        int wanted = Integer.getInteger("stayer.endKills", 4);
        int kills = 0;
        for (int round = 0; kills < wanted; round++) {
            Stayer stayer = new Stayer(Files.createDirectories(folder.resolve("round-" + round)));
            Random random = new Random(seed + round);
            Adversary against = round % 2 == 0
                    ? null
                    : new Adversary(random, new Workspace(stayer.root()), folder.resolve("outside-" + round));
            try {
                kills += round(stayer, random, against);
                if (against != null) {
                    assertThat(against.damage()).isEmpty();
                }
            } catch (AssertionError e) {
                throw new AssertionError("seed " + (seed + round) + ": " + e.getMessage(), e);
            }
        }
        Kills.survived("RandomEndsIT", kills, "nothing that was shown as ended began again", seed);
    }

    private int round(Stayer stayer, Random random, @Nullable Adversary against) throws Exception {
        Path file = stayer.file("kills.yaml", WORKFLOW);
        Process owner = start(stayer, file);
        await().atMost(LONG).until(() -> Files.exists(stayer.root().resolve("seen")) || !owner.isAlive());
        exchange(stayer, against);
        TimeUnit.MILLISECONDS.sleep(random.nextInt(700));
        List<List<String>> requests = List.of(
                List.of("stop", "last"),
                List.of("cancel", "last"),
                List.of("stop", "last", "T1"),
                List.of("skip", "last", "T1"),
                List.of("stop", "last", "T2"));
        List<String> request = requests.get(random.nextInt(requests.size()));
        int taken = stayer.call(request.toArray(String[]::new)).code();
        exchange(stayer, against);
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1500));
        owner.destroyForcibly().waitFor();
        Map<String, Long> ended = ended(stayer);
        String status = stayer.status().path("status").asString();
        int kills = 1;
        for (int next = 0; next < 2; next++) {
            Process other = start(stayer, file, "next");
            exchange(stayer, against);
            other.waitFor(800 + random.nextInt(2500), TimeUnit.MILLISECONDS);
            other.destroyForcibly().waitFor();
            kills++;
            ended.forEach((task, times) -> assertThat(seen(stayer).getOrDefault(task, 0L))
                    .as("%s (%d), then %s was shown as ended and has begun again", request, taken, task)
                    .isEqualTo(times));
            if (status.equals("STOPPED") || status.equals("CANCELLED")) {
                assertThat(stayer.status().path("status").asString()).isEqualTo(status);
            }
            ended.putAll(ended(stayer));
        }
        // Where files are exchanged, all tasks can have failed before the request is looked at.
        if (taken == 0 && request.size() == 2 && against == null) {
            assertThat(stayer.status().path("status").asString())
                    .as("%s was taken", request)
                    .isEqualTo(request.get(0).equals("stop") ? "STOPPED" : "CANCELLED");
        }
        return kills;
    }

    private static void exchange(Stayer stayer, @Nullable Adversary against) throws IOException {
        for (int i = 0; against != null && i < EXCHANGES; i++) {
            try {
                against.act(new RunId(stayer.status().path("run").asString()), List.of("T1", "T2", "T3"));
            } catch (FileSystemException | UncheckedIOException e) {
                // The owner was there first, or went through what is taken away.
                continue;
            }
        }
    }

    /** The tasks that are shown as ended, with how often they have begun. */
    private static Map<String, Long> ended(Stayer stayer) {
        Map<String, Long> ended = new HashMap<>();
        JsonNode status = stayer.status();
        Map<String, Long> seen = seen(stayer);
        for (JsonNode task : status.path("tasks")) {
            if (List.of("STOPPED", "CANCELLED", "SKIPPED", "COMPLETED", "FAILED")
                    .contains(task.path("status").asString())) {
                String name = task.path("name").asString();
                ended.put(name, seen.getOrDefault(name, 0L));
            }
        }
        return ended;
    }

    private static Map<String, Long> seen(Stayer stayer) {
        Map<String, Long> seen = new HashMap<>();
        if (Files.exists(stayer.root().resolve("seen"))) {
            stayer.read("seen").lines().forEach(line -> seen.merge(line, 1L, Long::sum));
        }
        return seen;
    }

    private static Process start(Stayer stayer, Path file, String... more) throws IOException {
        List<String> command = new ArrayList<>(
                ChildJvm.command(List.of(), PlainOwnerMain.class, stayer.root().toString(), file.toString()));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        stayer.root().resolve("process.log").toFile()))
                .start();
        assertThat(process.inputReader(StandardCharsets.UTF_8).readLine())
                .as("it owns the workspace, see " + stayer.root() + "/process.log")
                .isEqualTo("owner");
        return process;
    }
}
