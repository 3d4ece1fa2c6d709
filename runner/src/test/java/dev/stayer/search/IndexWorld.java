package dev.stayer.search;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Schema;
import dev.stayer.store.Tx;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** A workspace's database that indexes, and rows as runs write them. */
final class IndexWorld {
    static final RunId RUN = new RunId("r-20260309-0001");
    static final TaskId TASK = new TaskId("T1");
    static final Instant TIME = Instant.parse("2026-03-09T10:00:00Z");

    private static final List<String> WORDS = List.of(
            "heron",
            "lantern",
            "gravel",
            "TaskletStep",
            "read_file",
            "日本語検索",
            "winter",
            "harbour",
            "copper",
            "ledger",
            "forty-two",
            "café",
            "orchard",
            "signal",
            "quartz");

    private IndexWorld() {}

    static PlainDatabase open(Path folder) {
        Path file = folder.resolve("stayer.db");
        Schema.prepare(file);
        PlainDatabase database = new PlainDatabase(file);
        database.beforeCommit(Backlog::index);
        return database;
    }

    static String sentence(Random random) {
        StringBuilder text = new StringBuilder();
        int length = 3 + random.nextInt(12);
        for (int i = 0; i < length; i++) {
            text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
        }
        return text.append(random.nextInt(1_000)).toString();
    }

    static void note(Tx tx, int number, String text) {
        tx.update(
                "INSERT INTO NOTE (RUN_ID, NUMBER, TASK_ID, TURN, TEXT, TIME) VALUES (?, ?, ?, 1, ?, ?)",
                RUN.value(),
                number,
                TASK.value(),
                text,
                TIME.toString());
    }

    static Entry fact(int number, String text) {
        return new Entry(
                "fact:f-" + number, Layer.MEMORY, ".stayer/MEMORY.md", 0, RUN, TASK, TIME, Origin.AGENT, "", text);
    }

    static List<String> keys(PlainDatabase database, String query) {
        return database.read(tx -> Search.find(tx, Query.of(query))).hits().stream()
                .map(hit -> hit.entry().key())
                .toList();
    }
}
