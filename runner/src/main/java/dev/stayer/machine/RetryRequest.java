package dev.stayer.machine;

/**
 * What a person said with {@code retry}, for the next attempt.
 *
 * @param words what it is told; may be empty
 * @param fresh true to forget what earlier attempts kept
 */
public record RetryRequest(String words, boolean fresh) {}
