package dev.stayer.workflow;

import dev.stayer.yaml.Place;

/**
 * A key of the contract that is known but cannot act yet.
 *
 * @param key the key as written, such as {@code prompt} or {@code window}
 * @param hindersRun false where a run by hand may go on all the same ({@code on.schedule})
 */
public record NotBuilt(String key, Place place, boolean hindersRun) {}
