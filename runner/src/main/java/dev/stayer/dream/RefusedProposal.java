package dev.stayer.dream;

/**
 * A part of a model's proposal that was not taken.
 *
 * @param what the part, shortened and without secrets
 * @param reason a whole sentence without full stop
 * @param source the source it named; empty if it named none
 */
public record RefusedProposal(String what, String reason, String source) {}
