package dev.stayer.app;

import dev.stayer.cli.Launcher;
import dev.stayer.core.ExitCode;
import dev.stayer.core.Screen;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.Locale;

/** Main entry point: parses first, and starts Spring only for the commands that own a workspace. */
public final class Main {
    private Main() {}

    /** Runs the command given by {@code args} and ends the process with its exit code. */
    public static void main(String[] args) {
        // Ids, SQL, JSON and reports have the same digits and letters wherever the person lives.
        Locale.setDefault(Locale.ROOT);
        Screen out = new Screen(new FileOutputStream(FileDescriptor.out));
        Screen err = new Screen(new FileOutputStream(FileDescriptor.err));
        String problem = Arrival.problem(args);
        if (problem != null) {
            err.printer().println("stayer: " + problem);
            System.exit(ExitCode.CONFIG);
        }
        Thread.setDefaultUncaughtExceptionHandler(new LastResort());
        System.exit(Launcher.run(args, OwnerContext::take, out, err));
    }
}
