package dev.stayer.machine;

import dev.stayer.core.TaskId;
import java.nio.file.Path;
import java.util.List;

/** The lanes that all runs of an owner share: how many tasks are in flight at once, and that no two of them write the same. */
public interface Lanes {
    /** True if a task of another run writes where this one wants to. */
    boolean refuses(List<Path> writes);

    /** Takes a lane for a task; false where none is free. */
    boolean take(TaskId task, List<Path> writes);

    /** Gives a lane back; harmless if it was not held. */
    void give(TaskId task);

    /** True if one of the paths is, or lies in, one of the others. */
    static boolean overlap(List<Path> some, List<Path> others) {
        for (Path one : some) {
            for (Path other : others) {
                if (one.startsWith(other) || other.startsWith(one)) {
                    return true;
                }
            }
        }
        return false;
    }
}
