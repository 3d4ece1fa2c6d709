package dev.stayer.engine;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sequences at random: requests, crashes, clocks; in every fourth files are exchanged for links, pipes and the like. 40
 * here, more by {@code -Dstayer.sequences=2000}; a failing one is run alone by {@code -Dstayer.seed=SEED -Dstayer.sequences=1},
 * and a range goes on from any seed.
 */
class RandomDriverIT {
    private static final Duration LONG = Duration.ofMinutes(5);

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
        int sequences = Integer.getInteger("stayer.sequences", 40);
        Sums sums = new Sums();
        for (long seed = first; seed < first + sequences; seed++) {
            Path place = Files.createDirectories(folder.resolve("seed-" + seed));
            long drawn = seed;
            try {
                // Nothing that lies in a file's place keeps anybody waiting for ever.
                assertTimeoutPreemptively(LONG, () -> drive(drawn, place, sums));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
            remove(place);
        }
        DriverReport.write(first, sequences, sums);
    }

    /** What was done in all sequences. */
    static final class Sums {
        int requests;
        int crashes;
        int clocks;
        int exchanges;
    }

    private static void drive(long seed, Path place, Sums sums) throws IOException, InterruptedException {
        try (RandomDriver driver = new RandomDriver(seed, place, seed % 4 == 0)) {
            driver.drive(25);
            sums.requests += driver.requests;
            sums.crashes += driver.crashes;
            sums.clocks += driver.clocks;
            sums.exchanges += driver.exchanges;
        }
    }

    private static void remove(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
