package dev.stayer.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.ChildJvm;
import dev.stayer.Kills;
import dev.stayer.store.PlainDatabase;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a real process that writes rows, again and again, and looks whether the index still says what the rows say. */
class IndexCrashIT {
    @TempDir
    Path folder;

    /** 100, or as many as {@code -Dstayer.indexKills} says, which the profile {@code chaos} sets to 1,000. */
    @Test
    void after_any_kill_the_index_is_what_a_rebuild_makes_of_the_rows() throws Exception {
        long seed = Long.getLong("stayer.seed", System.nanoTime());
        Random random = new Random(seed);
        int kills = Integer.getInteger("stayer.indexKills", 100);
        for (int i = 0; i < kills; i++) {
            int said = killed(random);
            try (PlainDatabase database = IndexWorld.open(folder)) {
                String place = "seed " + seed + ", kill " + i;
                long rows = database.read(tx -> tx.number("SELECT count(*) FROM NOTE"));
                long found = database.read(tx -> tx.number(
                        "SELECT count(*) FROM NOTE N JOIN ENTRY E ON E.KEY = N.RUN_ID || '/' || N.TASK_ID || '/note/' || N.NUMBER || '/1'"
                                + " AND E.BODY = N.TEXT"));
                assertThat(rows).as(place).isGreaterThanOrEqualTo(said);
                assertThat(found).as(place).isEqualTo(rows);
                assertThat(IndexRefresh.check(database)).as(place).isEmpty();
                if (i % 10 == 9 || i == kills - 1) {
                    Map<String, List<String>> before = IndexState.of(database);
                    IndexState.rebuilt(database)
                            .forEach((part, made) -> assertThat(before.get(part))
                                    .as(place + ", " + part)
                                    .isEqualTo(made));
                }
            }
        }
        Kills.survived("IndexCrashIT", kills, "every committed row is found, the index equals a rebuild", seed);
    }

    /** Starts a writer and kills it somewhere after its first few commits; returns the last it spoke of. */
    private int killed(Random random) throws Exception {
        Process process = new ProcessBuilder(ChildJvm.command(
                        List.of(), WritingMain.class, folder.toString(), String.valueOf(random.nextLong())))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int last = 0;
            int commits = 1 + random.nextInt(8);
            for (int i = 0; i < commits; i++) {
                last = Integer.parseInt(String.valueOf(out.readLine()));
            }
            LockSupport.parkNanos(random.nextInt(4_000_000));
            process.destroyForcibly().waitFor();
            return last;
        }
    }
}
