package dev.stayer.dream;

import static dev.stayer.dream.FactBuilder.fact;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import dev.stayer.memory.Fact;
import dev.stayer.store.Unscrubbed;
import java.util.List;
import org.junit.jupiter.api.Test;

class DreamReportTest {
    private final List<Fact> facts = List.of(
            fact("one", "The port of mailer is 1")
                    .slot("mailer", "port", "1")
                    .daysAgo(9)
                    .done(),
            fact("two", "The port of mailer is 2")
                    .slot("mailer", "port", "2")
                    .daysAgo(3)
                    .done(),
            fact("old", "Freeze").expires(FactBuilder.NOW).done(),
            fact("key", "Use AKIA0123456789ABCDEF").done());

    private DreamReport report() {
        DreamPlan plan = Consolidation.plan(new MemoryWorld(1, 0).input().with(facts));
        return new DreamReport(
                "d-20261122-0001",
                false,
                plan,
                facts,
                List.of(new RefusedProposal("'delete'", "No", "")),
                Unscrubbed.NOTHING);
    }

    @Test
    void the_json_object_has_the_lists_of_the_contract_with_fact_reason_and_source() {
        var json = report().json();
        assertThat(json.get("id").asString()).isEqualTo("d-20261122-0001");
        assertThat(json.get("applied").asBoolean()).isFalse();
        for (String list : List.of("added", "merged", "superseded", "retired", "flagged", "skipped")) {
            assertThat(json.get(list).isArray()).as(list).isTrue();
        }
        var superseded = json.get("superseded").get(0);
        assertThat(superseded.get("fact").asString()).isEqualTo("one");
        assertThat(superseded.get("reason").asString()).contains("two").contains("newer");
        assertThat(superseded.get("source").asString()).isEqualTo("r-20261101-0001 T1#1");
        assertThat(json.get("retired")).hasSize(2);
        assertThat(Json.write(json)).doesNotContain("AKIA0123");
    }

    @Test
    void a_changed_wording_is_shown_before_and_after_on_one_line_and_what_changes_comes_before_what_is_told() {
        List<Fact> dated = List.of(
                fact("when", "The demo is tomorrow, see docs/demo.md")
                        .refs("docs/demo.md")
                        .by(Fact.Authority.PERSON)
                        .done(),
                fact("twice", "the port is 1").daysAgo(1).done(),
                fact("said", "The port is 1").done(),
                fact("left", "left").slot("side", "free", "left").done(),
                fact("right", "right").slot("side", "free", "right").done());
        DreamPlan plan = Consolidation.plan(new MemoryWorld(1, 0).input().with(dated));
        String page = new DreamReport("d-20261122-0002", false, plan, dated, List.of(), Unscrubbed.NOTHING).markdown();
        assertThat(page)
                .contains("`when` “The demo is tomorrow, see docs/demo.md” → “The demo is on ")
                .contains("[unverified]”: Its words for a time are made a date")
                .contains("## Updated (1)")
                .containsSubsequence(
                        "## Flagged",
                        "stayer memory edit ID --status retired",
                        "## Merged",
                        "## Updated",
                        "## In MEMORY.md, and not in a dream before")
                .doesNotContain("had beside");
    }

    @Test
    void the_page_names_every_change_with_its_reason_and_no_secret() {
        String page = report().markdown();
        assertThat(page)
                .startsWith("# Dream d-20261122-0001\n\n3 facts would change; nothing is applied yet.")
                .contains("## Superseded (1)")
                .contains("- `one` “The port of mailer is 1”: In its place came two")
                .contains("which is newer (")
                .contains("  - `two` “The port of mailer is 2”")
                .contains("## Retired (2)")
                .contains("It expired at")
                .contains("## Refused of a model's proposal (1)")
                .doesNotContain("AKIA0123");
    }
}
