package dev.stayer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.stayer.store.PlainDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is put can be found, what is removed cannot, and whatever is asked is an answer. */
class SearchTest {
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

    private static Entry entry(String key, String file, int line, String title, String text) {
        return new Entry(key, Layer.NOTES, file, line, null, null, IndexWorld.TIME, Origin.PERSON, title, text);
    }

    private void put(Entry... entries) {
        database.writeOnly(tx -> Index.put(tx, List.of(entries)));
    }

    private List<String> keys(String query) {
        return IndexWorld.keys(database, query);
    }

    @Test
    void a_retired_entry_is_gone_in_the_very_transaction_and_the_new_words_of_a_key_replace_the_old() {
        put(entry("a", "a.md", 1, "", "the heron stood"), entry("b", "a.md", 2, "", "a lonely heron"));
        assertThat(keys("heron")).containsExactlyInAnyOrder("a", "b");
        database.writeOnly(tx -> {
            Index.remove(tx, "a");
            assertThat(Search.find(tx, Query.of("heron")).hits()).hasSize(1);
        });
        assertThat(keys("heron")).containsExactly("b");
        put(entry("b", "a.md", 2, "", "a lonely stork"));
        assertThat(keys("heron")).isEmpty();
        assertThat(keys("storks")).containsExactly("b");
        assertThat(IndexRefresh.check(database)).isEmpty();
    }

    @Test
    void what_was_rolled_back_is_not_found() {
        assertThatCode(() -> database.writeOnly(tx -> {
                    Index.put(tx, List.of(entry("a", "a.md", 1, "", "the heron stood")));
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(keys("heron")).isEmpty();
    }

    @Test
    void names_are_found_by_their_parts_and_parts_by_the_name() {
        put(
                entry("camel", "a.md", 1, "", "see ChunkOrientedStep for it"),
                entry("snake", "b.md", 1, "", "see chunk_oriented_step for it"),
                entry("words", "c.md", 1, "", "a step that is oriented at a chunk"));
        assertThat(keys("chunk oriented")).containsExactlyInAnyOrder("camel", "snake", "words");
        assertThat(keys("ChunkOrientedStep").get(0)).isEqualTo("camel");
        assertThat(keys("chunkOrientedStep")).contains("snake", "words");
    }

    @ParameterizedTest
    @ValueSource(strings = {"検索", "日本", "語検", "搜索", "검색", "ค้น"})
    void two_characters_of_a_script_without_spaces_find_the_text_they_stand_in(String part) {
        put(
                entry("ja", "a.md", 1, "", "これは日本語検索の文です"),
                entry("zh", "b.md", 1, "", "项目支持全文搜索功能"),
                entry("ko", "c.md", 1, "", "한국어검색입니다"),
                entry("th", "d.md", 1, "", "ระบบค้นหาข้อความ"));
        String wanted = part.equals("搜索") ? "zh" : part.equals("검색") ? "ko" : part.equals("ค้น") ? "th" : "ja";
        assertThat(keys(part)).first().isEqualTo(wanted);
    }

    @Test
    void forms_of_a_word_and_accents_do_not_matter() {
        put(entry("a", "a.md", 1, "", "She went to the cafés and bought mice"));
        assertThat(keys("where did she go")).containsExactly("a");
        assertThat(keys("CAFE")).containsExactly("a");
        assertThat(keys("buying a mouse")).containsExactly("a");
    }

    @Test
    void an_entry_is_found_by_what_stands_beside_it() {
        List<Entry> entries = new ArrayList<>();
        entries.add(entry("question", "talk.md", 1, "", "Which colour does the boat have?"));
        entries.add(entry("answer", "talk.md", 2, "", "It is green."));
        for (int i = 0; i < 20; i++) {
            entries.add(entry("other" + i, "other" + i + ".md", 1, "", "Something else about number " + i));
        }
        put(entries.toArray(Entry[]::new));
        assertThat(keys("colour boat")).startsWith("question", "answer");
    }

    @Test
    void facts_are_no_context_of_each_other() {
        database.writeOnly(tx -> Index.put(
                tx, List.of(IndexWorld.fact(1, "the boat is green"), IndexWorld.fact(2, "the cellar is damp"))));
        assertThat(keys("boat")).containsExactly("fact:f-1");
    }

    @Test
    void a_scope_is_whole_segments_of_the_path_wherever_they_stand() {
        put(
                entry("a", "talks/conv-3/one.md", 1, "", "heron"),
                entry("b", "talks/conv-30/one.md", 1, "", "heron"),
                entry("c", "conv-3/sub/two.md", 1, "", "heron"));
        assertThat(scoped("conv-3")).containsExactlyInAnyOrder("a", "c");
        assertThat(scoped("talks/conv-3/")).containsExactly("a");
        assertThat(scoped("./conv-3/sub")).containsExactly("c");
        assertThat(scoped("conv-30/one.md")).containsExactly("b");
        assertThat(scoped("one")).isEmpty();
        assertThat(scoped("conv")).isEmpty();
        assertThat(scoped("\" OR heron OR \"")).isEmpty();
    }

    private List<String> scoped(String scope) {
        Query query = new Query("heron", null, null, scope, 10);
        return database.read(tx -> Search.find(tx, query)).hits().stream()
                .map(hit -> hit.entry().key())
                .toList();
    }

    @Test
    void layers_and_runs_narrow_a_search() {
        put(entry("a", "a.md", 1, "", "heron"));
        database.writeOnly(tx -> {
            Index.put(tx, List.of(IndexWorld.fact(1, "heron")));
            IndexWorld.note(tx, 1, "heron");
        });
        assertThat(keys("heron")).hasSize(3);
        assertThat(found(new Query("heron", Layer.MEMORY, null, null, 10))).containsExactly("fact:f-1");
        assertThat(found(new Query("heron", null, IndexWorld.RUN, null, 10))).hasSize(2);
        assertThat(found(new Query("heron", Layer.NOTES, IndexWorld.RUN, null, 10)))
                .hasSize(1);
        assertThat(found(new Query("heron", Layer.JOURNAL, null, null, 10))).isEmpty();
    }

    private List<String> found(Query query) {
        return database.read(tx -> Search.find(tx, query)).hits().stream()
                .map(hit -> hit.entry().key())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\"",
                "\"\"\"",
                "AND",
                "OR NOT",
                "heron AND",
                "NEAR(heron, 2)",
                "heron*",
                "^heron",
                "title:heron",
                "{TITLE BODY}: heron",
                "heron + stork",
                "-heron",
                "(heron",
                "heron)",
                "'; DROP TABLE ENTRY; --",
                "the of and",
                "\uD83D\uDE00\uD83D\uDE80",
                "\0heron\0",
                "\uD800",
                "％＿?",
                "rank MATCH 'x'",
                "§lnotes",
                "\n\t\r",
                "heron\"\0\"stork"
            })
    void whatever_is_asked_is_an_answer(String query) {
        put(entry("a", "a.md", 1, "", "the heron stood; \"quoted\""));
        assertThatCode(() -> keys(query)).doesNotThrowAnyException();
        if (query.toLowerCase(java.util.Locale.ROOT).contains("heron") && !query.startsWith("-")) {
            assertThat(keys(query)).containsExactly("a");
        }
        if (query.equals("§lnotes")) {
            assertThat(keys(query)).isEmpty();
        }
    }

    @Test
    void a_hundred_kilobytes_are_a_query_too() {
        put(entry("a", "a.md", 1, "", "the heron stood"));
        assertThat(keys("heron " + "stork ".repeat(17_000))).containsExactly("a");
        assertThatCode(() -> keys("x".repeat(100_000))).doesNotThrowAnyException();
        assertThatCode(() -> keys("\"(".repeat(50_000))).doesNotThrowAnyException();
    }

    @Test
    void random_bytes_are_queries_and_texts() {
        long seed = Long.getLong("stayer.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(40);
            for (int k = 0; k < length; k++) {
                text.append((char) (random.nextInt(4) == 0 ? random.nextInt(0x10000) : 32 + random.nextInt(96)));
            }
            String all = text.toString();
            String key = "k" + i;
            assertThatCode(() -> {
                        put(entry(key, "random.md", 1, all, all));
                        keys(all);
                    })
                    .as("seed %d, text %d", seed, i)
                    .doesNotThrowAnyException();
        }
        assertThat(IndexRefresh.check(database)).isEmpty();
    }

    @Test
    void only_common_words_find_what_has_them() {
        put(entry("a", "a.md", 1, "", "to be or not to be"));
        assertThat(keys("to be or not to be")).containsExactly("a");
    }
}
