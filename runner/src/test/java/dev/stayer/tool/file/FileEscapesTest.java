package dev.stayer.tool.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.stayer.config.SandboxFolders;
import dev.stayer.core.Json;
import dev.stayer.tool.TestCall;
import dev.stayer.tool.Tool;
import dev.stayer.tool.sandbox.Jail;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/**
 * Ways around the jail through the file tools, which run outside of it. What a tool refuses, plain Java does at the same path:
 * the refusal is the tool's own.
 */
class FileEscapesTest {
    private static final Duration HANG = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private Path home;
    private Path workspace;
    private Path letter;
    private int calls;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        home = Files.createTempDirectory(folder, "home").toRealPath();
        workspace = Files.createDirectories(home.resolve("ws"));
        letter = write(home.resolve("others/letter"), "private");
        write(workspace.resolve("notes.txt"), "mine");
        write(workspace.resolve(".git/config"), "[core]");
        write(workspace.resolve(".git/hooks/x.sample"), "sample");
        write(workspace.resolve("sub/.git/config"), "[core]");
        write(workspace.resolve(".stayer/stayer.db"), "private");
        write(workspace.resolve("ci/check.sh"), "exit 1");
        write(workspace.resolve("workflows/w.yaml"), "name: w");
        write(workspace.resolve("stayer.yaml"), "# none");
        link("to-file", letter);
        link("to-folder", home.resolve("others"));
        link("up", Path.of(".."));
        link("chain", Path.of("to-folder"));
        link("to-state", Path.of(".stayer"));
        link("to-root", Path.of("/"));
        link("to-nothing", home.resolve("others/new"));
        link("to-git", Path.of(".git/config"));
        link("to-check", Path.of("ci/check.sh"));
        link("loop", Path.of("loop"));
        Files.createLink(workspace.resolve("twin"), workspace.resolve("ci/check.sh"));
        Files.createLink(workspace.resolve("foreign"), letter);
        assertThat(new ProcessBuilder("mkfifo", workspace.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
    }

    @AfterEach
    void unlink() throws IOException {
        Files.deleteIfExists(workspace.resolve("to-root"));
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private void link(String name, Path to) throws IOException {
        Files.createSymbolicLink(workspace.resolve(name), to);
    }

    private Jail jail() {
        return Jail.of(workspace).protecting(List.of("ci/check.sh"));
    }

    private Tool.Answer run(Jail jail, String name, String... pairs) {
        ObjectNode arguments = Json.object();
        for (int i = 0; i < pairs.length; i += 2) {
            arguments.put(pairs[i], pairs[i + 1]);
        }
        Tool tool = FileTools.of(jail, workspace, key -> null).stream()
                .filter(one -> one.spec().name().equals(name))
                .findFirst()
                .orElseThrow();
        Path spool = folder.resolve("call-" + ++calls);
        return assertTimeoutPreemptively(HANG, () -> tool.call(arguments, new TestCall(spool)));
    }

    @TestFactory
    Stream<DynamicTest> nothing_is_read_outside() {
        return Stream.of(
                        "../others/letter",
                        "ci/../../others/letter",
                        "./.././others/letter",
                        "OTHERS/letter",
                        "to-file",
                        "to-folder/letter",
                        "chain/letter",
                        "up/others/letter",
                        "to-root/etc/passwd",
                        "/etc/passwd",
                        "/proc/self/environ",
                        "/proc/self/root/etc/passwd",
                        ".stayer/stayer.db",
                        "to-state/stayer.db",
                        "sub/../.stayer/stayer.db",
                        "WS/.stayer/stayer.db")
                .map(text -> dynamicTest("read " + text, () -> {
                    String path = named(text);
                    assertThat(workspace.resolve(path))
                            .as("plain Java reads it")
                            .isRegularFile()
                            .isReadable();
                    Tool.Answer answer = run(jail(), "read", "path", path);
                    assertThat(answer.failed()).isTrue();
                    assertThat(answer.text())
                            .doesNotContain("private", "root:")
                            .containsAnyOf("outside", "closed to tasks");
                }));
    }

    private void again() throws IOException, InterruptedException {
        unlink();
        open();
    }

    private String named(String text) {
        return text.replace("OTHERS", home + "/others").replace("WS", workspace.toString());
    }

    @TestFactory
    Stream<DynamicTest> nothing_is_written_outside_or_where_it_is_guarded() {
        return Stream.of(
                        "../others/letter",
                        "../others/fresh",
                        "OTHERS/letter",
                        "to-file",
                        "to-folder/letter",
                        "to-folder/fresh",
                        "chain/deep/fresh",
                        "up/fresh",
                        "to-nothing",
                        ".git/config",
                        ".git/hooks/pre-commit",
                        ".git/commondir",
                        "sub/.git/config",
                        "to-git",
                        ".stayer/stayer.db",
                        ".stayer/fresh",
                        "to-state/fresh",
                        "stayer.yaml",
                        "workflows/w.yaml",
                        "workflows/fresh.yaml",
                        "ci/check.sh",
                        "sub/../ci/check.sh",
                        "to-check",
                        "twin",
                        "foreign")
                .map(text -> dynamicTest("write " + text, () -> {
                    again();
                    String path = named(text);
                    String before = everything();
                    assertThat(run(jail(), "write", "path", path, "text", "evil")
                                    .failed())
                            .isTrue();
                    assertThat(run(jail(), "edit", "path", path, "old", "i", "new", "evil")
                                    .failed())
                            .isTrue();
                    assertThat(everything())
                            .as("nothing changed, not even by a new file")
                            .isEqualTo(before);
                    // Over a link, plain Java would follow.
                    Files.createDirectories(workspace.resolve(path).getParent());
                    Files.writeString(workspace.resolve(path), "evil");
                    assertThat(everything()).as("plain Java writes there").isNotEqualTo(before);
                }));
    }

    private String everything() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> paths = Files.walk(home)) {
            for (Path path : paths.sorted().toList()) {
                boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
                all.append(path)
                        .append(file ? "=" + Files.readString(path) : "")
                        .append('\n');
            }
        }
        return all.toString();
    }

    @Test
    void devices_pipes_and_sockets_are_refused_at_once() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(workspace.resolve("sock")));
            for (String path : List.of("pipe", "sock")) {
                assertThat(run(jail(), "read", "path", path).text()).contains("not a regular file");
                assertThat(run(jail(), "edit", "path", path, "old", "a", "new", "b")
                                .text())
                        .contains("not a regular file");
                assertThat(run(jail(), "write", "path", path, "text", "x").text())
                        .contains("not a regular file");
                assertThat(run(jail(), "grep", "pattern", "x", "path", path).text())
                        .contains("not a regular file");
            }
            assertThat(run(jail(), "grep", "pattern", "mine").text().lines())
                    .first()
                    .isEqualTo("notes.txt:1: mine");
        }
        Jail off = jail().switchedOff();
        assertThat(run(off, "read", "path", "/dev/zero").text()).contains("not a regular file");
        assertThat(run(off, "write", "path", "/dev/null", "text", "x").text()).contains("not a regular file");
        assertThat(run(jail(), "read", "path", "loop").failed()).isTrue();
    }

    @Test
    void a_search_leaves_the_workspace_over_no_link() throws IOException {
        Files.delete(workspace.resolve("foreign"));
        for (String path : List.of(".", "ci", "sub")) {
            assertThat(run(jail(), "grep", "pattern", "private|name: ", "path", path)
                            .text())
                    .doesNotContain("private");
            assertThat(run(jail(), "find", "pattern", "**", "path", path).text())
                    .doesNotContain("letter", "stayer.db");
        }
        for (String path : List.of("..", "to-folder", "up", "chain", ".stayer", "/", "/etc")) {
            assertThat(run(jail(), "grep", "pattern", "private", "path", path).failed())
                    .as(path)
                    .isTrue();
            assertThat(run(jail(), "find", "pattern", "*", "path", path).failed())
                    .as(path)
                    .isTrue();
        }
        assertThat(run(jail().switchedOff(), "grep", "pattern", "private", "path", "..")
                        .text())
                .as("what there was to find")
                .contains("letter:1: private");
    }

    @Test
    void links_within_the_workspace_are_followed() throws IOException {
        write(workspace.resolve("real/file.txt"), "text");
        link("alias", Path.of("real"));

        assertThat(run(jail(), "read", "path", "alias/file.txt").text()).isEqualTo("1\ttext");
        assertThat(run(jail(), "write", "path", "alias/file.txt", "text", "new").text())
                .startsWith("real/file.txt:");
        assertThat(workspace.resolve("real/file.txt")).hasContent("new");
        assertThat(workspace.resolve("alias")).isSymbolicLink();
    }

    @Test
    void a_task_that_names_what_it_writes_writes_nothing_else() {
        Jail jail = jail().writing(List.of("drafts/x.md", "out/"));

        assertThat(run(jail, "write", "path", "drafts/x.md", "text", "1").failed())
                .isFalse();
        assertThat(run(jail, "write", "path", "out/deep/y", "text", "1").failed())
                .isFalse();
        for (String path : List.of("drafts/y.md", "notes.txt", "drafts", "out/../z", "drafts/x.md.bak")) {
            assertThat(run(jail, "write", "path", path, "text", "1").failed())
                    .as(path)
                    .isTrue();
        }
        assertThat(run(jail, "write", "path", "notes.txt", "text", "1").text())
                .isEqualTo("notes.txt may be read, not written; writable: drafts/x.md, out");
        assertThat(run(jail, "read", "path", "notes.txt").text()).isEqualTo("1\tmine");
        assertThat(run(jail.switchedOff(), "write", "path", "notes.txt", "text", "1")
                        .failed())
                .isTrue();
    }

    @Test
    void extra_folders_open_as_far_as_they_are_named() {
        String others = home.resolve("others").toString();
        Jail readable = jail().with(new SandboxFolders(List.of(others), List.of()));
        Jail writable = jail().with(new SandboxFolders(List.of(), List.of(others)));

        assertThat(run(readable, "read", "path", others + "/letter").text()).isEqualTo("1\tprivate");
        assertThat(run(readable, "write", "path", others + "/new", "text", "x").failed())
                .isTrue();
        assertThat(run(writable, "write", "path", others + "/new", "text", "x").failed())
                .isFalse();
        Jail around = jail().with(new SandboxFolders(List.of(), List.of(home.toString())));
        assertThat(run(around, "read", "path", ".stayer/stayer.db").failed()).isTrue();
        assertThat(run(around, "write", "path", "ci/check.sh", "text", "x").failed())
                .isTrue();
    }

    @Test
    void a_link_planted_between_look_and_leap_leads_nowhere() throws Exception {
        Path swapped = workspace.resolve("swapped");
        Path real = Files.createDirectories(workspace.resolve("kept"));
        Files.writeString(real.resolve("letter"), "mine");
        Path bait = home.resolve("bait");
        Files.createSymbolicLink(bait, home.resolve("others"));
        AtomicBoolean ended = new AtomicBoolean();
        Thread swapper = Thread.ofPlatform().start(() -> {
            try {
                while (!ended.get()) {
                    Files.move(real, swapped);
                    Thread.onSpinWait();
                    Files.move(swapped, real);
                    Files.copy(bait, swapped, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.REPLACE_EXISTING);
                    Thread.onSpinWait();
                    Files.delete(swapped);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        int reached = 0;
        int leaked = 0;
        try {
            for (int i = 0; i < 3_000; i++) {
                String text = run(jail(), "read", "path", "swapped/letter").text();
                reached += text.equals("1\tmine") ? 1 : 0;
                leaked += text.contains("private") ? 1 : 0;
                if (swapper.isAlive() && i % 3 == 0) {
                    run(jail(), "edit", "path", "swapped/letter", "old", "private", "new", "evil");
                }
            }
        } finally {
            ended.set(true);
            swapper.join();
        }
        assertThat(leaked).isZero();
        assertThat(reached).as("the race was run").isPositive();
        assertThat(letter).hasContent("private");
        try (Stream<Path> left = Files.list(home.resolve("others"))) {
            assertThat(left).containsExactly(letter);
        }
    }
}
