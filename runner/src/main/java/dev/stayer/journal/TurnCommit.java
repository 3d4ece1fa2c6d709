package dev.stayer.journal;

import dev.stayer.store.Tx;

/** Work that has rows of its own to write in the very commit that makes its turn count. */
public interface TurnCommit {
    /** Writes what the turn just done has left to write; called once a turn, inside the engine's transaction. */
    void write(Tx tx);
}
