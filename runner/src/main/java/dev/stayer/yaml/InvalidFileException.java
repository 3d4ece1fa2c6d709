package dev.stayer.yaml;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import java.util.List;
import java.util.stream.Collectors;

/** A file that a person wrote cannot be used; carries every problem found, in file order, each once. */
public final class InvalidFileException extends StayerException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_SHOWN = 50;
    private final transient List<Problem> problems;

    /** @param problems at least one */
    public InvalidFileException(List<Problem> problems) {
        this(problems.stream().sorted().distinct().toList(), ExitCode.USAGE);
    }

    private InvalidFileException(List<Problem> sorted, int exitCode) {
        super(
                exitCode,
                text(sorted),
                sorted.size() == 1 ? "mend that line and try again" : "mend these lines and try again");
        this.problems = sorted;
    }

    private static String text(List<Problem> sorted) {
        String shown = sorted.stream().limit(MAX_SHOWN).map(Problem::toString).collect(Collectors.joining("\n"));
        return sorted.size() <= MAX_SHOWN ? shown : shown + "\nand " + (sorted.size() - MAX_SHOWN) + " more";
    }

    /** The same for a file that says how the machine is set up: exit 78. */
    public InvalidFileException ofConfiguration() {
        return new InvalidFileException(problems, ExitCode.CONFIG);
    }

    /** All of them, sorted by place. */
    public List<Problem> problems() {
        return problems;
    }
}
