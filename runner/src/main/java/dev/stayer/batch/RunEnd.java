package dev.stayer.batch;

/**
 * How one execution of a run ended.
 *
 * @param status COMPLETED, FAILED, STOPPED or CANCELLED; OPEN where only people can go on
 * @param exitCode what the command returns
 */
public record RunEnd(String status, int exitCode) {}
