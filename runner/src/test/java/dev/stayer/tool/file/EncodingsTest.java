package dev.stayer.tool.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import dev.stayer.tool.TestCall;
import dev.stayer.tool.Tool;
import dev.stayer.tool.sandbox.Jail;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Nothing is called not there that was not looked at, and an edit never leaves a file in two encodings. */
class EncodingsTest {
    private static final Charset LATIN = StandardCharsets.ISO_8859_1;

    @TempDir
    private Path folder;

    private Path workspace;
    private List<Tool> tools;
    private int calls;

    @BeforeEach
    void open() throws IOException {
        workspace = Files.createDirectories(folder.toRealPath().resolve("ws"));
        tools = FileTools.of(Jail.of(workspace), workspace, key -> null);
    }

    private Tool.Answer run(String name, String... pairs) throws InterruptedException {
        ObjectNode arguments = Json.object();
        for (int i = 0; i < pairs.length; i += 2) {
            arguments.put(pairs[i], pairs[i + 1]);
        }
        Tool tool = tools.stream()
                .filter(each -> each.spec().name().equals(name))
                .findFirst()
                .orElseThrow();
        return tool.call(arguments, new TestCall(folder.resolve("call-" + ++calls)));
    }

    private void file(String name, byte[] bytes) throws IOException {
        Path file = workspace.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(workspace.resolve(name));
    }

    private static byte[] marked(String text, Charset charset) {
        return ("\uFEFF" + text).getBytes(charset);
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-16LE, true",
        "UTF-16LE, false",
        "UTF-16BE, true",
        "UTF-16BE, false",
        "UTF-8, true",
        "UTF-8, false",
        "ISO-8859-1, false"
    })
    void a_word_is_found_read_and_edited_in_any_encoding(String encoding, boolean marked) throws Exception {
        Charset charset = Charset.forName(encoding);
        String text = "first\r\nein großes Wort\r\nlast\r\n";
        file("a.txt", marked ? marked(text, charset) : text.getBytes(charset));

        assertThat(run("grep", "pattern", "großes").text()).startsWith("a.txt:2: ein großes Wort");
        assertThat(run("read", "path", "a.txt").text()).contains("2\tein großes Wort\n");
        assertThat(run("edit", "path", "a.txt", "old", "großes Wort\nlast", "new", "übles Wort\nund\nlast")
                        .failed())
                .isFalse();
        String changed = "first\r\nein übles Wort\r\nund\r\nlast\r\n";
        assertThat(bytes("a.txt")).isEqualTo(marked ? marked(changed, charset) : changed.getBytes(charset));
    }

    @Test
    void what_the_encoding_cannot_say_is_not_written() throws Exception {
        byte[] western = "café\nline two\n".getBytes(LATIN);
        byte[] chinese = "你好\nline two\n".getBytes(Charset.forName("GBK"));
        file("latin.txt", western);
        file("gbk.txt", chinese);

        assertThat(run("edit", "path", "latin.txt", "old", "two", "new", "二").text())
                .contains("Latin-1", "iconv");
        assertThat(run("edit", "path", "gbk.txt", "old", "two", "new", "zwö").text())
                .contains("iconv");
        assertThat(bytes("latin.txt")).isEqualTo(western);
        assertThat(bytes("gbk.txt")).isEqualTo(chinese);
        assertThat(run("edit", "path", "latin.txt", "old", "two", "new", "zwö").failed())
                .isFalse();
        assertThat(bytes("latin.txt")).isEqualTo("café\nline zwö\n".getBytes(LATIN));
    }

    @Test
    void a_line_put_into_a_file_of_windows_ends_as_its_lines_do() throws Exception {
        file("crlf.txt", "alpha\r\nbeta\r\n".getBytes(StandardCharsets.UTF_8));

        run("edit", "path", "crlf.txt", "old", "beta", "new", "beta\ngamma");
        assertThat(bytes("crlf.txt")).isEqualTo("alpha\r\nbeta\r\ngamma\r\n".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_word_anywhere_in_a_line_of_any_length_is_found() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int length : new int[] {70_000, 5 << 20, (4 << 20) + 7}) {
            int at = random.nextInt(length);
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            line.writeBytes("x".repeat(at).getBytes(StandardCharsets.UTF_8));
            line.writeBytes("NEEDLE".getBytes(StandardCharsets.UTF_8));
            line.writeBytes("y".repeat(length - at).getBytes(StandardCharsets.UTF_8));
            file("long.js", line.toByteArray());
            assertThat(run("grep", "pattern", "NEEDLE").text())
                    .as("seed %d: at %d of %d", seed, at, length)
                    .matches("long.js:1: …?x*NEEDLEy*…?");
        }
    }

    @Test
    void a_binary_file_says_that_it_matches() throws Exception {
        file("tool.bin", new byte[] {1, 0, 0, 2, 'N', 'E', 'E', 'D', 0, 0, 7, '\n', 'N', 'E', 'E', 'D'});
        assertThat(run("grep", "pattern", "NEED").text()).isEqualTo("tool.bin: binary file, matches");
    }

    @Test
    void what_was_not_looked_at_is_said() throws Exception {
        file(".git/config", "NEEDLE".getBytes(LATIN));
        file("real/a.txt", "other".getBytes(LATIN));
        Files.createSymbolicLink(workspace.resolve("linked"), Path.of("real"));

        assertThat(run("grep", "pattern", "NEEDLE").text())
                .startsWith("[nothing found]")
                .contains(".git", "linked");
        assertThat(run("find", "pattern", "config").text())
                .startsWith("[nothing found]")
                .contains(".git");
    }

    @ParameterizedTest
    @CsvSource({
        "app/[id]/page.tsx",
        "[slug].md",
        "{group}/x.txt",
        "a{b/c.txt",
        "x[1/y.txt",
        "back\\slash.txt",
        "[[...all]]/p.ts"
    })
    void a_path_with_marks_of_patterns_is_meant_as_it_is_too(String path) throws Exception {
        file(path, "NEEDLE\n".getBytes(LATIN));

        assertThat(run("find", "pattern", path).text()).isEqualTo(path);
        assertThat(run("find", "pattern", workspace + "/" + path).text()).isEqualTo(path);
        assertThat(run("grep", "pattern", "NEEDLE", "glob", path).text()).isEqualTo(path + ":1: NEEDLE");
        assertThat(run("read", "path", path).text()).isEqualTo("1\tNEEDLE");
    }

    @Test
    void a_pattern_is_still_a_pattern_and_accents_have_one_form() throws Exception {
        file("src/a.ts", "x".getBytes(LATIN));
        file("src/b.js", "x".getBytes(LATIN));
        file("Re\u0301sume\u0301.txt", "x".getBytes(LATIN));

        assertThat(run("find", "pattern", "src/[a-b].{ts,js}").text()).isEqualTo("src/a.ts\nsrc/b.js");
        assertThat(run("find", "pattern", "Résumé.*").text()).isEqualTo("Re\u0301sume\u0301.txt");
    }

    @ParameterizedTest
    @CsvSource({
        "'total:\u00A05', 'total: 5', '\\u00a0'",
        "'cafe\u0301 au lait', 'café au lait', '\\u0301'",
        "'id\u200B = 1', 'id = 1', '\\u200b'",
        "'\ta = 1', '    a = 1', '\\t'",
        "'a\u2009b', 'a b', '\\u2009'"
    })
    void what_cannot_be_seen_is_written_out(String there, String quoted, String named) throws Exception {
        file("a.txt", ("first\n" + there + "\nlast\n").getBytes(StandardCharsets.UTF_8));

        Tool.Answer answer = run("edit", "path", "a.txt", "old", quoted, "new", "z");
        assertThat(answer.failed()).isTrue();
        assertThat(answer.text()).contains("in line 2", "cannot be seen", named);
    }
}
