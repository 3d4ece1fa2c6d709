package dev.stayer.distill;

/**
 * How a trial of a workflow ended.
 *
 * @param passed true if each command ended as it had been recorded
 * @param reason a sentence without its full stop
 */
public record TrialEnd(boolean passed, String reason) {}
