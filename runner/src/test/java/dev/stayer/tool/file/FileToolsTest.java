package dev.stayer.tool.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import dev.stayer.tool.TestCall;
import dev.stayer.tool.Tool;
import dev.stayer.tool.sandbox.Jail;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** What the file tools do and say when all is allowed. */
class FileToolsTest {
    @TempDir
    private Path folder;

    private Path workspace;
    private List<Tool> tools;
    private int calls;

    @BeforeEach
    void open() throws IOException {
        workspace = Files.createDirectories(folder.toRealPath().resolve("ws"));
        tools = FileTools.of(Jail.of(workspace), workspace, key -> key.equals("k1") ? folder.resolve("spool") : null);
    }

    private Tool tool(String name) {
        return tools.stream()
                .filter(tool -> tool.spec().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Tool.Answer run(String name, ObjectNode arguments) throws InterruptedException {
        return tool(name).call(arguments, new TestCall(folder.resolve("call-" + ++calls)));
    }

    private static ObjectNode with(String... pairs) {
        ObjectNode arguments = Json.object();
        for (int i = 0; i < pairs.length; i += 2) {
            arguments.put(pairs[i], pairs[i + 1]);
        }
        return arguments;
    }

    private Tool.Answer edit(String path, String old, String fresh) throws InterruptedException {
        return run("edit", with("path", path, "old", old, "new", fresh));
    }

    @Test
    void reading_shows_numbered_lines() throws Exception {
        Files.writeString(workspace.resolve("a.txt"), "one\n\tzwei ä\nthree");

        assertThat(run("read", with("path", "a.txt"))).isEqualTo(Tool.Answer.of("1\tone\n2\t\tzwei ä\n3\tthree"));
        assertThat(run("read", with("path", workspace + "/./x/../a.txt")).text())
                .startsWith("1\tone");
    }

    @Test
    void reading_goes_page_by_page_until_the_end() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= 1_000; i++) {
            text.append("line ").append(i).append('\n');
        }
        Files.writeString(workspace.resolve("long.txt"), text);

        assertThat(run("read", with("path", "long.txt")).text())
                .startsWith("1\tline 1\n")
                .endsWith("400\tline 400\n[lines 1-400 of 1000; go on with \"from\":401]");
        assertThat(run("read", with("path", "long.txt").put("from", 999)).text())
                .isEqualTo("999\tline 999\n1000\tline 1000\n[lines 999-1000, the end]");
        assertThat(run("read", with("path", "long.txt").put("from", 3).put("lines", 1))
                        .text())
                .isEqualTo("3\tline 3\n[lines 3-3 of 1000; go on with \"from\":4]");
        assertThat(run("read", with("path", "long.txt").put("from", 1_001)))
                .isEqualTo(Tool.Answer.failure("long.txt has 1000 lines; ask for one of them"));
    }

    @Test
    void a_page_never_outgrows_the_window_whatever_the_lines_are() throws Exception {
        Files.writeString(
                workspace.resolve("wide.txt"), ("x".repeat(5_000) + "\n").repeat(100) + "ä".repeat(3_000_000));

        String page = run("read", with("path", "wide.txt")).text();
        assertThat(page).contains("[… line of 5000 bytes]").contains("of 101; go on with");
        assertThat(page.length()).isLessThan(21_000);
        assertThat(run("read", with("path", "wide.txt").put("from", 101)).text())
                .contains("ä [… line of 6000000 bytes]")
                .doesNotContain("\uFFFD");
    }

    @Test
    void what_is_no_text_is_named_not_shown() throws Exception {
        Files.write(workspace.resolve("b.bin"), new byte[] {1, 0, 2});
        Files.write(workspace.resolve("latin"), "caf\u00e9\r\n".getBytes(StandardCharsets.ISO_8859_1));
        Files.createFile(workspace.resolve("empty"));

        assertThat(run("read", with("path", "b.bin")).text()).contains("is a binary file");
        assertThat(run("read", with("path", "latin")).text())
                .isEqualTo(
                        "1\tcafé\n[lines end with CR LF]\n[not in UTF-8: shown as if it were Windows-1252 (Latin-1)]");
        assertThat(run("read", with("path", "empty")).text()).isEqualTo("[empty]");
        assertThat(run("read", with("path", ".")).text()).isEqualTo(". is a folder; list it with find");
        assertThat(run("read", with("path", "none")).text()).isEqualTo("none is not there; look with find");
        assertThat(run("read", with("path", "a\0b")).failed()).isTrue();
        assertThat(run("read", with("path", "")).failed()).isTrue();
    }

    @Test
    void an_earlier_output_is_read_whole_and_clean() throws Exception {
        Files.writeString(folder.resolve("spool"), "\u001b[1mbold\u001b[0m\n");
        assertThat(run("read", with("path", "output:k1")).text()).isEqualTo("1\tbold");
        Files.writeString(folder.resolve("spool.full"), "all\0 of it\n");
        assertThat(run("read", with("path", "output:k1")).text()).isEqualTo("1\tall of it");
        assertThat(run("read", with("path", "output:../spool")).text())
                .isEqualTo("no output is kept under output:../spool");
    }

    @Test
    void writing_makes_folders_and_replaces_in_one_step() throws Exception {
        assertThat(run("write", with("path", "a/b/c.txt", "text", "1\n2\n")).text())
                .isEqualTo("a/b/c.txt: 2 lines, 4 bytes written");
        Path file = workspace.resolve("a/b/c.txt");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x--x"));
        assertThat(run("write", with("path", "a/b/c.txt", "text", "3")).text())
                .endsWith("1 bytes written over the old file");
        assertThat(file).hasContent("3");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rwxr-x--x");
        assertThat(Files.list(file.getParent())).hasSize(1);
        assertThat(run("write", with("path", "a/b", "text", "x")).text())
                .isEqualTo("a/b is a folder; list it with find");
        assertThat(run("write", with("path", "a/b/c.txt/d", "text", "x")).failed())
                .isTrue();
    }

    @Test
    void an_edit_changes_one_exact_place_and_no_other_byte() throws Exception {
        byte[] before = "caf\u00e9 one\r\ntwo\r\nthree\r\n".getBytes(StandardCharsets.ISO_8859_1);
        Files.write(workspace.resolve("f"), before);

        assertThat(edit("f", "two\nthree", "2\n3").text()).isEqualTo("f: line 2 changed");
        assertThat(Files.readAllBytes(workspace.resolve("f")))
                .isEqualTo("caf\u00e9 one\r\n2\r\n3\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void an_edit_that_fits_nowhere_or_twice_says_what_to_do() throws Exception {
        Files.writeString(workspace.resolve("f.java"), "class A {\n    int counter = 1;\n    int b;\n    int b;\n}\n");

        assertThat(edit("f.java", "int  counter = 2;", "x").text())
                .isEqualTo("old is not in f.java; nearest is line 2:\n    int counter = 1;");
        assertThat(edit("f.java", "class A {\nint c", "x").text())
                .isEqualTo(
                        "old is not in f.java; its first line is there in line 1, what follows differs:\nclass A {\n    int counter = 1;");
        assertThat(edit("f.java", "qqq", "x").text()).endsWith("no line is like its first one, read the file again");
        assertThat(edit("f.java", "int b;", "x").text())
                .isEqualTo("old is in f.java 2 times (lines 3, 4): add lines around it, or set all");
        assertThat(edit("f.java", "", "x").text()).startsWith("old is empty");
        assertThat(edit("f.java", "int", "int").text()).isEqualTo("old and new are the same");
        assertThat(edit("none", "a", "b").text()).startsWith("none is not there");
        assertThat(run(
                                "edit",
                                with("path", "f.java", "old", "int b;", "new", "long b;")
                                        .put("all", true))
                        .text())
                .isEqualTo("f.java: line 3, 4 changed");
    }

    @Test
    void random_edits_do_what_a_string_would() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i >= 0; i--) {
                text.append("ab\nä".charAt(random.nextInt(4)));
            }
            String before = text.toString();
            int from = random.nextInt(before.length());
            String old = before.substring(from, Math.min(before.length(), from + 1 + random.nextInt(4)));
            String fresh = "<" + round + ">";
            Files.writeString(workspace.resolve("r"), before);
            boolean once = before.indexOf(old) == before.lastIndexOf(old);
            boolean failed = edit("r", old, fresh).failed();
            String expected = failed ? before : before.replace(old, fresh);
            assertThat(Files.readString(workspace.resolve("r")))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
            assertThat(!once || !failed).as("seed %d", seed).isTrue();
        }
    }

    @Test
    void after_a_crash_the_file_tells_whether_a_change_happened() throws Exception {
        Files.writeString(workspace.resolve("f"), "old text");
        ObjectNode arguments = with("path", "f", "old", "old", "new", "new");
        TestCall call = new TestCall(folder.resolve("spooled"));
        Tool edit = tool("edit");

        assertThat(edit.repeat(arguments)).isEqualTo(Tool.Repeat.VERIFIABLE);
        assertThat(edit.happened(arguments, call)).isEqualTo(Tool.Happened.NO);
        edit.call(arguments, call);
        assertThat(edit.happened(arguments, call)).isEqualTo(Tool.Happened.YES);
        assertThat(edit.call(arguments, call))
                .as("the same call again")
                .isEqualTo(Tool.Answer.of("f: changed, before an interruption"));
        assertThat(edit.happened(arguments, new TestCall(folder.resolve("another"))))
                .isEqualTo(Tool.Happened.NO);
        Files.writeString(workspace.resolve("f"), "old text");
        assertThat(edit.happened(arguments, call)).isEqualTo(Tool.Happened.NO);
        Files.writeString(workspace.resolve("f"), "by somebody else");
        assertThat(edit.happened(arguments, call)).isEqualTo(Tool.Happened.UNKNOWN);
        TestCall fresh = new TestCall(folder.resolve("spooled-2"));
        tool("write").call(with("path", "g", "text", "x"), fresh);
        assertThat(tool("write").happened(with("path", "g", "text", "x"), fresh))
                .isEqualTo(Tool.Happened.YES);
        Files.delete(workspace.resolve("g"));
        assertThat(tool("write").happened(with("path", "g", "text", "x"), fresh))
                .isEqualTo(Tool.Happened.NO);
    }

    @Test
    void finding_takes_names_paths_and_folders() throws Exception {
        for (String file :
                List.of("A.java", "src/B.java", "src/deep/C.java", "src/deep/c.md", ".git/D.java", ".stayer/E.java")) {
            Files.createDirectories(workspace.resolve(file).getParent());
            Files.createFile(workspace.resolve(file));
        }
        assertThat(run("find", with("pattern", "*.java")).text()).isEqualTo("A.java\nsrc/B.java\nsrc/deep/C.java");
        assertThat(run("find", with("pattern", "**/*.java")).text()).isEqualTo("A.java\nsrc/B.java\nsrc/deep/C.java");
        assertThat(run("find", with("pattern", "src/*.java")).text()).isEqualTo("src/B.java");
        assertThat(run("find", with("pattern", "*.md", "path", "src")).text()).isEqualTo("src/deep/c.md");
        assertThat(run("find", with("pattern", "deep")).text()).isEqualTo("src/deep/");
        assertThat(run("find", with("pattern", "*.xyz")).text()).startsWith("[nothing found]\n[not entered: .git");
        assertThat(run("find", with("pattern", "[")).text()).startsWith("[nothing found]");
        assertThat(run("find", with("pattern", "*", "path", "A.java")).failed()).isTrue();
    }

    @Test
    void links_are_named_where_nothing_is_found_behind_them() throws Exception {
        Files.createDirectories(workspace.resolve("real"));
        Files.writeString(workspace.resolve("real/A.java"), "needle\n");
        Files.createSymbolicLink(workspace.resolve("linked"), workspace.resolve("real"));
        Files.createSymbolicLink(workspace.resolve("gone.txt"), workspace.resolve("nowhere"));

        assertThat(run("find", with("pattern", "*.java")).text())
                .isEqualTo("real/A.java\n[links, not followed: gone.txt, linked; name one as path to look into it]");
        assertThat(run("find", with("pattern", "*.java", "path", "linked")).text())
                .contains("A.java");
        assertThat(run("grep", with("pattern", "absent", "glob", "*.java")).text())
                .contains("links, not followed")
                .contains("linked")
                .contains("gone.txt");
        assertThat(run("grep", with("pattern", "needle", "path", "linked")).text())
                .contains("needle");
    }

    @Test
    void finding_and_searching_stop_at_their_caps_and_say_so() throws Exception {
        for (int i = 0; i < 250; i++) {
            Files.writeString(workspace.resolve("f%03d.txt".formatted(i)), "needle " + i + "\n");
        }
        assertThat(run("find", with("pattern", "*")).text().lines())
                .hasSize(201)
                .last()
                .isEqualTo("[there may be more; narrow it by path or pattern]");
        assertThat(run("grep", with("pattern", "needle")).text().lines())
                .hasSize(101)
                .last()
                .isEqualTo("[there may be more; narrow it by path, glob or pattern]");
    }

    @Test
    void searching_shows_place_and_line() throws Exception {
        Files.createDirectories(workspace.resolve("src"));
        Files.writeString(workspace.resolve("src/a.txt"), "alpha\r\nbeta 42\r\n");
        Files.writeString(workspace.resolve("b.md"), "beta\n" + "y".repeat(1_000) + "beta 7" + "z".repeat(1_000));
        Files.write(workspace.resolve("c.bin"), "beta\0".getBytes(StandardCharsets.UTF_8));

        assertThat(run("grep", with("pattern", "^beta \\d+$")).text()).isEqualTo("src/a.txt:2: beta 42");
        assertThat(run("grep", with("pattern", "beta", "glob", "*.md")).text())
                .startsWith("b.md:1: beta\nb.md:2: …yyy")
                .contains("beta 7z")
                .endsWith("z…");
        assertThat(run("grep", with("pattern", "(?i)ALPHA", "path", "src/a.txt"))
                        .text())
                .isEqualTo("src/a.txt:1: alpha");
        assertThat(run("grep", with("pattern", "absent")).text()).isEqualTo("[nothing found]");
        assertThat(run("grep", with("pattern", "(")).text()).startsWith("the pattern is wrong");
        assertThat(run("grep", with("pattern", "x", "path", "none")).failed()).isTrue();
    }

    @Test
    void a_stop_ends_a_pattern_that_would_never_end() throws Exception {
        Files.writeString(workspace.resolve("a"), "a".repeat(40) + "!");
        TestCall call = new TestCall(folder.resolve("call"));
        call.stop();

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> tool("grep").call(with("pattern", "^((a+)+)+$"), call))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void all_six_specs_fit_seven_hundred_tokens() {
        int characters = tools.stream()
                .map(Tool::spec)
                .mapToInt(spec -> spec.name().length()
                        + spec.description().length()
                        + Json.write(spec.schema()).length())
                .sum();
        var shell = new dev.stayer.tool.shell.ShellTool(
                        new dev.stayer.tool.sandbox.JailedCommands(
                                new dev.stayer.tool.process.Commands("spec"), java.util.Map.of()),
                        Jail.of(workspace),
                        workspace,
                        java.util.Map.of(),
                        out -> out)
                .spec();
        characters += shell.name().length()
                + shell.description().length()
                + Json.write(shell.schema()).length();

        assertThat(characters / 3.5).isLessThan(700);
    }
}
