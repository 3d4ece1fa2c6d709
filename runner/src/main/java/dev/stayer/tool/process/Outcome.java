package dev.stayer.tool.process;

/** How a command ended. */
public sealed interface Outcome {
    /** By itself; a signal shows as 128 and its number. */
    record Exited(int code) implements Outcome {}

    /** It took longer than it may and was ended with all it had started. */
    record TimedOut() implements Outcome {}

    /** It was asked to stop and was ended with all it had started. */
    record Stopped() implements Outcome {}

    /** It could not be started; the reason is a sentence. */
    record NotStarted(String reason) implements Outcome {}

    /** What it printed could not be kept, so it was ended; the reason is a sentence. */
    record OutputLost(String reason) implements Outcome {}
}
