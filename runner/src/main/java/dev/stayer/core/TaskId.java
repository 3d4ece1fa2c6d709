package dev.stayer.core;

import java.util.Optional;
import java.util.regex.Pattern;

/** The number of a task in its run: {@code T1}, its child {@code T1.2}; never reused within a run. */
public record TaskId(String value) implements Comparable<TaskId> {
    private static final Pattern SHAPE = Pattern.compile("T[1-9]\\d*(\\.[1-9]\\d*)*");

    public TaskId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a task id: " + value);
        }
    }

    /** The {@code number}-th task (from 1) at the top level. */
    public static TaskId top(int number) {
        return new TaskId("T" + number);
    }

    /** The {@code number}-th child (from 1) of this task. */
    public TaskId child(int number) {
        return new TaskId(value + "." + number);
    }

    /** The task this one belongs to; empty at the top level. */
    public Optional<TaskId> parent() {
        int dot = value.lastIndexOf('.');
        return dot < 0 ? Optional.empty() : Optional.of(new TaskId(value.substring(0, dot)));
    }

    /** The last number of the id: its place among its siblings, from 1. */
    public int number() {
        return Integer.parseInt(value.substring(Math.max(value.lastIndexOf('.'), 0) + 1));
    }

    /** How many levels below the top level this task lies, 0 at the top. */
    public int depth() {
        return (int) value.chars().filter(c -> c == '.').count();
    }

    /** Natural order: T2 before T10, a parent before its children. */
    @Override
    public int compareTo(TaskId other) {
        String[] mine = value.substring(1).split("\\.");
        String[] theirs = other.value.substring(1).split("\\.");
        for (int i = 0; i < Math.min(mine.length, theirs.length); i++) {
            int order = Integer.compare(Integer.parseInt(mine[i]), Integer.parseInt(theirs[i]));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(mine.length, theirs.length);
    }

    @Override
    public String toString() {
        return value;
    }
}
