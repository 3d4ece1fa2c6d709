package dev.stayer.app;

import dev.stayer.cli.Launcher;

/** Main entry point: parses first, and starts Spring only for the commands that own a workspace. */
public final class Main {
    private Main() {}

    /** Runs the command given by {@code args} and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(Launcher.run(args, OwnerContext::take));
    }
}
