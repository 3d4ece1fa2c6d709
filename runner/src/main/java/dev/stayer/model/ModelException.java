package dev.stayer.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why a model gave no whole reply, sorted by what can be done about it. */
public final class ModelException extends Exception {
    private final Kind kind;
    private final transient @Nullable Duration retryAfter;
    private final transient @Nullable Said said;

    /**
     * A refusal as the server wrote it.
     *
     * @param status of the answer; 0 where it came inside of one
     * @param parameter the part of the request that it blames; empty where it does not say
     * @param words all of its message
     */
    record Said(int status, String parameter, String words) {
        /** True where it blames the request as a whole or in part, without a word that says for certain what is wrong. */
        boolean doubtful() {
            return status == 400 || status == 413 || status == 422 || status == 0;
        }
    }

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
        /** The proxy on the way wants a name and a password, or others than it was given (407). */
        PROXY,
        /** The account behind the key is empty or not paid (402). */
        UNPAID,
        /** The provider does not serve this country or network. */
        REGION,
        /** The provider refuses what stands in the conversation. */
        MODERATED,
        /** Nothing that can be asked is at this address, or no such model (404, 405, a redirect). */
        NOT_THERE,
        /** Something on the way answers in the provider's place: a sign-in page, a firewall. */
        IN_THE_WAY,
        /** The request does not fit the model's window. */
        TOO_LONG,
        /** The provider refuses the request as it is (400, 422): asking again cannot help. */
        REFUSED,
        /** A cassette has no such request. */
        CASSETTE
    }

    /** @param retryAfter how long the provider asks to wait; null where it does not say */
    public ModelException(Kind kind, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        this(kind, message, retryAfter, null, cause);
    }

    ModelException(
            Kind kind, String message, @Nullable Duration retryAfter, @Nullable Said said, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.retryAfter = retryAfter;
        this.said = said;
    }

    /** What the server wrote; null where it wrote nothing. */
    @Nullable
    Said said() {
        return said;
    }

    /** True where the request was refused and nobody can tell for certain whether its length was the reason. */
    public boolean doubtful() {
        Said words = said;
        return (kind == Kind.REFUSED || kind == Kind.MODERATED) && words != null && words.doubtful();
    }

    /** True where asking again cannot help, and a person can: the key, the account, the address, what is on the way. */
    public boolean needsPerson() {
        return switch (kind) {
            case AUTH, PROXY, UNPAID, REGION, MODERATED, NOT_THERE, IN_THE_WAY -> true;
            default -> false;
        };
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
            // What is on the way may be gone in a moment: a page to sign in to a network, a check for robots.
            case RATE_LIMIT, QUOTA, SERVER, NETWORK, TIMEOUT, BROKEN, IN_THE_WAY -> true;
            case AUTH, PROXY, UNPAID, REGION, MODERATED, NOT_THERE, TOO_LONG, REFUSED, CASSETTE -> false;
        };
    }
}
