package dev.stayer.dream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.memory.Fact;
import dev.stayer.memory.Fact.Status;
import dev.stayer.memory.FactWording;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole memories: the truth is reached, and what must not matter does not. */
class MemoryWorldTest {
    private static Map<String, Fact> dreamt(DreamInput input) {
        return MemoryWorld.byId(Consolidation.plan(input).apply(input.facts()));
    }

    private static Map<String, Status> statuses(Map<String, Fact> facts) {
        return facts.values().stream().collect(Collectors.toMap(Fact::id, Fact::status));
    }

    /** What people would notice: status, successor, words; of what is current the pin and the sources too. */
    private static Set<String> seen(Map<String, Fact> facts) {
        return facts.values().stream()
                .map(fact -> fact.id() + " " + fact.status() + " " + fact.supersededBy() + " "
                        + (fact.status() == Status.CURRENT
                                ? fact.text() + " " + fact.pinned() + " " + fact.source()
                                : FactWording.unmarked(fact.text())))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void every_fact_ends_as_it_must(long seed) {
        MemoryWorld world = new MemoryWorld(seed, 200 + (int) seed * 300);
        DreamPlan plan = Consolidation.plan(world.input());
        Map<String, Fact> after = MemoryWorld.byId(plan.apply(world.facts));
        assertThat(statuses(after)).isEqualTo(world.truth);
        assertThat(world.secrets).noneMatch(secret -> after.values().toString().contains(secret));
        Set<String> shown = Stream.concat(
                        plan.view().shown().stream(),
                        plan.view().overflow().values().stream().flatMap(List::stream))
                .map(Fact::id)
                .collect(Collectors.toSet());
        assertThat(shown).containsAll(world.promoted).doesNotContainAnyElementsOf(world.unpromoted);
        assertThat(plan.view().shown().size()).isLessThanOrEqualTo(200);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13})
    void twice_is_once_and_the_order_does_not_matter(long seed) {
        MemoryWorld world = new MemoryWorld(seed, 600);
        DreamInput input = world.input();
        DreamPlan plan = Consolidation.plan(input);
        List<Fact> once = plan.apply(world.facts);
        assertThat(Consolidation.plan(input.with(once)).rows()).isEmpty();
        List<Fact> shuffled = new ArrayList<>(world.facts);
        Collections.shuffle(shuffled, new Random(seed));
        DreamPlan other = Consolidation.plan(input.with(shuffled));
        assertThat(other).isEqualTo(plan);
        assertThat(other.apply(shuffled)).isEqualTo(once);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22, 23, 24})
    void facts_that_arrive_over_many_dreams_end_like_those_that_came_at_once(long seed) {
        MemoryWorld world = new MemoryWorld(seed, 400);
        Random random = new Random(seed);
        List<Fact> shuffled = new ArrayList<>(world.facts);
        Collections.shuffle(shuffled, random);
        List<Fact> memory = new ArrayList<>();
        for (Fact fact : shuffled) {
            memory.add(fact);
            if (random.nextInt(25) == 0) {
                memory = new ArrayList<>(
                        Consolidation.plan(world.input().with(memory)).apply(memory));
            }
        }
        assertThat(seen(dreamt(world.input().with(memory)))).isEqualTo(seen(dreamt(world.input())));
    }

    @Test
    void unrelated_facts_change_nothing_else() {
        MemoryWorld world = new MemoryWorld(31, 500);
        Map<String, Fact> alone = dreamt(world.input());
        List<Fact> more = new ArrayList<>(world.facts);
        for (int i = 0; i < 300; i++) {
            more.add(FactBuilder.fact("new-" + i, "Something else, number " + i)
                    .slot("elsewhere", "k" + (i % 40), "v" + (i % 3))
                    .daysAgo(i)
                    .done());
        }
        Map<String, Fact> together = dreamt(world.input().with(more));
        together.keySet().removeIf(id -> id.startsWith("new-"));
        assertThat(together).isEqualTo(alone);
    }

    @Test
    void nothing_is_lost_and_every_change_of_a_row_has_a_reason() {
        MemoryWorld world = new MemoryWorld(41, 1000);
        DreamPlan plan = Consolidation.plan(world.input());
        List<Fact> after = plan.apply(world.facts);
        assertThat(after.stream().map(Fact::id)).containsExactlyInAnyOrderElementsOf(world.truth.keySet());
        Set<String> explained =
                plan.changes().stream().map(FactChange::fact).collect(Collectors.toCollection(HashSet::new));
        assertThat(explained).containsAll(plan.rows().keySet());
        assertThat(plan.changes()).allMatch(change -> !change.reason().isBlank());
    }

    /** Few subjects, values and times, so that everything meets everything. */
    @Test
    void crowded_slots_keep_the_laws_for_any_order_and_any_number_of_dreams() {
        for (long seed = 100; seed < 160; seed++) {
            Random random = new Random(seed);
            List<Fact> facts = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String value = "v" + random.nextInt(3);
                boolean keyed = random.nextInt(4) > 0;
                FactBuilder made = FactBuilder.fact("c" + i, "It is " + value + (random.nextBoolean() ? "" : "."))
                        .slot("s" + random.nextInt(3), keyed ? "k" : null, keyed ? value : null)
                        .by(Fact.Authority.values()[random.nextInt(4)])
                        .source("r-20261101-000" + random.nextInt(5) + " T1#1")
                        .daysAgo(random.nextInt(6));
                if (random.nextInt(8) == 0) {
                    made.expires(FactBuilder.NOW.plusSeconds(random.nextInt(3) - 1));
                }
                if (random.nextInt(8) == 0) {
                    made.refs("gone/file");
                }
                if (random.nextInt(10) == 0) {
                    made.pinned();
                }
                facts.add(made.done());
            }
            DreamInput input = new MemoryWorld(1, 1).input().with(facts);
            Map<String, Fact> once = dreamt(input);
            assertThat(Consolidation.plan(input.with(List.copyOf(once.values())))
                            .rows())
                    .as("seed " + seed)
                    .isEmpty();
            Collections.shuffle(facts, random);
            List<Fact> memory = new ArrayList<>();
            for (Fact fact : facts) {
                memory.add(fact);
                if (random.nextInt(7) == 0) {
                    memory = new ArrayList<>(
                            Consolidation.plan(input.with(memory)).apply(memory));
                }
            }
            assertThat(seen(dreamt(input.with(memory)))).as("seed " + seed).isEqualTo(seen(once));
        }
    }

    /** Not by a clock: what grows with the square, or goes as deep as the chain, does not come back from this. */
    @Test
    void crowds_of_equals_ties_and_chains_are_settled() {
        int many = 20_000;
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            facts.add(FactBuilder.fact("same" + i, "The cache is on")
                    .daysAgo(i % 50)
                    .done());
            facts.add(FactBuilder.fact("tie" + i, "It is " + i)
                    .slot("s", "k", "v" + i)
                    .done());
            facts.add(FactBuilder.fact("chain" + i, "The chain holds")
                    .slot("chain", "k", "holds")
                    .daysAgo(many - i)
                    .status(i == many - 1 ? Status.CURRENT : Status.MERGED, i == many - 1 ? null : "chain" + (i + 1))
                    .done());
        }
        DreamInput input = new MemoryWorld(1, 1).input().with(facts);
        Map<String, Fact> after = dreamt(input);
        assertThat(after.values())
                .filteredOn(fact -> fact.status() == Status.MERGED)
                .hasSize(2 * many - 2);
        assertThat(after.values())
                .filteredOn(fact -> fact.status() == Status.FLAGGED)
                .hasSize(many);
        assertThat(after.values())
                .filteredOn(fact -> fact.status() == Status.CURRENT)
                .hasSize(2);
    }
}
