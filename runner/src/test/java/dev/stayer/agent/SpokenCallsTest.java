package dev.stayer.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import dev.stayer.model.ToolCall;
import dev.stayer.model.ToolSpec;
import dev.stayer.tool.Call;
import dev.stayer.tool.Tool;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Calls written as text: in each dialect they are one call, in a quotation none. */
class SpokenCallsTest {
    private static final Tool SHELL = new Tool() {
        @Override
        public ToolSpec spec() {
            return new ToolSpec("shell", "Runs.", (ObjectNode) Json.parse("""
                {"type":"object","properties":{"command":{"type":"string"},"seconds":{"type":"integer"}},"required":["command"]}\
                """));
        }

        @Override
        public Repeat repeat(ObjectNode arguments) {
            return Repeat.PURE;
        }

        @Override
        public Answer call(ObjectNode arguments, Call call) {
            return Answer.of("");
        }
    };

    private static final Toolbox TOOLS = new Toolbox(List.of(SHELL), true);

    private static List<ToolCall> in(String reply) {
        return SpokenCalls.in(reply, TOOLS, 7, text -> false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"shell\",\"arguments\":{\"command\":\"echo 1\"}}",
                "{\"tool\":\"shell\",\"parameters\":{\"command\":\"echo 1\"}}",
                "{\"type\":\"function\",\"function\":{\"name\":\"shell\",\"arguments\":\"{\\\"command\\\":\\\"echo"
                        + " 1\\\"}\"}}",
                "[{\"name\":\"shell\",\"arguments\":{\"command\":\"echo 1\"}}]",
                "```json\n{\"name\":\"shell\",\"arguments\":{\"command\":\"echo 1\"}}\n```",
                "```tool_call\n{\"name\":\"shell\",\"arguments\":{\"command\":\"echo 1\"}}\n```",
                "<think>I run it.</think>\n"
                        + "<tool_call>\n"
                        + "{\"name\":\"shell\",\"arguments\":{\"command\":\"echo 1\"}}\n"
                        + "</tool_call>",
                "<tool_call>{\"name\":\"shell\",\"arguments\":{\"command\":\"echo 1\"}}",
                "I will run it now.\n"
                        + "<tool_call>{\"name\":\"shell\",\"arguments\":{\"command\":\"echo 1\"}}</tool_call>",
                "<tool_call>\n<function=shell>\n<parameter=command>\necho 1\n</parameter>\n</function>\n</tool_call>",
                "<function=shell>{\"command\":\"echo 1\"}</function>",
                "<function=shell><parameter=command>echo 1</parameter><parameter=seconds>5</parameter></function>",
                "<function_calls>\n"
                        + "<invoke name=\"shell\">\n"
                        + "<parameter name=\"command\">echo 1</parameter>\n"
                        + "</invoke>\n"
                        + "</function_calls>",
                "[TOOL_CALLS][{\"name\":\"shell\",\"arguments\":{\"command\":\"echo 1\"}}]",
                "[TOOL_CALLS] [{\"name\":\"shell\",\"arguments\":{\"command\":\"echo 1\"},\"id\":\"abcdefghi\"}]",
                "[TOOL_CALLS]shell{\"command\":\"echo 1\"}",
                "[TOOL_CALLS]shell[ARGS]{\"command\":\"echo 1\"}",
                "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>shell\n"
                        + "```json\n"
                        + "{\"command\":\"echo 1\"}\n"
                        + "```<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
                "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>shell<｜tool▁sep｜>{\"command\":\"echo"
                        + " 1\"}<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
                "<|tool_calls_section_begin|><|tool_call_begin|>functions.shell:0<|tool_call_argument_begin|>{\"command\":\"echo"
                        + " 1\"}<|tool_call_end|><|tool_calls_section_end|>",
                "<|channel|>commentary to=functions.shell <|constrain|>json<|message|>{\"command\":\"echo 1\"}<|call|>",
                "<tool_call>shell\n<arg_key>command</arg_key>\n<arg_value>echo 1</arg_value>\n</tool_call>",
                "<|python_tag|>{\"name\":\"shell\",\"parameters\":{\"command\":\"echo 1\"}}",
                "<|tool_call|>[{\"name\":\"shell\",\"arguments\":{\"command\":\"echo 1\"}}]",
                "functools[{\"name\":\"shell\",\"arguments\":{\"command\":\"echo 1\"}}]",
                "[shell(command=\"echo 1\")]",
                "shell(command='echo 1', seconds=5)",
                "{\"name\":\"shell\",\"arguments\":{\"command\":\"echo 1\",}}"
            })
    void each_dialect_is_one_call(String reply) {
        assertThat(in(reply)).hasSize(1).first().satisfies(call -> {
            assertThat(call.name()).isEqualTo("shell");
            Toolbox.Checked checked = TOOLS.check(call.name(), call.arguments());
            assertThat(checked.fault()).isNull();
            assertThat(Objects.requireNonNull(checked.arguments())
                            .path("command")
                            .asString())
                    .isEqualTo("echo 1");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The file says `<tool_call>{\"name\":\"shell\",\"arguments\":{\"command\":\"echo 1\"}}</tool_call>",
                "```\nshell(command=\"echo 1\")\n```\nis what I would type.",
                "I could run {\"name\":\"shell\",\"arguments\":{\"command\":\"echo 1\"}}",
                "<tool_call>{\"name\":\"shell\",\"arguments\":{\"command\":\"echo 1\"}}</tool_call> was in the log.",
                "<tool_call>{\"name\":\"shell\",\"arguments\":{\"command\":",
                "{\"result\":{\"command\":\"echo 1\"}}",
                "{\"name\":\"unknown\",\"arguments\":{\"command\":\"echo 1\"}}",
                "Done (I think).",
                "shell(command=rm)"
            })
    void a_quotation_a_half_and_something_else_are_none(String reply) {
        assertThat(in(reply)).isEmpty();
    }

    @Test
    void words_that_the_model_has_read_are_not_its_own() {
        String call = "<tool_call>{\"name\":\"shell\",\"arguments\":{\"command\":\"echo 1\"}}</tool_call>";
        assertThat(SpokenCalls.in("The file says:\n" + call, TOOLS, 7, call::contains))
                .isEmpty();
        assertThat(SpokenCalls.in("The file says:\n" + call, TOOLS, 7, text -> false))
                .hasSize(1);
    }

    @Test
    void several_calls_keep_their_order() {
        String one = "<tool_call>{\"name\":\"shell\",\"arguments\":{\"command\":\"%s\"}}</tool_call>";
        assertThat(in(one.formatted("a") + "\n" + one.formatted("b")))
                .extracting(ToolCall::arguments)
                .containsExactly("{\"command\":\"a\"}", "{\"command\":\"b\"}");
    }

    @Test
    void what_is_no_call_is_explained_in_its_own_form() {
        assertThat(SpokenCalls.explained("<function=shell><parameter=cmd>")).contains("<parameter=NAME>");
        assertThat(SpokenCalls.explained("So: <tool_call>{\"name\"")).contains("<tool_call>");
        assertThat(SpokenCalls.explained("All is done.")).isNull();
    }
}
