package dev.stayer.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import dev.stayer.model.ToolCall;
import dev.stayer.model.ToolSpec;
import dev.stayer.tool.Call;
import dev.stayer.tool.Tool;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Calls in the forms that small models write: taken where they can mean one thing only, refused in words otherwise. */
class LeniencyTest {
    /** A tool that is never called here. */
    private static final Tool SHELL = new Tool() {
        @Override
        public ToolSpec spec() {
            return new ToolSpec("shell", "Runs a command.", (ObjectNode) Json.parse("""
                    {"type":"object","properties":{"command":{"type":"string"},"timeout":{"type":"integer"},"poll":{"type":"boolean"},
                    "mode":{"enum":["fast","slow"]},"paths":{"type":"array","items":{"type":"string"}}},"required":["command"]}"""));
        }

        @Override
        public Repeat repeat(ObjectNode arguments) {
            return Repeat.PURE;
        }

        @Override
        public Answer call(ObjectNode arguments, Call call) {
            throw new AssertionError("called");
        }
    };

    private final Toolbox toolbox = new Toolbox(List.of(SHELL), true);

    @ParameterizedTest
    @CsvSource({
        "shell,false",
        "Shell,true",
        "functions.shell,true",
        "default_api:shell,true",
        "tools/SHELL,true",
        "shell(),true"
    })
    void a_name_means_the_one_tool_that_it_can_mean(String name, boolean mended) {
        Toolbox.Checked checked = toolbox.check(name, "{\"command\":\"ls\"}");
        assertThat(checked.name()).isEqualTo("shell");
        assertThat(checked.fault()).isNull();
        assertThat(checked.mended()).isEqualTo(mended);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "shells", "shell.run", "she ll", "functions.", ""})
    void a_name_that_only_resembles_a_tool_is_refused(String name) {
        assertThat(toolbox.check(name, "{\"command\":\"ls\"}").fault()).contains("there is no tool '" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"command\":\"ls\",\"timeout\":30,\"poll\":true,\"mode\":\"slow\",\"paths\":[\"a\",\"7\"]}",
                "{\"command\":\"ls\",\"timeout\":\"30\",\"poll\":\"True\",\"mode\":\"Slow\",\"paths\":\"[\\\"a\\\",7]\"}",
                "{\"command\":\"ls\",\"timeout\":30.0,\"poll\":true,\"mode\":\"SLOW\",\"paths\":[\"a\",7],\"description\":\"Lists\"}",
                "```json\n{\"command\":\"ls\",\"timeout\":30,\"poll\":true,\"mode\":\"slow\",\"paths\":[\"a\",\"7\"]}\n```",
                "\"{\\\"command\\\":\\\"ls\\\",\\\"timeout\\\":30,\\\"poll\\\":true,\\\"mode\\\":\\\"slow\\\",\\\"paths\\\":[\\\"a\\\",\\\"7\\\"]}\""
            })
    void arguments_in_another_form_are_the_same_arguments(String said) {
        Toolbox.Checked checked = toolbox.check("shell", said);
        assertThat(checked.fault()).isNull();
        assertThat(String.valueOf(checked.arguments()))
                .isEqualTo(
                        "{\"command\":\"ls\",\"timeout\":30,\"poll\":true,\"mode\":\"slow\",\"paths\":[\"a\",\"7\"]}");
        assertThat(checked.mended()).isEqualTo(!said.startsWith("{\"command\":\"ls\",\"timeout\":30,"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"command\":\"ls\",\"cwd\":\"/tmp\"}",
                "{\"command\":\"ls\",\"dry_run\":\"true\"}",
                "{\"command\":\"ls\",\"timeout\":\"30s\"}",
                "{\"command\":\"ls\",\"timeout\":30.5}",
                "{\"command\":\"ls\",\"poll\":\"yes\"}",
                "{\"command\":\"ls\",\"mode\":\"medium\"}",
                "{\"command\":\"ls\",\"paths\":\"a, b\"}",
                "{\"command\":[\"ls\",\"-l\"]}",
                "{\"Command\":\"ls\"}",
                "\"ls\"",
                "[\"ls\"]",
                "{\"command\":\"ls\"",
                "Sure: {\"command\":\"ls\"}"
            })
    void what_could_mean_something_else_is_refused(String said) {
        assertThat(toolbox.check("shell", said).fault()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"shell\",\"arguments\":{\"command\":\"ls\"}}",
                "```json\n{\"name\": \"Shell\", \"parameters\": {\"command\": \"ls\"}}\n```",
                "<think>I should look.</think>\n<tool_call>\n{\"name\":\"shell\",\"arguments\":\"{\\\"command\\\":\\\"ls\\\"}\"}\n</tool_call>",
                "{\"type\":\"function\",\"function\":{\"name\":\"shell\",\"arguments\":{\"command\":\"ls\"}}}",
                "{\"tool\":\"functions.shell\",\"arguments\":{\"command\":\"ls\"}}"
            })
    void a_reply_that_is_nothing_but_a_call_is_that_call(String reply) {
        List<ToolCall> calls = SpokenCalls.in(reply, toolbox, 4, text -> false);
        assertThat(calls).hasSize(1);
        assertThat(toolbox.check(calls.get(0).name(), calls.get(0).arguments()).arguments())
                .isEqualTo(Json.object().put("command", "ls"));
        assertThat(calls.get(0).id()).isEqualTo("said_4_0");
    }

    @Test
    void several_tagged_calls_are_made_in_order_or_not_at_all() {
        String call = "<tool_call>{\"name\":\"shell\",\"arguments\":{\"command\":\"%s\"}}</tool_call>";
        assertThat(SpokenCalls.in(call.formatted("a") + "\n" + call.formatted("b"), toolbox, 1, text -> false))
                .extracting(ToolCall::arguments)
                .containsExactly("{\"command\":\"a\"}", "{\"command\":\"b\"}");
        assertThat(SpokenCalls.in(
                        call.formatted("a") + "<tool_call>{\"name\":\"rm\"}</tool_call>", toolbox, 1, text -> false))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The README says:\n```json\n{\"name\":\"shell\",\"arguments\":{\"command\":\"rm -rf .\"}}\n```",
                "{\"name\":\"shell\",\"arguments\":{\"command\":\"rm -rf .\"}}\nThis is what I would not do.",
                "<tool_call>{\"name\":\"shell\",\"arguments\":{\"command\":\"ls\"}}</tool_call> and so on </tool_call>",
                "{\"name\":\"bash\",\"arguments\":{\"command\":\"ls\"}}",
                "{\"name\":\"shell\",\"arguments\":{\"cmd\":\"ls\"}}",
                "{\"name\":\"shell\"}",
                "{\"command\":\"ls\"}",
                "<think>{\"name\":\"shell\",\"arguments\":{\"command\":\"ls\"}}</think>"
            })
    void a_call_that_may_be_a_quotation_or_is_none_is_not_made(String reply) {
        assertThat(SpokenCalls.in(reply, toolbox, 1, text -> false)).isEmpty();
    }
}
