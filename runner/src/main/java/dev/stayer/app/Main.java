package dev.stayer.app;

import dev.stayer.cli.Launcher;
import dev.stayer.core.ExitCode;
import java.util.Locale;

/** Main entry point: parses first, and starts Spring only for the commands that own a workspace. */
public final class Main {
    private Main() {}

    /** Runs the command given by {@code args} and ends the process with its exit code. */
    public static void main(String[] args) {
        // Ids, SQL, JSON and reports have the same digits and letters wherever the person lives.
        Locale.setDefault(Locale.ROOT);
        String problem = Arrival.problem(args);
        if (problem != null) {
            System.err.println("stayer: " + problem);
            System.exit(ExitCode.CONFIG);
        }
        Thread.setDefaultUncaughtExceptionHandler(new LastResort());
        System.exit(Launcher.run(args, OwnerContext::take));
    }
}
