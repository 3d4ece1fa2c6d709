package dev.stayer.distill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellLexerTest {
    private static List<List<String>> heads(String text) {
        return StepReader.commands(text).stream().map(CommandStep::chain).toList();
    }

    private static List<List<String>> words(String text) {
        return ShellLexer.commands(text).stream()
                .map(command ->
                        command.words().stream().map(ShellCommand.Word::text).toList())
                .toList();
    }

    @Test
    void lists_and_pipes_are_cut_outside_quotes_only() {
        assertThat(words("git add -A && git commit -m 'a && b; c' ; make | tee \"x | y\" || true"))
                .containsExactly(
                        List.of("git", "add", "-A"),
                        List.of("git", "commit", "-m", "a && b; c"),
                        List.of("make"),
                        List.of("tee", "x | y"),
                        List.of("true"));
    }

    @Test
    void here_documents_are_not_commands() {
        assertThat(heads("cat > app/run.py <<'EOF'\nimport os\nrm -rf /\nEOF\npython app/run.py"))
                .containsExactly(List.of("cat >", "app/run.py"), List.of("python *.py", "app/run.py"));
    }

    @Test
    void continued_lines_and_substitutions_are_one_command() {
        assertThat(words("tar czf \\\n  out.tgz $(ls | grep \"a)b\") `date`"))
                .containsExactly(List.of("tar", "czf", "out.tgz", "$(ls | grep \"a)b\")", "`date`"));
    }

    @Test
    void a_python_text_of_many_lines_is_one_word() {
        assertThat(heads("python3 -c \"\nimport json\nprint(1)\n\" && ls"))
                .containsExactly(List.of("python3 -c"), List.of("ls"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cd /srv && sudo -u web timeout -k 5 30s env A=b make deploy | make deploy",
                "FOO=1 BAR='x y' npm run build | npm run build",
                "bash -lc 'cd x && cargo test' | cargo test",
                "python -m pytest -q tests/x.py | pytest tests/x.py",
                "git -C repo commit -m x | git commit",
                "kubectl -n prod get pods | kubectl get pods",
                "./gradlew :app:test --info | gradlew :app:test",
                "if true; then make all; fi | make all",
                "for f in *; do shellcheck \"$f\"; done | shellcheck $f",
                "/usr/bin/psql -f a.sql 2>&1 | psql",
                "poetry run ruff check src | ruff check src",
                "echo done > state.txt | cat > state.txt",
                "echo hi | sort",
            })
    void the_command_is_found_behind_what_is_around_it(String line, String head) {
        String text = line.equals("echo hi") ? "echo hi | sort" : line;
        List<List<String>> found = heads(text);
        assertThat(found).hasSize(1);
        assertThat(String.join(" ", found.get(0))).isEqualTo(head);
    }

    @Test
    void what_is_never_closed_ends_with_the_text() {
        for (String open : List.of(
                "echo 'a", "echo \"a $(b", "cat <<EOF\nx", "echo `a", "a \\", "((((", "${", "<", ">>", "&&&&", "|")) {
            assertThat(ShellLexer.commands(open)).as(open).isNotNull();
        }
    }

    @Test
    void a_hundred_megabytes_are_looked_at_only_so_far() {
        assertThat(ShellLexer.commands("x".repeat(100_000_000))).hasSize(1);
    }

    @Test
    void argument_vectors_and_texts_are_read_alike() {
        for (String args : List.of(
                "{\"command\":\"npm test\"}",
                "{\"command\":[\"bash\",\"-lc\",\"npm test\"]}",
                "{\"command\":[\"npm\",\"test\"]}",
                "{\"cmd\":\"npm test\"}",
                "\"npm test\"")) {
            Trace trace = new Trace(
                    "s",
                    "p",
                    "t",
                    Trace.Outcome.UNKNOWN,
                    List.of(new Trace.TraceCall("Bash", Json.parse(args), true, "", null, "s#1")),
                    List.of());
            assertThat(StepReader.steps(trace))
                    .as(args)
                    .singleElement()
                    .satisfies(step -> assertThat(step.chain()).containsExactly("npm", "test"));
        }
    }
}
