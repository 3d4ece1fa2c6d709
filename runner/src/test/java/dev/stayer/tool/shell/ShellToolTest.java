package dev.stayer.tool.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stayer.core.Json;
import dev.stayer.tool.TestCall;
import dev.stayer.tool.Tool;
import dev.stayer.tool.sandbox.Cell;
import dev.stayer.tool.sandbox.Jail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model gets to see of a command, and that nothing of it goes on afterwards. */
class ShellToolTest {
    @TempDir
    private Path folder;

    private Cell cell;
    private int calls;

    @BeforeEach
    void open() throws IOException {
        cell = new Cell(folder);
    }

    @AfterEach
    void close() {
        cell.close();
    }

    private ShellTool tool() {
        return new ShellTool(
                cell.commands(), Jail.of(cell.workspace()), cell.workspace(), Map.of("GREETING", "hello"), out -> out);
    }

    private TestCall call() {
        return new TestCall(folder.resolve("call-" + ++calls));
    }

    private Tool.Answer run(String command) throws InterruptedException {
        return tool().call(Json.object().put("command", command), call());
    }

    @Test
    void both_streams_come_in_order_with_the_exit_code() throws Exception {
        Tool.Answer answer = run("echo one; echo two >&2; echo \"$GREETING\"; exit 3");

        assertThat(answer.text()).isEqualTo("one\ntwo\nhello\n[exit code 3]");
        assertThat(answer.exit()).isEqualTo(3);
        assertThat(answer.failed()).isTrue();
    }

    @Test
    void a_silent_success_says_its_exit_code_alone() throws Exception {
        assertThat(run("true")).isEqualTo(new Tool.Answer("[exit code 0]", false, 0, 0));
    }

    @Test
    void long_output_shows_both_ends_and_how_to_read_the_rest() throws Exception {
        Tool.Answer answer = run("seq 1 200000");

        assertThat(answer.text()).startsWith("1\n2\n3\n").endsWith("\n199999\n200000\n[exit code 0]");
        assertThat(answer.text()).contains("bytes left out; read the rest with read {\"path\":\"output:call-1\"}");
        assertThat(answer.text().length()).isBetween(7_000, 8_500);
        assertThat(answer.whole()).isEqualTo(1_288_895);
        String left = answer.text().replaceAll("(?s).*\\[… (\\d+) bytes left out.*", "$1");
        int shown = answer.text()
                .replaceAll("\n\\[[^\n]*\\]", "\n")
                .replace("\n\n", "\n")
                .length();
        assertThat(Long.parseLong(left) + shown - "\n".length()).isBetween(1_288_890L, 1_288_900L);
        assertThat(Files.size(folder.resolve("call-1.full"))).isEqualTo(1_288_895);
    }

    @Test
    void one_line_without_end_is_cut_between_characters() throws Exception {
        Tool.Answer answer = run("for i in $(seq 1 9000); do printf 'ä'; done");

        assertThat(answer.text()).doesNotContain("\uFFFD").contains("bytes left out");
    }

    @Test
    void colours_progress_bars_nul_and_broken_bytes_do_not_reach_the_model() throws Exception {
        Tool.Answer answer =
                run("printf '\\033[31mred\\033[0m \\033]0;title\\007a\\0b \\377 10%%\\r20%%\\rdone\\r\\nend\\n'");

        assertThat(answer.text()).isEqualTo("done\nend\n[exit code 0]");
        assertThat(run("printf '\\033[31mred\\033[0m a\\0b \\377'").text()).isEqualTo("red ab \uFFFD\n[exit code 0]");
    }

    @Test
    void a_command_that_takes_too_long_ends_with_all_its_children() throws Exception {
        Tool.Answer answer = tool().call(
                        Json.object()
                                .put("command", "(setsid sleep 98765 &) ; echo started; sleep 98765")
                                .put("timeout", 1),
                        call());

        assertThat(answer.text()).isEqualTo("started\n[ended: not finished after 1 s]");
        assertThat(answer.exit()).isNull();
        assertThat(answer.failed()).isTrue();
        noneLeft("98765");
    }

    @Test
    void a_stop_ends_it_and_leaves_the_outcome_open() throws Exception {
        TestCall call = call();
        CompletableFuture<Throwable> thrown = CompletableFuture.supplyAsync(() -> {
            try {
                tool().call(Json.object().put("command", "echo on; sleep 98764"), call);
                return new AssertionError("it ended by itself");
            } catch (InterruptedException e) {
                return e;
            }
        });
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> call.shown().contains("on"));
        call.stop();

        assertThat(thrown.get(20, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        noneLeft("98764");
    }

    @Test
    void a_call_that_was_stopped_before_it_began_runs_nothing_on() {
        TestCall call = call();
        call.stop();

        assertThatThrownBy(() -> tool().call(Json.object().put("command", "sleep 98763"), call))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void children_in_the_background_end_with_the_call() throws Exception {
        Tool.Answer answer = run("nohup sleep 98762 >/dev/null 2>&1 & setsid sleep 98762 & disown -a; echo back");

        assertThat(answer.text()).isEqualTo("back\n[exit code 0]");
        noneLeft("98762");
    }

    @Test
    void the_filter_stands_before_the_file_and_the_model() throws Exception {
        ShellTool tool = new ShellTool(
                cell.commands(),
                Jail.of(cell.workspace()),
                cell.workspace(),
                Map.of(),
                dev.stayer.redact.Redactor.of(Map.of("CMS", "hunter2-hunter2"), Map.of())::stream);
        Tool.Answer answer = tool.call(Json.object().put("command", "echo hunter2-hunter2"), call());

        assertThat(answer.text()).doesNotContain("hunter2").contains("exit code 0");
        assertThat(Files.readString(folder.resolve("call-1"))).doesNotContain("hunter2");
    }

    @Test
    void what_may_have_happened_is_known_by_the_jail() {
        Jail jail = Jail.of(cell.workspace());
        Map<Jail, Tool.Repeat> expected = Map.of(
                jail,
                Tool.Repeat.OPAQUE_INSIDE,
                jail.withNetwork(true),
                Tool.Repeat.OPAQUE_OUTSIDE,
                jail.switchedOff(),
                Tool.Repeat.OPAQUE_OUTSIDE);
        expected.forEach(
                (of, repeat) -> assertThat(new ShellTool(cell.commands(), of, cell.workspace(), Map.of(), out -> out)
                                .repeat(Json.object()))
                        .isEqualTo(repeat));
    }

    private static void noneLeft(String argument) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(ProcessHandle.allProcesses()
                                .filter(process -> process.info()
                                        .arguments()
                                        .filter(words -> words.length > 0 && words[words.length - 1].equals(argument))
                                        .isPresent()))
                        .isEmpty());
    }
}
