package dev.stayer.model;

/**
 * A whole reply; half ones are a {@link ModelException}.
 *
 * @param stop why it ended
 * @param model the name the provider answered under
 * @param requestHash SHA-256 of the request's body, lower-case hex
 */
public record ModelReply(Message.Assistant message, Stop stop, Usage usage, String model, String requestHash) {

    /** Why a reply ended. */
    public enum Stop {
        /** The model was done. */
        END,
        /** It wants tools called; all calls are whole. */
        TOOLS,
        /** Cut by the limit on output: calls that were cut with it are dropped from the message. */
        LENGTH,
        /** The provider or the model refused. */
        REFUSED
    }
}
