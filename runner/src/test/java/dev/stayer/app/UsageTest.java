package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.journal.Spending;
import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import dev.stayer.model.Usage;
import dev.stayer.report.UsageView;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Schema;
import dev.stayer.store.Workspace;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What models were asked and what it cost is summed up by what one asks for, and an unknown price stays unknown. */
class UsageTest {
    private static final String FINISH = "{\"outcome\":\"done\",\"summary\":\"ok\"}";

    @TempDir
    Path folder;

    private static JsonNode row(JsonNode usage, String group) {
        for (JsonNode row : usage.path("rows")) {
            if (row.path("group").asString().equals(group)) {
                return row;
            }
        }
        throw new AssertionError("no group " + group + " in " + usage);
    }

    @Test
    void runs_of_two_models_are_summed_up_and_a_price_nobody_knows_is_not_guessed() {
        try (ScriptedServer server = ScriptedServer.playing(
                asked -> ScriptedReply.calling("finish", FINISH).usage(new Usage(1000, 500, 0, 100)))) {
            Stayer stayer = new Stayer(folder);
            stayer.file("stayer.yaml", """
                    providers: { here: { type: openai, base-url: "%s" } }
                    models:
                      dear: { provider: here, name: m-dear, price: { input: 10, cached: 1, output: 20 } }
                      free: { provider: here, name: m-free }
                    agents: { other: { model: free } }
                    roles: { agent: dear }
                    """.formatted(server.openAi()));
            assertThat(stayer.run("name: one\ntasks: [ { id: a, prompt: go }, { id: b, prompt: go, agent: other } ]")
                            .code())
                    .isZero();
            assertThat(stayer.run("name: two\ntasks: [ { id: a, prompt: go } ]").code())
                    .isZero();

            JsonNode all = Json.parse(stayer.call("usage", "--json").out());
            assertThat(all.path("since").isNull()).isTrue();
            assertThat(row(all, "one").path("calls").asInt()).isEqualTo(2);
            assertThat(row(all, "one").path("input").asLong()).isEqualTo(2000);
            assertThat(row(all, "one").path("cached").asLong()).isEqualTo(1000);
            assertThat(row(all, "one").path("output").asLong()).isEqualTo(200);
            assertThat(row(all, "one").path("unpriced").asBoolean()).isTrue();
            // 1,000 tokens at 10, 500 at 1 and 100 at 20 dollars a million.
            assertThat(row(all, "one").path("usd").asDouble()).isEqualTo(0.0125);
            assertThat(row(all, "two").path("unpriced").asBoolean()).isFalse();
            assertThat(all.path("total").path("usd").asDouble()).isEqualTo(0.025);

            JsonNode models =
                    Json.parse(stayer.call("usage", "--by", "model", "--json").out());
            assertThat(row(models, "free").path("usd").isNull()).isTrue();
            assertThat(row(models, "free").path("unpriced").asBoolean()).isTrue();
            JsonNode tasks =
                    Json.parse(stayer.call("usage", "--by", "task", "--json").out());
            assertThat(row(tasks, "one/a").path("calls").asInt()).isEqualTo(1);
            JsonNode ofRun = Json.parse(
                    stayer.call("usage", "last", "--since", "1h", "--json").out());
            assertThat(row(ofRun, "T1 a").path("calls").asInt()).isEqualTo(1);
            assertThat(ofRun.path("rows")).hasSize(1);

            String text = stayer.call("usage").out();
            assertThat(text.lines().toList())
                    .anySatisfy(line -> assertThat(line).startsWith("one").contains("33 %", "0.0125 USD*", "█"));
            assertThat(text).contains("no price is known for 1 of 3 calls");
            assertThat(stayer.call("usage", "--since", "0s").out()).startsWith("no model has been asked since");
            assertThat(stayer.call("usage", "--since", "soon").code()).isEqualTo(2);
            assertThat(stayer.call("usage", "--by", "hour").err())
                    .contains("--by must be one of workflow, task, model, day, not 'hour'");
            assertThat(stayer.call("usage", "nothing").code()).isEqualTo(2);
        }
    }

    @Test
    void days_are_those_of_the_zone_and_every_grouping_adds_up_to_the_same() {
        Workspace workspace = new Workspace(folder);
        workspace.create();
        Schema.prepare(workspace.databaseFile());
        long seed = System.nanoTime();
        System.out.println("seed of usage: " + seed);
        Random random = new Random(seed);
        try (PlainDatabase database = new PlainDatabase(workspace.databaseFile())) {
            Instant first = Instant.parse("2026-03-28T22:30:00Z");
            List<Instant> times = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                times.add(first.plusSeconds(random.nextInt(5 * 86_400)).plusNanos(random.nextInt(1_000_000_000)));
            }
            for (Instant time : times) {
                Double usd = random.nextBoolean() ? null : (Double) (double) random.nextInt(8);
                database.write(tx -> Spending.add(
                        tx,
                        new RunId("r-20260328-000" + (1 + random.nextInt(3))),
                        new TaskId("T" + (1 + random.nextInt(4))),
                        new Spending.Exchange(
                                1,
                                "agent",
                                "m" + random.nextInt(3),
                                null,
                                random.nextInt(100),
                                random.nextInt(100),
                                0,
                                random.nextInt(100),
                                usd,
                                time,
                                time)));
            }
            for (String zone : List.of("UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns")) {
                JsonNode days = read(database, UsageView.By.DAY, ZoneId.of(zone));
                for (JsonNode day : days.path("rows")) {
                    long expected = times.stream()
                            .filter(time -> time.atZone(ZoneId.of(zone))
                                    .toLocalDate()
                                    .toString()
                                    .equals(day.path("group").asString()))
                            .count();
                    assertThat(day.path("calls").asLong())
                            .as("%s, seed %d", day, seed)
                            .isEqualTo(expected);
                }
                for (UsageView.By by : UsageView.By.values()) {
                    assertThat(read(database, by, ZoneId.of(zone)).path("total"))
                            .as("%s, seed %d", by, seed)
                            .isEqualTo(days.path("total"));
                }
            }
        }
    }

    private static JsonNode read(PlainDatabase database, UsageView.By by, ZoneId zone) {
        JsonNode json =
                database.read(tx -> UsageView.read(tx, by, null, null, zone).json());
        assertThat(json.path("rows")).isNotEmpty();
        return Json.parse(Json.write(json));
    }
}
