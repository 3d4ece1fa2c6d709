package dev.stayer.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One thing that the server of a model does not take, or takes only in a form of its own; immutable.
 *
 * @param value what it is about: a field, a number; empty where the kind says it all
 */
public record Trait(Kind kind, String value) {
    /** What can be different. */
    public enum Kind {
        /** The field {@code value} is left out wherever it stands. */
        WITHOUT,
        /** The limit on output goes by its other name. */
        OTHER_LIMIT_NAME,
        /** It answers at most {@code value} tokens. */
        MAX_OUTPUT,
        /** A missing text is {@code value}: {@code empty}, {@code absent} or {@code dot}, but not null. */
        NO_TEXT,
        /** Roles alternate, and nothing stands between calls and their results and the next reply. */
        STRICT_ROLES,
        /** It knows no words of the system: they stand before the first message. */
        NO_SYSTEM,
        /** The words of the system are one text. */
        SYSTEM_TEXT,
        /** Schemas of tools have types, properties, items and enumerations, and no object without properties. */
        PLAIN_SCHEMA,
        /** Ids of calls are nine letters and digits. */
        SHORT_IDS,
        /** Thinking of earlier replies is not taken back. */
        NO_THINKING,
        /** Replies with calls need the field {@code value}, even an empty one. */
        NEEDS_FIELD,
        /** Calls that another model made need a signature, even an empty promise of one. */
        NEEDS_SIGNATURE,
        /** It answers in one piece. */
        NO_STREAM,
        /** All at once that makes a request plainer: it said no, and not to what. */
        PLAIN,
        /** The window is {@code value} tokens, whatever it says: it refused or quietly cut what was longer. */
        WINDOW;

        /**
         * How long it is believed after it was learnt: servers are updated and set up anew. What is still so is learnt again
         * by one refusal, or two counts.
         */
        public Duration believed() {
            return this == WINDOW ? Duration.ofDays(7) : Duration.ofDays(30);
        }

        /** True where only the newest value counts. */
        public boolean single() {
            return this == MAX_OUTPUT || this == NO_TEXT || this == WINDOW;
        }

        /** The kind of that name; null where this version knows none. */
        public static @Nullable Kind named(String name) {
            for (Kind kind : values()) {
                if (kind.name().equals(name)) {
                    return kind;
                }
            }
            return null;
        }
    }

    static Trait of(Kind kind) {
        return new Trait(kind, "");
    }
}
