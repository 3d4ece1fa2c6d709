package dev.stayer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stayer.store.PlainDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The index follows the rows of runs, and is made anew where it is broken. */
class IndexRefreshTest {
    @TempDir
    Path folder;

    @Test
    void rows_of_a_run_are_found_from_their_own_commit_on_and_gone_with_them() {
        try (PlainDatabase database = IndexWorld.open(folder)) {
            database.writeOnly(tx -> {
                tx.update(
                        "INSERT INTO RUN (RUN_ID, WORKFLOW, FILE, STATUS, CREATED, CALLER, PARAMS) VALUES (?, 'w', 'w', 'OPEN', ?, '/', '{}')",
                        IndexWorld.RUN.value(),
                        IndexWorld.TIME.toString());
                IndexWorld.note(tx, 1, "a heron");
                tx.update(
                        "INSERT INTO MESSAGE (RUN_ID, TASK_ID, EPOCH, TURN, KIND, TEXT, TOKENS, TIME) VALUES (?, 'T1', 1, 1, 'assistant', 'a stork', 1, ?)",
                        IndexWorld.RUN.value(),
                        IndexWorld.TIME.toString());
                tx.update(
                        "INSERT INTO TOOL_CALL (RUN_ID, TASK_ID, TURN, PLACE, CALL_ID, TOOL, ARGUMENTS, EFFECT_KEY, REPEAT_CLASS, STATE, STARTED)"
                                + " VALUES (?, 'T1', 1, 0, 'c', 'shell', '{\"command\":\"ls lantern\"}', 'k', 'PURE', 'INTENDED', ?)",
                        IndexWorld.RUN.value(),
                        IndexWorld.TIME.toString());
                tx.update(
                        "INSERT INTO LEDGER (RUN_ID, TASK_ID, SECTION, TEXT, ORIGIN, TURN, TIME) VALUES (?, 'T1', 'decision', 'use copper', 'agent', 1, ?)",
                        IndexWorld.RUN.value(),
                        IndexWorld.TIME.toString());
                tx.update(
                        "INSERT INTO JOURNAL (TIME, RUN_ID, TASK_ID, TYPE, TEXT, DATA) VALUES (?, ?, 'T1', 'task.failed', 'failed: quartz',"
                                + " '{\"commands\":[{\"what\":\"run\",\"command\":\"make gravel\",\"outcome\":\"exit code 2\"}]}')",
                        IndexWorld.TIME.toString(),
                        IndexWorld.RUN.value());
            });
            assertThat(IndexWorld.keys(database, "heron")).hasSize(1);
            assertThat(IndexWorld.keys(database, "stork")).hasSize(1);
            assertThat(IndexWorld.keys(database, "copper")).hasSize(1);
            assertThat(IndexWorld.keys(database, "gravel exit code")).hasSize(1);
            assertThat(IndexWorld.keys(database, "lantern")).isEmpty();
            database.writeOnly(tx -> tx.update(
                    "REPLACE INTO TOOL_CALL (RUN_ID, TASK_ID, TURN, PLACE, CALL_ID, TOOL, ARGUMENTS, EFFECT_KEY, REPEAT_CLASS, STATE, RESULT, STARTED)"
                            + " VALUES (?, 'T1', 1, 0, 'c', 'shell', '{\"command\":\"ls lantern\"}', 'k', 'PURE', 'DONE', 'orchard', ?)",
                    IndexWorld.RUN.value(),
                    IndexWorld.TIME.toString()));
            assertThat(IndexWorld.keys(database, "lantern orchard"))
                    .first()
                    .asString()
                    .contains("/call/");
            database.writeOnly(tx -> tx.update("DELETE FROM LEDGER"));
            assertThat(IndexWorld.keys(database, "copper")).isEmpty();
            database.writeOnly(tx -> {
                Index.put(tx, List.of(IndexWorld.fact(1, "the heron stays")));
                tx.update("DELETE FROM RUN");
            });
            assertThat(IndexWorld.keys(database, "heron stork lantern quartz")).containsExactly("fact:f-1");
            assertThat(IndexRefresh.check(database)).isEmpty();
        }
    }

    @Test
    void who_asks_for_a_file_finds_the_call_that_wrote_it_before_those_that_saw_it() {
        try (PlainDatabase database = IndexWorld.open(folder)) {
            for (int turn = 1; turn <= 6; turn++) {
                boolean writes = turn == 3;
                Object[] call = {
                    IndexWorld.RUN.value(),
                    turn * 10,
                    writes ? "edit" : "shell",
                    writes ? "{\"path\":\"src/PriceService.java\"}" : "{\"command\":\"ls src\"}",
                    writes ? "edited" : "App.java\nPriceService.java",
                    IndexWorld.TIME.toString()
                };
                database.writeOnly(tx -> tx.update(
                        "INSERT INTO TOOL_CALL (RUN_ID, TASK_ID, TURN, PLACE, CALL_ID, TOOL, ARGUMENTS, EFFECT_KEY, REPEAT_CLASS, STATE, RESULT, STARTED)"
                                + " VALUES (?, 'T1', ?, 0, 'c', ?, ?, 'k', 'PURE', 'DONE', ?, ?)",
                        call));
            }
            assertThat(IndexWorld.keys(database, "PriceService.java"))
                    .first()
                    .asString()
                    .contains("/call/30.0/");
        }
    }

    @Test
    void rows_written_by_somebody_who_does_not_index_are_found_by_the_next_search() {
        try (PlainDatabase database = IndexWorld.open(folder);
                PlainDatabase plain = new PlainDatabase(folder.resolve("stayer.db"))) {
            plain.writeOnly(tx -> IndexWorld.note(tx, 1, "a heron"));
            assertThat(IndexWorld.keys(database, "heron")).isEmpty();
            IndexRefresh.refresh(database);
            assertThat(IndexWorld.keys(database, "heron")).hasSize(1);
        }
    }

    /** With these blocks SQLite runs out of memory where it reads lengths that make no sense. */
    @ParameterizedTest
    @ValueSource(longs = {7, 48, 128})
    void an_index_so_broken_that_it_asks_for_all_memory_is_made_anew(long seed) {
        byte[] block = new byte[64];
        new Random(seed).nextBytes(block);
        try (PlainDatabase database = IndexWorld.open(folder)) {
            fill(database, 60);
            database.writeOnly(tx -> IndexWorld.note(tx, 999, "a stork"));
            database.writeOnly(tx -> tx.update("UPDATE ENTRY_TERMS_data SET block = ?", (Object) block));
        }
        try (PlainDatabase database = IndexWorld.open(folder)) {
            assertThat(IndexRefresh.check(database)).isNotEmpty();
            assertThatThrownBy(() -> database.writeOnly(tx -> IndexWorld.note(tx, 1_000, "a heron")))
                    .hasMessageContaining("stayer search --rebuild");
            assertThat(IndexRefresh.mending(database, tx -> Search.find(tx, Query.of("stork")))
                            .hits())
                    .isNotEmpty();
            assertThat(IndexRefresh.check(database)).isEmpty();
            database.writeOnly(tx -> IndexWorld.note(tx, 1_000, "a capercaillie"));
            assertThat(IndexWorld.keys(database, "capercaillie"))
                    .first()
                    .asString()
                    .contains("/note/1000/");
        }
    }

    @Test
    void a_broken_index_hinders_no_work_and_is_made_anew_by_the_next_search() {
        byte[] block = new byte[64];
        new Random(1).nextBytes(block);
        try (PlainDatabase database = IndexWorld.open(folder)) {
            fill(database, 200);
            database.writeOnly(tx -> tx.update("UPDATE ENTRY_TERMS_data SET block = ?", (Object) block));
        }
        try (PlainDatabase database = IndexWorld.open(folder)) {
            assertThat(IndexRefresh.check(database)).isNotEmpty();
            database.writeOnly(tx -> IndexWorld.note(tx, 1_000, "after the damage"));
            IndexRefresh.refresh(database);
            List<String> found =
                    IndexRefresh.mending(database, tx -> Search.find(tx, Query.of("after the damage"))).hits().stream()
                            .map(hit -> hit.entry().text())
                            .toList();
            assertThat(found).contains("after the damage");
            assertThat(IndexRefresh.check(database)).isEmpty();
        }
    }

    @Test
    void the_index_is_what_a_rebuild_would_make() {
        try (PlainDatabase database = IndexWorld.open(folder)) {
            fill(database, 300);
            Map<String, List<String>> before = IndexState.of(database);
            before.forEach((part, rows) -> assertThat(rows).as(part).isNotEmpty());
            IndexState.rebuilt(database)
                    .forEach((part, made) ->
                            assertThat(before.get(part)).as(part).isEqualTo(made));
        }
    }

    /** Otherwise the comparison above, and that of {@link IndexCrashIT}, would prove little. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "entries # UPDATE ENTRY SET BODY = BODY || '.' WHERE KEY LIKE 'r-%/note/7/1'",
                "entries # UPDATE ENTRY SET TIME = NULL WHERE KEY LIKE 'r-%/note/7/1'",
                "entries # DELETE FROM ENTRY WHERE KEY LIKE 'r-%/note/7/1'",
                "terms # DELETE FROM ENTRY_TERMS WHERE rowid = (SELECT ID FROM ENTRY WHERE KEY LIKE 'r-%/note/7/1')",
                "terms # UPDATE ENTRY_TERMS SET TITLE = '', BODY = 'other', PARTS = '', DATES = '', SCOPE = '' WHERE rowid = (SELECT ID FROM ENTRY WHERE KEY LIKE 'r-%/note/7/1')",
                "places # UPDATE PLACE SET PATH = 'elsewhere.md' WHERE LAYER = 'notes'",
                "places # INSERT INTO PLACE (LAYER, PATH) VALUES ('notes', 'nobody.md')",
                "lengths # DELETE FROM ENTRY_TERMS_docsize WHERE id = (SELECT ID FROM ENTRY WHERE KEY LIKE 'r-%/note/7/1')",
                "totals # UPDATE ENTRY_TERMS_data SET block = x'0203040506' || block WHERE id = 1",
                "backlog # DELETE FROM INDEX_QUEUE; INSERT INTO INDEX_QUEUE (KIND, RUN_ID, TASK_ID, NUMBER) SELECT 'note', RUN_ID, TASK_ID, NUMBER FROM NOTE",
                "backlog # UPDATE INDEX_STATE SET DAMAGED = 1",
            })
    void whatever_of_the_index_is_wrong_the_comparison_with_a_rebuild_shows_it(String part, String damage) {
        try (PlainDatabase database = IndexWorld.open(folder);
                PlainDatabase plain = new PlainDatabase(folder.resolve("stayer.db"))) {
            fill(database, 30);
            for (String one : damage.split(";")) {
                plain.writeOnly(tx -> tx.update(one));
            }
            List<String> before = IndexState.of(plain).get(part);
            assertThat(before).isNotEqualTo(IndexState.rebuilt(database).get(part));
        }
    }

    private static void fill(PlainDatabase database, int count) {
        long seed = Long.getLong("stayer.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 1; i <= count; i++) {
            int number = i;
            database.writeOnly(tx -> {
                IndexWorld.note(tx, number, IndexWorld.sentence(random));
                Index.put(tx, List.of(IndexWorld.fact(random.nextInt(40), IndexWorld.sentence(random))));
                Index.remove(tx, "fact:f-" + random.nextInt(40));
            });
        }
    }

    @Test
    void other_workspaces_never_appear() throws Exception {
        Path inner = Files.createDirectories(folder.resolve("inner"));
        try (PlainDatabase one = IndexWorld.open(folder);
                PlainDatabase other = IndexWorld.open(inner)) {
            one.writeOnly(tx -> IndexWorld.note(tx, 1, "a heron"));
            assertThat(IndexWorld.keys(other, "heron")).isEmpty();
        }
    }
}
