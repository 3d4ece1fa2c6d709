package dev.stayer.report;

import dev.stayer.core.TaskId;
import dev.stayer.machine.TaskRow;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How the answers of a report name tasks, count things and lead to evidence. Immutable. */
final class AnswerWords {
    private final Map<TaskId, TaskRow> tasks = new HashMap<>();

    AnswerWords(RunView view) {
        view.tasks().forEach(task -> tasks.put(task.id(), task));
    }

    static <T> String some(List<T> all, Function<T, String> name) {
        String first = all.stream().limit(3).map(name).map(AnswerWords::plain).collect(Collectors.joining(", "));
        return all.size() > 3 ? first + " and " + (all.size() - 3) + " more" : first;
    }

    @Nullable
    TaskRow row(TaskId id) {
        return tasks.get(id);
    }

    String name(TaskId id) {
        TaskRow row = row(id);
        return row == null ? id.value() : id + " (" + plain(Words.label(row)) + ")";
    }

    static String anchor(TaskId task) {
        return "#" + task.value();
    }

    /** From {@code reports/<run>/} to a path of the workspace. */
    static String link(String path) {
        return "../../" + path;
    }

    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    static String such(int number, String noun) {
        return capital(count(number, noun)) + (number == 1 ? "" : ", such as");
    }

    static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** On one line, without a full stop of its own. */
    static String plain(String text) {
        String line = text.strip().replaceAll("[^\\S\\n]+", " ").replaceAll(":?\\s*\\n\\s*", ": ");
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }
}
