package dev.stayer.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies in a workspace may be anything, and may become anything else between one look and the next. */
class WorkspaceFilesTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path temp;

    private Path root;
    private Path outside;
    private WorkspaceFiles files;

    @BeforeEach
    void makeWorkspace() throws IOException {
        root = Files.createDirectory(temp.resolve("workspace"));
        outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("private"), "private");
        files = new WorkspaceFiles(root);
    }

    @Test
    void what_is_written_is_read_and_listed_and_taken_away() throws IOException {
        files.write(Path.of("a/b/c.md"), "text");

        assertThat(files.text(Path.of("a/b/c.md"), 4)).isEqualTo("text");
        assertThat(files.list(Path.of("a/b"))).containsExactly(root.resolve("a/b/c.md"));
        assertThat(files.list(root.resolve("nowhere"))).isEmpty();
        assertThat(files.find(Path.of("a/x"), 10)).isEmpty();
        files.move(Path.of("a/b/c.md"), Path.of("d/e.md"));
        assertThat(files.isFile(Path.of("a/b/c.md"))).isFalse();
        assertThat(files.isFile(Path.of("d/e.md"))).isTrue();
        files.deleteTree(Path.of("a"));
        assertThat(files.delete(Path.of("d/e.md"))).isTrue();
        assertThat(files.delete(Path.of("d/e.md"))).isFalse();
        assertThat(files.list(root)).containsExactly(root.resolve("d"));
    }

    @Test
    void what_is_written_over_keeps_its_permissions() throws IOException {
        Path script = Files.writeString(root.resolve("run.sh"), "old");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxrwxr-x"));

        files.write(script, "new");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(script)))
                .isEqualTo("rwxrwxr-x");
    }

    @Test
    void only_so_much_is_read() throws IOException {
        Path big = root.resolve("big");
        try (RandomAccessFile file = new RandomAccessFile(big.toFile(), "rw")) {
            file.setLength(1L << 40);
        }

        assertUnusable(big, UnusableFileException.Why.SIZE);
        Files.writeString(root.resolve("five"), "12345");
        assertThat(files.read(Path.of("five"), 5)).hasSize(5);
        assertThatThrownBy(() -> files.read(Path.of("five"), 4)).isInstanceOf(UnusableFileException.class);
    }

    @Test
    void no_link_is_followed_wherever_it_is() throws IOException {
        Files.createSymbolicLink(root.resolve("file"), outside.resolve("private"));
        Files.createSymbolicLink(root.resolve("folder"), outside);
        Files.createSymbolicLink(root.resolve("nowhere"), outside.resolve("absent"));
        Files.createSymbolicLink(root.resolve("zero"), Path.of("/dev/zero"));

        for (String name : List.of("file", "folder/private", "nowhere", "zero", "folder")) {
            assertUnusable(root.resolve(name), UnusableFileException.Why.LINK);
            assertThat(files.isFile(Path.of(name))).as(name).isFalse();
        }
        assertThatThrownBy(() -> files.write(Path.of("folder/new"), "x")).isInstanceOf(UnusableFileException.class);
        assertThatThrownBy(() -> files.createFolders(Path.of("folder/new"))).isInstanceOf(UnusableFileException.class);
        assertThatThrownBy(() -> files.create(Path.of("folder/private"))).isInstanceOf(UnusableFileException.class);
        assertThatThrownBy(() -> files.delete(Path.of("folder/private"))).isInstanceOf(UnusableFileException.class);
        assertThatThrownBy(() -> files.list(Path.of("folder"))).isInstanceOf(UnusableFileException.class);
        assertThatThrownBy(() -> files.move(Path.of("folder/private"), Path.of("mine")))
                .isInstanceOf(UnusableFileException.class);
        files.write(Path.of("file"), "mine");
        try (OutputStream log = files.create(Path.of("nowhere"))) {
            log.write('x');
        }
        assertThat(outside.resolve("private")).hasContent("private");
        assertThat(outside.toFile().list()).containsExactly("private");
        assertThat(files.text(Path.of("file"), 10)).isEqualTo("mine");
    }

    @Test
    void a_tree_is_taken_away_without_what_its_links_lead_to() throws IOException {
        Files.createDirectories(root.resolve("tree/inner"));
        Files.createSymbolicLink(root.resolve("tree/inner/door"), outside);
        pipe(root.resolve("tree/pipe"));

        files.deleteTree(Path.of("tree"));

        assertThat(root.resolve("tree")).doesNotExist();
        assertThat(outside.resolve("private")).exists();
    }

    @Test
    void nothing_outside_is_named() {
        for (String name : List.of("", ".", "../outside/private", "/etc/passwd", "a/../../x")) {
            assertUnusable(root.resolve(name), UnusableFileException.Why.OUTSIDE);
        }
    }

    @Test
    void a_link_to_inside_is_found_out_once_and_opened_by_where_it_leads() throws IOException {
        files.write(Path.of("skills/a/SKILL.md"), "a");
        Files.createSymbolicLink(root.resolve("other"), Path.of("skills"));
        Files.createSymbolicLink(root.resolve("door"), outside);

        assertThat(files.resolved(Path.of("other/a/SKILL.md"))).isEqualTo(root.resolve("skills/a/SKILL.md"));
        assertThatThrownBy(() -> files.resolved(Path.of("door/private"))).isInstanceOf(UnusableFileException.class);
        assertThatThrownBy(() -> files.resolved(Path.of("absent"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void pipes_devices_and_folders_are_refused_at_once() throws IOException {
        pipe(root.resolve("pipe"));
        Files.createDirectory(root.resolve("folder"));

        assertUnusable(root.resolve("pipe"), UnusableFileException.Why.KIND);
        assertUnusable(root.resolve("pipe/x"), UnusableFileException.Why.KIND);
        assertUnusable(root.resolve("folder"), UnusableFileException.Why.KIND);
        assertTimeoutPreemptively(LONG, () -> files.write(Path.of("pipe"), "text"));
        assertThat(files.text(Path.of("pipe"), 10)).isEqualTo("text");
    }

    @Test
    void what_is_another_users_is_not_believed() throws IOException {
        org.junit.jupiter.api.Assumptions.assumeTrue(
                System.getProperty("user.name").equals("root"), "only root can give files away");
        Path file = Files.writeString(root.resolve("theirs"), "x");
        Files.setAttribute(file, "unix:uid", 12345);
        assertUnusable(file, UnusableFileException.Why.OWNER);

        // A workspace that is mounted into a container: all in it has that number.
        Files.setAttribute(root, "unix:uid", 12345);
        assertThat(files.text(file, 10)).isEqualTo("x");
    }

    @Test
    void a_file_or_folder_that_turns_into_a_pipe_or_link_hangs_nobody_and_leads_nowhere() throws Exception {
        files.write(Path.of("in/file"), "mine");
        Path file = root.resolve("in/file");
        Path folder = root.resolve("in");
        AtomicBoolean over = new AtomicBoolean();
        List<Throwable> failed = new ArrayList<>();
        Path plain = Files.writeString(temp.resolve("plain"), "mine");
        Path pipe = pipe(temp.resolve("pipe"));
        Thread swapper = Thread.ofPlatform().daemon().start(() -> {
            try {
                Path link = root.resolve("link");
                while (!over.get()) {
                    put(pipe, file);
                    put(plain, file);
                    Files.createSymbolicLink(link, outside.resolve("private"));
                    Files.move(link, file, StandardCopyOption.ATOMIC_MOVE);
                    put(plain, file);
                    // The folder itself, by a pipe and by a link.
                    Files.move(folder, root.resolve("away"), StandardCopyOption.ATOMIC_MOVE);
                    Files.createLink(folder, pipe);
                    Files.delete(folder);
                    Files.createSymbolicLink(folder, outside);
                    Files.delete(folder);
                    Files.move(root.resolve("away"), folder, StandardCopyOption.ATOMIC_MOVE);
                }
            } catch (IOException | RuntimeException e) {
                failed.add(e);
            }
        });
        assertTimeoutPreemptively(LONG, () -> {
            int right = 0;
            for (int i = 0; i < 2_000; i++) {
                try {
                    assertThat(files.text(file, 100)).isEqualTo("mine");
                    right++;
                } catch (IOException e) {
                    // Refused in words: it was something else just then.
                    assertThat(e).hasMessageNotContaining("private\n");
                }
            }
            assertThat(right).isPositive();
        });
        over.set(true);
        swapper.join();
        assertThat(failed).isEmpty();
        assertThat(outside.toFile().list()).containsExactly("private");
    }

    @Test
    void a_pipe_that_is_gone_before_anybody_could_open_it_costs_a_while_and_not_the_reader() throws Exception {
        Path file = root.resolve("file");
        Path plain = Files.writeString(temp.resolve("plain"), "x");
        Path pipe = pipe(temp.resolve("pipe"));
        put(plain, file);
        AtomicBoolean over = new AtomicBoolean();
        Thread swapper = Thread.ofPlatform().daemon().start(() -> {
            while (!over.get()) {
                try {
                    put(pipe, file);
                    Files.delete(file);
                    put(plain, file);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        });
        assertTimeoutPreemptively(LONG, () -> {
            for (int i = 0, lost = 0; i < 3000 && lost < 1; i++) {
                try {
                    files.text(file, 10);
                } catch (UnusableFileException e) {
                    lost += e.getMessage().contains("in time") ? 1 : 0;
                } catch (IOException e) {
                    // Not there just then.
                    continue;
                }
            }
        });
        over.set(true);
        swapper.join();
        Files.delete(file);
        Files.writeString(file, "still");
        assertThat(files.text(file, 10)).isEqualTo("still");
    }

    private void assertUnusable(Path file, UnusableFileException.Why why) {
        assertTimeoutPreemptively(
                LONG,
                () -> assertThatThrownBy(() -> files.read(file, 100))
                        .isInstanceOfSatisfying(
                                UnusableFileException.class,
                                e -> assertThat(e.why()).as(e.getMessage()).isEqualTo(why)));
    }

    /** Another name of {@code from} in the place of what is there. */
    private void put(Path from, Path to) throws IOException {
        Path link = Files.createLink(root.resolve("link-" + UUID.randomUUID()), from);
        Files.move(link, to, StandardCopyOption.ATOMIC_MOVE);
        // Two names of one file are not moved over each other.
        Files.deleteIfExists(link);
    }

    private static Path pipe(Path path) {
        try {
            Process made = new ProcessBuilder("mkfifo", path.toString()).start();
            if (made.waitFor() != 0) {
                throw new IllegalStateException(new String(made.getErrorStream().readAllBytes(), UTF_8));
            }
            return path;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
