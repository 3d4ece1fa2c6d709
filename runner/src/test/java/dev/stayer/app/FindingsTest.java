package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody who was not there can read of an agent's run. */
class FindingsTest {
    @TempDir
    Path folder;

    @Test
    void the_report_says_what_came_of_it_what_was_decided_what_went_wrong_and_who_said_what() {
        AtomicInteger turn = new AtomicInteger();
        try (ScriptedServer server = ScriptedServer.playing(asked -> switch (turn.incrementAndGet()) {
            case 1 -> ScriptedReply.calling("ask", "{\"question\":\"Which title?\",\"choices\":[\"Blue\",\"Red\"]}");
            case 2 -> ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"Too early\"}");
            case 3 ->
                ScriptedReply.calling(
                        "shell", "{\"command\":\"echo 'Decision: the title is plain'; echo Red > title.txt\"}");
            default -> ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"A title in title.txt.\"}");
        })) {
            Stayer stayer = new Stayer(folder);
            stayer.file("stayer.yaml", """
                    providers: { here: { type: openai, base-url: "%s" } }
                    models: { main: { provider: here, name: scripted, context: 48k } }
                    """.formatted(server.openAi()));
            Stayer.Result asks =
                    stayer.run("name: b\ntasks:\n  - { id: book, prompt: Make a book, check: test -f title.txt }\n");
            assertThat(asks.code()).isEqualTo(4);
            assertThat(asks.out()).contains("Which title? [Blue | Red]");
            assertThat(stayer.call("answer", "last", "T1", "Red").code()).isZero();
            assertThat(stayer.call("resume").code()).isZero();

            String page = stayer.call("report", "last").out().strip();
            assertThat(stayer.read(page)).contains("A title in title.txt.", "not done: its check refused it");
            assertThat(stayer.read(page.replace("index.html", "report.md")))
                    .contains("| models | 4 questions to models")
                    .contains("## Results\n\n- **T1 book**: A title in title.txt.")
                    .contains("## Decisions\n\n- Decision: the title is plain (T1, turn 4)")
                    .contains("## Errors on the way\n\n- finish ")
                    .contains("not done: its check refused it")
                    .contains("T1 has its answer")
                    .contains(": Red");
            assertThat(stayer.call("status", "last", "T1").out())
                    .contains("finish → not done: its check refused it")
                    .doesNotContain("exit code: 0");
        }
    }
}
