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

    /**
     * What each process in the jail is held to, for any shell of POSIX to take on: setting it inside counts processes for the
     * jail alone. Files go by blocks of 512 bytes, memory by kB. The letter for processes differs between shells. Where a
     * limit of this user is lower already, that one holds.
     */
    String script() {
        long seconds = time.toSeconds() * Runtime.getRuntime().availableProcessors();
        return """
                limit() {
                  { ulimit "$1" "$2" || [ "$(ulimit -H "$1")" != unlimited ]; } 2>/dev/null && return
                  echo "stayer: this system's shell cannot set the limit $1 of a command; nothing was run" >&2; exit 125
                }
                limit -c 0; limit -l 64; limit -n 4096; limit -f %d; limit -d %d
                ulimit -S -t %d 2>/dev/null; limit -t %d
                if ulimit -H -u >/dev/null 2>&1; then limit -u %5$d; else limit -p %5$d; fi
                """.formatted(fileBytes / 512, memoryBytes / 1024, seconds, seconds + 5, processes);
    }

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
