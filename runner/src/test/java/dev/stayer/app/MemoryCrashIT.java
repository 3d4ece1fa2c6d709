package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Memory under real processes: killed at the worst moment, or several at once with a person in the file. */
class MemoryCrashIT {
    @TempDir
    Path folder;

    private static List<String> texts(Stayer stayer) {
        List<String> texts = new ArrayList<>();
        for (JsonNode fact :
                Json.parse(stayer.call("memory", "show", "--json").out()).path("facts")) {
            if (fact.path("status").asString().equals("current")) {
                texts.add(fact.path("text").asString());
            }
        }
        return texts;
    }

    private static int kill(Stayer stayer, String point, String... command) throws InterruptedException {
        Process process = stayer.start(List.of("-Dstayer.crash=" + point), command);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void a_kill_between_the_commit_and_the_file_is_mended_at_the_next_start() throws InterruptedException {
        Stayer stayer = new Stayer(folder);
        stayer.call("memory", "add", "Names are short");
        assertThat(kill(stayer, "BEFORE_MIRROR_RENAME:1", "memory", "add", "Ports are fixed"))
                .isEqualTo(137);
        assertThat(stayer.read(".stayer/MEMORY.md")).doesNotContain("Ports are fixed");
        assertThat(stayer.run("name: nothing\ntasks: [ { id: a, run: \"true\" } ]\n")
                        .code())
                .isZero();
        assertThat(stayer.read(".stayer/MEMORY.md")).contains("Names are short", "Ports are fixed");
    }

    @Test
    void what_was_remembered_before_a_kill_is_there_once_after_it() throws InterruptedException {
        try (ScriptedServer server = ScriptedServer.playing(asked -> {
            if (asked.body().contains("ports come from the registry")) {
                return ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"well\"}");
            }
            return asked.body().contains("The cache must be warm")
                    ? ScriptedReply.of("Decision: ports come from the registry").call("shell", "{\"command\":\"true\"}")
                    : ScriptedReply.calling("remember", "{\"text\":\"The cache must be warm\",\"kind\":\"gotcha\"}");
        })) {
            Stayer stayer = new Stayer(folder);
            stayer.file("stayer.yaml", """
                    providers: { here: { type: openai, base-url: "%s" } }
                    models: { main: { provider: here, name: scripted, context: 48k } }
                    """.formatted(server.openAi()));
            stayer.file("workflow.yaml", "name: work\ntasks: [ { id: work, prompt: Deploy it } ]\n");
            for (String point : List.of("AFTER_CALL:1", "BEFORE_TASK_END_COMMIT:1")) {
                String[] command = point.equals("AFTER_CALL:1")
                        ? new String[] {"run", folder.resolve("workflow.yaml").toString()}
                        : new String[] {"resume", "last"};
                assertThat(kill(stayer, point, command)).as(point).isEqualTo(137);
            }
            assertThat(stayer.call("resume", "last").code())
                    .as(stayer.call("status", "last").out())
                    .isZero();
            assertThat(texts(stayer)).containsExactly("The cache must be warm", "ports come from the registry");
        }
    }

    @Test
    void processes_and_a_person_at_once_lose_nothing() throws IOException, InterruptedException {
        Stayer stayer = new Stayer(folder);
        stayer.call("memory", "add", "The first of all");
        List<String> wanted = new ArrayList<>(List.of("The first of all"));
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String text = "Process number " + i + " knows this";
            processes.add(stayer.start(List.of(), "memory", "add", text));
            wanted.add(text);
        }
        Path file = folder.resolve(".stayer/MEMORY.md");
        Path mine = folder.resolve("mine.md");
        String seen = "";
        int edits = 0;
        while (processes.stream().anyMatch(Process::isAlive)) {
            String text = Files.readString(file);
            if (text.equals(seen) || !text.contains("## Rules\n")) {
                Thread.onSpinWait();
                continue;
            }
            // The person saves what an editor has open whenever somebody else has written.
            String line = "Edit number " + edits++ + " of a person";
            wanted.add(line);
            seen = text.replace("## Rules\n", "## Rules\n- " + line + "\n");
            Files.writeString(mine, seen);
            Files.move(mine, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        for (Process process : processes) {
            assertThat(process.exitValue()).as(stayer.read("process.log")).isZero();
        }
        assertThat(edits).isPositive();
        assertThat(texts(stayer)).containsExactlyInAnyOrderElementsOf(wanted);
        String text = stayer.read(".stayer/MEMORY.md");
        wanted.forEach(line ->
                assertThat(text.split("- " + line + " \\(", -1)).as(line).hasSize(2));
    }
}
