package dev.stayer.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * What a machine says of the time at one moment.
 *
 * @param wall by the clock that people and services set
 * @param up how long the machine has been up, asleep or not; nobody can set it
 * @param boot which start of which machine {@code up} counts from; only times of one boot can be compared
 * @param monotonic nanoseconds from some moment, without the time asleep; only good in one process
 */
public record MachineTime(Instant wall, Duration up, String boot, long monotonic) {
    private static final Path UPTIME = Path.of("/proc/uptime");
    private static final String PROCESS = UUID.randomUUID().toString();
    private static final String BOOT = thisBoot();

    /** This machine, now. Where it does not say how long it is up, each process is a boot of its own. */
    public static MachineTime now() {
        long monotonic = System.nanoTime();
        try {
            String text = Files.readString(UPTIME);
            double seconds = Double.parseDouble(text.substring(0, text.indexOf(' ')));
            return new MachineTime(Instant.now(), Duration.ofMillis(Math.round(seconds * 1000)), BOOT, monotonic);
        } catch (IOException | RuntimeException e) {
            return new MachineTime(Instant.now(), Duration.ofNanos(monotonic), PROCESS, monotonic);
        }
    }

    /** The same moment by another time of day. */
    public MachineTime at(Instant other) {
        return new MachineTime(other, up, boot, monotonic);
    }

    /** The boot alone is not enough: containers of one machine may count their own time. */
    private static String thisBoot() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip() + " "
                    + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        } catch (IOException | RuntimeException e) {
            return PROCESS;
        }
    }
}
