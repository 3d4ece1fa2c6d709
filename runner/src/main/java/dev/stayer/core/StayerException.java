package dev.stayer.core;

/** The root of the errors that people see: what happened, what to do next, and the exit code it ends with. */
public class StayerException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int exitCode;
    private final String whatHappened;
    private final String nextStep;

    /**
     * @param exitCode one of {@link ExitCode}
     * @param whatHappened a sentence without full stop that names the run, task, file and line it is about
     * @param nextStep what the person can do next, without full stop
     */
    public StayerException(int exitCode, String whatHappened, String nextStep) {
        super(whatHappened + " — " + nextStep);
        this.exitCode = exitCode;
        this.whatHappened = whatHappened;
        this.nextStep = nextStep;
    }

    /** Same, with the error that caused it (shown only with {@code --debug}). */
    public StayerException(int exitCode, String whatHappened, String nextStep, Throwable cause) {
        this(exitCode, whatHappened, nextStep);
        initCause(cause);
    }

    public int exitCode() {
        return exitCode;
    }

    public String whatHappened() {
        return whatHappened;
    }

    public String nextStep() {
        return nextStep;
    }
}
