package dev.stayer.distill;

import java.util.List;

/**
 * One thing that was done: a command of a shell text, or a call of another tool.
 *
 * @param tool {@code shell} for commands, whatever they came through
 * @param chain from what every call has (the program) to what tells calls of it apart (sub-commands); at least one word
 * @param slots its words or arguments in order
 * @param call index of the call in the trace
 * @param hazards signs of {@link Hazards} over the whole call
 */
record CommandStep(String tool, List<String> chain, List<Slot> slots, int call, boolean ok, int hazards) {
    /** How commands are called whatever tool ran them. */
    static final String SHELL = "shell";

    /**
     * @param name of the argument, or the flag before the word; empty if the word stands by itself
     * @param value what it is
     * @param raw as it was written, quotes included
     * @param fixed never a parameter: a flag, a redirection, the program
     */
    record Slot(String name, String value, String raw, boolean fixed) {}

    CommandStep {
        chain = List.copyOf(chain);
        slots = List.copyOf(slots);
    }
}
