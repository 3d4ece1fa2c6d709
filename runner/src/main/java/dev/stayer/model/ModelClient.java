package dev.stayer.model;

import java.util.function.Consumer;

/** Asks one model; thread-safe, and every wait in it has a deadline. */
public interface ModelClient {
    /**
     * Sends the request once and waits for the whole reply.
     *
     * @param text hears the reply's words as they stream in; on the calling thread
     * @throws ModelException if there is no whole reply, with what to do about it
     * @throws InterruptedException if the thread was interrupted; the request is given up
     */
    ModelReply ask(ModelRequest request, Consumer<String> text) throws ModelException, InterruptedException;

    /** Tokens that its server really has room for; {@link Long#MAX_VALUE} while nobody knows better than its settings. */
    default long window() {
        return Long.MAX_VALUE;
    }

    /**
     * Takes note that its server has room for so many tokens and no more.
     *
     * @param why what showed it, in a sentence
     */
    default void believe(long window, String why) {}
}
