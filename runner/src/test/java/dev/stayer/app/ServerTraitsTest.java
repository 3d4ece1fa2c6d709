package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.agent.RowsOfServers;
import dev.stayer.journal.ServerTraits;
import dev.stayer.model.Learnt;
import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import dev.stayer.model.Trait;
import dev.stayer.redact.Redactor;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Schema;
import dev.stayer.store.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was learnt of a server counts for all work that asks it, for as long as it may be true. */
class ServerTraitsTest {
    private static final Learnt.Server SERVER = new Learnt.Server("m", "http://127.0.0.1:1/v1");

    @TempDir
    Path folder;

    @Test
    void a_smaller_window_is_believed_for_a_week_and_what_is_refused_for_a_month() {
        Workspace workspace = new Workspace(folder);
        workspace.create();
        Schema.prepare(workspace.databaseFile());
        try (PlainDatabase database = new PlainDatabase(workspace.databaseFile())) {
            AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T10:00:00Z"));
            RowsOfServers servers = RowsOfServers.in(database, Redactor.of(Map.of(), Map.of()), now::get);
            Trait window = new Trait(Trait.Kind.WINDOW, "8000");
            Trait without = new Trait(Trait.Kind.WITHOUT, "temperature");
            servers.keep(SERVER, window, "counted less");
            servers.keep(SERVER, without, "unknown field");
            assertThat(servers.of(SERVER)).containsExactlyInAnyOrder(window, without);
            assertThat(servers.of(new Learnt.Server("other", SERVER.address()))).isEmpty();
            assertThat(servers.of(new Learnt.Server("m", "http://127.0.0.1:2/v1")))
                    .isEmpty();

            now.set(now.get().plus(Duration.ofDays(8)));
            assertThat(servers.of(SERVER)).containsExactly(without);
            servers.keep(SERVER, window, "counted less again");
            now.set(now.get().plus(Duration.ofDays(6)));
            assertThat(servers.of(SERVER)).containsExactlyInAnyOrder(window, without);
            now.set(now.get().plus(Duration.ofDays(30)));
            assertThat(servers.of(SERVER)).isEmpty();

            assertThat(database.write(ServerTraits::forget)).isEqualTo(2);
        }
    }

    @Test
    void what_a_run_learnt_distill_knows_until_doctor_forgets_it() {
        try (ScriptedServer server =
                ScriptedServer.playing(asked -> asked.body().contains("\"max_tokens\"")
                        ? ScriptedReply.status(
                                400,
                                "{\"error\":{\"message\":\"Unsupported parameter: 'max_tokens' is not supported with this model."
                                        + " Use 'max_completion_tokens' instead.\"}}")
                        : asked.tools().isEmpty()
                                ? ScriptedReply.of("{}")
                                : ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"ok\"}"))) {
            DistillWorkspace work = new DistillWorkspace(folder.resolve("w"))
                    .worked(0, 10)
                    .idle(10, 30)
                    .imported();
            work.stayer.file("stayer.yaml", """
                    providers: { here: { type: openai, base-url: "%s" } }
                    models: { main: { provider: here, name: scripted } }
                    roles: { agent: main, distill: main }
                    """.formatted(server.openAi()));
            assertThat(work.stayer
                            .run("name: x\ntasks: [ { id: a, prompt: say ok } ]")
                            .code())
                    .isZero();
            assertThat(refused(server)).isEqualTo(1);
            int before = server.asked().size();
            work.distill("--dry-run");
            assertThat(server.asked()).hasSizeGreaterThan(before);
            assertThat(refused(server)).as("distill knows what the run learnt").isEqualTo(1);

            work.stayer.call("doctor");
            assertThat(refused(server)).as("doctor knows it, too").isEqualTo(1);
            assertThat(work.stayer.call("doctor", "--forget-servers").out())
                    .contains("forgot 1 things that were learnt");
            assertThat(work.stayer
                            .run("name: y\ntasks: [ { id: a, prompt: say ok } ]")
                            .code())
                    .isZero();
            assertThat(refused(server)).as("learnt anew, once").isEqualTo(2);
        }
    }

    private static long refused(ScriptedServer server) {
        return server.asked().stream()
                .filter(asked -> asked.body().contains("\"max_tokens\""))
                .count();
    }
}
