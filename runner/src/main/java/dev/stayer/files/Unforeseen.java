package dev.stayer.files;

import dev.stayer.core.StayerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Words for what was thrown and nobody foresaw. The name of a class tells a person nothing: they hear what happened, and the
 * details go to a file that is named. Thread-safe.
 */
public final class Unforeseen {
    private static final String ITSELF = "something went wrong in Stayer itself";

    private Unforeseen() {}

    /** True if what was thrown says by itself what happened: files that could not be used, and what Stayer refuses. */
    public static boolean isPlain(Throwable fault) {
        return fault instanceof StayerException
                || fault instanceof IOException
                || fault instanceof UncheckedIOException
                || fault instanceof VirtualMachineError;
    }

    /** What happened, as a clause without full stop; never null, never the name of a class. */
    public static String words(Throwable fault) {
        return switch (fault) {
            case StayerException known -> known.whatHappened();
            case IOException error -> FileTrouble.of(error);
            case UncheckedIOException error -> of(error);
            case StackOverflowError ignored -> "something was nested too deeply for it";
            case VirtualMachineError ignored ->
                "it needed more memory than the runner has; give the runner more with STAYER_JAVA_OPTS=-Xmx1g";
            default -> ITSELF;
        };
    }

    /**
     * The same, and where the details are for what {@link #words} cannot explain.
     *
     * @param clean takes the secrets out of what is kept
     */
    public static String told(Throwable fault, UnaryOperator<String> clean) {
        if (isPlain(fault)) {
            return words(fault);
        }
        StringWriter trace = new StringWriter();
        fault.printStackTrace(new PrintWriter(trace));
        try {
            Path kept = Files.createTempFile("stayer-fault-", ".txt");
            Files.writeString(kept, clean.apply(trace.toString()));
            return ITSELF + "; the details are in " + kept;
        } catch (IOException e) {
            return ITSELF + "; the details could not be kept: " + FileTrouble.of(e);
        }
    }

    private static String of(UncheckedIOException error) {
        String reason = FileTrouble.of(Objects.requireNonNull(error.getCause()));
        String said = error.getMessage();
        if (said == null || said.equals(String.valueOf(error.getCause()))) {
            return reason;
        }
        return said.endsWith(reason) ? said : said + ": " + reason;
    }
}
