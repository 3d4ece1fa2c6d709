package dev.stayer.machine;

/**
 * How often it was tried.
 *
 * @param attempt tries since the last fresh start, 0 before the first
 * @param tries all tries ever, part of nothing but reports
 * @param executions starts, those after a wait or a crash included
 * @param turns committed turns over all attempts; of a repeat the rounds of earlier tries
 * @param crashes how many in a row met it in flight without a commit of its own
 */
public record TaskCounters(int attempt, int tries, int executions, int turns, int crashes) {
    /** Before its first attempt. */
    public static final TaskCounters ZERO = new TaskCounters(0, 0, 0, 0, 0);
}
