package dev.stayer.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sequences at random: requests, crashes, clocks. 60 here, more by {@code -Dstayer.sequences=2000}; a failing one is run alone
 * by {@code -Dstayer.seed=SEED -Dstayer.sequences=1}, and a range goes on from any seed.
 */
class RandomDriverIT {
    @TempDir
    Path folder;

    @Test
    void whatever_comes_together_what_has_ended_stays_so_and_deadlines_are_kept_once() throws Exception {
        // Threads of a crashed owner die of it, and have nothing to say.
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {
            if (!(error instanceof CrashingOwner.KilledError)) {
                error.printStackTrace();
            }
        });
        long first = Long.getLong("stayer.seed", 1L);
        int sequences = Integer.getInteger("stayer.sequences", 60);
        int requests = 0;
        int crashes = 0;
        int clocks = 0;
        for (long seed = first; seed < first + sequences; seed++) {
            Path place = Files.createDirectories(folder.resolve("seed-" + seed));
            try (RandomDriver driver = new RandomDriver(seed, place)) {
                driver.drive(25);
                requests += driver.requests;
                crashes += driver.crashes;
                clocks += driver.clocks;
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
            remove(place);
        }
        DriverReport.write(first, sequences, requests, crashes, clocks);
    }

    private static void remove(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
