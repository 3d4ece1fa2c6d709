package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.model.Asked;
import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database as version 15 wrote it, whose owner was killed in the middle of a run: an agent with a command in flight, a gate, a
 * task that waits for its next attempt, one that was stopped in flight, one that a person skipped, one that is retried afresh.
 */
class OldDatabaseTest {
    private static final String OLD = "r-20261130-0001";

    @TempDir
    Path folder;

    @Test
    void a_run_that_an_older_version_began_is_migrated_and_goes_on_where_it_was() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(asked ->
                ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"the ledger is kept\"}"))) {
            Stayer stayer = new Stayer(folder);
            stayer.file("stayer.yaml", """
                    providers: { here: { type: openai, base-url: "%s" } }
                    models: { main: { provider: here, name: scripted, context: 48k } }
                    """.formatted(server.openAi()));
            unpack();
            stayer.file("ready", "yes");
            assertThat(stayer.call("trust").code()).isZero();

            // Looking changes nothing; what runs brings the database up to date, and mends what the crash left.
            assertThat(stayer.call("status", OLD).code()).isEqualTo(78);
            assertThat(stayer.run("name: new\ntasks: [ { id: first, run: \"true\" } ]\n")
                            .code())
                    .isZero();
            assertThat(states(stayer))
                    .isEqualTo(
                            "agent INTERRUPTED, gate NEEDS_APPROVAL, again WAITING_RETRY, opaque STOPPED, left SKIPPED,"
                                    + " lost FAILED, behind SKIPPED, told FAILED");
            assertThat(stayer.call("approve", OLD, "gate").code()).isZero();
            assertThat(stayer.call("skip", OLD, "again").code()).isZero();

            Stayer.Result resumed = stayer.call("resume", OLD);
            assertThat(resumed.code()).as(resumed.out() + resumed.err()).isEqualTo(4);
            assertThat(states(stayer))
                    .isEqualTo("agent COMPLETED, gate COMPLETED, again SKIPPED, opaque UNKNOWN_EFFECT, left SKIPPED,"
                            + " lost FAILED, behind SKIPPED, told COMPLETED");
            assertThat(Files.readString(folder.resolve("words.txt"))).isEqualTo("use the green book\n");
            Asked asked = server.asked().get(0);
            assertThat(asked.turns()).as("the conversation goes on").isEqualTo(2);
            assertThat(String.join("\n", asked.results())).contains("outcome unknown");
            assertThat(String.join("\n", asked.userWords())).contains("the person likes blue");

            assertThat(stayer.call("answer", OLD, "opaque", "done").code()).isZero();
            assertThat(stayer.call("resume", OLD).code()).isEqualTo(1);
            assertThat(Files.exists(folder.resolve("sent.txt")))
                    .as("nothing was sent twice")
                    .isFalse();
            assertThat(stayer.call("mirror", "--check").code()).isZero();
        }
    }

    private void unpack() throws Exception {
        Path state = Files.createDirectories(folder.resolve(".stayer"));
        try (InputStream packed = new GZIPInputStream(
                Objects.requireNonNull(OldDatabaseTest.class.getResourceAsStream("/databases/version-15.db.gz")))) {
            Files.copy(packed, state.resolve("stayer.db"));
        }
        Files.write(state.resolve("workspace"), List.of("f264bcbd8340d83a7f23d7d3962a34d0"), StandardCharsets.UTF_8);
    }

    private static String states(Stayer stayer) {
        return stayer.call("status", OLD, "--json")
                .json()
                .path("tasks")
                .valueStream()
                .map(task ->
                        task.path("name").asString() + " " + task.path("status").asString())
                .collect(Collectors.joining(", "));
    }
}
