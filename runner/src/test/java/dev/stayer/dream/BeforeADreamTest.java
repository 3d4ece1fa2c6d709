package dev.stayer.dream;

import static dev.stayer.dream.FactBuilder.NOW;
import static dev.stayer.dream.FactBuilder.fact;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.memory.Fact;
import dev.stayer.memory.Fact.Authority;
import dev.stayer.memory.Fact.Kind;
import dev.stayer.memory.MemoryView;
import dev.stayer.memory.Promotion;
import dev.stayer.memory.Winners;
import dev.stayer.redact.Redactor;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What MEMORY.md shows without a dream is what it shows after one, as long as the dream has only to choose. */
class BeforeADreamTest {
    private static final List<String> SUBJECTS = List.of("api", "worker", "store");
    private static final List<String> KEYS = List.of("port", "owner");
    private static final List<String> VALUES = List.of("amber", "birch", "cobalt");

    @Test
    void what_is_shown_before_a_dream_is_what_it_will_show() {
        for (long seed = 1; seed <= 200; seed++) {
            List<Fact> facts = facts(new Random(seed));
            MemoryView after = Consolidation.plan(new DreamInput(
                            facts,
                            MapEvidence.NOTHING,
                            List.of(),
                            Redactor.of(Map.of(), Map.of()),
                            NOW,
                            ZoneOffset.UTC,
                            Set.of()))
                    .view();
            MemoryView before = new Promotion(Winners.of(facts, NOW), fact -> Optional.empty(), Promotion.Room.WHOLE)
                    .view((fact, reason) -> {});
            assertThat(before).as("seed " + seed).isEqualTo(after);
        }
    }

    private static List<Fact> facts(Random random) {
        List<Fact> facts = new ArrayList<>();
        int count = 1 + random.nextInt(30);
        for (int i = 0; i < count; i++) {
            String subject = pick(random, SUBJECTS);
            String key = pick(random, KEYS);
            String value = pick(random, VALUES);
            FactBuilder fact = fact("f-" + i, "The %s of %s is %s".formatted(key, subject, value))
                    .kind(Kind.values()[random.nextInt(Kind.values().length)])
                    .by(Authority.values()[random.nextInt(4)])
                    .source("r-2026110%d-0001 T1#1".formatted(1 + random.nextInt(4)))
                    .daysAgo(1 + random.nextInt(3));
            if (random.nextInt(4) > 0) {
                fact.slot(subject, key, random.nextInt(5) == 0 ? null : value);
            }
            if (random.nextInt(8) == 0) {
                fact.pinned();
            }
            facts.add(fact.done());
        }
        return facts;
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
