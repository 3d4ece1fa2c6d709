package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.journal.Traces;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An import that is killed as hard as it goes, again and again, and then left to end. */
class ImportCrashIT {
    private static final int SESSIONS = 400;
    private static final int STEPS = 20;

    @TempDir
    Path folder;

    @Test
    void killed_at_any_moment_it_leaves_whole_sessions_and_the_next_import_the_rest() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Stayer stayer = new Stayer(folder);
        StringBuilder lines = new StringBuilder();
        for (int session = 0; session < SESSIONS; session++) {
            for (int step = 1; step <= STEPS; step++) {
                lines.append(
                        "{\"session\":\"s%d\",\"seq\":%d,\"tool\":\"shell\",\"args\":{\"command\":\"make part%d\"},\"output\":\"x\"}\n"
                                .formatted(session, step, random.nextInt(50)));
            }
        }
        Path file = stayer.file("trace.jsonl", lines.toString());
        int killed = 0;
        for (int round = 0; round < 4; round++) {
            Process process = stayer.start(List.of(), "import", "jsonl", file.toString());
            if (!process.waitFor(1_500 + random.nextInt(3_000), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                killed++;
            }
        }
        assertThat(stayer.call("import", "jsonl", file.toString()).code())
                .as("seed %d, killed %d times", seed, killed)
                .isZero();
        try (PlainDatabase database = new PlainDatabase(new Workspace(folder).databaseFile())) {
            int[] whole = {0};
            Traces.each(database, session -> whole[0] += session.steps() == STEPS ? 1 : 0);
            assertThat(whole[0]).as("seed %d", seed).isEqualTo(SESSIONS);
            for (String sql : List.of(
                    "SELECT count(*) FROM TRACE_STEP",
                    "SELECT count(*) FROM ENTRY",
                    "SELECT count(*) FROM ENTRY_TERMS_docsize")) {
                assertThat(database.<Long>read(tx -> tx.number(sql)))
                        .as("seed %d: %s", seed, sql)
                        .isEqualTo((long) SESSIONS * STEPS);
            }
            assertThat(database.<Long>read(
                            tx -> tx.number("SELECT count(*) FROM JOURNAL WHERE TYPE = 'import.session'")))
                    .as("seed %d", seed)
                    .isEqualTo(SESSIONS);
        }
    }
}
