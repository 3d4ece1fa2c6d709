package dev.stayer.core;

/** The exit codes of the contract; scripts rely on them. */
public final class ExitCode {
    public static final int COMPLETED = 0;
    public static final int FAILED = 1;
    /** Usage, an invalid file, or a name of the contract that is not built yet. */
    public static final int USAGE = 2;
    /** Every task that made the run fail, failed its check. */
    public static final int CHECK_FAILED = 3;
    /** Only a person can go on. */
    public static final int NEEDS_PERSON = 4;
    /** Another process owns the workspace. */
    public static final int OWNED = 75;
    /** Credentials or secrets are missing. */
    public static final int SECRETS = 77;
    /** Configuration or sandbox. */
    public static final int CONFIG = 78;

    public static final int STOPPED = 130;

    private ExitCode() {}
}
