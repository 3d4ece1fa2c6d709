package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stayer.core.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A person writes into the notes of runs: at rest, while one goes on, under processes at once and under kills. */
class NotesIT {
    private static final String QUICK = "name: quick\ntasks: [ { id: a, run: 'true' } ]\n";

    @TempDir
    Path folder;

    private Path notesOf(Stayer stayer) {
        return folder.resolve(".stayer/runs/" + stayer.status().path("run").asString() + "/notes.md");
    }

    /** The person's notes that a search finds. */
    private static List<String> found(Stayer stayer, String words) {
        List<String> texts = new ArrayList<>();
        for (JsonNode hit : Json.parse(stayer.call("search", words, "--layer", "notes", "--limit", "100", "--json")
                        .out())
                .path("hits")) {
            assertThat(hit.path("origin").asString()).isEqualTo("person");
            texts.add(hit.path("text").asString());
        }
        return texts;
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void the_mirror_command_takes_notes_over_says_so_and_compares() throws IOException {
        Stayer stayer = new Stayer(folder);
        stayer.run(QUICK);
        append(notesOf(stayer), "Mind the heron\n");
        assertThat(stayer.call("mirror", "--check").out()).contains("notes.md");
        Stayer.Result result = stayer.call("mirror");
        assertThat(result.code()).isZero();
        assertThat(result.err()).contains("what you wrote in .stayer/runs/", "is kept as your note n1");
        assertThat(result.out()).doesNotContain("edited-");
        assertThat(stayer.call("mirror", "--check").code()).isZero();
        assertThat(found(stayer, "heron")).containsExactly("Mind the heron");
        assertThat(stayer.call("logs", "last").out()).contains("is kept as your note n1");
    }

    @Test
    void the_next_owner_takes_over_the_notes_of_runs_that_ended_long_ago() throws IOException {
        Stayer stayer = new Stayer(folder);
        stayer.run(QUICK);
        Path notes = notesOf(stayer);
        append(notes, "Mind the heron\n");
        Stayer.Result next = stayer.run(QUICK);
        assertThat(next.err()).contains("is kept as your note n1");
        assertThat(found(stayer, "heron")).containsExactly("Mind the heron");
        assertThat(Files.readString(notes)).contains("· person\n\nMind the heron\n");
    }

    @Test
    void while_a_task_says_nothing_notes_are_taken_over_all_the_same() throws Exception {
        Stayer stayer = new Stayer(folder);
        Path file = stayer.file(
                "slow.yaml", "name: slow\ntasks: [ { id: a, run: 'while [ ! -e end ]; do sleep 0.1; done' } ]\n");
        Process run = stayer.start(List.of(), "run", file.toString());
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> stayer.call("status", "last").code() == 0
                            && stayer.state("a").equals("RUNNING"));
            append(notesOf(stayer), "Mind the heron\n");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !found(stayer, "heron").isEmpty());
            append(notesOf(stayer), "\nand the lantern\n");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !found(stayer, "lantern").isEmpty());
        } finally {
            stayer.file("end", "");
        }
        assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(stayer.read("process.log")).contains("your note n1", "your note n2");
    }

    @Test
    void a_kill_between_the_commit_and_the_file_neither_loses_nor_doubles() throws Exception {
        Stayer stayer = new Stayer(folder);
        stayer.run(QUICK);
        append(notesOf(stayer), "Mind the heron\n");
        Process killed = stayer.start(List.of("-Dstayer.crash=BEFORE_MIRROR_RENAME:1"), "mirror");
        assertThat(killed.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(killed.exitValue()).isEqualTo(137);
        assertThat(notesOf(stayer)).hasContent("Mind the heron\n");
        assertThat(found(stayer, "heron")).containsExactly("Mind the heron");
        append(notesOf(stayer), "\nand the lantern\n");
        assertThat(stayer.call("mirror").err()).contains("is kept as your note n2");
        assertThat(found(stayer, "heron lantern")).containsExactlyInAnyOrder("Mind the heron", "and the lantern");
        assertThat(stayer.call("mirror", "--check").code()).isZero();
    }

    @Test
    void processes_and_a_person_at_once_lose_and_double_nothing() throws Exception {
        Stayer stayer = new Stayer(folder);
        stayer.run(QUICK);
        Path notes = notesOf(stayer);
        append(notes, "Edit number 0 of a person\n");
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            processes.add(stayer.start(List.of(), "mirror"));
        }
        String seen = "";
        int edits = 1;
        while (processes.stream().anyMatch(Process::isAlive)) {
            String text = Files.readString(notes);
            if (text.equals(seen) || !text.contains("hash: ")) {
                Thread.onSpinWait();
                continue;
            }
            // The person adds a line in an editor that writes into the same file, whenever somebody else has written
            // it.
            append(notes, "\nEdit number " + edits++ + " of a person\n");
            seen = Files.readString(notes);
        }
        for (Process process : processes) {
            assertThat(process.exitValue()).as(stayer.read("process.log")).isZero();
        }
        assertThat(edits).isGreaterThan(1);
        assertThat(stayer.call("mirror").code()).isZero();
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < edits; i++) {
            wanted.add("Edit number " + i + " of a person");
        }
        assertThat(found(stayer, "edit number person")).containsExactlyInAnyOrderElementsOf(wanted);
        String text = Files.readString(notes);
        wanted.forEach(line -> assertThat(text.split(line + "\n", -1)).as(line).hasSize(2));
    }
}
