package dev.stayer.cli;

import dev.stayer.core.JournalRow;
import dev.stayer.core.TaskId;
import dev.stayer.report.Display;

/** Shows nothing of a run but what a person must know. */
final class Silence implements Display {
    @Override
    public void committed(JournalRow row) {
        // The command that is silent about its run tells the outcome itself.
    }

    @Override
    public void output(TaskId task, String line) {
        // As above.
    }

    @Override
    public void say(String sentence) {
        System.err.println(sentence);
    }

    @Override
    public void close() {
        System.out.flush();
    }
}
