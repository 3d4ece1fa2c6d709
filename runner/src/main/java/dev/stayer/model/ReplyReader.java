package dev.stayer.model;

import tools.jackson.databind.node.ObjectNode;

/** Puts one reply together from the events of a stream, or from a whole answer; for one thread. */
interface ReplyReader {
    /**
     * Takes one event.
     *
     * @return true if it was the last
     * @throws ModelException if it is an error of the provider, or nothing that can stand in an answer
     */
    boolean event(EventReader.Event event) throws ModelException;

    /** Takes an answer that came in one piece. */
    void whole(ObjectNode answer) throws ModelException;

    /**
     * The reply.
     *
     * @throws ModelException BROKEN, if its end never came or it contradicts itself
     */
    ModelReply reply() throws ModelException;
}
