package dev.stayer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stayer.store.PlainDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a search leaves out where there is too much, and that it leaves out nothing else. */
class BudgetTest {
    @TempDir
    Path folder;

    private PlainDatabase database;

    @BeforeEach
    void open() {
        database = IndexWorld.open(folder);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static Entry entry(String file, int line, String text) {
        return new Entry(
                file + ":" + line, Layer.NOTES, file, line, null, null, IndexWorld.TIME, Origin.PERSON, "", text);
    }

    private List<String> files(Query query, Budget budget) {
        return database.read(tx -> Search.find(tx, query, Weights.MEASURED, budget)).hits().stream()
                .map(hit -> hit.entry().file())
                .toList();
    }

    @Test
    void a_scope_too_large_for_the_look_up_shows_nothing_from_outside_and_the_same_as_a_small_one() {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            entries.add(entry("in/a" + i + ".md", 1, "the heron of number " + i));
            entries.add(entry("out/b" + i + ".md", 1, "heron heron heron"));
        }
        database.writeOnly(tx -> Index.put(tx, entries));
        Query query = new Query("heron number 17", null, null, "in", 10);
        List<String> large = files(query, new Budget(1_000, 1_000, 20, 40, 10));
        assertThat(large).hasSize(10).allMatch(file -> file.startsWith("in/")).startsWith("in/a17.md");
        assertThat(files(query, Budget.MEASURED)).hasSize(10).startsWith("in/a17.md");
    }

    @Test
    void where_every_word_is_common_what_has_both_of_the_rarest_comes_first_and_then_the_newest() {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String text = i == 3 ? "heron lantern" : i % 2 == 0 ? "a heron somewhere" : "a lantern somewhere";
            entries.add(entry("f" + i + ".md", 1, text));
        }
        database.writeOnly(tx -> Index.put(tx, entries));
        Budget small = new Budget(50, 50, 20, 20, 5);
        assertThat(files(Query.of("heron lantern"), small)).hasSize(10).startsWith("f3.md");
        assertThat(files(Query.of("heron"), small))
                .hasSize(10)
                .allMatch(file -> Integer.parseInt(file.replaceAll("\\D", "")) >= 290);
    }

    @Test
    void a_common_word_beside_a_rare_one_still_decides_between_those_that_have_the_rare_one() {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            entries.add(entry("f" + i + ".md", 1, i % 20 == 0 ? "a heron somewhere" : "a lantern somewhere"));
        }
        entries.add(entry("both.md", 1, "a heron with another lantern there in many more words than the others have"));
        database.writeOnly(tx -> Index.put(tx, entries));
        assertThat(files(Query.of("lantern heron"), new Budget(50, 50, 20, 40, 5)))
                .startsWith("both.md");
    }

    @Test
    void nothing_is_missed_that_scoring_every_entry_would_find() {
        long seed = Long.getLong("stayer.seed", System.nanoTime());
        Random random = new Random(seed);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            entries.add(entry("f" + i / 50 + ".md", i % 50 + 1, IndexWorld.sentence(random)));
        }
        database.writeOnly(tx -> Index.put(tx, entries));
        for (int i = 0; i < 30; i++) {
            Query query = Query.of(IndexWorld.sentence(random));
            List<Double> found = database.read(tx -> Search.find(tx, query)).hits().stream()
                    .map(Hits.Hit::score)
                    .toList();
            List<Double> every =
                    database.read(tx -> Truth.scores(tx, List.of(query))).get(0);
            assertThat(found).as("seed %d, query %s", seed, query.text()).hasSize(10);
            for (int k = 0; k < 5; k++) {
                assertThat(found.get(k))
                        .as("seed %d, query %s", seed, query.text())
                        .isCloseTo(every.get(k), within(every.get(k) * 0.02));
            }
        }
    }
}
