package dev.stayer.tool.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What one jailed command may use up.
 *
 * @param memoryBytes of all its processes together where a control group holds it, of each one otherwise; files in
 *     temporary folders count
 * @param processes at a time, threads included
 * @param fileBytes of a single file
 * @param scratchBytes of each temporary folder
 * @param time after which it is ended if nobody says otherwise
 */
public record JailLimits(long memoryBytes, int processes, long fileBytes, long scratchBytes, Duration time) {
    private static final long MB = 1024L * 1024;

    /** 4 GB or half of the machine's memory, 512 processes, files of 1 GB, 512 MB of scratch, 30 minutes. */
    public static final JailLimits DEFAULT =
            new JailLimits(Math.min(4096 * MB, machineMemory() / 2), 512, 1024 * MB, 512 * MB, Duration.ofMinutes(30));

    private static long machineMemory() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
                if (line.startsWith("MemTotal:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                }
            }
        } catch (IOException | NumberFormatException e) {
            return 8192 * MB;
        }
        return 8192 * MB;
    }
}
