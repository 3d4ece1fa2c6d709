package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.model.Asked;
import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sub-tasks of agents: how they end, stop and begin again with the task that they are part of. */
class PartsTest {
    private static final String DONE = "{\"outcome\":\"done\",\"summary\":\"all is well\"}";
    private static final String WAIT = "{\"action\":\"wait\"}";
    private static final String WHOLE = """
            name: whole
            tasks:
              - { id: whole, prompt: Do both halves }
            """;

    @TempDir
    Path folder;

    private Stayer workspace(ScriptedServer server) {
        Stayer stayer = new Stayer(folder);
        stayer.file("stayer.yaml", """
                providers: { here: { type: openai, base-url: "%s" } }
                models: { main: { provider: here, name: scripted, context: 48k } }
                """.formatted(server.openAi()));
        return stayer;
    }

    private static boolean isPart(Asked asked, String title) {
        String words = asked.userWords().get(0);
        return words.contains("## It is part of") && words.contains("Half " + title);
    }

    private static ScriptedReply split(String... writes) {
        return ScriptedReply.calling("task", """
                {"action":"add","tasks":[{"title":"A","prompt":"Half A"%s},{"title":"B","prompt":"Half B"%s}]}""".formatted(
                        writes.length > 0 ? ",\"writes\":[\"" + writes[0] + "\"]" : "",
                        writes.length > 1 ? ",\"writes\":[\"" + writes[1] + "\"]" : ""));
    }

    @Test
    void a_failed_part_keeps_its_task_from_being_done_until_it_is_settled() {
        try (ScriptedServer server = ScriptedServer.playing(asked -> {
            if (isPart(asked, "A")) {
                return ScriptedReply.calling("finish", "{\"outcome\":\"failed\",\"summary\":\"no ink\"}");
            }
            if (isPart(asked, "B")) {
                return ScriptedReply.calling("finish", DONE);
            }
            return switch (asked.turns()) {
                case 0 -> split();
                case 1 -> ScriptedReply.calling("task", WAIT);
                case 3 ->
                    ScriptedReply.calling(
                            "task", "{\"action\":\"finish\",\"id\":\"T1.1\",\"summary\":\"did it myself\"}");
                default -> ScriptedReply.calling("finish", DONE);
            };
        })) {
            Stayer stayer = workspace(server);
            Stayer.Result result = stayer.run(WHOLE);
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            List<Asked> asked = server.asked();
            assertThat(asked.get(asked.size() - 2).results().get(0))
                    .contains("sub-task T1.1 is FAILED")
                    .contains("no ink");
            assertThat(stayer.state("whole/1")).isEqualTo("SKIPPED");
            assertThat(stayer.task("whole/1").path("failure").asString()).contains("did it myself");
        }
    }

    @Test
    void parts_end_with_a_task_that_gives_up() {
        try (ScriptedServer server = ScriptedServer.playing(asked -> {
            if (isPart(asked, "A") || isPart(asked, "B")) {
                return ScriptedReply.calling("ask", "{\"question\":\"Which half?\"}");
            }
            return asked.turns() == 0
                    ? split()
                    : ScriptedReply.calling("finish", "{\"outcome\":\"failed\",\"summary\":\"too hard\"}");
        })) {
            Stayer stayer = workspace(server);
            assertThat(stayer.run(WHOLE).code()).isEqualTo(1);
            assertThat(stayer.state("whole")).isEqualTo("FAILED");
            assertThat(List.of(stayer.state("whole/1"), stayer.state("whole/2")))
                    .allMatch(state -> state.equals("SKIPPED") || state.equals("CANCELLED"));
            assertThat(stayer.status().path("status").asString()).isEqualTo("FAILED");
        }
    }

    @Test
    void a_question_of_a_part_is_the_runs_question_and_outlives_a_stop() {
        try (ScriptedServer server = ScriptedServer.playing(asked -> {
            if (isPart(asked, "A") && asked.turns() == 0) {
                return ScriptedReply.calling("ask", "{\"question\":\"Left or right?\"}");
            }
            if (isPart(asked, "A") || isPart(asked, "B")) {
                return ScriptedReply.calling("finish", DONE);
            }
            return switch (asked.turns()) {
                case 0 -> split();
                case 1 -> ScriptedReply.calling("task", WAIT);
                default -> ScriptedReply.calling("finish", DONE);
            };
        })) {
            Stayer stayer = workspace(server);
            Stayer.Result first = stayer.run(WHOLE);
            assertThat(first.code()).as(first.out() + first.err()).isEqualTo(4);
            assertThat(stayer.status().path("status").asString()).isEqualTo("NEEDS_ANSWER");
            assertThat(stayer.status().path("attention").toString()).isEqualTo("[\"T1.1\"]");
            assertThat(stayer.state("whole/2")).isEqualTo("COMPLETED");
            assertThat(stayer.call("stop", "last").code()).isZero();
            assertThat(stayer.call("resume", "last").code()).isEqualTo(4);
            assertThat(stayer.call("answer", "last", "T1.1", "left").code()).isZero();
            Stayer.Result last = stayer.call("resume", "last");
            assertThat(last.code()).as(last.out() + last.err()).isZero();
        }
    }

    @Test
    void a_part_run_again_opens_its_task_again() {
        AtomicBoolean able = new AtomicBoolean();
        try (ScriptedServer server = ScriptedServer.playing(asked -> {
            if (isPart(asked, "A")) {
                return ScriptedReply.calling(
                        "finish", able.get() ? DONE : "{\"outcome\":\"failed\",\"summary\":\"no ink\"}");
            }
            if (isPart(asked, "B")) {
                return ScriptedReply.calling("finish", DONE);
            }
            if (asked.turns() == 0) {
                return split();
            }
            if (asked.results().stream().anyMatch(text -> text.contains("T1.1 is FAILED"))) {
                return ScriptedReply.calling("finish", "{\"outcome\":\"failed\",\"summary\":\"a half is missing\"}");
            }
            return asked.results().stream().anyMatch(text -> text.contains("T1.1 A:"))
                    ? ScriptedReply.calling("finish", DONE)
                    : ScriptedReply.calling("task", WAIT);
        })) {
            Stayer stayer = workspace(server);
            assertThat(stayer.run(WHOLE).code()).isEqualTo(1);
            able.set(true);
            assertThat(stayer.call("retry", "last", "T1.1").code()).isZero();
            Stayer.Result again = stayer.call("resume", "last");
            assertThat(again.code()).as(again.out() + again.err()).isZero();
            assertThat(stayer.state("whole/1")).isEqualTo("COMPLETED");
            assertThat(stayer.task("whole/2").path("executions").asInt()).isEqualTo(1);
            // What it once said is over, and it is told why it is asked again.
            Asked last = server.asked().get(server.asked().size() - 1);
            assertThat(last.body()).contains("opened again");
        }
    }

    @Test
    void parts_that_write_the_same_place_never_run_together() throws Exception {
        CountDownLatch other = new CountDownLatch(1);
        AtomicBoolean together = new AtomicBoolean();
        try (ScriptedServer server = ScriptedServer.playing(asked -> {
            if (isPart(asked, "B")) {
                other.countDown();
                return ScriptedReply.calling("finish", DONE);
            }
            if (isPart(asked, "A")) {
                together.set(other.await(300, TimeUnit.MILLISECONDS));
                return ScriptedReply.calling("finish", DONE);
            }
            return switch (asked.turns()) {
                case 0 -> split("drafts/", "drafts/b.md");
                case 1 -> ScriptedReply.calling("task", WAIT);
                default -> ScriptedReply.calling("finish", DONE);
            };
        })) {
            assertThat(workspace(server).run(WHOLE).code()).isZero();
            assertThat(together).isFalse();
        }
    }

    @Test
    void parts_that_write_different_places_run_together() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        AtomicBoolean together = new AtomicBoolean(true);
        try (ScriptedServer server = ScriptedServer.playing(asked -> {
            if (isPart(asked, "A") || isPart(asked, "B")) {
                both.countDown();
                if (!both.await(20, TimeUnit.SECONDS)) {
                    together.set(false);
                }
                return ScriptedReply.calling("finish", DONE);
            }
            return switch (asked.turns()) {
                case 0 -> split("a.md", "b.md");
                case 1 -> ScriptedReply.calling("task", WAIT);
                default -> ScriptedReply.calling("finish", DONE);
            };
        })) {
            assertThat(workspace(server).run(WHOLE).code()).isZero();
            assertThat(together).isTrue();
        }
    }

    @Test
    void a_task_begun_anew_forgets_its_checkpoints_and_its_open_parts() {
        AtomicBoolean again = new AtomicBoolean();
        try (ScriptedServer server = ScriptedServer.playing(asked -> {
            if (asked.userWords().get(asked.userWords().size() - 1).contains("[checkpoint]")) {
                return ScriptedReply.of(
                        "{\"current\":\"at work\",\"entries\":[{\"section\":\"decision\",\"text\":\"the old way, number 7\"}]}");
            }
            if (isPart(asked, "A") || isPart(asked, "B")) {
                return ScriptedReply.calling("finish", "{\"outcome\":\"failed\",\"summary\":\"no ink\"}");
            }
            if (asked.turns() == 0 && !again.get() && !asked.body().contains("## Checkpoint")) {
                return split();
            }
            int at = asked.number();
            boolean enough = at > (again.get() ? 40 : 20) && asked.body().contains("## Checkpoint");
            return enough
                    ? ScriptedReply.calling(
                            "finish", again.get() ? DONE : "{\"outcome\":\"failed\",\"summary\":\"stuck\"}")
                    : ScriptedReply.calling("shell", "{\"command\":\"echo " + at + "; seq 1 400\"}");
        })) {
            Stayer stayer = workspace(server);
            stayer.file("stayer.yaml", """
                    providers: { here: { type: openai, base-url: "%s" } }
                    models: { main: { provider: here, name: scripted, context: 16k, output: 2k } }
                    """.formatted(server.openAi()));
            Stayer.Result first = stayer.run(WHOLE);
            assertThat(first.code()).as(first.out() + first.err()).isEqualTo(1);
            int before = server.asked().size();
            again.set(true);
            assertThat(stayer.call("retry", "last", "T1", "--fresh").code()).isZero();
            Stayer.Result second = stayer.call("resume", "last");
            assertThat(second.code()).as(second.out() + second.err()).isZero();
            Asked anew = server.asked().get(before);
            assertThat(anew.body()).doesNotContain("old way").doesNotContain("T1.1");
            assertThat(stayer.state("whole/1")).isEqualTo("SKIPPED");
        }
    }
}
