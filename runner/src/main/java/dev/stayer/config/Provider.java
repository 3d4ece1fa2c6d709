package dev.stayer.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who answers for models.
 *
 * @param baseUrl null means the provider's own
 * @param apiKey null where it needs none
 * @param cassette the recording that a {@link Type#PLAYBACK} plays; null for the others
 */
public record Provider(
        String name,
        Type type,
        @Nullable URI baseUrl,
        @Nullable SecretReference apiKey,
        @Nullable String cassette) {

    /** The protocols, and the recording that stands for one. */
    public enum Type {
        ANTHROPIC,
        OPENAI,
        PLAYBACK
    }
}
