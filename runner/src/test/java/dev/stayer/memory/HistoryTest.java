package dev.stayer.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.memory.Fact.Authority;
import dev.stayer.memory.Fact.Kind;
import dev.stayer.memory.Fact.Status;
import dev.stayer.redact.Redactor;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Schema;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever was done to memory, in whatever order: the history tells for each change exactly which facts it changed, from what to what. */
class HistoryTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void each_change_is_told_as_what_memory_was_and_became(long seed, @TempDir Path folder) {
        Random random = new Random(seed);
        Path file = folder.resolve("stayer.db");
        Schema.prepare(file);
        Facts facts = new Facts(InstantSource.fixed(NOW), Redactor.of(Map.of(), Map.of()));
        try (PlainDatabase database = new PlainDatabase(file)) {
            List<Map<String, Fact>> snapshots = new ArrayList<>(List.of(Map.of()));
            while (snapshots.size() < 60) {
                long last = newest(database);
                List<Fact> present = database.read(Facts::all);
                database.write(tx -> switch (random.nextInt(4)) {
                    case 0 -> facts.add(tx, additions(random), "person", "said");
                    case 1 -> facts.undo(tx, 1 + random.nextInt((int) last + 1), "person");
                    default -> facts.apply(tx, edits(random, present), "dream", "d-1");
                });
                if (newest(database) > last) {
                    snapshots.add(database.read(Facts::all).stream().collect(Collectors.toMap(Fact::id, fact -> fact)));
                }
            }
            List<History.Change> changes =
                    database.read(tx -> History.newest(tx, 1_000)).reversed();
            assertThat(changes).hasSameSizeAs(snapshots.subList(1, snapshots.size()));
            Map<String, List<History.Step>> ofFacts = new HashMap<>();
            for (int i = 0; i < changes.size(); i++) {
                Map<String, Fact> before = snapshots.get(i);
                Map<String, Fact> after = snapshots.get(i + 1);
                Set<String> ids = new TreeSet<>(before.keySet());
                ids.addAll(after.keySet());
                ids.removeIf(id -> Objects.equals(before.get(id), after.get(id)));
                History.Change change = changes.get(i);
                List<History.Step> steps = database.read(tx -> History.ofChange(tx, change, null, 1_000));
                assertThat(steps)
                        .as("change %d of seed %d", change.id(), seed)
                        .extracting(History.Step::fact)
                        .containsExactlyInAnyOrderElementsOf(ids);
                for (History.Step step : steps) {
                    assertThat(step.before()).isEqualTo(before.get(step.fact()));
                    assertThat(step.after()).isEqualTo(after.get(step.fact()));
                    ofFacts.computeIfAbsent(step.fact(), id -> new ArrayList<>())
                            .add(step);
                }
            }
            ofFacts.forEach((id, steps) -> {
                List<History.Step> told = database.read(tx -> History.ofFact(tx, id));
                assertThat(told).isEqualTo(steps);
                List<History.Change> about = database.read(tx -> History.about(tx, id));
                assertThat(about.reversed())
                        .isEqualTo(steps.stream().map(History.Step::change).toList());
            });
        }
    }

    private static long newest(PlainDatabase database) {
        return database.read(tx -> History.newest(tx, 1)).stream()
                .mapToLong(History.Change::id)
                .findFirst()
                .orElse(0);
    }

    private static List<Facts.Addition> additions(Random random) {
        return random.ints(1 + random.nextInt(3), 0, 1_000_000)
                .mapToObj(i -> Facts.Addition.of(fact("", "fact " + i)))
                .toList();
    }

    /** Other texts, other states, and facts that were not there. */
    private static List<Fact> edits(Random random, List<Fact> present) {
        Map<String, Fact> edits = new HashMap<>();
        for (Fact fact : present) {
            if (random.nextInt(3) == 0) {
                Status next = Status.values()[random.nextInt(Status.values().length)];
                String successor = present.get(random.nextInt(present.size())).id();
                Fact edited = random.nextBoolean()
                        ? fact.become(next, random.nextBoolean() ? successor : null)
                        : fact.worded("other words " + random.nextInt(1_000_000), null, List.of());
                edits.put(edited.id(), edited);
            }
        }
        if (random.nextBoolean()) {
            String id = "mine-" + random.nextInt(1_000_000);
            edits.put(id, fact(id, "a new one"));
        }
        return List.copyOf(edits.values());
    }

    private static Fact fact(String id, String text) {
        return new Fact(
                id,
                Kind.KNOWLEDGE,
                null,
                null,
                null,
                text,
                Authority.PERSON,
                "person",
                NOW,
                Status.CURRENT,
                null,
                false,
                (@Nullable Instant) null,
                List.of());
    }
}
