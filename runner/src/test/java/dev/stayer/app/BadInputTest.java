package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot be right ends at the front door: exit 2, one sentence at its place, and nothing has been written. */
@Timeout(60)
class BadInputTest {
    private static final String GOOD = "name: good\ntasks: [ { id: a, run: 'touch ran' } ]\n";

    @TempDir
    Path folder;

    private static Arguments of(String what, String file, String... said) {
        return Arguments.of(what, file.getBytes(StandardCharsets.UTF_8), said);
    }

    static Stream<Arguments> files() {
        return Stream.of(
                of("an unknown key", "name: w\ntasks:\n  - { id: a, rum: x }\n", ":3:14:", "'rum'", "'run'"),
                of("GitHub's word for it", "name: w\njobs: []\n", ":2:1:", "'jobs'", "'tasks'"),
                of("GitHub's events", "name: w\non: push\ntasks: [ { id: a, run: x } ]\n", ":2:5:", "schedule"),
                of(
                        "GitHub's machines",
                        "name: w\ntasks:\n  - { id: a, runs-on: ubuntu-latest, run: x }\n",
                        ":3:14:",
                        "runs on this machine"),
                of(
                        "a text that YAML cuts",
                        "name: w\ntasks:\n  - id: a\n    run: echo mend issue #42 in a.txt\n",
                        ":4:",
                        "#42"),
                of("a wrong type", "name: w\nmax-parallel: many\ntasks: [ { id: a, run: x } ]\n", ":2:15:", "many"),
                of(
                        "a cycle",
                        "name: w\ntasks:\n  - { id: a, needs: [b], run: x }\n  - { id: b, needs: [a], run: x }\n",
                        ":3:",
                        "a",
                        "b"),
                of("a need of nothing", "name: w\ntasks:\n  - { id: a, needs: [bb], run: x }\n", ":3:22:", "'bb'"),
                of("an id twice", "name: w\ntasks:\n  - { id: a, run: x }\n  - { id: a, run: y }\n", ":4:11:", "'a'"),
                of(
                        "an undeclared parameter",
                        "name: w\ntasks:\n  - { id: a, run: \"echo ${{ params.who }}\" }\n",
                        ":3:",
                        "who"),
                of(
                        "an undeclared secret",
                        "name: w\ntasks:\n  - { id: a, run: x, env: { T: \"${{ secrets.KEY }}\" } }\n",
                        ":3:",
                        "KEY"),
                of(
                        "an output of a task that is not needed",
                        "name: w\ntasks:\n  - { id: a, run: x }\n  - { id: b, run: \"echo ${{ tasks.a.outputs.x }}\" }\n",
                        ":4:",
                        "needs"),
                of("ten megabytes", "#".repeat(10 * 1024 * 1024), ":1:1:", "larger than 1 MB"),
                of("a bomb of aliases", "name: w\na: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n", ":3:", "alias"),
                of("deep nesting", "[".repeat(10_000), ":1:51:", "deeper"),
                of("a binary file", "name: w\n\0\1\2\n", ":2:1:", "not a text file"),
                of("nothing", "", ":1:1:"),
                of("an open quote", "name: \"w\ntasks: []\n", ":"),
                of("an id that climbs", "name: w\ntasks: [ { id: ../x, run: x } ]\n", ":2:16:", "../x"),
                of("an id with a slash", "name: w\ntasks: [ { id: a/b, run: x } ]\n", ":2:16:", "a/b"),
                of("an id over two lines", "name: w\ntasks: [ { id: \"a\\nb\", run: x } ]\n", ":2:16:"),
                of(
                        "an id that runs backwards",
                        "name: w\ntasks: [ { id: \"a\\u202Eb\", run: x } ]\n",
                        ":2:16:",
                        "\\u202e"),
                of("a name with a slash", "name: ../w\ntasks: [ { id: a, run: x } ]\n", ":1:7:", "../w"),
                of(
                        "what is known and not built",
                        "name: w\ntasks:\n  - { id: a, window: 1, run: x }\n",
                        "known, not built yet",
                        "window"),
                of(
                        "a file of words outside",
                        "name: w\ntasks: [ { id: a, prompt: { file: ../../secret } } ]\n",
                        ":2:",
                        "../../secret"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void a_file_that_cannot_be_right_is_refused_at_its_place(String what, byte[] content, String[] said)
            throws IOException {
        Stayer stayer = new Stayer(folder);
        Files.write(folder.resolve("bad.yaml"), content);
        Stayer.Result result = stayer.call("run", folder.resolve("bad.yaml").toString());
        assertThat(result.code()).as(result.out() + result.err()).isEqualTo(2);
        assertThat(result.err()).startsWith("stayer: ").contains("bad.yaml").contains(Arrays.asList(said));
        assertThat(result.err())
                .doesNotContain("Exception")
                .doesNotContain("\u202e")
                .doesNotContain("\0");
        assertThat(result.err().lines().count()).isLessThan(12);
        assertNothingWritten();
        assertThat(folder.resolve(".stayer")).doesNotExist();
        Files.writeString(folder.resolve("good.yaml"), GOOD);
        assertThat(stayer.call("validate", folder.resolve("good.yaml").toString())
                        .code())
                .isZero();
        assertThat(stayer.call("validate", folder.resolve("bad.yaml").toString())
                        .code())
                .isEqualTo(what.contains("not built") ? 0 : 2);
        assertThat(folder.resolve(".stayer")).doesNotExist();
    }

    @Test
    void a_bad_file_adds_no_run_to_a_workspace_that_is_there() {
        Stayer stayer = new Stayer(folder);
        assertThat(stayer.run(GOOD).code()).isZero();
        stayer.file("bad.yaml", "name: w\ntasks: [ { id: a, rum: x } ]\n");
        assertThat(stayer.call("run", folder.resolve("bad.yaml").toString()).code())
                .isEqualTo(2);
        assertThat(stayer.call("runs", "--json").json().path("runs")).hasSize(1);
    }

    static Stream<Arguments> words() {
        return Stream.of(
                Arguments.of("no such file", new String[] {"run", "nothing.yaml"}, "nothing.yaml"),
                Arguments.of("a folder", new String[] {"run", "."}, "."),
                Arguments.of("a parameter nobody declared", new String[] {"run", "p.yaml", "-p", "whi=x"}, "'who'"),
                Arguments.of(
                        "a parameter that is not a number",
                        new String[] {"run", "p.yaml", "-p", "who=x", "-p", "count=ten"},
                        "count"),
                Arguments.of("a missing parameter", new String[] {"run", "p.yaml", "-p", "count=1"}, "who"),
                Arguments.of("a parameter without a value", new String[] {"run", "p.yaml", "-p", "who"}, "who"),
                Arguments.of("a parameter from no file", new String[] {"run", "p.yaml", "-p", "who=@none"}, "none"),
                Arguments.of("no such option", new String[] {"run", "p.yaml", "--paralel", "2"}, "--paralel"),
                Arguments.of("no such command", new String[] {"rnu", "p.yaml"}, "did you mean 'run'?"),
                Arguments.of("no workflow", new String[] {"run"}, "WORKFLOW"),
                Arguments.of("a name with a slash", new String[] {"run", "good.yaml", "--name", "../x"}, "../x"),
                Arguments.of(
                        "a budget of nothing known", new String[] {"run", "good.yaml", "--budget", "eur=1"}, "eur"),
                Arguments.of("no run there", new String[] {"status", "r-20200101-0001"}, "nothing has run"),
                Arguments.of("no such source", new String[] {"import", "foo", "x"}, "no import command 'foo'"),
                Arguments.of(
                        "no such layer", new String[] {"search", "x", "--layer", "foo"}, "one of memory, checkpoint"),
                Arguments.of(
                        "no number",
                        new String[] {"search", "x", "--limit", "ten"},
                        "'ten', which is not a whole number"),
                Arguments.of("words beside lines", new String[] {"search", "--stdin", "x"}, "standard input"),
                Arguments.of("no dream there", new String[] {"dream", "--undo", "d-1"}, "nothing has run"),
                Arguments.of("no distill there", new String[] {"distill", "--apply", "x"}, "nothing has run"),
                Arguments.of("nothing to resume", new String[] {"resume"}, "nothing has run"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("words")
    void words_that_cannot_be_right_are_refused_before_anything_is_written(String what, String[] words, String said)
            throws IOException {
        Stayer stayer = new Stayer(folder);
        stayer.file("good.yaml", GOOD);
        stayer.file(
                "p.yaml",
                "name: p\nparams: { who: { type: string, required: true }, count: { type: integer, default: 1 } }\n"
                        + "tasks: [ { id: a, run: 'touch ran' } ]\n");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].endsWith(".yaml") ? folder.resolve(words[i]).toString() : words[i];
        }
        Stayer.Result result = stayer.call(words);
        assertThat(result.code()).as(what + ": " + result.out() + result.err()).isEqualTo(2);
        assertThat(result.err()).contains(said).doesNotContain("Exception");
        assertNothingWritten();
        assertThat(folder.resolve(".stayer")).doesNotExist();
    }

    private void assertNothingWritten() {
        assertThat(folder.resolve("ran")).doesNotExist();
    }
}
