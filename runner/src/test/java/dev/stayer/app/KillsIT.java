package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.ChildJvm;
import dev.stayer.Kills;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Many kills of a cheap owner: an engine whose guards below Batch are all real. */
class KillsIT {
    private static final int ITEMS = 16;
    private static final int LANES = 3;
    /** So that every run comes to its end, however slow the machine. */
    private static final int MAX_KILLS_PER_RUN = 12;

    /**
     * Each command holds a lock of its task as long as it lives, and notes when another copy of it holds that already; the
     * first lasts until a second owner has begun it, who would find it, were it left running. It says when it begins, and
     * what is acknowledged is what its run shows as done.
     */
    private static final String WORKFLOW = """
            name: kills
            max-parallel: %d
            tasks:
              - id: list
                run: echo "items=[$(seq -s, 1 %d)]" >> "$STAYER_OUTPUT"
              - id: each
                needs: [list]
                for-each: ${{ tasks.list.outputs.items }}
                tasks:
                  - { id: one, run: "flock -n locks/one-$STAYER_ITEM -c 'echo one-$STAYER_ITEM $STAYER_EFFECT_KEY >> seen; case $STAYER_ITEM in 1) until test -e calm; do sleep 0.1; done ;; *) sleep 0.03 ;; esac' || echo one-$STAYER_ITEM >> twice" }
                  - { id: two, needs: [one], retry: { attempts: 2, backoff: 0s }, run: "flock -n locks/two-$STAYER_ITEM -c 'echo two-$STAYER_ITEM $STAYER_EFFECT_KEY >> seen; sleep 0.03' || echo two-$STAYER_ITEM >> twice" }
              - { id: end, needs: [each], run: "echo end $STAYER_EFFECT_KEY >> seen" }
            outputs: { items: "${{ tasks.list.outputs.items }}" }
            """.formatted(LANES, ITEMS);

    @TempDir
    Path folder;

    /** 50 here, many more by {@code -Dstayer.plainKills=1000}, which the profile {@code chaos} sets. */
    @Test
    void random_kills_repeat_nothing_acknowledged_and_leave_the_state_of_an_undisturbed_run() throws Exception {
        long seed = Long.getLong("stayer.seed", System.nanoTime());
        Random random = new Random(seed);
        int wanted = Integer.getInteger("stayer.plainKills", 50);
        int kills = 0;
        for (int round = 0; kills < wanted; round++) {
            Stayer stayer = new Stayer(Files.createDirectories(folder.resolve("round-" + round)));
            try {
                kills += round(stayer, random);
            } catch (AssertionError e) {
                throw new AssertionError(
                        "seed " + seed + ", round " + round + ", after " + kills + " kills: " + e.getMessage(), e);
            }
        }
        Kills.survived(
                "KillsIT",
                kills,
                "nothing acknowledged repeated, never two copies of a command at once, mirrors equal a rebuild",
                seed);
    }

    private int round(Stayer stayer, Random random) throws Exception {
        Files.createDirectories(stayer.root().resolve("locks"));
        Path file = stayer.file("kills.yaml", WORKFLOW);
        int kills = 0;
        Map<String, Integer> acknowledged = new HashMap<>();
        while (true) {
            Process process = start(stayer, file);
            boolean owns = process.inputReader(StandardCharsets.UTF_8).readLine() != null;
            boolean spared = kills == MAX_KILLS_PER_RUN;
            if (owns && random.nextBoolean()) {
                // A slow machine would else be killed before it comes to any command.
                awaitCommand(stayer, process);
            }
            if (owns && process.waitFor(spared ? 120_000 : 5 + random.nextInt(600), TimeUnit.MILLISECONDS)) {
                assertThat(process.exitValue()).isZero();
                break;
            }
            assertThat(owns || process.isAlive())
                    .as("it starts, see " + stayer.root() + "/process.log")
                    .isTrue();
            process.destroyForcibly().waitFor();
            kills++;
            if (kills == MAX_KILLS_PER_RUN || begun(stayer).getOrDefault("one-1", 0) > 1) {
                stayer.file("calm", "");
            }
            assertAcknowledgedStay(stayer, acknowledged);
        }
        assertFinal(stayer, kills);
        return kills;
    }

    /** Until one more command has begun, or it seems that none will. */
    private static void awaitCommand(Stayer stayer, Process process) throws InterruptedException {
        long before = lines(stayer);
        for (int look = 0; look < 400 && lines(stayer) == before; look++) {
            if (process.waitFor(25, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    private static long lines(Stayer stayer) {
        return begun(stayer).values().stream().mapToInt(times -> times).sum()
                + (Files.exists(stayer.root().resolve("twice")) ? 1 : 0);
    }

    private static Process start(Stayer stayer, Path file) throws IOException {
        List<String> command =
                ChildJvm.command(List.of(), PlainOwnerMain.class, stayer.root().toString(), file.toString());
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        stayer.root().resolve("process.log").toFile()))
                .start();
    }

    /** What was shown as done before, has run no more often since. */
    private static void assertAcknowledgedStay(Stayer stayer, Map<String, Integer> acknowledged) {
        Stayer.Result result = stayer.call("status", "last", "--json");
        if (result.code() != 0) {
            return;
        }
        Map<String, Integer> begun = begun(stayer);
        acknowledged.forEach((task, times) -> assertThat(begun.get(task))
                .as("%s was done and has run again", task)
                .isEqualTo(times));
        for (JsonNode task : result.json().path("tasks")) {
            String name = name(task);
            if (begun.containsKey(name) && task.path("status").asString().equals("COMPLETED")) {
                acknowledged.put(name, begun.get(name));
            }
        }
    }

    /** As the command itself says it: {@code one-7} for task one of item 7. */
    private static String name(JsonNode task) {
        return task.path("name")
                .asString()
                .replaceAll("^.*?(one|two|end)(?:\\[(\\d+)])?$", "$1-$2")
                .replace("end-", "end");
    }

    private static Map<String, Integer> begun(Stayer stayer) {
        Map<String, Integer> begun = new HashMap<>();
        if (Files.exists(stayer.root().resolve("seen"))) {
            stayer.read("seen").lines().forEach(line -> begun.merge(line.split(" ")[0], 1, Integer::sum));
        }
        return begun;
    }

    private static void assertFinal(Stayer stayer, int kills) {
        assertThat(stayer.root().resolve("twice")).as("two copies at once").doesNotExist();
        JsonNode status = stayer.status();
        assertThat(status.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(status.path("outputs").path("items").asString())
                .startsWith("[1,2")
                .endsWith(ITEMS + "]");
        assertThat(status.path("tasks"))
                .hasSize(3 + ITEMS * 3)
                .allMatch(task -> task.path("status").asString().equals("COMPLETED"));
        Map<String, Integer> begun = begun(stayer);
        assertThat(begun).hasSize(ITEMS * 2 + 1);
        assertThat(stayer.read("seen").lines().distinct().count())
                .as("one effect key a task")
                .isEqualTo(begun.size());
        int repeated = begun.values().stream().mapToInt(times -> times - 1).sum();
        assertThat(repeated).as("repeated after %d kills", kills).isLessThanOrEqualTo(kills * LANES);
        Stayer.Result mirrors = stayer.call("mirror", "--check");
        assertThat(mirrors.code())
                .as("mirrors equal a rebuild: " + mirrors.out()
                        + stayer.call("logs", "last").out())
                .isZero();
    }
}
