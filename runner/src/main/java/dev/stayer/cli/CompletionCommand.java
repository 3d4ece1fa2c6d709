package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a completion script. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Print a completion script for bash and zsh: source <(stayer completion)")
final class CompletionCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec command;

    @Override
    public Integer call() {
        System.out.println(AutoComplete.bash(
                "stayer", Objects.requireNonNull(command).root().commandLine()));
        return ExitCode.COMPLETED;
    }
}
