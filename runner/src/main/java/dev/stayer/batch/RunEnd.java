package dev.stayer.batch;

/**
 * How one execution of a run ended.
 *
 * @param status COMPLETED, FAILED, STOPPED or CANCELLED; OPEN where only people can go on; INTERRUPTED where its owner ends
 *     and the next one goes on
 * @param exitCode what the command returns
 */
public record RunEnd(String status, int exitCode) {
    static final String OPEN = "OPEN";
    static final String INTERRUPTED = "INTERRUPTED";

    /** True if the run has come to its end. */
    boolean isFinal() {
        return !status.equals(OPEN) && !status.equals(INTERRUPTED);
    }
}
