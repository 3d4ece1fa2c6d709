package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Machines without a working sandbox, and a sandbox that is switched off: never by accident, never unseen. */
class SandboxTest {
    private static final String WORK = "name: w\ntasks:\n  - { id: w, prompt: Do it }\n";

    @TempDir
    Path folder;

    private Stayer workspace(ScriptedServer server) {
        Stayer stayer = new Stayer(folder);
        stayer.file("workflow.yaml", WORK);
        stayer.file("stayer.yaml", """
                providers: { here: { type: openai, base-url: "%s" } }
                models: { main: { provider: here, name: scripted, context: 48k } }
                """.formatted(server.openAi()));
        return stayer;
    }

    /** Like a machine that has its programs in one folder, with this in place of bubblewrap. */
    private Path programs(Path to, String bwrap) throws IOException {
        Files.createDirectories(to);
        for (String name :
                List.of("sh", "bash", "env", "setsid", "kill", "sleep", "cat", "ls", "rm", "grep", "sed", "id")) {
            Files.createSymbolicLink(to.resolve(name), Path.of("/usr/bin", name));
        }
        if (!bwrap.isEmpty()) {
            Path file = Files.writeString(to.resolve("bwrap"), "#!/bin/sh\n" + bwrap + "\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        return to;
    }

    private record Ended(int code, String said) {}

    private static Ended with(String variable, Stayer stayer, String... args) throws Exception {
        return with(variable, List.of(), stayer, args);
    }

    private static Ended with(String variable, List<String> options, Stayer stayer, String... args) throws Exception {
        List<String> words = new ArrayList<>(List.of("/usr/bin/env", variable));
        words.addAll(stayer.words(options, args));
        Path log = Files.createTempFile("stayer-said", ".txt");
        Process process = new ProcessBuilder(words)
                .directory(stayer.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(log);
        Files.delete(log);
        return new Ended(process.exitValue(), said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | bubblewrap (bwrap) is not installed | apt install bubblewrap",
                "echo 'bwrap: No permissions to create new namespace: Operation not permitted' >&2; exit 1 | does not"
                        + " work here | allow user namespaces",
                "while [ \"$1\" != -- ]; do shift; done; shift; exec \"$@\" | does not work here | report this"
            })
    void agents_do_not_begin_where_the_sandbox_is_missing_broken_or_a_sham(String bwrap, String what, String advice)
            throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(ScriptedReply.of("never"))) {
            Stayer stayer = workspace(server);
            Path outside = programs(Files.createTempDirectory("stayer-programs"), bwrap);
            for (String[] command : List.of(new String[] {"run", "workflow.yaml"}, new String[] {"do", "Do it"})) {
                Ended ended = with("X=", List.of("-Dstayer.programs=" + outside), stayer, command);
                assertThat(ended.code()).as(ended.said()).isEqualTo(78);
                assertThat(ended.said()).contains(what).contains(advice);
            }
            assertThat(server.asked()).isEmpty();
            assertThat(stayer.call("runs", "--json").out()).doesNotContain("r-2");
        }
    }

    @Test
    void a_bubblewrap_that_work_may_have_written_is_not_used() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(ScriptedReply.of("never"))) {
            Stayer stayer = workspace(server);
            Path inside =
                    stayer.file("bin/bwrap", "#!/bin/sh\ntouch " + folder + "/used; exec /usr/bin/bwrap \"$@\"\n");
            assertThat(inside.toFile().setExecutable(true)).isTrue();
            Path others = programs(Files.createTempDirectory("stayer-programs"), "");
            String folders = inside.getParent() + ":" + others;
            Ended ended = with("X=", List.of("-Dstayer.programs=" + folders), stayer, "run", "workflow.yaml");
            assertThat(ended.code()).as(ended.said()).isEqualTo(78);
            assertThat(ended.said()).contains("not installed");
            assertThat(folder.resolve("used")).doesNotExist();
        }
    }

    @ParameterizedTest
    @CsvSource({"STAYER_SANDBOX=none,''", "X=,--sandbox none"})
    void a_sandbox_that_is_switched_off_is_said_everywhere(String variable, String option) throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(
                ScriptedReply.calling(
                        "shell",
                        Json.write(Json.object()
                                .put(
                                        "command",
                                        "id -un; ls /proc/"
                                                + ProcessHandle.current().pid()))),
                ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"seen\"}"))) {
            Stayer stayer = workspace(server);
            List<String> args = new ArrayList<>(List.of("run", "workflow.yaml"));
            if (!option.isEmpty()) {
                args.addAll(List.of(option.split(" ")));
            }
            Ended ended = with(variable, stayer, args.toArray(String[]::new));
            assertThat(ended.code()).as(ended.said()).isZero();
            assertThat(ended.said()).contains("the sandbox is switched off");
            assertThat(server.asked().get(1).results()).first().asString().contains("cmdline");
            assertThat(stayer.call("status", "last").out()).contains("the sandbox is switched off");
            assertThat(stayer.status().path("sandbox").asString()).isEqualTo("none");
            assertThat(stayer.read(stayer.call("report", "last").out().strip())).contains("sandbox was switched off");
        }
    }

    @Test
    void nobody_can_switch_it_off_for_everybody() {
        try (ScriptedServer server = ScriptedServer.playing(ScriptedReply.of("never"))) {
            Stayer stayer = workspace(server);
            stayer.file("stayer.yaml", stayer.read("stayer.yaml") + "sandbox: { mode: none }\n");
            Stayer.Result result = stayer.run(WORK);
            assertThat(result.code()).isEqualTo(78);
            assertThat(result.err()).contains("stayer.yaml:3:").contains("--sandbox none");
            assertThat(server.asked()).isEmpty();
        }
    }
}
