package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.stayer.HostileForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every file that is read or written in a workspace, as everything that can lie there in its stead. By default a share of all
 * pairs is tried, by a seed that is printed; {@code -Dstayer.files.pairs=all} tries all, {@code -Dstayer.files.seed} others.
 */
class HostileWorkspaceTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int SHARE = 24;

    /** By the file: the commands that read or write it. */
    private static final Map<String, List<String>> COMMANDS = Map.ofEntries(
            Map.entry("stayer.yaml", List.of("validate n", "doctor", "run n")),
            Map.entry("workflows/n.yaml", List.of("validate n", "run n", "schedule")),
            Map.entry("prompts/p.md", List.of("validate workflows/p.yaml")),
            Map.entry("skills/s/SKILL.md", List.of("skills", "skills check s")),
            Map.entry("skills/s", List.of("skills", "skills check s")),
            Map.entry("AGENTS.md", List.of("dream --dry-run")),
            Map.entry("reports/dream", List.of("dream --dry-run")),
            Map.entry("reports/RUN", List.of("report RUN")),
            Map.entry("reports/RUN/report.md", List.of("report RUN")),
            Map.entry("reports/RUN/report.json", List.of("report RUN")),
            Map.entry("reports/RUN/index.html", List.of("report RUN")),
            Map.entry(".stayer/.gitignore", List.of("init")),
            Map.entry(".stayer/MEMORY.md", List.of("memory", "memory add A.fact", "run n")),
            Map.entry(".stayer/memory", List.of("memory add A.fact")),
            Map.entry(".stayer/memory.lock", List.of("memory add A.fact")),
            Map.entry(".stayer/notes.lock", List.of("mirror")),
            Map.entry(".stayer/runs/RUN/checkpoint.md", List.of("mirror --check", "mirror")),
            Map.entry(".stayer/runs/RUN/notes.md", List.of("mirror --check", "mirror")),
            Map.entry(".stayer/runs/RUN/tasks/T1/progress.md", List.of("mirror --check", "mirror")),
            Map.entry(".stayer/runs/RUN/tasks/T1", List.of("mirror", "logs RUN T1", "status RUN")),
            Map.entry(".stayer/runs/RUN/tasks/T1/try-1.log", List.of("logs RUN T1", "status RUN", "report RUN")));

    private record Pair(String file, HostileForm form) {}

    @TempDir
    Path temp;

    private Stayer stayer;
    private Path outside;

    @BeforeEach
    void makeWorkspace() throws IOException {
        stayer = new Stayer(Files.createDirectory(temp.resolve("workspace")));
        outside = Files.createDirectory(temp.resolve("outside"));
        HostileForm.prepare(outside);
    }

    @Test
    void no_file_that_is_something_else_hangs_leads_outside_or_ends_the_program() throws IOException {
        long seed = Long.getLong("stayer.files.seed", 20261130L);
        System.out.println("seed " + seed);
        List<Pair> pairs = new ArrayList<>();
        COMMANDS.keySet().stream()
                .sorted()
                .forEach(file -> Arrays.stream(HostileForm.values()).forEach(form -> pairs.add(new Pair(file, form))));
        Collections.shuffle(pairs, new Random(seed));
        boolean all = "all".equals(System.getProperty("stayer.files.pairs"));
        stayer.file("workflows/n.yaml", "name: n\ntasks: [ { id: a, run: \"echo hello\" } ]\n");
        stayer.file("workflows/p.yaml", "name: p\ntasks: [ { id: a, prompt: { file: prompts/p.md } } ]\n");
        stayer.file("prompts/p.md", "Do it.");
        stayer.file("skills/s/SKILL.md", "---\nname: \"s\"\ndescription: \"Does X. Use when Y.\"\n---\nx\n");
        stayer.file("AGENTS.md", "Be kind.\n");
        stayer.file("stayer.yaml", "# nothing\n");
        assertThat(stayer.call("run", "n").code()).isZero();
        String run = stayer.status().path("run").asString();
        for (Pair pair : all ? pairs : pairs.subList(0, SHARE)) {
            Path file = stayer.root().resolve(pair.file().replace("RUN", run));
            Path kept = temp.resolve("kept");
            boolean there = Files.exists(file);
            if (there) {
                Files.move(file, kept);
            }
            Files.createDirectories(file.getParent());
            pair.form().put(file, outside);
            for (String command : Objects.requireNonNull(COMMANDS.get(pair.file()))) {
                String[] words = command.replace("RUN", run).split(" ");
                for (int i = 0; i < words.length; i++) {
                    words[i] = words[i].replace('.', words[i].equals("A.fact") ? ' ' : '.');
                }
                check(pair, command, assertTimeoutPreemptively(LONG, () -> stayer.call(words), pair + " " + command));
            }
            HostileForm.remove(file);
            if (there) {
                Files.move(kept, file);
            }
        }
    }

    private void check(Pair pair, String command, Stayer.Result result) throws IOException {
        String said = result.out() + result.err();
        assertThat(said).as("%s: %s", pair, command).doesNotContain("\tat ").doesNotContain("OutOfMemory");
        if (pair.form() != HostileForm.SECOND_NAME) {
            assertThat(said).as("%s: %s", pair, command).doesNotContain(HostileForm.CANARY);
        }
        assertThat(HostileForm.damage(outside)).as("%s: %s", pair, command).isEmpty();
    }

    @Test
    void whatever_a_command_leaves_as_its_outputs_ends_its_task_in_words() {
        String[] forms = {
            "mkfifo $O",
            "ln -s /dev/zero $O",
            "ln -s /etc/passwd $O",
            "mkdir $O; touch $O/x",
            "truncate -s 1T $O",
            "ln -s nowhere $O",
            "head -c 2000000 /dev/zero > $O",
            "printf 'a\\\\0b' > $O"
        };
        StringBuilder tasks = new StringBuilder("name: w\nmax-parallel: 1\ntasks:\n");
        for (int i = 0; i < forms.length; i++) {
            tasks.append("  - { id: t%d, optional: true, timeout: 60s, run: \"O=$STAYER_OUTPUT; rm -f $O; %s\" }\n"
                    .formatted(i, forms[i]));
        }
        Stayer.Result result = assertTimeoutPreemptively(LONG, () -> stayer.run(tasks.toString()));

        assertThat(result.err()).doesNotContain("\tat ");
        for (int i = 0; i < forms.length; i++) {
            assertThat(stayer.state("t" + i)).as(forms[i]).isEqualTo("FAILED");
        }
        assertThat(stayer.task("t0").path("failure").asString()).contains("pipe");
    }
}
