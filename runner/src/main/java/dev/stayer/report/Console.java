package dev.stayer.report;

import dev.stayer.core.EventType;
import dev.stayer.core.JournalRow;
import dev.stayer.core.Screen;
import dev.stayer.core.TaskId;
import java.io.PrintStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Shows what happens in a run as plain lines, one an event, while it is executed. Thread-safe. */
public final class Console implements Display {
    private final PrintStream out;
    private final boolean colour;
    private final Map<TaskId, String> names = new HashMap<>();
    private final Map<TaskId, Instant> started = new HashMap<>();
    private int ended;

    /** @param out where lines go; nothing else of the program may write there meanwhile */
    public Console(PrintStream out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    @Override
    public synchronized void committed(JournalRow row) {
        TaskId task = row.task();
        if (task == null) {
            out.println(
                    Words.time(row.time(), Instant.now()) + "  " + row.run() + " " + StatusText.visible(row.text()));
            return;
        }
        if (row.type() == EventType.MODEL_TROUBLE || row.type() == EventType.MODEL_WINDOW) {
            out.println(Words.time(row.time(), Instant.now()) + "  … " + task + "  " + StatusText.visible(row.text()));
            return;
        }
        String state = state(row.type());
        if (state.isEmpty()) {
            return;
        }
        String known = row.data().path("name").asString("");
        if (!known.isEmpty()) {
            names.put(task, known);
        }
        String length = "";
        if (row.type() == EventType.TASK_STARTED) {
            started.put(task, row.time());
        } else {
            Instant from = started.remove(task);
            if (from != null) {
                length = "  " + Words.length(java.time.Duration.between(from, row.time()));
            }
            ended++;
        }
        String name = names.getOrDefault(task, "");
        String mark = Words.mark(state);
        String number = Words.colour(state);
        out.println(Words.time(row.time(), Instant.now()) + "  "
                + (colour && number != null ? Screen.code(number, 'm') + mark + Screen.code("0", 'm') : mark) + " "
                + task
                + (name.isEmpty() ? "" : " " + StatusText.visible(name)) + "  " + StatusText.visible(row.text())
                + length);
    }

    private static String state(EventType type) {
        return switch (type) {
            case TASK_STARTED -> "RUNNING";
            case TASK_COMPLETED -> "COMPLETED";
            case TASK_FAILED -> "FAILED";
            case TASK_SKIPPED -> "SKIPPED";
            case TASK_STOPPED, TASK_INTERRUPTED -> "STOPPED";
            case TASK_CANCELLED -> "CANCELLED";
            case TASK_WAITS -> "WAITING_TIME";
            case TASK_ASKS -> "NEEDS_APPROVAL";
            default -> type.isRequest() ? "REQUEST" : "";
        };
    }

    @Override
    public void say(String sentence) {
        System.err.println(sentence);
    }

    /** Plain lines would drown in it, and the log has it all: not shown. */
    @Override
    public void output(TaskId task, String line) {
        // Shown by the live tree only.
    }

    /** How many tasks have ended while this was watching. */
    public synchronized int ended() {
        return ended;
    }

    @Override
    public void close() {
        out.flush();
    }
}
