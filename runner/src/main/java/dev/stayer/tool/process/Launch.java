package dev.stayer.tool.process;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A process to be started; nothing else in the program starts any. Thread-safe.
 *
 * @param words the program by its absolute path, and its arguments
 * @param directory where it starts; null for where this process stands
 * @param environment exactly what it gets
 * @param error null to go where the output goes
 */
public record Launch(
        List<String> words,
        @Nullable Path directory,
        Map<String, String> environment,
        Redirect input,
        Redirect output,
        @Nullable Redirect error) {
    /** For those who have nothing to say, and hear nothing. */
    public static final Redirect NOTHING = Redirect.from(new File("/dev/null"));

    /** @throws IllegalArgumentException if the program is named, which would be looked for on the PATH */
    public Launch {
        if (words.isEmpty() || !words.get(0).startsWith("/")) {
            throw new IllegalArgumentException("a program is started by its absolute path, not by a name: " + words);
        }
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    /** @throws IOException if the system refuses */
    public Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words).redirectInput(input).redirectOutput(output);
        if (error == null) {
            builder.redirectErrorStream(true);
        } else {
            builder.redirectError(error);
        }
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        hand(builder.environment());
        return builder.start();
    }

    /** What the child has already as it shall be is left alone, since a value that is no text would not survive the way here. */
    private void hand(Map<String, String> child) {
        child.keySet().retainAll(environment.keySet());
        environment.forEach((name, value) -> {
            if (!value.equals(child.get(name))) {
                child.put(name, value);
            }
        });
    }
}
