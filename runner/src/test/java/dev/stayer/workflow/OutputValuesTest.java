package dev.stayer.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import dev.stayer.workflow.TaskSpec.OutputSpec;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutputValuesTest {
    private static final Map<String, OutputSpec> DECLARED = WorkflowReader.read(
                    "w.yaml",
                    MemoryFiles.of("w.yaml", """
                                    name: w
                                    tasks:
                                      - id: a
                                        run: x
                                        outputs:
                                          url: { type: string }
                                          count: { type: integer, enum: [1, 2] }
                                          topics: { type: list, schema: topics.json }
                                    """)
                            .with(
                                    "topics.json",
                                    "{\"items\":{\"type\":\"object\",\"required\":[\"slug\"],\"properties\":{\"slug\":{\"type\":\"string\"}}}}"))
            .workflow()
            .tasks()
            .get(0)
            .outputs();

    @Test
    void declared_outputs_are_typed_and_others_stay_strings() {
        OutputValues.Result result = OutputValues.check(
                DECLARED, Map.of("url", "5", "count", "2", "topics", "[{\"slug\":\"a\"}]", "more", "7"));
        assertThat(result.problems()).isEmpty();
        assertThat(result.values())
                .isEqualTo(Json.parse("{\"more\":\"7\",\"url\":\"5\",\"count\":2,\"topics\":[{\"slug\":\"a\"}]}"));
    }

    @Test
    void what_is_missing_or_wrong_is_said_in_sentences() {
        OutputValues.Result result = OutputValues.check(DECLARED, Map.of("count", "3", "topics", "[{\"slug\":5}, {}]"));
        assertThat(result.problems())
                .hasSize(4)
                .contains("the declared output 'url' is missing", "the output 'count' must be one of [1, 2], it is '3'")
                .anyMatch(text ->
                        text.startsWith("the output 'topics' does not fit its schema: ") && text.contains("slug"));
        assertThat(OutputValues.check(DECLARED, Map.of("url", "", "count", "many", "topics", ""))
                        .problems())
                .containsExactly(
                        "the output 'count' must be of type integer, it is 'many'",
                        "the output 'topics' must be of type list, it is ''");
    }
}
