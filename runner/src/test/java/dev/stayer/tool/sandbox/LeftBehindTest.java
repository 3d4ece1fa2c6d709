package dev.stayer.tool.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What a jailed command could leave in the workspace or open towards the kernel, call by call. */
class LeftBehindTest {
    /** Says {@code got-in} if the file {@code f} or folder {@code d} gives away rights of its owner or group. */
    private static final String LOOK = "; { [ -u f ] || [ -g f ] || [ -g d ]; } 2>/dev/null && echo got-in";

    private static final String PERL = "perl -MFcntl -e '$x = `uname -m` =~ /x86_64/; $p = \"f\"; %s'";
    private static final Map<String, String> RIGHTS = new LinkedHashMap<>();
    private static final Map<String, String> SOCKETS = new LinkedHashMap<>();

    static {
        RIGHTS.put("chmod u+s", "touch f; chmod u+s f");
        RIGHTS.put("chmod g+s", "touch f; chmod g+s f");
        RIGHTS.put("chmod 6755", "touch f; chmod 6755 f");
        RIGHTS.put("a folder that hands on its group", "mkdir -p d; chmod 2777 d");
        RIGHTS.put("install", "install -m 4755 /bin/true f");
        RIGHTS.put("chmod of a whole tree", "mkdir -p d; touch f; chmod -R a+s f d");
        RIGHTS.put("fchmod", perl("open(F,q(>),$p); syscall($x?91:52, fileno(F), 04755)"));
        RIGHTS.put("fchmodat", perl("open(F,q(>),$p); close F; syscall($x?268:53, -100, $p, 06755)"));
        RIGHTS.put("creat, or openat", perl("unlink $p; $x ? syscall(85,$p,04755) : syscall(56,-100,$p,65,04755)"));
        RIGHTS.put(
                "open with O_CREAT",
                perl("umask 0; unlink $p; $x ? syscall(2,$p,65,04755) : syscall(56,-100,$p,65,04755)"));
        RIGHTS.put("openat with O_CREAT", perl("umask 0; unlink $p; syscall($x?257:56, -100, $p, 0101, 02755)"));
        RIGHTS.put(
                "mknod of a file", perl("unlink $p; $x ? syscall(133,$p,0104755,0) : syscall(33,-100,$p,0104755,0)"));
        RIGHTS.put("mknodat of a file", perl("unlink $p; syscall($x?259:33, -100, $p, 0102755, 0)"));
        RIGHTS.put("openat2", perl("unlink $p; $h = pack(q(QQQ),65,04755,0); syscall(437, -100, $p, $h, 24)"));
        RIGHTS.put(
                "a file without a name, linked",
                perl("unlink $p; $d = qq(.); $f = syscall($x?257:56, -100, $d, 020200001, 04755);"
                        + " $n = qq(/proc/self/fd/$f); syscall($x?265:37, -100, $n, -100, $p, 0x400)"));
        for (int family : new int[] {38, 40, 17, 29, 4, 9, 21, 44}) {
            SOCKETS.put("a socket of family " + family, "AF " + family);
        }
    }

    @TempDir
    private Path folder;

    private Cell cell;

    private static String perl(String body) {
        return PERL.formatted(body);
    }

    @BeforeEach
    void open() throws IOException {
        cell = new Cell(folder);
    }

    @AfterEach
    void close() {
        cell.close();
    }

    @TestFactory
    Stream<DynamicTest> no_file_gives_away_the_rights_of_its_owner() {
        return RIGHTS.entrySet().stream()
                .map(probe -> dynamicTest(
                        probe.getKey(), () -> cell.refuses("rm -rf f d 2>/dev/null; " + probe.getValue() + LOOK)));
    }

    @TestFactory
    Stream<DynamicTest> sockets_that_nobody_needs_cannot_be_made() {
        // What this kernel does not have cannot be probed: it is refused there for another reason.
        return SOCKETS.entrySet().stream()
                .map(probe -> dynamicTest(probe.getKey(), () -> {
                    String family = probe.getValue().substring(3);
                    String script = "perl -e 'for $t (1,2,3,5) { socket(S,%s,$t,0) and print qq(got-in\\n) }'"
                            .formatted(family);
                    assertThat(cell.jailed(script).text()).doesNotContain("got-in");
                }));
    }

    @Test
    void ordinary_sockets_can_be_made_and_routes_asked_for() throws IOException {
        assertThat(cell.jailed("perl -e 'for $f (1,2,10) { socket(S,$f,1,0) and print qq(made-$f\\n"
                                + ") }' -e 'socket(S,16,3,0) and print qq(routes\\n"
                                + "); socket(S,16,3,16) and print qq(generic\\n"
                                + ")'")
                        .text())
                .contains("made-1", "made-2", "made-10", "routes")
                .doesNotContain("generic");
    }

    @Test
    void ordinary_modes_can_be_set() throws IOException {
        assertThat(cell.jailed("touch f; chmod 1755 f && chmod 0640 f && mkdir -m 1777 d && install -m 755 f g &&"
                                + " echo fine")
                        .text())
                .contains("fine");
    }

    @Test
    void the_filter_leaves_no_file_on_the_machine() throws IOException {
        cell.jailed("true");

        try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("stayer-nameless"));
        }
    }
}
