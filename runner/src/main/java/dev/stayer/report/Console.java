package dev.stayer.report;

import dev.stayer.core.JournalRow;
import dev.stayer.core.Screen;
import dev.stayer.core.TaskId;
import dev.stayer.journal.Journal;
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
        if (row.type().equals(Journal.MODEL_TROUBLE) || row.type().equals(Journal.MODEL_WINDOW)) {
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
        if (row.type().equals("task.started")) {
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

    private static String state(String type) {
        return switch (type) {
            case "task.started" -> "RUNNING";
            case "task.completed" -> "COMPLETED";
            case "task.failed" -> "FAILED";
            case "task.skipped" -> "SKIPPED";
            case "task.stopped", "task.interrupted" -> "STOPPED";
            case "task.cancelled" -> "CANCELLED";
            case "task.waits" -> "WAITING_TIME";
            case "task.asks" -> "NEEDS_APPROVAL";
            default -> type.startsWith("request.") ? "REQUEST" : "";
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
