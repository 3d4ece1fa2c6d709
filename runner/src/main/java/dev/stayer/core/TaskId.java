package dev.stayer.core;

import java.util.Arrays;
import java.util.Optional;

/** The number of a task in its run: {@code T1}, its child {@code T1.2}; never reused within a run. */
public record TaskId(String value) implements Comparable<TaskId> {
    public TaskId {
        if (!isId(value)) {
            throw new IllegalArgumentException("not a task id: " + value);
        }
    }

    /** True for {@code T} and numbers from 1 with dots between; by hand, because lists have many thousands of ids. */
    private static boolean isId(String value) {
        boolean first = true;
        for (int i = 1; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '.' && !first) {
                first = true;
            } else if (c >= (first ? '1' : '0') && c <= '9') {
                first = false;
            } else {
                return false;
            }
        }
        return !first && value.charAt(0) == 'T';
    }

    /** The numbers of the id, outermost first; what its natural order compares. */
    public int[] path() {
        int[] path = new int[depth() + 1];
        int at = 0;
        for (int i = 1; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '.') {
                at++;
            } else {
                path[at] = path[at] * 10 + (c - '0');
            }
        }
        return path;
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
        int dots = 0;
        for (int i = 1; i < value.length(); i++) {
            dots += value.charAt(i) == '.' ? 1 : 0;
        }
        return dots;
    }

    /** Natural order: T2 before T10, a parent before its children. */
    @Override
    public int compareTo(TaskId other) {
        return Arrays.compare(path(), other.path());
    }

    @Override
    public String toString() {
        return value;
    }
}
