package dev.stayer.dream;

import static dev.stayer.dream.FactBuilder.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.dream.RecurringFixes.Pair;
import dev.stayer.memory.Fact;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecurringFixesTest {
    private static Pair pair(String error, String fix, int run, int count) {
        return new Pair(error, fix, "r-2026110%d-0001".formatted(run), count, NOW.minusSeconds(86_400L * (10 - run)));
    }

    @Test
    void an_error_that_came_twice_and_was_mended_alike_becomes_a_gotcha_with_both_runs() {
        List<Fact> facts = RecurringFixes.gotchas(
                        List.of(
                                pair("E999 IndentationError at /tmp/a/x.py:12", "run the formatter", 1, 3),
                                pair("E999 IndentationError at /srv/b/y.py:7", "run the  formatter", 3, 1),
                                pair("E999 IndentationError at q.py", "delete it", 3, 9),
                                pair("only once, however often", "luck", 2, 50)),
                        NOW)
                .facts();
        assertThat(facts).hasSize(1);
        assertThat(facts.get(0).kind()).isEqualTo(Fact.Kind.GOTCHA);
        assertThat(facts.get(0).source()).isEqualTo("r-20261101-0001; r-20261103-0001");
        assertThat(facts.get(0).text()).contains("`run the formatter`");
        assertThat(facts.get(0).expires()).as("a fault of the code has no end").isNull();
    }

    @Test
    void a_claim_about_the_environment_ends_and_an_old_one_is_not_made_at_all() {
        List<Pair> pairs = List.of(
                pair("curl: connection refused by proxy 10.0.0.7", "export NO_PROXY=*", 1, 1),
                pair("curl: connection refused by proxy 10.0.0.9", "export NO_PROXY=*", 2, 1));
        Fact gotcha = RecurringFixes.gotchas(pairs, NOW).facts().get(0);
        assertThat(gotcha.expires()).isEqualTo(gotcha.time().plus(Environment.LASTS));
        assertThat(RecurringFixes.gotchas(pairs, NOW.plus(Environment.LASTS)).facts())
                .isEmpty();
    }

    @Test
    void the_order_of_the_pairs_does_not_matter_and_a_second_dream_adds_nothing() {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            pairs.add(pair(
                    "failure number " + i % 7 + " in 'x" + i + "' of kind " + "abcdefg".charAt(i % 7),
                    "fix " + i % 3,
                    1 + i % 8,
                    1 + i % 4));
        }
        Additions once = RecurringFixes.gotchas(pairs, NOW);
        assertThat(once.facts()).hasSize(7);
        Collections.shuffle(pairs, new Random(5));
        assertThat(RecurringFixes.gotchas(pairs, NOW)).isEqualTo(once);
        DreamInput empty = new MemoryWorld(1, 0).input();
        DreamPlan plan = Consolidation.plan(empty, once);
        assertThat(plan.of(FactChange.Kind.ADDED)).hasSize(7);
        List<Fact> after = plan.apply(List.of());
        assertThat(Consolidation.plan(empty.with(after), once).rows()).isEmpty();
    }
}
