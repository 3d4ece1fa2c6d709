package dev.stayer.app;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether names and words come into this process, and leave it, byte for byte. Java decides at its start by the locale how it
 * writes them, and puts a question mark where it cannot, which a shell takes for any letter.
 */
final class Arrival {
    private static final String START = "start it by its launcher (./stayer), or set LC_ALL=C.UTF-8";
    /** What is answered whatever the locale is. */
    private static final Set<String> HARMLESS = Set.of("-h", "--help", "-V", "--version", "help", "completion");

    private Arrival() {}

    /** What would be changed on its way, with what to do; null if nothing. */
    static @Nullable String problem(String[] args) {
        return problem(
                List.of(args), line(), System.getProperty("sun.jnu.encoding", ""), System.getProperty("user.dir", ""));
    }

    /**
     * @param line the command line of the process as bytes, each word ended by a NUL; null if it cannot be known
     * @param encoding how Java writes names
     */
    static @Nullable String problem(List<String> args, byte @Nullable [] line, String encoding, String folder) {
        if (args.stream().anyMatch(HARMLESS::contains)) {
            return null;
        }
        if (!isUtf8(encoding)) {
            return "the locale lets Java write names only as %s, which would change others on their way — %s"
                    .formatted(encoding.isEmpty() ? "it pleases" : encoding, START);
        }
        if (line != null && !endsWith(line, args)) {
            return "an argument is not text in UTF-8 and would not stay as it is — give names in UTF-8, or rename the file";
        }
        if (folder.indexOf('\uFFFD') >= 0) {
            return "the name of this folder is not text in UTF-8 — rename it, or start from another one with -w";
        }
        return null;
    }

    private static boolean isUtf8(String encoding) {
        try {
            return Charset.forName(encoding).equals(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean endsWith(byte[] line, List<String> args) {
        StringBuilder words = new StringBuilder();
        args.forEach(arg -> words.append(arg).append('\0'));
        byte[] expected = words.toString().getBytes(StandardCharsets.UTF_8);
        int from = line.length - expected.length;
        return from >= 0 && Arrays.equals(line, from, line.length, expected, 0, expected.length);
    }

    private static byte @Nullable [] line() {
        try {
            return Files.readAllBytes(Path.of("/proc/self/cmdline"));
        } catch (IOException e) {
            return null;
        }
    }
}
