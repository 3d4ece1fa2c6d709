package dev.stayer.machine;

/**
 * How one execution of a run ended.
 *
 * @param status OPEN where only people can go on
 * @param exitCode what the command returns
 */
public record RunEnd(RunStatus status, int exitCode) {}
