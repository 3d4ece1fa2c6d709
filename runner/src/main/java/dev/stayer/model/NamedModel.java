package dev.stayer.model;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model that work asks by itself, beside any agent.
 *
 * @param name as stayer.yaml calls it
 * @param cost in US dollars; null where it is not known
 */
public record NamedModel(String name, ModelClient client, Function<Usage, @Nullable Double> cost) {}
