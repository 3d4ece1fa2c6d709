package dev.stayer.model;

/** What a {@link ScriptedServer} does wrong with a reply that it would otherwise send whole. */
public enum Fault {
    NONE,
    /** Half of the stream, then nothing, the connection stays. */
    HALF_THEN_SILENCE,
    /** Half of the stream, then a clean end without the last events. */
    HALF_THEN_END,
    /** Half of the stream, then the connection is reset. */
    HALF_THEN_RESET,
    /** Half of the stream, which surely arrives, then the connection ends in the middle of the body. */
    HALF_THEN_CLOSE,
    /** Half of the stream, then an error as the protocol writes it, then a clean end. */
    ERROR_INSIDE,
    /** One event in the middle is cut; all others come, the last ones too. */
    INVALID_JSON,
    /** Status 200, a web page. */
    HTML,
    /** The right stream under {@code text/plain}. */
    WRONG_TYPE,
    /** Status 200, the right content type, no body. */
    EMPTY,
    /** The connection is reset before any answer. */
    RESET,
    /** No answer at all, the connection stays. */
    STALL,
    /** Status and headers, then nothing, the connection stays. */
    STALL_AFTER_HEADERS,
    /** Signs of life without end, never an answer. */
    ONLY_PINGS,
    /** The last call is cut in its arguments, and the reply says that it reached its limit of output. */
    CUT_CALL
}
