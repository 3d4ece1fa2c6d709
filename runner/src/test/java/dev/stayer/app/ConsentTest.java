package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dream and distill on a terminal: they show what would change, and ask. The terminal is that of {@code script(1)}. */
class ConsentTest {
    private static final Path SCRIPT = Path.of("/usr/bin/script");
    private static final String SKILL = "skills/lint-pack-sign/SKILL.md";

    @TempDir
    Path root;

    @BeforeEach
    void onATerminal() {
        assumeTrue(Files.isExecutable(SCRIPT));
    }

    /** What the terminal showed when this was typed. */
    private static String typed(Stayer stayer, String line, String... args) throws IOException, InterruptedException {
        String command = stayer.words(List.of(), args).stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        Path log = Files.createTempFile(stayer.root(), "terminal", ".log");
        Process process = new ProcessBuilder(SCRIPT.toString(), "-qefc", command, "/dev/null")
                .directory(stayer.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        String shown = Files.readString(log).replace("\r", "");
        assertThat(process.exitValue()).as(shown).isZero();
        Files.delete(log);
        return shown;
    }

    @Test
    void distill_shows_every_skill_it_would_write_and_later_what_would_change_in_it() throws Exception {
        DistillWorkspace work =
                new DistillWorkspace(root).worked(0, 10).idle(10, 30).imported();
        String no = typed(work.stayer, "n", "distill");
        assertThat(no)
                .contains(
                        "── " + SKILL + ", new\n",
                        "  ---\n  name: \"lint-pack-sign\"\n",
                        "  2. `sh tools/pack.sh {",
                        "── skills/lint-pack-sign/scripts/run.sh, new\n",
                        "Write these skills? [y/N]");
        assertThat(work.files()).isEmpty();

        assertThat(typed(work.stayer, "y", "distill")).contains("Written:", "stayer distill --undo");
        assertThat(work.files()).containsKey(SKILL);
        assertThat(typed(work.stayer, "", "distill"))
                .contains("is there as it should be")
                .doesNotContain("[y/N]");

        work.worked(30, 36).imported();
        String changed = typed(work.stayer, "n", "distill");
        assertThat(changed)
                .contains("── " + SKILL + "\n", "  -  distill-sessions: \"10\"\n", "  +  distill-sessions: \"16\"\n")
                .doesNotContain("1. `sh tools/lint.sh`", ".stayer/distill/archive");

        work.stayer.file(SKILL, work.stayer.read(SKILL) + "\nMind the dog.\n");
        assertThat(typed(work.stayer, "n", "distill"))
                .contains(
                        "── .stayer/distill/proposals/" + SKILL.substring(7),
                        "  -Mind the dog.",
                        "you have changed it");
    }

    @Test
    void dream_shows_what_it_would_do_and_asks() throws Exception {
        Stayer stayer = new Stayer(root);
        Path facts = stayer.file(
                "facts.jsonl",
                "{\"text\":\"Use tabs\",\"kind\":\"rule\"}\n{\"text\":\"use tabs\",\"kind\":\"rule\"}\n");
        stayer.call("memory", "add", "--file", facts.toString());
        String before = stayer.call("memory", "show", "--json").out();
        assertThat(typed(stayer, "n", "dream")).contains("A proposal.", "apply this? [y/N]");
        assertThat(stayer.call("memory", "show", "--json").out()).isEqualTo(before);
        assertThat(typed(stayer, "yes", "dream")).contains("applied; take it back with stayer dream --undo");
        assertThat(stayer.call("memory", "show", "--json").out()).isNotEqualTo(before);
    }
}
