package dev.stayer.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Times;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Our reader and writer of times agree with Java's own. */
class TimesTest {
    @Test
    void any_time_is_written_and_read_as_java_does() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            long second = random.nextLong(-30_000_000_000L, 250_000_000_000L);
            int unit = new int[] {1, 1_000, 1_000_000, 1_000_000_000}[random.nextInt(4)];
            Instant instant = Instant.ofEpochSecond(second, random.nextInt(1_000_000_000) / unit * unit);
            String text = Times.text(instant);
            assertThat(text).as("seed " + seed).isEqualTo(instant.toString());
            assertThat(Times.parse(text)).as("seed " + seed).isEqualTo(instant);
        }
    }
}
