package dev.stayer.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Schema;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is put can be found, what is removed cannot, and whatever is asked is an answer. */
class SearchTest {
    @TempDir
    Path folder;

    private PlainDatabase database;

    @BeforeEach
    void open() {
        Path file = folder.resolve("stayer.db");
        Schema.prepare(file);
        database = new PlainDatabase(file);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static Entry entry(String key, String file, int line, String title, String text) {
        Instant time = Instant.parse("2026-03-09T10:00:00Z");
        return new Entry(key, Layer.NOTES, file, line, null, null, time, Origin.PERSON, title, text);
    }

    private List<String> keys(String query) {
        return database.read(tx -> Search.find(tx, Query.of(query))).hits().stream()
                .map(hit -> hit.entry().key())
                .toList();
    }

    @Test
    void a_retired_entry_is_gone_with_its_row_and_comes_back_with_a_roll_back() {
        database.writeOnly(tx -> Index.put(
                tx,
                List.of(entry("a", "a.md", 1, "", "the heron stood"), entry("b", "a.md", 2, "", "a lonely heron"))));
        assertThat(keys("heron")).containsExactlyInAnyOrder("a", "b");
        database.writeOnly(tx -> {
            Index.remove(tx, "a");
            assertThat(Search.find(tx, Query.of("heron")).hits()).hasSize(1);
        });
        assertThat(keys("heron")).containsExactly("b");
        database.writeOnly(tx -> Index.put(tx, List.of(entry("b", "a.md", 2, "", "a lonely stork"))));
        assertThat(keys("heron")).isEmpty();
        assertThat(keys("storks")).containsExactly("b");
    }
}
