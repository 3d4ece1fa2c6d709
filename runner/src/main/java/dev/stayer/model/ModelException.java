package dev.stayer.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why a model gave no whole reply, sorted by what can be done about it. */
public final class ModelException extends Exception {
    private final Kind kind;
    private final transient @Nullable Duration retryAfter;

    /** What kind of failure it was. */
    public enum Kind {
        /** Too many requests for now (429): wait and ask again. */
        RATE_LIMIT,
        /** A quota or spending limit is used up until a known or unknown time. */
        QUOTA,
        /** The provider has trouble (5xx, 529, an error inside the stream). */
        SERVER,
        /** No connection, or it broke; nothing whole came. */
        NETWORK,
        /** A deadline passed. */
        TIMEOUT,
        /** What came is no reply: half a stream, no JSON, a wrong content type. */
        BROKEN,
        /** The key is missing, wrong or may not use the model (401, 403). */
        AUTH,
        /** The request does not fit the model's window. */
        TOO_LONG,
        /** The provider refuses the request as it is (400, 404, 422): asking again cannot help. */
        REFUSED,
        /** A cassette has no such request. */
        CASSETTE
    }

    /** @param retryAfter how long the provider asks to wait; null where it does not say */
    public ModelException(Kind kind, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    public Kind kind() {
        return kind;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** True where the same request may succeed later without anybody doing anything. */
    public boolean passing() {
        return switch (kind) {
            case RATE_LIMIT, QUOTA, SERVER, NETWORK, TIMEOUT, BROKEN -> true;
            case AUTH, TOO_LONG, REFUSED, CASSETTE -> false;
        };
    }
}
