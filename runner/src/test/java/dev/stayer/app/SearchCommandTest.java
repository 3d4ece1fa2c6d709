package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The two commands as people meet them. */
class SearchCommandTest {
    @TempDir
    Path folder;

    private Stayer notes() throws Exception {
        Stayer stayer = new Stayer(folder);
        stayer.file("mine/conv-3/one.md", "# 8 May, 2023\n\n- **Ann**: I painted the hull green\n- **Bob**: Nice\n");
        assertThat(stayer.call("import", "notes", folder.resolve("mine").toString())
                        .code())
                .isZero();
        return stayer;
    }

    @Test
    void json_has_the_keys_of_the_contract() throws Exception {
        JsonNode result = notes().call("search", "painted", "hull", "--json", "--scope", "conv-3")
                .json();
        assertThat(result.path("query").asString()).isEqualTo("painted hull");
        assertThat(result.path("count").asInt()).isEqualTo(result.path("hits").size());
        JsonNode hit = result.path("hits").get(0);
        assertThat(hit.propertyNames())
                .contains("layer", "file", "line", "run", "task", "score", "time", "text", "origin");
        assertThat(hit.path("layer").asString()).isEqualTo("notes");
        assertThat(hit.path("file").asString()).isEqualTo("conv-3/one.md");
        assertThat(hit.path("line").asInt()).isEqualTo(3);
        assertThat(hit.path("run").isNull()).isTrue();
        assertThat(hit.path("time").asString()).isEqualTo("2023-05-08T00:00:00Z");
        assertThat(hit.path("text").asString()).isEqualTo("**Ann**: I painted the hull green");
        assertThat(hit.path("origin").asString()).isEqualTo("person");
    }

    @Test
    void what_a_run_did_is_found_and_opened() {
        Stayer stayer = new Stayer(folder);
        stayer.run("name: boats\ntasks: [ { id: paint, run: echo gravel } ]\n");
        Stayer.Result found = stayer.call("search", "echo", "gravel");
        assertThat(found.code()).isZero();
        assertThat(found.out()).contains("progress · .stayer/runs/", "tasks/T1/progress.md", "*gravel*", "runner");
        assertThat(stayer.call("search", "boats", "--run", "last", "--json")
                        .json()
                        .path("count")
                        .asInt())
                .isPositive();
    }

    @Test
    void nothing_found_says_what_to_try_and_is_no_failure() throws Exception {
        Stayer stayer = notes();
        Stayer.Result nothing = stayer.call("search", "submarine");
        assertThat(nothing.code()).isZero();
        assertThat(nothing.out()).contains("nothing found", "try");
        assertThat(stayer.call("search", "hull", "--scope", "conv-4").out()).contains("without --layer");
        assertThat(stayer.call("search").code()).isEqualTo(2);
        assertThat(stayer.call("search", "--rebuild").err()).contains("made anew from 2 entries");
    }

    @Test
    void each_line_of_standard_input_is_a_query() throws Exception {
        Stayer stayer = notes();
        InputStream in = System.in;
        try {
            System.setIn(new ByteArrayInputStream("hull\n\n\"(\nAnn\n".getBytes(StandardCharsets.UTF_8)));
            String[] lines = stayer.call("search", "--stdin", "--json").out().split("\n");
            assertThat(lines).hasSize(4);
            assertThat(lines[0]).contains("painted the hull");
            assertThat(lines[1]).contains("\"count\":0");
        } finally {
            System.setIn(in);
        }
    }

    @Test
    void a_bad_file_is_named_and_the_exit_code_says_so() throws Exception {
        Stayer stayer = new Stayer(folder);
        stayer.file("mine/good.md", "- heron\n");
        Files.createSymbolicLink(folder.resolve("mine/out.md"), Files.writeString(folder.resolve("out.md"), "x"));
        Stayer.Result result =
                stayer.call("import", "notes", folder.resolve("mine").toString(), "--json");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.json().path("problems").get(0).path("file").asString())
                .isEqualTo("out.md");
        assertThat(result.json().path("added").asInt()).isEqualTo(1);
    }
}
