package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.model.Asked;
import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person tells a running agent is in the very next request, word by word, and in every one after it. */
class TellTest {
    private static final String DONE = "{\"outcome\":\"done\",\"summary\":\"all is well\"}";

    @TempDir
    Path folder;

    /** A provider during whose replies a person speaks; the words are committed before the reply is out. */
    private final class Talk implements ScriptedServer.Script {
        private final Map<Integer, String> words = new TreeMap<>();
        private final int turns;
        private int replies;

        /** @param turns with a command each, before the agent says that it is done */
        Talk(int turns) {
            this.turns = turns;
        }

        Talk saying(int during, String text) {
            words.put(during, text);
            return this;
        }

        @Override
        public synchronized ScriptedReply reply(Asked asked) throws Exception {
            List<String> said = asked.userWords();
            if (said.get(said.size() - 1).contains("[checkpoint]")) {
                return ScriptedReply.of("{\"current\":\"steps\",\"entries\":[]}");
            }
            replies++;
            String text = words.get(replies);
            if (text != null) {
                assertThat(tell(text)).isZero();
            }
            return replies <= turns
                    ? ScriptedReply.calling("shell", "{\"command\":\"sh step.sh " + replies + "\"}")
                    : ScriptedReply.calling("finish", DONE);
        }

        /** The requests for replies, without those for checkpoints. */
        List<Asked> requests(ScriptedServer server) {
            return server.asked().stream()
                    .filter(asked ->
                            !asked.userWords().get(asked.userWords().size() - 1).contains("[checkpoint]"))
                    .toList();
        }
    }

    /** From a process of its own, as a person does. */
    private int tell(String text) throws InterruptedException {
        Process process = new Stayer(folder).start(List.of(), "tell", "last", "T1", text);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private Stayer workspace(ScriptedServer server) {
        Stayer stayer = new Stayer(folder);
        stayer.file("stayer.yaml", """
                providers: { here: { type: openai, base-url: "%s" } }
                models: { main: { provider: here, name: scripted, context: 16k, output: 2k } }
                """.formatted(server.openAi()));
        stayer.file("step.sh", LongAgentTest.STEP);
        stayer.file("workflow.yaml", """
                name: told
                budget: { tokens: 50M }
                tasks:
                  - { id: told, prompt: Take all steps }
                """);
        return stayer;
    }

    @Test
    void what_is_told_during_a_reply_is_in_the_next_request_and_in_all_after_it() {
        Talk talk = new Talk(16)
                .saying(2, "Mind the \"gap\"\n  of 7731 mm")
                .saying(7, "Nur noch grüne Dächer 🐢")
                .saying(16, "And one word at the end");
        try (ScriptedServer server = ScriptedServer.playing(talk)) {
            Stayer stayer = workspace(server);
            Stayer.Result result =
                    stayer.call("run", folder.resolve("workflow.yaml").toString());
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            List<Asked> requests = talk.requests(server);
            talk.words.forEach((during, text) -> {
                assertThat(requests.get(during).userWords()).last().isEqualTo("The person says: " + text);
                assertThat(requests.subList(during, requests.size()))
                        .allSatisfy(asked -> assertThat(asked.userWords())
                                .anySatisfy(words -> assertThat(words).contains(text)));
            });
            assertThat(requests.get(requests.size() - 1).userWords().get(0))
                    .as("pinned at a rebuild")
                    .contains("## What the person said later")
                    .contains("Nur noch grüne Dächer 🐢");
            assertThat(stayer.call("mirror", "--check").code()).isZero();
        }
    }

    @Test
    void what_is_told_reaches_an_agent_that_a_daemon_runs() throws Exception {
        Talk talk = new Talk(4).saying(2, "The daemon must hear of 9127");
        try (ScriptedServer server = ScriptedServer.playing(talk)) {
            Stayer stayer = workspace(server);
            Process daemon = stayer.start(List.of(), "serve");
            try {
                Awaitility.await()
                        .atMost(60, TimeUnit.SECONDS)
                        .until(() -> stayer.read("process.log").contains("stayer serves"));
                Stayer.Result result =
                        stayer.call("run", folder.resolve("workflow.yaml").toString());
                assertThat(result.code()).as(result.out() + result.err()).isZero();
                assertThat(daemon.isAlive()).as("the run was the daemon's").isTrue();
                List<Asked> requests = talk.requests(server);
                assertThat(requests.get(1).userWords()).noneMatch(words -> words.contains("9127"));
                assertThat(requests.subList(2, requests.size()))
                        .hasSizeGreaterThan(1)
                        .allSatisfy(asked -> assertThat(asked.userWords())
                                .contains("The person says: The daemon must hear of 9127"));
            } finally {
                daemon.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void words_that_were_committed_before_a_kill_are_in_the_first_request_after_it() throws Exception {
        Talk talk = new Talk(4).saying(2, "Remember 4711 exactly");
        try (ScriptedServer server = ScriptedServer.playing(talk)) {
            Stayer stayer = workspace(server);
            Process process = stayer.start(List.of("-Dstayer.crash=BEFORE_MODEL_CALL:3"), "run", "workflow.yaml");
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(stayer.read("process.log")).isEqualTo(137);
            assertThat(talk.requests(server)).hasSize(2);
            Stayer.Result result = stayer.call("resume");
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            assertThat(talk.requests(server).subList(2, 5))
                    .allSatisfy(asked ->
                            assertThat(asked.userWords()).containsOnlyOnce("The person says: Remember 4711 exactly"));
            assertThat(stayer.call("mirror", "--check").code()).isZero();
        }
    }

    @Test
    void an_agent_is_not_done_while_it_has_not_heard_what_was_told() {
        Talk talk = new Talk(1).saying(2, "Do one thing more");
        try (ScriptedServer server = ScriptedServer.playing(talk)) {
            Stayer stayer = workspace(server);
            Stayer.Result result =
                    stayer.call("run", folder.resolve("workflow.yaml").toString());
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            List<Asked> requests = talk.requests(server);
            assertThat(requests).hasSize(3);
            assertThat(requests.get(2).results().get(0)).contains("the person has said more");
            assertThat(requests.get(2).userWords()).last().isEqualTo("The person says: Do one thing more");
        }
    }

    @Test
    void what_is_told_while_the_check_runs_is_heard_before_the_end() throws Exception {
        Talk talk = new Talk(0);
        try (ScriptedServer server = ScriptedServer.playing(talk)) {
            Stayer stayer = workspace(server);
            stayer.file("workflow.yaml", """
                    name: told
                    budget: { tokens: 50M }
                    tasks:
                      - { id: told, prompt: Take all steps, check: "touch checks; until test -e go; do sleep 0.05; done" }
                    """);
            Thread person = Thread.ofVirtual().start(() -> {
                try {
                    while (!Files.exists(folder.resolve("checks"))) {
                        Thread.sleep(10);
                    }
                    tell("Wait, there is more");
                    Files.createFile(folder.resolve("go"));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            Stayer.Result result =
                    stayer.call("run", folder.resolve("workflow.yaml").toString());
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            person.join();
            assertThat(talk.requests(server)).hasSize(2);
            assertThat(talk.requests(server).get(1).userWords())
                    .last()
                    .isEqualTo("The person says: Wait, there is more");
        }
    }
}
