package dev.stayer.tool.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One command to run.
 *
 * @param argv the program by its absolute path, see {@link Programs}, and its arguments
 * @param directory must exist
 * @param environment exactly what the command gets; what marks it as ours is added
 * @param timeout after which it is ended; null for none
 * @param grace between asking it to end and ending it
 */
public record Command(
        List<String> argv,
        Path directory,
        Map<String, String> environment,
        @Nullable Duration timeout,
        Duration grace) {
    /** Time a command has to end by itself. */
    public static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);

    /** @throws IllegalArgumentException if the program is named, which would be looked for on a PATH */
    public Command {
        if (argv.isEmpty() || !argv.get(0).startsWith("/")) {
            throw new IllegalArgumentException("a program is started by its absolute path, not by a name: " + argv);
        }
        argv = List.copyOf(argv);
    }
}
