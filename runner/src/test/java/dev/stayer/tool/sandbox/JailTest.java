package dev.stayer.tool.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.stayer.config.SandboxFolders;
import dev.stayer.core.StayerException;
import dev.stayer.tool.process.Commands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must work in a jail, what it leaves on the machine, and what it says when it cannot hold. */
class JailTest {
    private static final long MB = 1024L * 1024;

    @TempDir
    private Path folder;

    private Cell cell;

    @BeforeEach
    void open() throws IOException {
        cell = new Cell(folder);
    }

    @AfterEach
    void close() {
        cell.close();
    }

    @Test
    void ordinary_work_goes_on_as_ever() throws IOException {
        Cell.Said said = cell.jailed("""
                set -e
                echo more >> notes.txt; mkdir -p a/b; mv notes.txt a/b/; ln -s b a/c; cat a/c/notes.txt
                echo t > /tmp/t; cat /tmp/t; echo h > ~/h; [ "$(id -un)" = agent ]; sort -u /dev/null
                touch ci/new; mv ci/new ci/deep/; rm ci/deep/new; perl -e 'print "perl\\n"'
                """);

        assertThat(said).isEqualTo(new Cell.Said("mine\nmore\nt\nperl\n", 0, List.of(), "Exited"));
        assertThat(cell.workspace.resolve("a/b/notes.txt")).hasContent("mine\nmore");
    }

    @Test
    void git_works_except_for_its_settings_and_hooks() throws IOException {
        cell.free("rm -rf .git && git init -q . && git config user.email a@b.c && git config user.name n");

        Cell.Said said = cell.jailed("git add -A . && git commit -qm one && git checkout -qb two && git log --oneline");

        assertThat(said.code()).as(said.text()).isZero();
        assertThat(said.text()).endsWith("one\n");
        assertThat(cell.free("git status --short . ':!.stayer' && git log --format=%s")
                        .text())
                .isEqualTo("one\n");
    }

    @Test
    void no_file_that_leads_git_elsewhere_is_left_behind() throws IOException {
        Cell.Said said = cell.jailed("mkdir evil; echo ../evil > .git/commondir; echo '[core]' > .git/config.worktree");

        assertThat(cell.workspace.resolve(".git/commondir")).doesNotExist();
        assertThat(cell.workspace.resolve(".git/config.worktree")).doesNotExist();
        assertThat(said.notices()).hasSize(2).first().asString().contains(".git/commondir leads git to other settings");
    }

    @Test
    void a_workspace_without_repository_gets_none_and_nothing_stays_of_the_places_held_free() throws IOException {
        cell.free("rm -rf .git .stayer");

        Cell.Said said = cell.jailed("mkdir .git/x; git init; ls -A .git .stayer; echo x > workflows/w.yaml; ls");

        assertThat(said.text()).contains("Read-only file system");
        assertThat(cell.free("ls -A").text()).isEqualTo("ci\nnotes.txt\n");
    }

    @Test
    void only_what_a_task_names_can_be_written() throws IOException {
        Jail jail = cell.jail().writing(List.of("drafts/x.md", "out", "notes.txt", "ci"));

        Cell.Said said = cell.run(jail, """
                echo 1 > drafts/x.md; echo 2 > out/deep; echo 3 >> notes.txt; echo 4 > ci/other
                for f in drafts/y.md new ci/deep/check.sh .git/index drafts/../z; do echo x > $f && echo wrote $f; done
                mv drafts/x.md drafts/y.md && echo moved; mkdir drafts/sub && echo made; rm -f ci/deep/check.sh && echo gone; true
                """, Map.of(), Cell.LIMIT);

        assertThat(said.text()).doesNotContain("wrote", "moved", "made", "gone");
        assertThat(cell.workspace.resolve("drafts/x.md")).hasContent("1");
        assertThat(cell.workspace.resolve("out/deep")).hasContent("2");
        assertThat(cell.workspace.resolve("notes.txt")).hasContent("mine\n3");
        assertThat(cell.workspace.resolve("ci/other")).hasContent("4");
        assertThat(cell.free("ls drafts").text()).isEqualTo("x.md\n");
    }

    @Test
    void places_that_were_not_written_are_not_left() throws IOException {
        cell.run(cell.jail().writing(List.of("a/b/x.md", "c/d/")), "ls a/b/x.md c/d");

        assertThat(cell.free("ls").text()).isEqualTo("ci\nnotes.txt\n");
    }

    @Test
    void a_place_to_write_stays_in_the_workspace() throws IOException {
        for (String path : List.of("../x", "/etc/x", "a/../../x", "/")) {
            assertThatThrownBy(() -> cell.jail().writing(List.of(path)))
                    .isInstanceOf(StayerException.class)
                    .hasMessageContaining("outside of the workspace");
        }
        Files.createSymbolicLink(cell.workspace.resolve("link"), cell.others);
        Cell.Said said = cell.run(cell.jail().writing(List.of("link/letter")), "echo x > link/letter");
        assertThat(said.outcome()).isEqualTo("NotStarted");
        assertThat(said.text()).contains("link is a symbolic link");
        assertThat(cell.others.resolve("letter")).hasContent("private");
    }

    @Test
    void what_has_a_second_name_cannot_be_protected_and_is_not_pretended_to_be() throws IOException {
        Files.createLink(cell.workspace.resolve("alias"), cell.workspace.resolve("ci/deep/check.sh"));

        Cell.Said said = cell.jailed("echo exit 0 > alias");

        assertThat(said.text()).contains("ci/deep/check.sh has a second name (hard link)");
        assertThat(cell.workspace.resolve("alias")).hasContent("exit 1");
    }

    @Test
    void extra_folders_open_as_far_as_they_are_named() throws IOException {
        Path written = Files.createDirectory(cell.home.resolve("written"));
        Jail jail = cell.jail()
                .with(new SandboxFolders(List.of(cell.others.toString(), "/not/there"), List.of(written.toString())));

        Cell.Said said =
                cell.run(jail, "cat ../others/letter; echo x > ../others/y; echo x > " + written + "/y; ls " + written);

        assertThat(said.text()).contains("private").endsWith("y\n");
        assertThat(cell.others.resolve("y")).doesNotExist();
        assertThat(written.resolve("y")).exists();
    }

    @Test
    void a_writable_folder_around_the_workspace_opens_no_guard() throws IOException {
        Jail jail = cell.jail().with(new SandboxFolders(List.of(), List.of(cell.home.toString())));

        Cell.Said said = cell.run(
                jail,
                "echo x >> .git/config; echo x >> ci/deep/check.sh; cat .stayer/stayer.db; mv ../ws ../ws2; echo x >"
                        + " ../fine");

        assertThat(said.text()).contains("Device or resource busy").doesNotContain("rows");
        assertThat(cell.workspace.resolve(".git/config")).hasContent("[core]\n\tbare = false");
        assertThat(cell.workspace.resolve("ci/deep/check.sh")).hasContent("exit 1");
        assertThat(cell.home.resolve("fine")).exists();
    }

    @Test
    void a_workspace_reached_over_a_link_is_there_under_both_names() throws IOException {
        Path name = Files.createSymbolicLink(cell.home.resolve("name"), cell.workspace);

        Cell.Said said = cell.run(Jail.of(name), "cat " + name + "/notes.txt " + cell.workspace + "/notes.txt");

        assertThat(said.text()).isEqualTo("mine\nmine\n");
    }

    @Test
    void no_workspace_lies_in_the_system() {
        for (String path : List.of("/", "/usr", "/etc", "/proc")) {
            assertThatThrownBy(() -> Jail.of(Path.of(path))).hasMessageContaining("is a folder of the system");
        }
        assertThatThrownBy(() -> Jail.of(folder.resolve("none"))).hasMessageContaining("is not there");
    }

    @Test
    void the_network_is_there_when_asked_for() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String reach = "exec 3<>/dev/tcp/127.0.0.1/" + server.getLocalPort() + " && echo reached";
            assertThat(cell.run(cell.jail().withNetwork(true), reach).text()).isEqualTo("reached\n");
            assertThat(cell.jailed(reach).text()).doesNotContain("reached");
        }
        assertThat(cell.run(cell.jail().withNetwork(true), "cat /etc/hosts").text())
                .isEqualTo(Files.readString(Path.of("/etc/hosts")));
    }

    @Test
    void the_environment_is_the_jails_own_and_what_was_given() throws IOException {
        Set<String> known = Set.of(
                "PATH",
                "HOME",
                "USER",
                "LANG",
                "TMPDIR",
                "PWD",
                "SHLVL",
                "_",
                "STAYER_TOKEN",
                "STAYER_COMMAND",
                "GIVEN",
                "LD_BIND_NOW",
                "BASH_ENV",
                "PS4",
                "OLDPWD");
        for (String source : List.of("/proc/self/environ", "/proc/1/environ")) {
            Cell.Said said = cell.run(
                    cell.jail(),
                    "cat " + source + " | tr '\\0' '\\n' | cut -d= -f1",
                    Map.of("GIVEN", "1", "LD_BIND_NOW", "1", "BASH_ENV", "/none", "PS4", "$(touch " + folder + "/x)"),
                    Cell.LIMIT);
            assertThat(said.text().lines()).as(source + said).isSubsetOf(known).contains("GIVEN");
        }
        assertThat(new TreeSet<>(System.getenv().keySet()))
                .as("what there was to leak")
                .isNotEmpty();
    }

    @Test
    void what_would_change_the_way_into_the_jail_is_set_only_inside() {
        Map<String, String> given = Map.of("LD_PRELOAD", "/ws/evil.so", "A", "b", "BASH_FUNC_echo%%", "() { evil; }");
        BwrapArguments words = new BwrapArguments(
                "/usr/bin/bwrap",
                null,
                List.of(),
                cell.jail(),
                List.of(),
                List.of(),
                cell.workspace,
                given,
                List.of("true"));

        assertThat(words.environment()).containsOnlyKeys("PATH", "A");
        assertThat(words.words())
                .doesNotContain("--setenv")
                .containsSubsequence("--", "LD_PRELOAD=/ws/evil.so", "true");
        assertThat(words.words()).as("others may read command lines").doesNotContain("b");
    }

    @Test
    void a_variable_of_the_task_is_what_it_was_whatever_the_way_into_the_jail_calls_its_own() throws IOException {
        Map<String, String> given = new TreeMap<>();
        Matcher names = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*").matcher(scripts());
        while (names.find()) {
            given.put(names.group(), "of the task, " + names.group());
        }
        // A shell keeps these for itself; the folder of programs and of the home must be some.
        given.keySet().removeAll(Set.of("IFS", "PATH", "HOME", "PPID", "OPTIND", "PWD", "OLDPWD", "SHLVL", "_"));
        given.keySet().removeIf(name -> name.startsWith("LD_") || name.startsWith("BASH"));
        assertThat(given).containsKeys("line", "seen", "table", "left");
        Cell.Said said = cell.run(cell.jail(), "exec env -0 | tr '\\n\\0' ' \\n'", given, Cell.LIMIT);
        given.forEach((name, value) -> assertThat(said.text().lines()).contains(name + "=" + value));
    }

    /** What the shells on the way are told to do. */
    private String scripts() throws IOException {
        List<Mount> mounts = Layout.of(cell.jail(), new GitGuards(Map.of()).of(cell.jail(), List.of()))
                .mounts();
        return String.join(
                "\n",
                new BwrapArguments(
                                "/usr/bin/bwrap",
                                null,
                                List.of(),
                                cell.jail(),
                                mounts,
                                MountCheck.words(mounts, List.of(), JailLimits.DEFAULT),
                                cell.workspace,
                                Map.of(),
                                List.of("true"))
                        .words());
    }

    @Test
    void what_the_loader_is_told_to_load_is_loaded_by_the_command_alone() throws IOException {
        // The loader complains once in each program that is to load it.
        Cell.Said said = cell.run(cell.jail(), "exit 7", Map.of("LD_PRELOAD", "./not-there.so"), Cell.LIMIT);
        assertThat(said.code()).as(said.text()).isEqualTo(7);
        assertThat(said.text().lines().filter(line -> line.contains("not-there.so")))
                .as(said.text())
                .hasSize(1);
    }

    @Test
    void what_is_written_around_the_workspace_never_reaches_the_machine() throws IOException {
        cell.jailed(
                "echo x > ../new; echo x > /tmp/stayer-new; echo x > ~/stayer-new; echo x > /stayer-new; kill -9 -1");

        assertThat(cell.home.resolve("new")).doesNotExist();
        for (String place : List.of("/tmp", System.getProperty("user.home"), "/")) {
            assertThat(Path.of(place, "stayer-new")).doesNotExist();
        }
    }

    @Test
    void nothing_outlives_its_command() throws IOException {
        // It has left its session and its environment before the command ends.
        String script = "perl -MPOSIX -e 'fork and exit; setsid; fork and exit; $SIG{TERM}=$SIG{HUP}=\"IGNORE\"; exec"
                + " \"env\", \"-i\", \"/bin/sh\", \"-c\", \"echo > gone; sleep 0.4; echo x > late\"' >/dev/null 2>&1;"
                + " until [ -e gone ]; do sleep 0.01; done; rm gone; echo back";
        assertThat(cell.free(script).text()).isEqualTo("back\n");
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> Files.exists(cell.workspace.resolve("late")));
        Files.delete(cell.workspace.resolve("late"));

        assertThat(cell.jailed(script).text()).isEqualTo("back\n");
        // A second one that is free and starts later has written when the jailed one would have, long since.
        cell.free(script.replace("late", "later"));
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> Files.exists(cell.workspace.resolve("later")));
        assertThat(cell.workspace.resolve("late")).doesNotExist();
    }

    @Test
    void the_time_ends_the_whole_tree() throws IOException {
        Cell.Said said = cell.run(
                cell.jail(),
                "trap '' TERM; (setsid sleep 9753 &); echo on; sleep 9753",
                Map.of(),
                Duration.ofMillis(500));

        assertThat(said).isEqualTo(new Cell.Said("on\n", -1, List.of(), "TimedOut"));
        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").endsWith("sleep 9753")))
                .isEmpty();
    }

    private Jail small() {
        return cell.jail().within(new JailLimits(128 * MB, 60, 8 * MB, 16 * MB, Duration.ofSeconds(20)));
    }

    @Test
    void a_fork_bomb_meets_its_number() throws IOException {
        assumeThat(cell.jailed.groups().holdProcesses() || !"root".equals(System.getProperty("user.name")))
                .as("nothing holds the number of processes of root here")
                .isTrue();
        String bomb = "perl -e 'for (1..300) { $p = fork; last unless defined $p; if (!$p) { sleep 60; exit } $n++ }"
                + " print \"$n\\n\"'";
        Cell.Said said = cell.run(small(), bomb);

        assertThat(Integer.parseInt(said.text().strip())).isBetween(40, 60);
        assertThat(cell.jailed(bomb).text()).isEqualTo("300\n");
        if (cell.jailed.groups().holdProcesses()) {
            assertThat(said.notices()).containsExactly("it wanted more than 60 processes at a time");
        }
    }

    @Test
    void a_hog_of_memory_is_ended() throws IOException {
        String hog = "perl -e '$x = \"x\" x 300_000_000; print \"fed\\n\"'";

        assertThat(cell.run(small(), hog).text()).doesNotContain("fed\n");
        assertThat(cell.jailed(hog).text()).isEqualTo("fed\n");
    }

    @Test
    void a_herd_of_hogs_is_ended_where_the_machine_can() throws IOException {
        assumeThat(cell.jailed.groups().holdMemory()).isTrue();
        String herd =
                "for i in 1 2 3 4 5 6; do perl -e '$x = \"x\" x 30_000_000; sleep 1; print \"fed\\n\"' & done; wait";

        Cell.Said said = cell.run(small(), herd);

        assertThat(said.text().lines().filter("fed"::equals).count()).isLessThan(6);
        assertThat(said.notices()).containsExactly("it needed more than 128 MB of memory and was ended");
        assertThat(cell.jailed(herd).text().lines().filter("fed"::equals)).hasSize(6);
    }

    @Test
    void files_and_scratch_end_at_their_size() throws IOException {
        String fill = "head -c 40000000 /dev/zero > %s; stat -c %%s %s";

        assertThat(cell.run(small(), fill.formatted("big", "big")).text()).endsWith("8388608\n");
        for (String scratch : List.of("/tmp", "/dev/shm")) {
            Cell.Said said = cell.run(
                    small(),
                    "for i in 1 2 3 4 5; do head -c 8000000 /dev/zero > %1$s/$i; done; du -sbx %1$s | cut -f1"
                            .formatted(scratch));
            assertThat(said.text()).contains("No space left");
            assertThat(Long.parseLong(said.text().strip().replaceAll("(?s).*\n", "")))
                    .isLessThan(17 * MB);
        }
        assertThat(cell.jailed(fill.formatted("big", "big")).text()).isEqualTo("40000000\n");
    }

    @Test
    void no_core_is_dumped_and_descriptors_are_counted() throws IOException {
        assertThat(cell.jailed("ulimit -c; ulimit -Hc; ulimit -Hn").text()).isEqualTo("0\n0\n4096\n");
    }

    @Test
    void no_control_group_is_left() throws IOException {
        String own = "stayer-" + ProcessHandle.current().pid() + "-*";
        cell.jailed("true");
        cell.run(small(), "sleep 60", Map.of(), Duration.ofMillis(200));
        for (String root : List.of("/sys/fs/cgroup", "/sys/fs/cgroup/pids", "/sys/fs/cgroup/memory")) {
            assertThat(new ProcessBuilder("find", root, "-name", own)
                            .start()
                            .inputReader()
                            .lines())
                    .isEmpty();
        }
    }

    @Test
    void it_lives_as_long_as_it_works_whatever_thread_began_it() throws Exception {
        Thread thread = new Thread(() -> {
            try {
                cell.jailed("sleep 0.3; echo long > kept");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        thread.start();
        thread.join();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        cell.jailed("sleep 0.3; echo long > kept-too");
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .join();

        assertThat(cell.workspace.resolve("kept")).exists();
        assertThat(cell.workspace.resolve("kept-too")).exists();
    }

    @Test
    void a_file_that_holds_a_secret_of_the_settings_tells_nothing_inside() throws IOException {
        Files.writeString(cell.workspace.resolve("key.txt"), "not-for-agents-4711");
        Files.writeString(cell.workspace.resolve("stayer.yaml"), "secrets: { KEY: \"${file:key.txt}\" }\n");
        assertThat(cell.jailed("cat key.txt; echo over").text())
                .endsWith("over\n")
                .doesNotContain("not-for-agents-4711");
    }

    @Test
    void many_at_once_share_the_places_that_are_held_free() throws Exception {
        cell.free("rm -rf .git .stayer");
        List<java.util.concurrent.CompletableFuture<Cell.Said>> all = new java.util.ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Jail jail = cell.jail().writing(List.of("drafts/" + i % 8 + "-" + i + ".md"));
            String script = "echo %1$d > drafts/%2$d-%1$d.md; mkdir .git/x stayer.yaml/x workflows/x; echo done"
                    .formatted(i, i % 8);
            all.add(java.util.concurrent.CompletableFuture.supplyAsync(() -> {
                try {
                    return cell.run(jail, script);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }));
        }
        for (var one : all) {
            assertThat(one.get(60, java.util.concurrent.TimeUnit.SECONDS).text())
                    .endsWith("done\n")
                    .contains("Read-only file system");
        }
        assertThat(cell.free("ls -A; ls drafts | wc -l").text()).isEqualTo("ci\ndrafts\nnotes.txt\n40\n");
    }

    @Test
    void what_a_crash_left_of_a_place_held_free_is_taken_away() throws IOException {
        Files.createDirectory(cell.workspace.resolve("stayer.yaml"));
        assertThat(dev.stayer.config.StayerConfig.read(cell.workspace.resolve("stayer.yaml"))
                        .sandbox())
                .as("reads as none")
                .isEqualTo(SandboxFolders.NONE);
        cell.jailed("true");

        assertThat(cell.workspace.resolve("stayer.yaml")).doesNotExist();
    }

    @Test
    void a_virtual_machine_starts_within_the_limits() throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin/java");
        assumeThat(java.startsWith("/usr")).isTrue();

        assertThat(cell.jailed(java + " -version").text()).contains("version");
    }

    @Test
    void a_guard_elsewhere_opens_and_makes_nothing() throws IOException {
        Path flow = Files.writeString(cell.home.resolve("flow.yaml"), "name: f");
        Jail jail = cell.jail().protecting(List.of(flow.toString(), cell.home + "/none/flow.yaml"));

        assertThat(cell.run(jail, "cat ../flow.yaml").text()).contains("No such file");
        assertThat(cell.home.resolve("none")).doesNotExist();
    }

    @Test
    void a_workspace_that_is_protected_as_a_whole_still_hides_the_runner() throws IOException {
        Cell.Said said =
                cell.run(cell.jail().protecting(List.of(".")), "cat .stayer/stayer.db; echo x > new; cat notes.txt");

        assertThat(said.text())
                .doesNotContain("rows")
                .contains("Read-only file system")
                .endsWith("mine\n");
    }

    @Test
    void the_rules_are_told_in_a_few_words() {
        assertThat(cell.jail().writing(List.of("out/", "a.md")).rules())
                .isEqualTo("You may write only: out, a.md. Protected: stayer.yaml, workflows, ci/deep/check.sh."
                        + " There is no network. git's settings and hooks cannot be changed."
                        + " Other folders of the machine are not there.");
        assertThat(cell.jail().switchedOff().withNetwork(true).rules()).contains("without a sandbox");
    }

    @Test
    void the_check_passes_here_and_leaves_nothing() throws IOException {
        JailCheck.Result result = JailCheck.of(cell.jailed, cell.jail().writing(List.of("out")));

        assertThat(result.detail()).startsWith("bubblewrap holds; memory: ");
        assertThat(result.ok()).isTrue();
        assertThat(cell.free("ls -A").text()).isEqualTo(".git\n.stayer\nci\nnotes.txt\n");
    }

    @Test
    void the_check_sees_a_jail_that_does_not_hold() throws IOException {
        try (Commands commands = new Commands("check")) {
            JailedCommands leaky = new JailedCommands(commands, Map.of(), null, ControlGroups.none());
            Jail open = cell.jail().with(new SandboxFolders(List.of("/tmp"), List.of()));
            assertThat(JailCheck.of(leaky, open).detail())
                    .isEqualTo("a jailed command can read files outside of the workspace");
            Jail wide = cell.jail().with(new SandboxFolders(List.of(), List.of("/tmp")));
            assertThat(JailCheck.of(leaky, wide).detail())
                    .isEqualTo("a jailed command can write outside of the workspace");
        }
    }
}
