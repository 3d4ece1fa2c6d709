package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The history of memory as its reader meets it: who did what to which fact, from which words to which. */
class MemoryHistoryTest {
    @TempDir
    Path folder;

    @Test
    void it_reads_like_a_log() throws IOException {
        Stayer stayer = new Stayer(folder);
        stayer.call("memory", "add", "The port is 8080", "--subject", "port", "--key", "number", "--value", "8080");
        stayer.call("memory", "add", "The port is 9090", "--subject", "port", "--key", "number", "--value", "9090");
        stayer.call("memory", "add", "Names are short");
        assertThat(stayer.call("dream", "--apply").code()).isZero();
        Path page = folder.resolve(".stayer/MEMORY.md");
        Files.writeString(page, Files.readString(page).replace("Names are short", "Names are short and clear"));

        String edited = stayer.call("memory", "history").out();
        assertThat(edited)
                .startsWith("change 5 · ")
                .contains(
                        "Z · person · edited MEMORY.md\n  f-3 superseded by f-4\n      Names are short (",
                        "  f-4 added\n    + Names are short and clear (",
                        "change 4 · ",
                        "  f-1 superseded by f-2: In its place came f-2, which is newer (",
                        "\n      The port is 8080 (",
                        "change 1 · ",
                        " · person · stayer memory add\n  f-1 added\n    + The port is 8080 (",
                        "    + value: 8080\n");
        assertThat(edited).doesNotContainPattern("\\.\\d{6,}Z");

        stayer.call("memory", "undo", "4");
        stayer.call("memory", "edit", "f-2", "--text", "The port is 9091", "--value", "9091");
        stayer.call("memory", "edit", "f-1", "--status", "retired");
        assertThat(stayer.call("memory", "history", "f-1").out())
                .contains(
                        "  f-1 retired\n      The port is 8080 (",
                        " · person · undoes change 4\n  f-1 current again\n",
                        " · taken back by change 6\n  f-1 superseded by f-2")
                .doesNotContain("f-3", "f-4", "9091");
        assertThat(stayer.call("memory", "history", "7").out())
                .contains("- The port is 9090 (", "+ The port is 9091 (", "+ value: 9091 (was 9090)");
        String dream = stayer.call("memory", "history", "4", "--json")
                .json()
                .at("/changes/0/reason")
                .asString();
        assertThat(stayer.call("memory", "history", dream).out())
                .contains("f-1 superseded by f-2")
                .doesNotContain("memory add");
        assertThat(stayer.call("memory", "history", "--limit", "1").out())
                .contains("f-1 retired", "7 older changes; stayer memory history --limit 8 shows all");
        assertThat(stayer.call("memory", "history", "nothing").code()).isEqualTo(2);
    }

    @Test
    void its_json_has_each_fact_before_and_after() {
        Stayer stayer = new Stayer(folder);
        stayer.call("memory", "add", "The port is 8080");
        stayer.call("memory", "edit", "f-1", "--text", "The port is 9090", "--pinned");
        JsonNode changes = stayer.call("memory", "history", "--json").json().path("changes");
        List<String> said = new ArrayList<>();
        changes.forEach(change ->
                said.add(change.path("change") + " " + change.path("by").asString() + " "
                        + change.at("/steps/0/action").asString() + " "
                        + change.at("/steps/0/before/text").asString("none") + " > "
                        + change.at("/steps/0/after/text").asString("none")));
        assertThat(said)
                .containsExactly(
                        "2 person edited The port is 8080 > The port is 9090",
                        "1 person added none > The port is 8080");
    }

    @Test
    void a_change_of_many_facts_is_shown_in_part_until_it_is_asked_for() {
        Stayer stayer = new Stayer(folder);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            lines.append("{\"text\":\"Fact number ").append(i).append("\"}\n");
        }
        stayer.call("memory", "add", "One more");
        stayer.call(
                "memory",
                "add",
                "--file",
                stayer.file("facts.jsonl", lines.toString()).toString());
        assertThat(stayer.call("memory", "history").out())
                .contains("Fact number 0", "  and 10 more; stayer memory history 2\n")
                .doesNotContain("Fact number 29");
        assertThat(stayer.call("memory", "history", "2").out())
                .contains("Fact number 29")
                .doesNotContain("One more");
    }
}
