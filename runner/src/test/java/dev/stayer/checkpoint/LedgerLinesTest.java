package dev.stayer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.journal.Ledger;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerLinesTest {
    private static List<Ledger.Entry> entries(String section, String... texts) {
        return Stream.of(texts)
                .map(text -> new Ledger.Entry(0, section, text, "model", 1, Instant.EPOCH))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- uses port 81 | uses port 81",
                "Summary so far. - DECISION 3: cache on port 81 | DECISION 3: cache on port 81",
                "* [x] uses port 81 | uses port 81",
                "  12) **Port**: 81 | Port: 81",
                "Here is the summary: - a_b = 3 | a_b = 3",
                "> - • nested | nested",
                "-1 is returned on failure | -1 is returned on failure",
                "1.5 s is the limit | 1.5 s is the limit",
                "--force is needed | --force is needed",
                "glob **/*.java is read | glob **/*.java is read",
                "The summary is made at 9. - nobody reads it | The summary is made at 9. - nobody reads it"
            })
    void marks_of_lists_are_taken_off_and_nothing_else(String line, String bare) {
        assertThat(LedgerLines.bare(line)).isEqualTo(bare);
    }

    @Test
    void what_a_ledger_has_already_is_not_said_again_in_another_section_or_dress() {
        List<Ledger.Entry> known = entries(
                "decision", "DECISION 3: cache listens on port 8117", "决定：ledger 使用端口 4921", "note: use `v7` of it.");

        assertThat(LedgerLines.fresh(
                        known,
                        entries(
                                "knowledge",
                                "- Cache listens on port 8117.",
                                "**Decision:** cache listens on port 8117",
                                "ledger 使用端口 4921。",
                                "Use v7 of it",
                                "cache listens on port 8118",
                                "cache listens on port 8118",
                                "cache listens on port -8117")))
                .extracting(Ledger.Entry::text)
                .containsExactly("cache listens on port 8118", "cache listens on port -8117");
    }
}
