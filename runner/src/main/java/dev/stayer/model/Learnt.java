package dev.stayer.model;

import java.util.Set;

/** What was learnt of the servers of models, where it outlives the process; thread-safe. */
public interface Learnt {
    /** Keeps nothing. */
    Learnt NOTHING = new Learnt() {
        @Override
        public Set<Trait> of(Server server) {
            return Set.of();
        }

        @Override
        public void keep(Server server, Trait trait, String words) {
            // Learnt again by the next process.
        }
    };

    /**
     * Whom it is about: the same model elsewhere, or another one there, may be different.
     *
     * @param model the name its provider knows it by
     * @param address where it is asked, without secrets
     */
    record Server(String model, String address) {}

    /** All that is known of it. */
    Set<Trait> of(Server server);

    /**
     * Keeps one more.
     *
     * @param words what the server said that taught it
     */
    void keep(Server server, Trait trait, String words);
}
