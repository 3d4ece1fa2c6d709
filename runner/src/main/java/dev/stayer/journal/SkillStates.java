package dev.stayer.journal;

import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What was decided of each skill; those that a person put there and nobody spoke of have no row. */
public final class SkillStates {
    /** The life of a skill. */
    public enum State {
        PROPOSED,
        TRIED,
        ENABLED,
        /** A person does not want it. */
        DISABLED,
        /** It did not help. */
        RETIRED
    }

    private SkillStates() {}

    /** All that was decided, by name. */
    public static Map<String, State> all(Tx tx) {
        Map<String, State> states = new HashMap<>();
        tx.each(
                "SELECT NAME, STATE FROM SKILL_STATE",
                row -> states.put(row.getString(1), State.valueOf(row.getString(2))));
        return states;
    }

    public static Optional<State> of(Tx tx, String name) {
        return tx.first("SELECT STATE FROM SKILL_STATE WHERE NAME = ?", row -> State.valueOf(row.getString(1)), name);
    }

    /** @param by {@code person}, or the job that decided */
    public static void set(Tx tx, String name, State state, String by, Instant now) {
        tx.update(
                "INSERT INTO SKILL_STATE (NAME, STATE, BY, TIME) VALUES (?, ?, ?, ?) ON CONFLICT (NAME) DO UPDATE SET"
                        + " STATE = excluded.STATE, BY = excluded.BY, TIME = excluded.TIME",
                name,
                state.name(),
                by,
                now.toString());
    }

    /** As if nobody had ever spoken of it. */
    public static void forget(Tx tx, String name) {
        tx.update("DELETE FROM SKILL_STATE WHERE NAME = ?", name);
    }
}
