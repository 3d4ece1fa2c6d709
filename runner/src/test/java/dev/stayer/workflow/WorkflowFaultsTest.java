package dev.stayer.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stayer.core.ExitCode;
import dev.stayer.yaml.InvalidFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every class of fault gives exactly these sentences at these places: they are what people read. */
class WorkflowFaultsTest {
    private static final String MEASURE = """
            name: measure
            params: { urls: { type: list, required: true } }
            tasks:
              - { id: count, run: "true" }
            """;

    @TestFactory
    Stream<DynamicTest> each_fault_is_told_where_it_stands_and_what_to_write_instead() throws IOException {
        String all;
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("faults.txt"))) {
            all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String[] cases = all.split("(?m)^=== ");
        return Arrays.stream(cases).skip(1).map(WorkflowFaultsTest::test);
    }

    private static DynamicTest test(String text) {
        int nameEnd = text.indexOf('\n');
        int arrow = text.indexOf("\n>>>\n");
        String file = text.substring(nameEnd + 1, arrow + 1);
        List<String> expected = text.substring(arrow + 5).strip().lines().toList();
        return DynamicTest.dynamicTest(text.substring(0, nameEnd), () -> {
            MemoryFiles files = MemoryFiles.of("w.yaml", file).with("workflows/measure.yaml", MEASURE);
            InvalidFileException thrown =
                    catchThrowableOfType(InvalidFileException.class, () -> WorkflowReader.read("w.yaml", files));
            assertThat(thrown).isNotNull();
            assertThat(thrown.problems()).map(Object::toString).containsExactlyElementsOf(expected);
            assertThat(thrown.exitCode()).isEqualTo(ExitCode.USAGE);
        });
    }

    @Test
    void a_used_workflow_that_uses_the_first_one_again_is_a_circle() {
        MemoryFiles files = MemoryFiles.of("a.yaml", uses("a", "b.yaml")).with("b.yaml", uses("b", "a.yaml"));
        InvalidFileException thrown =
                catchThrowableOfType(InvalidFileException.class, () -> WorkflowReader.read("a.yaml", files));
        assertThat(thrown.problems())
                .map(Object::toString)
                .containsExactly("b.yaml:3:23: workflows use each other in a circle: a.yaml → b.yaml → a.yaml");
    }

    @Test
    void a_fault_in_a_used_file_is_told_there_and_once() {
        MemoryFiles files = MemoryFiles.of("a.yaml", """
                        name: a
                        tasks:
                          - { id: one, uses: b.yaml }
                          - { id: two, uses: b.yaml }
                        """).with("b.yaml", "name: b\ntasks:\n  - { id: x, rum: echo }\n");
        InvalidFileException thrown =
                catchThrowableOfType(InvalidFileException.class, () -> WorkflowReader.read("a.yaml", files));
        assertThat(thrown.problems())
                .map(Object::toString)
                .containsExactly(
                        "b.yaml:3:5: the task 'x' does not say what it does: it needs one of run, prompt, approve, wait, tasks, uses, dream, distill",
                        "b.yaml:3:14: a task has no key 'rum', did you mean 'run'?");
    }

    @Test
    void an_expression_in_a_prompt_file_is_judged_at_its_own_place() {
        MemoryFiles files = MemoryFiles.of("w.yaml", "name: w\ntasks:\n  - { id: a, prompt: { file: prompts/a.md } }\n")
                .with("prompts/a.md", "Write\n  about ${{ params.topic }}\n");
        InvalidFileException thrown =
                catchThrowableOfType(InvalidFileException.class, () -> WorkflowReader.read("w.yaml", files));
        assertThat(thrown.problems())
                .map(Object::toString)
                .containsExactly("prompts/a.md:2:9: there is no parameter 'topic': add it under 'params'");
    }

    @Test
    void a_missing_workflow_file_is_a_problem_and_no_stack_trace() {
        InvalidFileException thrown = catchThrowableOfType(
                InvalidFileException.class, () -> WorkflowReader.read("none.yaml", new MemoryFiles()));
        assertThat(thrown.problems())
                .map(Object::toString)
                .containsExactly("none.yaml:1:1: there is no file 'none.yaml'; looked for none.yaml");
    }

    @Test
    void schemas_that_the_validator_could_choke_on_are_refused() {
        assertThat(schemaFaults("{\n  \"type\": \"arr\n"))
                .singleElement()
                .asString()
                .startsWith("s.json:2:")
                .contains("this schema is not JSON");
        assertThat(schemaFaults("{\"type\":\"strng\"}"))
                .containsExactly("s.json:1:1: this schema has the type 'strng', which JSON Schema does not know");
        assertThat(schemaFaults("{\"$ref\":\"https://example.org/s.json\"}"))
                .containsExactly(
                        "s.json:1:1: this schema refers to 'https://example.org/s.json'; only places in the same file, such as #/$defs/x, are possible");
        assertThat(schemaFaults("{\"$ref\":\"#/$defs/none\"}"))
                .containsExactly("s.json:1:1: this schema refers to '#/$defs/none', which is not there");
        assertThat(schemaFaults("{\"$defs\":{\"a\":{\"anyOf\":[{\"$ref\":\"#/$defs/a\"}]}}}"))
                .containsExactly("s.json:1:1: this schema refers to itself without end");
        assertThat(schemaFaults("{\"not\":".repeat(60) + "{}" + "}".repeat(60)))
                .containsExactly("s.json:1:1: this schema is nested deeper than 50 levels");
        assertThat(schemaFaults("[]")).containsExactly("s.json:1:1: a schema must be a JSON object");
        assertThat(
                        schemaFaults(
                                "{\"$ref\":\"#/$defs/tree\",\"$defs\":{\"tree\":{\"properties\":{\"kids\":{\"items\":{\"$ref\":\"#/$defs/tree\"}}}}}}"))
                .isEmpty();
    }

    private static List<String> schemaFaults(String schema) {
        MemoryFiles files = MemoryFiles.of(
                        "w.yaml",
                        "name: w\ntasks: [ { id: a, run: x, outputs: { o: { type: json, schema: s.json } } } ]\n")
                .with("s.json", schema);
        try {
            WorkflowReader.read("w.yaml", files);
            return List.of();
        } catch (InvalidFileException e) {
            return e.problems().stream().map(Object::toString).toList();
        }
    }

    private static String uses(String name, String other) {
        return "name: " + name + "\ntasks:\n  - { id: next, uses: " + other + " }\n";
    }
}
