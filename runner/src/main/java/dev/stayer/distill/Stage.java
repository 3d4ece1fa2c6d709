package dev.stayer.distill;

import java.util.Map;

/**
 * How far a distill has come: a step of its job, and which of its findings that step is about. Kept in the task's context, so
 * that the next turn goes on there, whoever makes it.
 *
 * @param index of the finding, from 0; 0 where the step is about all
 */
record Stage(Kind kind, int index) {
    private static final String STEP = "stage";
    private static final String INDEX = "index";

    /** What is done in one turn. */
    enum Kind {
        MINE,
        /** Have one finding named and worded. */
        WORDS,
        /** Run the commands of one finding again. */
        TRY,
        PLAN,
        FILES,
        UNDO,
        UNDO_FILES
    }

    static Stage of(Kind kind) {
        return new Stage(kind, 0);
    }

    /** The stage that a context names; {@code first} where it names none. */
    static Stage read(Map<String, Object> context, Stage first) {
        return context.get(STEP) instanceof String kind
                ? new Stage(Kind.valueOf(kind), context.get(INDEX) instanceof Number index ? index.intValue() : 0)
                : first;
    }

    void write(Map<String, Object> context) {
        context.put(STEP, kind.name());
        context.put(INDEX, index);
    }
}
