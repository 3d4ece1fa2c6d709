package dev.stayer.cli;

/** Main entry point. */
public final class Launcher {
    private Launcher() {}

    /** Runs the command given by {@code args} and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(0);
    }
}
