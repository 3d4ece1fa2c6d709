package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stayer.dream.MemoryWorld;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Dreams through the front door: made-up memories, consent, and the way back. */
class DreamRunTest {
    private static final List<String> KEYS =
            List.of("id", "applied", "added", "merged", "superseded", "retired", "flagged", "skipped");

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Stayer stayer(String name) throws Exception {
        return new Stayer(Files.createDirectories(folder.resolve(name)));
    }

    private static void add(Stayer stayer, List<String> lines) {
        Path file = stayer.file("facts.jsonl", String.join("\n", lines) + "\n");
        assertThat(stayer.call("memory", "add", "--file", file.toString(), "--json")
                        .code())
                .isZero();
    }

    private static Map<String, String> statuses(Stayer stayer) {
        Map<String, String> statuses = new TreeMap<>();
        for (JsonNode fact : stayer.call("memory", "show", "--json").json().path("facts")) {
            statuses.put(fact.path("id").asString(), fact.path("status").asString());
        }
        return statuses;
    }

    @Test
    void every_fact_ends_as_it_must_in_any_order_of_arrival_and_a_second_dream_changes_nothing() throws Exception {
        long seed = Long.getLong("stayer.seed", System.nanoTime());
        MemoryWorld world = new MemoryWorld(seed, 240);
        List<Map<String, String>> ends = new ArrayList<>();
        for (int order = 0; order < 2; order++) {
            Stayer stayer = stayer("order-" + order);
            List<String> lines = world.lines(stayer.root());
            if (order == 1) {
                Collections.shuffle(lines, new Random(seed));
            }
            add(stayer, lines);
            Stayer.Result applied = stayer.call("dream", "--apply", "--json");
            assertThat(applied.code()).as(applied.err()).isZero();
            assertThat(applied.json().path("applied").asBoolean()).isTrue();
            assertThat(applied.json().propertyNames()).containsAll(KEYS);
            Map<String, String> ended = statuses(stayer);
            ends.add(ended);
            world.truth.forEach((id, status) -> {
                // A secret is taken out as it comes in; what is left of its fact may stand.
                boolean secret = world.facts.stream()
                        .filter(fact -> fact.id().equals(id))
                        .anyMatch(fact -> world.secrets.stream().anyMatch(fact.text()::contains));
                if (!secret) {
                    assertThat(ended.get(id))
                            .as("seed %d: %s", seed, id)
                            .isEqualTo(status.name().toLowerCase(Locale.ROOT));
                }
            });
            byte[] database = Files.readAllBytes(stayer.root().resolve(".stayer/stayer.db"));
            String all = new String(database, java.nio.charset.StandardCharsets.ISO_8859_1)
                    + stayer.read(".stayer/MEMORY.md")
                    + applied.out();
            assertThat(world.secrets).as("seed %d", seed).noneMatch(all::contains);
            JsonNode again = stayer.call("dream", "--apply", "--json").json();
            for (String key : KEYS.subList(2, KEYS.size())) {
                assertThat(again.path(key))
                        .as("seed %d: a second dream, %s", seed, key)
                        .isEmpty();
            }
        }
        assertThat(ends.get(1)).as("seed %d", seed).isEqualTo(ends.get(0));
    }

    @Test
    void a_dry_run_changes_nothing_a_proposal_is_applied_by_its_id_and_undo_restores_every_byte() throws Exception {
        Stayer stayer = stayer("w");
        MemoryWorld world = new MemoryWorld(7, 120);
        add(stayer, world.lines(stayer.root()));
        String page = stayer.read(".stayer/MEMORY.md");
        Map<String, String> before = statuses(stayer);
        String facts = stayer.call("memory", "show", "--json").out();
        JsonNode proposed = stayer.call("dream", "--json").json();
        String id = proposed.path("id").asString();
        assertThat(proposed.path("applied").asBoolean()).isFalse();
        assertThat(statuses(stayer)).isEqualTo(before);
        assertThat(stayer.call("status").err() + stayer.call("status").out()).contains("stayer dream --apply " + id);
        assertThat(stayer.read("reports/dream/" + id + "/report.md")).contains("A proposal.", "## Superseded");

        JsonNode applied = stayer.call("dream", "--apply", id, "--json").json();
        assertThat(applied.path("id").asString()).isEqualTo(id);
        assertThat(applied.path("applied").asBoolean()).isTrue();
        assertThat(applied.path("superseded")).isEqualTo(proposed.path("superseded"));
        assertThat(statuses(stayer)).isNotEqualTo(before);
        assertThat(stayer.read("reports/dream/" + id + "/report.md"))
                .contains("Applied.")
                .doesNotContain("nothing is applied");
        assertThat(stayer.call("dream", "--apply", id).code()).isEqualTo(1);

        assertThat(stayer.call("dream", "--undo", id).code()).isZero();
        assertThat(stayer.call("memory", "show", "--json").out()).isEqualTo(facts);
        assertThat(stayer.read(".stayer/MEMORY.md")).isEqualTo(page);
        String runs = stayer.call("runs").out();
        assertThat(stayer.call("dream", "--undo", "d-20200101-0001").code()).isEqualTo(2);
        assertThat(stayer.call("dream", "--apply", "d-20200101-0001").code()).isEqualTo(2);
        assertThat(stayer.call("dream", "--undo").err()).contains("no dream is applied");
        assertThat(stayer.call("runs").out()).isEqualTo(runs);

        assertThat(stayer.call("dream", "--apply").code()).isZero();
        assertThat(stayer.call("memory", "prune", "--bytes", "1").code()).isZero();
        assertThat(stayer.call("dream", "--undo").err()).contains("pruned");
    }

    @Test
    void a_proposal_that_memory_has_outrun_is_made_anew_and_not_applied_without_a_look() throws Exception {
        Stayer stayer = stayer("w");
        add(
                stayer,
                List.of(
                        "{\"id\":\"old\",\"subject\":\"api\",\"key\":\"port\",\"value\":\"1\",\"text\":\"port 1\",\"time\":\"2026-01-01T00:00:00Z\"}",
                        "{\"id\":\"new\",\"subject\":\"api\",\"key\":\"port\",\"value\":\"2\",\"text\":\"port 2\",\"time\":\"2026-02-01T00:00:00Z\"}"));
        String id = stayer.call("dream", "--json").json().path("id").asString();
        Path memory = stayer.root().resolve(".stayer/MEMORY.md");
        // A person edits the page: what they wrote counts before the plan does.
        Files.writeString(
                memory, Files.readString(memory).replace("## Rules\n", "## Rules\n\n- Never push on Fridays\n"));
        Stayer.Result outrun = stayer.call("dream", "--apply", id, "--json");
        assertThat(outrun.code()).isEqualTo(4);
        assertThat(outrun.json().path("applied").asBoolean()).isFalse();
        assertThat(outrun.json().path("remadeFrom").asString()).isEqualTo(id);
        assertThat(outrun.err()).contains("made anew");
        assertThat(statuses(stayer)).containsEntry("old", "current");
        assertThat(stayer.call("dream", "--apply").code()).isZero();
        assertThat(statuses(stayer)).containsEntry("old", "superseded");
        assertThat(stayer.read(".stayer/MEMORY.md")).contains("Never push on Fridays");
    }

    @Test
    void what_agents_md_says_is_left_out_shown_again_when_it_does_not_and_brought_back_by_an_undo() throws Exception {
        Stayer stayer = stayer("w");
        add(
                stayer,
                List.of(
                        "{\"id\":\"tabs\",\"text\":\"Use tabs for indentation\",\"kind\":\"rule\"}",
                        "{\"id\":\"push\",\"text\":\"Never push on Fridays\",\"kind\":\"rule\"}"));
        String page = stayer.read(".stayer/MEMORY.md");
        assertThat(stayer.call("dream", "--apply").code()).isZero();
        stayer.file("AGENTS.md", "- Use tabs for indentation\n");

        // No fact changes, but MEMORY.md would, so a person is asked.
        JsonNode proposed = stayer.call("dream", "--json").json();
        String id = proposed.path("id").asString();
        assertThat(proposed.path("skipped").path(0).path("fact").asString()).isEqualTo("tabs");
        assertThat(stayer.call("status").err() + stayer.call("status").out()).contains("stayer dream --apply " + id);
        assertThat(stayer.read("reports/dream/" + id + "/report.md")).contains("What MEMORY.md shows would change");
        assertThat(stayer.call("dream", "--apply", id).code()).isZero();
        assertThat(stayer.read(".stayer/MEMORY.md")).contains("Fridays").doesNotContain("tabs");

        assertThat(stayer.call("dream", "--undo", id).code()).isZero();
        assertThat(stayer.read(".stayer/MEMORY.md")).isEqualTo(page);
        assertThat(stayer.call("dream", "--apply").code()).isZero();
        assertThat(stayer.read(".stayer/MEMORY.md")).doesNotContain("tabs");

        stayer.file("AGENTS.md", "- Use spaces\n");
        JsonNode again = stayer.call("dream", "--apply", "--json").json();
        assertThat(again.path("added").path(0).path("reason").asString())
                .contains("AGENTS.md:1 does not say it any more");
        assertThat(stayer.read(".stayer/MEMORY.md")).isEqualTo(page);
        for (String key : KEYS.subList(2, KEYS.size())) {
            assertThat(stayer.call("dream", "--json").json().path(key)).as(key).isEmpty();
        }
    }

    @Test
    void a_dream_waits_for_the_run_that_owns_the_workspace_or_says_whom_it_will_not_wait_for() throws Exception {
        Stayer stayer = stayer("w");
        add(stayer, List.of("{\"text\":\"Use tabs\",\"kind\":\"rule\"}", "{\"text\":\"use tabs\",\"kind\":\"rule\"}"));
        stayer.file("long.yaml", """
                name: long
                tasks: [ { id: t, run: 'touch begun; until test -e go; do sleep 0.1; done; touch over' } ]
                """);
        Process owner = stayer.start(List.of(), "run", "long.yaml");
        Process dreamer = null;
        try {
            await().atMost(LONG).until(() -> Files.exists(stayer.root().resolve("begun")));
            String run = stayer.status().path("run").asString();
            Stayer.Result refused = stayer.call("dream", "--apply", "--no-wait");
            assertThat(refused.code()).isEqualTo(75);
            assertThat(refused.err())
                    .contains(
                            "process " + owner.pid(), InetAddress.getLocalHost().getHostName(), run);
            assertThat(stayer.call("runs").out())
                    .as("a refused dream leaves no run")
                    .doesNotContain("dream");

            dreamer = stayer.start(List.of(), "dream", "--apply");
            await().atMost(LONG).until(() -> stayer.read("process.log").contains("waits for its turn"));
            assertThat(dreamer.isAlive()).isTrue();
            assertThat(statuses(stayer)).doesNotContainValue("merged");
            stayer.file("go", "");
            assertThat(dreamer.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(dreamer.exitValue()).as(stayer.read("process.log")).isZero();
            assertThat(stayer.root().resolve("over")).exists();
            assertThat(statuses(stayer)).containsValue("merged");
            assertThat(owner.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(owner.exitValue()).isZero();
        } finally {
            owner.destroyForcibly();
            if (dreamer != null) {
                dreamer.destroyForcibly();
            }
        }
    }

    @Test
    void a_workflow_may_dream_too_and_the_newest_run_is_still_a_persons() throws Exception {
        Stayer stayer = stayer("w");
        add(stayer, List.of("{\"text\":\"Use tabs\",\"kind\":\"rule\"}", "{\"text\":\"use tabs\",\"kind\":\"rule\"}"));
        Stayer.Result run = stayer.run(
                "name: night\ntasks:\n  - { id: sleep, dream: { apply: auto } }\n  - { id: say, needs: [sleep], env: { D: \"${{ tasks.sleep.outputs.dream }}\" }, run: 'echo \"$D\" > told' }\n");
        assertThat(run.code()).as(run.err() + run.out()).isZero();
        assertThat(stayer.read("told")).startsWith("d-");
        assertThat(statuses(stayer)).containsValue("merged");
        assertThat(stayer.call("dream", "--dry-run").code()).isZero();
        assertThat(stayer.status().path("workflow").asString()).isEqualTo("night");
        assertThat(stayer.run("name: x\ntasks: [ { id: t, dream: { apply: sometimes } } ]")
                        .code())
                .isEqualTo(1);
        assertThat(stayer.run("name: x\ntasks: [ { id: t, dream: { nonsense: 1 } } ]")
                        .code())
                .isEqualTo(2);
        assertThat(stayer.call("dream", "--apply", "--undo", "d").code()).isEqualTo(2);
    }
}
