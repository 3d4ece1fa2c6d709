package dev.stayer.distill;

import java.util.List;

/** Where sessions come from; answers alike for the time of one mining. */
public interface TraceSource {
    /** The ids of all sessions, in any order; each once. */
    List<String> ids();

    /**
     * One session with its details; asked more than once.
     *
     * @throws IllegalArgumentException if there is no such session
     */
    Trace get(String session);
}
