package dev.stayer.batch;

import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import dev.stayer.journal.Endings;
import dev.stayer.journal.Instructions;
import dev.stayer.journal.Journal;
import dev.stayer.journal.TaskRow;
import dev.stayer.journal.Tasks;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** What one look at the tree decided, to be committed at once: new tasks, changed tasks, events, and whom to stop. */
final class Changes {
    private final Map<TaskId, TaskRow> inserted = new LinkedHashMap<>();
    private final Map<TaskId, TaskRow> updated = new LinkedHashMap<>();
    private final List<Event> events = new ArrayList<>();
    private final Map<TaskId, StopReason> toStop = new HashMap<>();
    private final Map<TaskId, String> answers = new LinkedHashMap<>();

    private record Event(TaskId task, String type, String text, ObjectNode data) {}

    void insert(TaskRow row) {
        inserted.put(row.id(), row);
    }

    void update(TaskRow row) {
        if (inserted.containsKey(row.id())) {
            inserted.put(row.id(), row);
        } else {
            updated.put(row.id(), row);
        }
    }

    void event(Node node, String type, String text) {
        ObjectNode data = Json.object().put("name", node.row().name());
        events.add(new Event(node.id(), type, text, data));
    }

    void stop(TaskId task, StopReason reason) {
        toStop.put(task, reason);
    }

    /** Notes what an agent that asked is to hear, since nobody has answered it. */
    void answer(TaskId task, String text) {
        answers.put(task, text);
    }

    /** What is to end; may be changed until it is written. */
    Map<TaskId, StopReason> toStop() {
        return toStop;
    }

    /** The tasks that are new or changed. */
    Set<TaskId> touched() {
        Set<TaskId> all = new LinkedHashSet<>(inserted.keySet());
        all.addAll(updated.keySet());
        return all;
    }

    boolean isEmpty() {
        return inserted.isEmpty() && updated.isEmpty() && events.isEmpty() && toStop.isEmpty();
    }

    void write(Tx tx, RunId run, Journal journal, Instant now) {
        toStop.forEach((task, reason) -> Endings.ask(tx, Endings.Ending.ofTask(run, task, reason), now));
        if (!inserted.isEmpty()) {
            Tasks.insert(tx, List.copyOf(inserted.values()));
        }
        if (!updated.isEmpty()) {
            Tasks.update(tx, List.copyOf(updated.values()));
            journal.touched(tx, run, updated.values());
        }
        answers.forEach(
                (task, text) -> Instructions.add(tx, run, task, Instructions.ANSWER, text, Instructions.NOBODY, now));
        for (Event event : events) {
            journal.append(tx, run, event.task(), 0, event.type(), event.text(), event.data());
        }
    }
}
