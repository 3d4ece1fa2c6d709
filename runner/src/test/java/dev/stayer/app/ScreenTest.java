package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.cli.Launcher;
import dev.stayer.core.Inert;
import dev.stayer.core.Screen;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that anybody else wrote steers a terminal, in no command there is; what cannot be printed is told. */
class ScreenTest {
    /** Titles, colours, links, C1 controls, overwriting, bidirectional and zero-width characters, line separators, tags. */
    private static final String HOSTILE =
            "\u001b]0;TITLE\u0007\u001b[2J\u001b[31m\u001b]8;;http://x\u001b\\y\u001bP1$r\u001b\\"
                    + "\u009b31m\u0085\u007f\b\rover\u202eback\u2066in\u200b\u2060\u200d\ufeff\u2028\u2029\u061c\udb40\udc41\u3164\u180e";

    @TempDir
    Path folder;

    private static String printed(List<byte[]> pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Screen screen = new Screen(out);
        PrintStream printer = screen.printer();
        pieces.forEach(piece -> printer.write(piece, 0, piece.length));
        printer.close();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void assertInert(String what, String text) {
        assertThat(text.codePoints()
                        .filter(c -> c != '\n' && c != '\t' && Inert.isHidden(c))
                        .mapToObj(Inert::shown))
                .as(what + " printed: " + text)
                .isEmpty();
    }

    @Test
    void what_is_hidden_is_shown_wherever_it_is_cut() {
        byte[] bytes = ("a" + HOSTILE + "\r\nb ü 漢 😀\n").getBytes(StandardCharsets.UTF_8);
        String whole = printed(List.of(bytes));
        assertInert("the whole", whole.replace("\r\n", "\n"));
        assertThat(whole).startsWith("a\\u001b]0;TITLE\\u0007").endsWith("\r\nb ü 漢 😀\n");
        for (int cut = 1; cut < bytes.length; cut++) {
            assertThat(printed(List.of(Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length))))
                    .as("cut at %d", cut)
                    .isEqualTo(whole);
        }
        assertThat(printed(List.of(new byte[] {'x', (byte) 0x9b, '3', '1', 'm'})))
                .isEqualTo("x\ufffd31m");
    }

    @Test
    void our_own_sequences_pass_and_those_of_others_do_not() {
        String own = Screen.code("31", 'm') + "red" + Screen.code("0", 'm');
        assertThat(printed(List.of(own.getBytes(StandardCharsets.UTF_8)))).isEqualTo("\u001b[31mred\u001b[0m");
        assertThat(printed(List.of("\u001b[31;123456789m".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("\\u001b[31;123456789m");
    }

    /** One way to call each command, on what a hostile workflow left; {@code null}: it is not called, and why stands beside it. */
    private static Map<String, List<String>> calls(String file) {
        Map<String, List<String>> calls = new LinkedHashMap<>();
        calls.put("init", List.of("init"));
        calls.put("run", List.of("run", file));
        calls.put("do", List.of("do", HOSTILE));
        calls.put("resume", List.of("resume", "last"));
        for (String request : List.of("stop", "cancel", "tell", "answer", "approve", "reject", "skip", "retry")) {
            calls.put(request, List.of(request, "last", "bad" + HOSTILE, HOSTILE));
        }
        calls.put("update", List.of("update", "last", file, "--dry-run"));
        calls.put("runs", List.of("runs"));
        calls.put("status", List.of("status", "last"));
        calls.put("tasks", List.of("tasks", "last"));
        calls.put("logs", List.of("logs", "last", "bad"));
        calls.put("wait", List.of("wait", "last", "--timeout", "1s"));
        calls.put("report", List.of("report", "last"));
        calls.put("usage", List.of("usage", "last"));
        calls.put("search", List.of("search", "TITLE"));
        calls.put("mirror", List.of("mirror", "--check"));
        calls.put("validate", List.of("validate", file));
        calls.put("dream", List.of("dream", "--dry-run"));
        calls.put("distill", List.of("distill", "--dry-run"));
        calls.put("schedule", List.of("schedule", "enable", HOSTILE));
        calls.put("serve", List.of("serve", "--install"));
        calls.put("doctor", List.of("doctor"));
        calls.put("prune", List.of("prune", "--dry-run"));
        calls.put("scrub", List.of("scrub"));
        calls.put("trust", List.of("trust"));
        calls.put("memory", List.of("memory", "show"));
        calls.put("import", List.of("import", "notes", HOSTILE.replace("\0", "")));
        calls.put("skills", List.of("skills", "list"));
        calls.put("skills show", List.of("skills", "show", "odd"));
        calls.put("skills check", List.of("skills", "check"));
        calls.put("memory add", List.of("memory", "add", HOSTILE));
        calls.put("memory history", List.of("memory", "history"));
        return calls;
    }

    @Test
    void no_command_passes_on_what_others_wrote() throws IOException {
        Stayer stayer = new Stayer(folder);
        Files.createDirectories(folder.resolve("skills/odd"));
        Files.writeString(
                folder.resolve("skills/odd/SKILL.md"),
                "---\nname: \"odd\"\ndescription: \"red " + HOSTILE.replace("\\", "") + "\"\n---\nBody " + HOSTILE
                        + "\n");
        Files.writeString(folder.resolve("hostile.txt"), HOSTILE);
        Path file = folder.resolve("w.yaml");
        Files.writeString(file, """
                name: w
                tasks:
                  - { id: out, run: 'cat hostile.txt; (printf "v="; tr -d "\\r" < hostile.txt; echo) >> "$STAYER_OUTPUT"' }
                  - { id: bad, run: "cat hostile.txt; cat hostile.txt >> $STAYER_OUTPUT; exit 3", optional: true }
                  - { id: gate, needs: [out], approve: "Publish ${{ tasks.out.outputs.v }}?", optional: true }
                """);
        assertInert("run", all(stayer.call("run", file.toString())));
        Map<String, List<String>> calls = calls(file.toString());
        for (String command : Launcher.commands(OwnerContext::take)) {
            List<String> call = calls.get(command);
            if (call == null) {
                call = List.of((command + " --help").split(" "));
                boolean listed = command.contains(" ")
                        || List.of("help", "completion", "warmup").contains(command);
                assertThat(listed)
                        .as("the command '%s' has a case here", command)
                        .isTrue();
            }
            assertInert(command, all(stayer.call(call.toArray(String[]::new))));
        }
        for (List<String> more : List.of(
                List.of("status", "last", "--json"),
                List.of("logs", "last", "--json"),
                List.of("memory", "show", "--json"),
                List.of("search", "TITLE", "--json"),
                List.of("status", "last", "gate"),
                List.of("validate", "no" + HOSTILE),
                List.of("status", HOSTILE),
                List.of(HOSTILE))) {
            assertInert(more.toString(), all(stayer.call(more.toArray(String[]::new))));
        }
        assertThat(stayer.call("status", "last", "--json").json().path("tasks").isArray())
                .isTrue();
        try (var pages = Files.walk(folder.resolve("reports"))) {
            for (Path page :
                    pages.filter(path -> path.toString().endsWith(".md")).toList()) {
                assertInert(page.toString(), Files.readString(page));
            }
        }
    }

    private static String all(Stayer.Result result) {
        return result.out() + result.err();
    }

    @Test
    void markup_is_text_in_pages() {
        for (String markup :
                List.of("<script>x</script>", "<img src=x>", "[a](javascript:x)", "![a](http://x)", "&#8238;")) {
            assertThat(Inert.markdown("say " + markup))
                    .doesNotContain("<script", "<img", "](", "![a]")
                    .doesNotMatch(".*(?<!\\\\)&#.*");
        }
        assertThat(Inert.markdown("use `Map<String>` and 2 < 3")).isEqualTo("use `Map<String>` and 2 < 3");
        assertThat(Inert.markdown(Inert.markdown("a <b> [c](d)"))).isEqualTo(Inert.markdown("a <b> [c](d)"));
    }

    static boolean hasFullDevice() {
        return Files.exists(Path.of("/dev/full"));
    }

    @Test
    @EnabledIf("hasFullDevice")
    void what_could_not_be_printed_is_an_error_unless_the_reader_had_enough() throws IOException {
        Stayer stayer = new Stayer(folder);
        assertThat(stayer.run("name: w\ntasks: [ { id: a, run: 'true' } ]\n").code())
                .isZero();
        String[] status = {"-w", folder.toString(), "status", "last", "--json"};
        String[] run = {
            "-w", folder.toString(), "run", folder.resolve("workflow.yaml").toString()
        };
        assertThat(code(status, new FileOutputStream("/dev/full"))).isEqualTo(1);
        assertThat(code(run, new FileOutputStream("/dev/full"))).isZero();
        assertThat(code(status, broken("Broken pipe"))).isZero();
        assertThat(code(status, broken("Bad file descriptor"))).isEqualTo(1);
    }

    private static int code(String[] args, OutputStream to) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        try {
            return Launcher.run(args, OwnerContext::take, new Screen(to), new Screen(OutputStream.nullOutputStream()));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private static OutputStream broken(String message) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(message);
            }
        };
    }
}
