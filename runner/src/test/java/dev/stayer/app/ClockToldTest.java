package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A clock that was set is told wherever somebody looks: before the next process has seen it, and for as long as the run is kept. */
class ClockToldTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"PT2H, forward by 2h00m", "PT-90M, back by 1h30m", "PT49H, forward by 2d1h"})
    void a_clock_that_was_set_is_told(Duration set, String told) throws SQLException {
        Stayer stayer = new Stayer(folder);
        assertThat(stayer.run("""
                name: w
                tasks: [ { id: gate, approve: { message: "Go on?", timeout: 5d } } ]
                """).code()).isEqualTo(4);
        assertThat(stayer.call("status", "last").out()).doesNotContain("clock");
        assertThat(stayer.call("doctor").out()).contains("✓ clock");

        // What an owner saw before the clock was set is as much earlier.
        try (Connection rows = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(".stayer/stayer.db"));
                Statement statement = rows.createStatement()) {
            statement.executeUpdate("UPDATE LEASE SET SEEN = SEEN - " + set.toMillis());
        }
        String sentence =
                "the machine's clock was set " + told + "; what waits for a length of time still waits as long";
        assertThat(stayer.call("status", "last").out()).contains(sentence);
        assertThat(stayer.status().path("clockChanges").get(0).asString()).isEqualTo(sentence);
        assertThat(stayer.call("doctor").out()).contains(sentence);

        assertThat(stayer.call("approve", "last", "gate").code()).isZero();
        assertThat(stayer.call("resume", "last").code()).isZero();
        assertThat(stayer.call("doctor").out()).doesNotContain(sentence);
        assertThat(stayer.call("status", "last").out()).containsOnlyOnce(sentence);
        assertThat(stayer.call("logs", "last").out()).contains(sentence);
    }
}
