package dev.stayer.model;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Carries a request to a provider and its answer back as bytes: the network, or a recording of it. Thread-safe. */
interface Wire {
    /**
     * Sends once and waits for status and headers.
     *
     * @throws ModelException NETWORK or TIMEOUT; CASSETTE where a recording has no such request
     */
    Answer send(Ask ask) throws ModelException, InterruptedException;

    /**
     * What is sent.
     *
     * @param protocol name of the protocol, under which a recording keeps it
     * @param headers without those of the body; with the key, so they are never kept
     */
    record Ask(String protocol, URI address, Map<String, String> headers, RequestBody body) {}

    /** What comes back, piece by piece; for one thread. */
    interface Answer extends AutoCloseable {
        int status();

        /** Names in lower case; several values of one name joined by a comma. */
        Map<String, String> headers();

        /**
         * Waits for the next piece of the body.
         *
         * @return null at a clean end
         * @throws ModelException NETWORK or TIMEOUT
         */
        byte @Nullable [] next() throws ModelException, InterruptedException;

        /** Reads what may still stand behind the last event for a moment, so that the connection can be used again. */
        void drain() throws InterruptedException;

        /** Gives up what has not come yet and closes the connection. */
        @Override
        void close();
    }
}
