package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.model.Asked;
import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import dev.stayer.model.Usage;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody who was not there is shown of a run, in report, status and JSON. */
class ReportTest {
    @TempDir
    Path folder;

    private Stayer workspace(ScriptedServer server) {
        Stayer stayer = new Stayer(folder);
        stayer.file("stayer.yaml", """
                providers: { here: { type: openai, base-url: "%s" } }
                models: { main: { provider: here, name: scripted, context: 48k, price: { input: 3, cached: 0.3, output: 15 } } }
                """.formatted(server.openAi()));
        return stayer;
    }

    private static String report(Stayer stayer) {
        return stayer.read("reports/" + stayer.status().path("run").asString() + "/report.md");
    }

    private static ScriptedReply asksFirst(Asked asked) {
        return (asked.turns() == 0
                        ? ScriptedReply.of("Decision: one coat is enough")
                                .call("ask", "{\"question\":\"Red or blue?\",\"choices\":[\"red\",\"blue\"]}")
                        : ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"painted blue\"}"))
                .usage(new Usage(1234, 77, 0, 13));
    }

    @Test
    void a_wait_for_an_answer_is_no_try_and_does_not_begin_the_task_anew() {
        try (ScriptedServer server = ScriptedServer.playing(ReportTest::asksFirst)) {
            Stayer stayer = workspace(server);
            assertThat(stayer.run("""
                    name: asks
                    tasks:
                      - { id: paint, prompt: Paint it }
                    """).code()).isEqualTo(4);
            assertThat(report(stayer)).contains("asks you").contains("**T1 paint** asks you: Red or blue?");
            String started = stayer.task("paint").path("started").asString();
            assertThat(stayer.call("answer", "last", "T1", "blue").code()).isZero();
            assertThat(stayer.call("resume").code()).isZero();
            assertThat(stayer.task("paint").path("started").asString()).isEqualTo(started);
            assertThat(stayer.call("status", "last").out()
                            + stayer.call("status", "last", "T1").out())
                    .doesNotContain("try 2")
                    .doesNotContain("tries");
            assertThat(report(stayer)).containsPattern("\\| T1 \\| paint \\| completed \\| \\w+ \\| 1 \\|");
            assertThat(stayer.call("status", "last", "--json").out())
                    .containsPattern("\"cost\":\\{\"usd\":0\\.\\d{1,6}}")
                    .doesNotContainPattern("\"usd\":0\\.\\d{7}")
                    .doesNotContainPattern("\"usd\":[0-9.]*E");
        }
    }

    @Test
    void a_report_says_first_what_wants_somebody_then_what_came_of_it_then_how() {
        try (ScriptedServer server = ScriptedServer.playing(asked -> switch (asked.turns()) {
            case 0 -> ScriptedReply.of("Decision: use SQLite").call("shell", "{\"command\":\"cat nothing-there\"}");
            default -> ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"I am sure it works\"}");
        })) {
            Stayer stayer = workspace(server);
            stayer.run("""
                    name: mixed
                    tasks:
                      - { id: good, prompt: Do it, title: The good one }
                      - { id: bad, prompt: Do it, check: { run: "echo line 4711 is wrong; false", attempts: 1 } }
                      - { id: file, run: "echo kept > $STAYER_REPORTS/table.csv" }
                    """);
            String report = report(stayer);
            assertThat(report)
                    .containsPattern(Pattern.compile(
                            "2 of 3 tasks are done \\(1 failed\\); the run failed after .*## Needs attention.*\\*\\*T2 bad\\*\\* failed.*"
                                    + "      line 4711 is wrong.*tasks/T2/progress.md.*## Results.*T1 good — The good one\\*\\*: I am sure.*"
                                    + "## Decisions.*use SQLite.*## Tasks.*\\| cost \\|.*## Errors on the way.*cat nothing-there.*"
                                    + "finish done → its check refused it.*## Where to look.*checkpoint.md.*table.csv",
                            Pattern.DOTALL));
            assertThat(report).doesNotContain("{\"outcome\"");
        }
    }

    @Test
    void a_refused_check_shows_its_own_words_and_not_those_of_the_command() {
        Stayer stayer = new Stayer(folder);
        Stayer.Result result = stayer.run("""
                name: refused
                tasks:
                  - { id: build, run: "echo all built", check: "echo the page is missing; false" }
                """);
        assertThat(result.code()).isEqualTo(3);
        assertThat(List.of(result.out(), stayer.call("status", "last", "T1").out(), report(stayer)))
                .allSatisfy(
                        text -> assertThat(text).contains("the page is missing").doesNotContain("all built"));
    }

    @Test
    void a_completed_run_with_a_task_to_do_again_is_open_and_was_not_interrupted() {
        Stayer stayer = new Stayer(folder);
        assertThat(stayer.run("""
                name: again
                tasks:
                  - { id: one, run: "true" }
                """).code()).isZero();
        assertThat(stayer.call("retry", "last", "one").code()).isZero();
        String status = stayer.call("status", "last").out();
        assertThat(status)
                .contains("open, nobody executes it")
                .contains("→ stayer resume r-")
                .doesNotContain("interrupted");
        assertThat(stayer.status().path("status").asString()).isEqualTo("INTERRUPTED");
    }

    @Test
    void pages_for_people_tell_times_to_the_second() {
        try (ScriptedServer server = ScriptedServer.playing(ReportTest::asksFirst)) {
            Stayer stayer = workspace(server);
            stayer.run("""
                    name: times
                    tasks:
                      - { id: paint, prompt: Paint it }
                    """);
            stayer.call("tell", "last", "Be quick");
            stayer.call("answer", "last", "T1", "blue");
            stayer.call("resume");
            String run = ".stayer/runs/" + stayer.status().path("run").asString() + "/";
            for (String page : List.of("checkpoint.md", "tasks/T1/progress.md", "tasks/T1/checkpoint.md")) {
                assertThat(stayer.read(run + page))
                        .containsPattern("\\dT\\d\\d:\\d\\d:\\d\\dZ")
                        .doesNotContainPattern("\\d:\\d\\d\\.\\d+Z");
            }
            assertThat(stayer.call("mirror", "--check").code()).isZero();
        }
    }
}
