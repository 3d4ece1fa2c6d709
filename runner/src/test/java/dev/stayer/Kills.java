package dev.stayer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What crash tests have killed: said on standard output, and where {@code -Dstayer.killsReport} names a file, as the profile
 * {@code chaos} does, kept there, one line a test.
 */
public final class Kills {
    private static final String HEAD = """
            # Kills at random

            Made by `mvn -B -ntp -Pchaos verify -Dit.test='CrashIT#random*,KillsIT,RandomEndsIT,IndexCrashIT,DreamCrashIT'`: real processes, SIGKILL. A test that finds anything wrong is red and leaves no line.

            | test | kills | found after each | seed |
            |---|---|---|---|
            """;

    private Kills() {}

    /**
     * Says that all went well.
     *
     * @param found what was looked at and how it was, in a sentence
     */
    public static synchronized void survived(String test, int kills, String found, long seed) {
        String row = "| %s | %,d | %s | %d |".formatted(test, kills, found, seed);
        System.out.println(row);
        String report = System.getProperty("stayer.killsReport", "");
        if (report.isEmpty()) {
            return;
        }
        Path file = Path.of(report);
        try {
            List<String> rows = new ArrayList<>();
            if (Files.exists(file)) {
                Files.readAllLines(file).stream()
                        .filter(line -> line.startsWith("| ") && !line.startsWith("| test |"))
                        .filter(line -> !line.startsWith("| " + test + " |"))
                        .forEach(rows::add);
            }
            rows.add(row);
            rows.sort(null);
            Files.createDirectories(file.getParent());
            Files.writeString(file, HEAD + String.join("\n", rows) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
