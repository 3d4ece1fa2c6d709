package dev.stayer.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the random driver has driven: said on standard output, and kept where {@code -Dstayer.driverReport} names a file. */
final class DriverReport {
    private DriverReport() {}

    static void write(long first, int sequences, RandomDriverIT.Sums sums) throws IOException {
        String text = """
                # The random driver

                Made by `mvn -B -ntp -Pchaos verify -Dit.test=RandomDriverIT`. A sequence that finds anything wrong is red and leaves no report.

                | seeds | sequences | requests taken | crashes in process | clocks set | files exchanged | found |
                |---|---|---|---|---|---|---|
                | %d to %d | %,d | %,d | %,d | %,d | %,d | nothing that had ended began again, no deadline missed, no ending lost, every run ended, nothing outside was read or written |

                Real processes, killed around a request to end something, are in [kills.md](kills.md) (`RandomEndsIT`).
                """.formatted(
                first, first + sequences - 1, sequences, sums.requests, sums.crashes, sums.clocks, sums.exchanges);
        System.out.println(text);
        String report = System.getProperty("stayer.driverReport", "");
        if (!report.isEmpty()) {
            Path file = Path.of(report);
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        }
    }
}
