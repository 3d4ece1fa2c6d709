package dev.stayer.yaml;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import java.util.List;
import java.util.stream.Collectors;

/** A file that a person wrote cannot be used; carries every problem found, in file order. */
public final class InvalidFileException extends StayerException {
    private static final long serialVersionUID = 1L;
    private final transient List<Problem> problems;

    /** @param problems at least one */
    public InvalidFileException(List<Problem> problems) {
        super(
                ExitCode.USAGE,
                problems.stream().map(Problem::toString).collect(Collectors.joining("\n")),
                problems.size() == 1 ? "mend that line and try again" : "mend these lines and try again");
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
