package dev.stayer.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stayer.yaml.InvalidFileException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad files are named with line and column, all at once, and never anything but a clear refusal. */
class WorkflowMistakesTest {
    private static String refused(String yaml) {
        return refused(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static String refused(byte[] bytes) {
        InvalidFileException error =
                catchThrowableOfType(InvalidFileException.class, () -> WorkflowReader.read("w.yaml", path -> bytes));
        assertThat(error).as("it is refused").isNotNull();
        return error.whatHappened();
    }

    private static String task(String body) {
        return "name: w\nparams: { count: {} }\ntasks:\n  - { id: a, run: 'true' }\n  - " + body + "\n";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '¤', textBlock = """
                    { id: b, run: x, need: [a] } § w.yaml:5:22: a task has no key 'need', did you mean 'needs'?
                    { id: b, run: x, timeout-minutes: 3 } § w.yaml:5:22: a task has no key 'timeout-minutes': here it is 'timeout'
                    { id: b, run: x, needs: [c] } § w.yaml:5:30: 'b' needs 'c', but there is no such task beside it
                    { id: a, run: x } § w.yaml:5:11: the id 'a' stands here twice, first in line 4
                    { id: b, run: x, optional: maybe } § w.yaml:5:32: 'optional' must be true or false, not 'maybe'
                    { id: b, run: x, timeout: 5 } § w.yaml:5:31: '5' is not a duration such as 30s, 10m, 2h or 3d
                    { id: b, run: x, approve: y } § w.yaml:5:5: the task 'b' can be only one of run, approve
                    { id: b } § w.yaml:5:5: the task 'b' does not say what it does
                    { id: ../b, run: x } § w.yaml:5:11: an id begins with a letter
                    { id: b, run: 'echo ${{ params.coun }}' } § there is no parameter 'coun', did you mean 'count'?
                    { id: b, run: 'echo "${{ params.count }}"' } § stands inside quotes
                    { id: b, run: 'echo x${{ params.count }}' } § as a part of a word
                    { id: b, run: 'echo ${{ tasks.a.outputs.x }}' } § tasks.a is used, but 'a' is not needed here
                    { id: b, run: 'echo ${{ item }}' } § 'item' exists only inside a for-each
                    { id: b, run: x, if: "nonsense(1)" } § there is no function 'nonsense'
                    { id: b, run: x, env: { T: "${{ secrets.X }}" } } § the secret 'X' is not declared
                    { id: b, wait: 2h, retry: { attempts: 3 } } § a task of kind 'wait' has no key 'retry'
                    { id: b, run: x, for-each: nope } § needs a list, or an expression that gives one
                    """)
    void every_mistake_is_named_with_its_place(String body, String message) {
        assertThat(refused(task(body.strip()))).contains(message.strip());
    }

    @Test
    void a_mistake_inside_shell_text_is_named_at_its_own_line_and_column() {
        assertThat(refused("""
                name: w
                params: { count: {} }
                tasks:
                  - id: a
                    run: |
                      echo one
                      echo "${{ params.count }}"
                      cat <<END
                        x ${{ params.count }}
                      END
                    check: echo y${{ params.count }}
                    effects: { class: verifiable, probe: "true; echo `${{ params.count }}`" }
                """).split("\n"))
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("w.yaml:7:13: ").contains("inside quotes"),
                        second -> assertThat(second).startsWith("w.yaml:9:11: ").contains("here-document"),
                        third -> assertThat(third).startsWith("w.yaml:11:18: ").contains("part of a word"),
                        fourth ->
                                assertThat(fourth).startsWith("w.yaml:12:55: ").contains("backticks"));
    }

    @Test
    void a_circle_of_needs_is_named() {
        assertThat(
                        refused(
                                "name: w\ntasks:\n  - { id: a, needs: [c], run: x }\n  - { id: b, needs: [a], run: x }\n  - { id: c, needs: [b], run: x }\n"))
                .contains("these tasks need each other in a circle:");
    }

    @Test
    void expressions_that_yaml_has_eaten_are_recognised() {
        assertThat(refused("name: w\ntasks:\n  - { id: a, run: x, title: ${{ x }} }\n"))
                .contains("w.yaml:3:");
    }

    @Test
    void all_mistakes_are_told_at_once_in_file_order() {
        assertThat(refused("name: W\nwrong: 1\ntasks:\n  - { id: a, run: x, bad: 1 }\n")
                        .split("\n"))
                .hasSize(3)
                .allMatch(line -> line.startsWith("w.yaml:"));
    }

    @Test
    void hostile_files_are_refused_before_they_are_parsed() {
        assertThat(refused(new byte[10 * 1024 * 1024])).contains("the most that is read");
        assertThat(refused("name: w\u0000\n")).contains("NUL");
        assertThat(refused(new byte[] {(byte) 0xff, (byte) 0xfe, 'a'})).contains("UTF-8");
        assertThat(refused("a: " + "[".repeat(10_000))).contains("nested deeper than 50 levels");
        StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a%d: &a%d [*a%d,*a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertThat(refused(bomb.toString())).contains("w.yaml:");
        StringBuilder deep = new StringBuilder("name: w\n");
        for (int i = 0; i < 3_000; i++) {
            deep.append(" ".repeat(i)).append("a:\n");
        }
        assertThat(refused(deep.toString())).contains("w.yaml:");
        assertThat(refused("name: w\ntasks: [ { id: \"a\u202eb\", run: x } ]")).contains("\\u202e");
        assertThat(refused("name: \"a\\nb\"\ntasks: [ { id: a, run: x } ]")).contains("\\u000a");
    }

    @Test
    void thousands_of_tasks_are_read() {
        StringBuilder yaml = new StringBuilder("name: w\ntasks:\n");
        for (int i = 0; i < 5_000; i++) {
            yaml.append("  - { id: t")
                    .append(i)
                    .append(i == 0 ? "" : ", needs: [t" + (i - 1) + "]")
                    .append(", run: 'true' }\n");
        }
        byte[] bytes = yaml.toString().getBytes(StandardCharsets.UTF_8);
        assertThat(WorkflowReader.read("w.yaml", path -> bytes).workflow().tasks())
                .hasSize(5_000);
    }

    @Test
    void any_change_of_a_valid_file_is_either_valid_or_refused_with_its_place() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String valid = """
                name: w
                params: { count: { type: integer, default: 3 } }
                max-parallel: 2
                tasks:
                  - id: a
                    run: echo ${{ params.count }} > "x"
                    retry: { attempts: 2 }
                  - { id: b, needs: [a], for-each: [1, 2], if: "always() && tasks.a.status == 'COMPLETED'", run: 'true' }
                """;
        for (int i = 0; i < 3_000; i++) {
            StringBuilder changed = new StringBuilder(valid);
            for (int n = random.nextInt(3); n >= 0; n--) {
                int at = random.nextInt(changed.length());
                switch (random.nextInt(3)) {
                    case 0 -> changed.deleteCharAt(at);
                    case 1 -> changed.insert(at, "[]{}:'\"$&*!|>#-, \n${{}}".charAt(random.nextInt(23)));
                    default -> changed.setCharAt(at, (char) (32 + random.nextInt(95)));
                }
            }
            byte[] bytes = changed.toString().getBytes(StandardCharsets.UTF_8);
            try {
                WorkflowReader.read("w.yaml", path -> bytes);
            } catch (InvalidFileException expected) {
                assertThat(expected.whatHappened()).startsWith("w.yaml:");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", file:\n" + changed, e);
            }
        }
    }
}
