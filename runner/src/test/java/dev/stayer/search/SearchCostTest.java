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
class SearchCostTest {
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

    private List<String> files(Query query, SearchCost budget) {
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
        List<String> large = files(query, new SearchCost(1_000, 1_000, 20, 40, 10));
        assertThat(large).hasSize(10).allMatch(file -> file.startsWith("in/")).startsWith("in/a17.md");
        assertThat(files(query, SearchCost.MEASURED)).hasSize(10).startsWith("in/a17.md");
    }

    /** The first phase alone: nothing is joined to what it chose, and it chooses no more than is asked for. */
    private List<Integer> chosen(String words, int count) {
        return database
                .read(tx -> Search.find(
                        tx,
                        new Query(words, null, null, null, count),
                        Weights.MEASURED,
                        new SearchCost(1_000, 1_000, 20, count, 0)))
                .hits()
                .stream()
                .map(hit -> hit.entry().line())
                .toList();
    }

    @Test
    void what_stands_beside_the_words_is_chosen_for_a_closer_look_up_to_two_places_away() {
        List<Entry> entries = new ArrayList<>();
        for (int line = 1; line <= 9; line++) {
            entries.add(entry("talk.md", line, line == 5 ? "the heron came" : "nothing of that kind in " + line));
        }
        database.writeOnly(tx -> Index.put(tx, entries));
        assertThat(chosen("heron", 10)).first().isEqualTo(5);
        assertThat(chosen("heron", 10)).containsExactlyInAnyOrder(3, 4, 5, 6, 7);
        // The one before counts most, since what answers a question stands below it; those beyond count least.
        assertThat(chosen("heron", 3)).first().isEqualTo(5);
        assertThat(chosen("heron", 3)).hasSize(2).contains(6);
    }

    @Test
    void two_that_stand_two_places_away_count_more_than_one_next_door() {
        List<Entry> entries = new ArrayList<>();
        for (int line = 1; line <= 5; line++) {
            entries.add(entry("talk.md", line, line == 1 || line == 5 ? "a heron" : "nothing of that kind"));
        }
        database.writeOnly(tx -> Index.put(tx, entries));
        // Four are looked for, and three chosen: room for one beside those that have the word.
        assertThat(chosen("heron", 4)).containsExactlyInAnyOrder(1, 5, 3);
    }

    @Test
    void among_entries_of_the_same_words_those_are_chosen_whose_neighbours_have_them_too() {
        database.writeOnly(tx -> Index.put(
                tx,
                List.of(
                        entry("talk.md", 1, "a heron"),
                        entry("talk.md", 2, "a heron"),
                        entry("talk.md", 3, "a heron"),
                        entry("pause.md", 4, "nothing"),
                        entry("pause.md", 5, "nothing"),
                        entry("pause.md", 6, "nothing"),
                        entry("lone.md", 7, "a heron"))));
        // Of equals the newest is chosen.
        assertThat(chosen("heron", 1)).hasSize(1).doesNotContain(7);
    }

    @Test
    void where_every_word_is_common_what_has_both_of_the_rarest_comes_first_and_then_the_newest() {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String text = i == 3 ? "heron lantern" : i % 2 == 0 ? "a heron somewhere" : "a lantern somewhere";
            entries.add(entry("f" + i + ".md", 1, text));
        }
        database.writeOnly(tx -> Index.put(tx, entries));
        SearchCost small = new SearchCost(50, 50, 20, 20, 5);
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
        assertThat(files(Query.of("lantern heron"), new SearchCost(50, 50, 20, 40, 5)))
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
