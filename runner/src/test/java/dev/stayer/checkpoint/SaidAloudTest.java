package dev.stayer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.journal.Ledger;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said is kept, in whatever words it is settled; what was only thought is not. */
class SaidAloudTest {
    private static List<String> decisions(String said) {
        return Extraction.of(1, said, List.of(), new Overheard(), Instant.EPOCH).stream()
                .filter(entry -> entry.section().equals(Extraction.DECISION))
                .map(Ledger.Entry::text)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<think>\nDecision: maybe A1\nNo.\n</think>\n\nDecision: it is B2.",
                "Let me think.\nDecision: maybe A1\n</think>\nDecision: it is B2.",
                "<think>Decision: maybe A1</think>Decision: it is B2.",
                "<thinking budget=\"9\">Decision: maybe A1</thinking>\nDecision: it is B2.",
                "[THINK]Decision: maybe A1[/THINK]Decision: it is B2.",
                "◁think▷Decision: maybe A1◁/think▷Decision: it is B2.",
                "Decision: it is B2.\n<think>\nDecision: maybe A1",
                "<reasoning>x</reasoning>Decision: it is B2.<think>Decision: maybe A1</think>"
            })
    void a_thought_is_no_decision(String said) {
        assertThat(decisions(said)).singleElement().asString().contains("B2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Settled in K07: the port is 5433",
                "Outcome of round 3: responses are compressed with zstd",
                "K12 closed: retries stop after 4 tries",
                "Storage engine: `rocksdb`, not leveldb",
                "Vereinbart (P4): Zeiten stehen in UTC"
            })
    void a_name_with_what_it_is_is_kept_whatever_the_words(String line) {
        assertThat(decisions("I looked at all of it.\n" + line + "\nNow the tests."))
                .containsExactly(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Now I will do this: look at the tests",
                "Here is what I see: nothing new",
                "Running: make",
                "See https://example.org:8080/a for more",
                "```\nport: 5433 is in use\n```"
            })
    void talk_is_not(String said) {
        assertThat(decisions(said)).isEmpty();
    }

    @Test
    void a_table_of_values_is_not_many_decisions() {
        StringBuilder said = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            said.append("Row ").append(i).append(": value number ").append(i).append('\n');
        }
        assertThat(decisions(said.toString())).hasSizeLessThanOrEqualTo(3);
    }
}
