package dev.stayer.tool.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command begins only while its owner owns, and nothing of it is left when it has ended. */
class CommandsTest {
    @TempDir
    Path folder;

    private final String token = UUID.randomUUID().toString();

    private Outcome run(String script, BooleanSupplier mayBegin) {
        try (Commands commands = new Commands(token, mayBegin)) {
            Command command = new Command(
                    List.of("/bin/sh", "-c", script),
                    folder,
                    Map.of("PATH", "/usr/bin:/bin"),
                    null,
                    Duration.ofMillis(300));
            OutputCapture output = new OutputCapture(folder.resolve("log"), out -> out, line -> {});
            return commands.run(command, output, new StopSignal());
        }
    }

    @Test
    void a_command_of_an_owner_that_was_taken_over_does_not_begin() {
        assertThat(run("touch began", () -> false)).isInstanceOf(Outcome.NotStarted.class);
        assertThat(folder.resolve("began")).doesNotExist();
        assertThat(LeftOvers.end(token, Set.of())).isEmpty();
    }

    @Test
    void a_command_that_was_made_ready_is_ended_by_the_taker_and_never_begins() {
        // The owner looks, is still the owner, and is stopped; the taker ends what it finds; the owner goes on.
        Outcome outcome = run("touch began", () -> {
            assertThat(LeftOvers.end(token, Set.of())).hasSize(1);
            return true;
        });
        assertThat(outcome).isNotEqualTo(new Outcome.Exited(0));
        assertThat(folder.resolve("began")).doesNotExist();
    }

    @Test
    void the_watchdog_of_a_killed_owner_ends_its_commands_and_leaves_those_of_the_next_alone() throws Exception {
        // The owner and its command, and what the next owner has begun while the watchdog still looks around.
        Process owner = owner("echo $$ > first; sleep 600");
        await("the command of the first").until(() -> number("first") > 0);
        Process next = owner("echo $$ > next; sleep 600");
        await("the command of the next").until(() -> number("next") > 0);
        try {
            long watchdog = owner.children()
                    .filter(child -> arguments(child).contains("stayer-watchdog"))
                    .findFirst()
                    .orElseThrow()
                    .pid();
            owner.destroyForcibly().waitFor();
            await("its watchdog has done").until(() -> ProcessTable.session(watchdog) < 0);
            assertThat(ProcessTable.session(number("first"))).isNegative();
            assertThat(ProcessTable.session(number("next"))).isPositive();
        } finally {
            next.destroyForcibly().waitFor();
        }
        await("and the second watchdog does as the first").until(() -> ProcessTable.session(number("next")) < 0);
    }

    private static List<String> arguments(ProcessHandle process) {
        return List.of(process.info().arguments().orElse(new String[0]));
    }

    private long number(String file) throws Exception {
        Path path = folder.resolve(file);
        return Files.exists(path) && Files.size(path) > 0
                ? Long.parseLong(Files.readString(path).strip())
                : 0;
    }

    private Process owner(String script) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OneCommandMain.class.getName(),
                        token,
                        folder.toString(),
                        script)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("owners.log").toFile())
                .start();
    }

    @Test
    void a_process_is_known_also_while_it_becomes_another_program() throws Exception {
        Path script = folder.resolve("again");
        Files.writeString(script, "exec sh \"$0\"");
        ProcessBuilder builder = new ProcessBuilder("sh", script.toString());
        builder.environment().put("STAYER_TOKEN", token);
        Process process = builder.start();
        try {
            await().until(() -> ProcessTable.hasVariable(process.pid(), "STAYER_TOKEN=" + token));
            for (int look = 0; look < 10_000; look++) {
                assertThat(ProcessTable.hasVariable(process.pid(), "STAYER_TOKEN=" + token))
                        .as("look " + look)
                        .isTrue();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void a_command_has_no_input_and_its_own_exit_code() throws Exception {
        assertThat(run("cat > input; exit 7", () -> true)).isEqualTo(new Outcome.Exited(7));
        assertThat(Files.readString(folder.resolve("input"))).isEmpty();
    }

    /** Ways to leave one's session, environment and parent behind, each writing its number to {@code gone}. */
    private static final List<String> WAYS_OUT = List.of(
            "env -i setsid sh -c 'echo $$ > gone; exec sleep 600' > /dev/null 2>&1 < /dev/null &",
            "(env -i setsid sh -c '(echo $$ > gone; exec sleep 600) &' > /dev/null 2>&1 &)",
            "perl -MPOSIX -e 'fork and exit; POSIX::setsid(); fork and exit; %ENV = (); "
                    + "open F, q(>), q(gone); print F $$; close F; POSIX::close($_) for 0 .. 63; "
                    + "exec { q(/bin/sleep) } q(sleep), 600'");

    @Test
    void whoever_leaves_session_and_environment_behind_is_ended_where_the_kernel_keeps_groups() throws Exception {
        Assumptions.assumeTrue(CommandGroups.find().hold(), "no control group can be made here");
        for (String way : WAYS_OUT) {
            Files.deleteIfExists(folder.resolve("gone"));
            Outcome outcome = run(way + "\nwhile [ ! -s gone ]; do sleep 0.01; done", () -> true);
            assertThat(outcome).as(way).isEqualTo(new Outcome.Exited(0));
            long pid = number("gone");
            await(way).until(() -> ProcessTable.session(pid) < 0);
        }
    }

    @Test
    void whoever_leaves_everything_behind_dies_with_a_killed_owner_too() throws Exception {
        Assumptions.assumeTrue(CommandGroups.find().hold(), "no control group can be made here");
        Process owner = owner(WAYS_OUT.get(0) + " sleep 600");
        await("the command").until(() -> number("gone") > 0);
        long pid = number("gone");
        owner.destroyForcibly().waitFor();
        await("the watchdog").until(() -> ProcessTable.session(pid) < 0);
    }

    @Test
    void what_ignores_signals_or_leaves_its_session_is_ended_all_the_same() throws Exception {
        Outcome outcome = run(
                "trap '' TERM HUP INT; setsid sh -c 'trap \"\" TERM; echo $$ > far; sleep 600' & "
                        + "(trap '' TERM; sh -c 'echo $PPID > near'; sleep 600) & while [ ! -s far ] || [ ! -s near ]; do sleep 0.01; done",
                () -> true);
        assertThat(outcome).isEqualTo(new Outcome.Exited(0));
        for (String name : List.of("far", "near")) {
            long pid = Long.parseLong(Files.readString(folder.resolve(name)).strip());
            // Whoever inherits it may take a moment to collect it.
            await(name).until(() -> ProcessTable.session(pid) < 0);
        }
    }

    @Test
    void a_command_that_closes_its_output_is_waited_for() {
        assertThat(run("exec >&- 2>&-; sleep 0.2; touch late; exit 3", () -> true))
                .isEqualTo(new Outcome.Exited(3));
        assertThat(folder.resolve("late")).exists();
    }
}
