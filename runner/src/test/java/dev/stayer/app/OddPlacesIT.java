package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.stayer.Share;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Media that cannot be written, masks of permissions, and the question on a terminal whether a folder is trusted. */
class OddPlacesIT {
    private static final Duration LONG = Duration.ofSeconds(120);
    private static final Path BWRAP = Path.of("/usr/bin/bwrap");
    private static final Path SCRIPT = Path.of("/usr/bin/script");
    private static final List<String> LOOKING = List.of("status last --json", "logs last T1");

    @TempDir
    Path folder;

    private record Ended(int code, String said) {}

    private Ended shell(Map<String, String> environment, String typed, List<String> words) throws Exception {
        Path log = Files.createTempFile(folder, "said", ".txt");
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("XDG_") || name.startsWith("STAYER_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try (var keys = process.outputWriter(StandardCharsets.UTF_8)) {
            keys.append(typed).flush();
        }
        if (!process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(words + " does not end: " + Files.readString(log));
        }
        return new Ended(process.exitValue(), Files.readString(log).replace("\r", ""));
    }

    @Test
    void a_workspace_on_a_medium_that_cannot_be_written_is_looked_at_and_nothing_else() throws Exception {
        Share.oneIn(2, "a_workspace_on_a_medium_that_cannot_be_written_is_looked_at_and_nothing_else");
        assumeThat(Files.isExecutable(BWRAP)).isTrue();
        Stayer stayer = new Stayer(Files.createDirectories(folder.resolve("workspace")));
        assertThat(stayer.run("name: w\ntasks: [ { id: a, run: 'echo hello' } ]")
                        .code())
                .isZero();
        lookAtReadOnly(stayer);
        // As a killed owner leaves it: what it committed last is in the log of writes alone.
        Process owner = stayer.start(
                List.of(),
                "run",
                stayer.file("x.yaml", "name: x\ntasks: [ { id: b, run: 'echo hello; touch begun; sleep 60' } ]")
                        .toString());
        await().atMost(LONG).until(() -> Files.exists(stayer.root().resolve("begun")) || !owner.isAlive());
        owner.destroyForcibly().waitFor();
        assertThat(stayer.root().resolve(".stayer/stayer.db-wal")).isNotEmptyFile();
        lookAtReadOnly(stayer);
    }

    private void lookAtReadOnly(Stayer stayer) throws Exception {
        Map<String, String> before = states(stayer.root());
        Ended doctor = readOnly(stayer, "doctor");
        assertThat(doctor.said())
                .contains("read-only media")
                .doesNotContain("the jail cannot be")
                .doesNotContain("bubblewrap does not work");
        List<String> newest = new ArrayList<>();
        for (String command : LOOKING) {
            Ended looked = readOnly(stayer, command.split(" "));
            assertThat(looked.code()).as("%s: %s", command, looked.said()).isIn(0, 1);
            assertThat(looked.said())
                    .as(command)
                    .doesNotContain("internal error")
                    .doesNotContain("Exception");
            newest.add(looked.said());
        }
        assertThat(newest.get(0)).contains("\"status\"");
        assertThat(newest.get(1)).contains("hello");
        Ended run =
                readOnly(stayer, "run", stayer.root().resolve("workflow.yaml").toString());
        assertThat(run.code()).as(run.said()).isEqualTo(78);
        assertThat(run.said()).doesNotContain("internal error");
        assertThat(states(stayer.root())).isEqualTo(before);
        assertThat(folder.resolve("temporary")).as("copies to look at").isDirectoryNotContaining("glob:stayer-look*");
    }

    private Ended readOnly(Stayer stayer, String... args) throws Exception {
        String root = stayer.root().toString();
        List<String> words = new ArrayList<>(
                List.of(BWRAP.toString(), "--bind", "/", "/", "--dev-bind", "/dev", "/dev", "--ro-bind", root, root));
        Path temporary = Files.createDirectories(folder.resolve("temporary"));
        words.addAll(stayer.words(List.of("-Djava.io.tmpdir=" + temporary), args));
        return shell(Map.of("HOME", System.getProperty("user.home")), "", words);
    }

    /** Everything in a folder, with when it was changed. */
    private static Map<String, String> states(Path root) throws IOException {
        Map<String, String> states = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.toList()) {
                states.put(
                        root.relativize(path).toString(),
                        Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS)
                                .toString());
            }
        }
        return states;
    }

    @Test
    void the_mask_of_permissions_is_followed_by_all_that_is_made() throws Exception {
        Share.oneIn(2, "the_mask_of_permissions_is_followed_by_all_that_is_made");
        for (String mask : List.of("077", "002")) {
            Stayer stayer = new Stayer(Files.createDirectories(folder.resolve("mask-" + mask)));
            Path file = stayer.file("w.yaml", """
                    name: w
                    tasks:
                      - { id: a, run: 'seq 1 20000; echo v=1 >> "$STAYER_OUTPUT"; echo r > "$STAYER_REPORTS/r.txt"' }
                      - { id: b, sandbox: true, run: 'echo jailed > made' }
                    """);
            assertThat(masked(mask, stayer, "run", file.toString()).code()).isZero();
            int allowed = 0777 & ~Integer.parseInt(mask, 8);
            try (Stream<Path> all = Files.walk(stayer.root())) {
                for (Path path : all.filter(each -> !each.equals(stayer.root()) && !each.equals(file))
                        .toList()) {
                    int mode = (int) Files.getAttribute(path, "unix:mode") & 0777;
                    assertThat(mode & ~allowed)
                            .as(
                                    "%s with mask %s is %s",
                                    path, mask, PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .isZero();
                }
            }
            if (mask.equals("002")) {
                for (String shared : List.of(".stayer/stayer.db", "reports", ".stayer/runs")) {
                    int mode = (int) Files.getAttribute(stayer.root().resolve(shared), "unix:mode");
                    assertThat(mode & 020).as("%s is for the group too", shared).isNotZero();
                }
            }
        }
    }

    private Ended masked(String mask, Stayer stayer, String... args) throws Exception {
        return shell(
                Map.of("HOME", System.getProperty("user.home")),
                "",
                List.of("sh", "-c", "umask " + mask + "; exec " + quoted(stayer.words(List.of(), args))));
    }

    private static String quoted(List<String> words) {
        return words.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    @Test
    void on_a_terminal_a_foreign_folder_is_asked_about_once_and_its_names_steer_nothing() throws Exception {
        Share.oneIn(2, "on_a_terminal_a_foreign_folder_is_asked_about_once_and_its_names_steer_nothing");
        assumeThat(Files.isExecutable(SCRIPT)).isTrue();
        Stayer theirs = new Stayer(Files.createDirectories(folder.resolve("theirs")));
        theirs.file("stayer.yaml", "secrets: { TOKEN: \"${file:/nowhere/e\\u001b[2Jvil}\" }\n");
        theirs.file("workflows/w.yaml", "name: w\ntasks: [ { id: a, run: 'echo ran' } ]\n");
        theirs.file(
                "skills/e\u001b[31mvil/SKILL.md", "---\nname: \"evil\"\ndescription: \"Does X. Use when Y.\"\n---\n");
        Path author = Files.createDirectories(folder.resolve("author"));
        assertThat(typed(theirs, author, "", "memory", "add", "x").code()).isZero();
        Path reader = Files.createDirectories(folder.resolve("reader"));

        Ended no = typed(theirs, reader, "n\n", "resume", "last");
        assertThat(no.code()).as(no.said()).isEqualTo(78);
        assertThat(no.said()).contains("trust it? [y/N]", "stayer trust", "/nowhere/e");
        assertThat(no.said()).doesNotContain("\u001b[2J").doesNotContain("\u001b[31m");
        Ended looked = typed(theirs, reader, "", "status");
        assertThat(looked.said()).as("looking asks nothing").doesNotContain("trust it?");
        Ended yes = typed(theirs, reader, "y\n", "memory", "add", "y");
        assertThat(yes.code()).as(yes.said()).isZero();
        assertThat(yes.said()).contains("trust it? [y/N]");
        Ended again = typed(theirs, reader, "", "memory", "add", "z");
        assertThat(again.code()).as(again.said()).isZero();
        assertThat(again.said()).as("once").doesNotContain("trust it?");
    }

    private Ended typed(Stayer stayer, Path home, String line, String... args) throws Exception {
        String command = quoted(stayer.words(List.of("-Djdk.console=java.base"), args));
        return shell(
                Map.of("HOME", home.toString(), "TERM", "xterm", "NO_COLOR", "1"),
                line,
                List.of(SCRIPT.toString(), "-qefc", command, "/dev/null"));
    }
}
