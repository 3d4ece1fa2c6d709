package dev.stayer.machine;

import dev.stayer.core.EventType;
import dev.stayer.core.RequestKind;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What follows from an event, to be committed at once: new and changed tasks, what happened, whom to end, what agents hear. */
public final class Decision {
    private final Map<TaskId, TaskRow> inserted = new LinkedHashMap<>();
    private final Map<TaskId, TaskRow> updated = new LinkedHashMap<>();
    private final List<Happening> events = new ArrayList<>();
    private final Map<TaskId, Ending> stops = new LinkedHashMap<>();
    private final List<Said> said = new ArrayList<>();
    private @Nullable StopReason stopsRun;
    private boolean opensRun;
    private boolean readsFiles;

    /** Something that happened to a task, with a sentence for people. */
    public record Happening(TaskRow task, EventType type, String text) {}

    /** Words for agents: of one task, or all of the run. {@code by} is null where nobody answered in time. */
    public record Said(
            @Nullable TaskId task,
            RequestKind kind,
            String text,
            @Nullable String by) {}

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

    void happened(TaskRow task, EventType type, String text) {
        events.add(new Happening(task, type, text));
    }

    void stop(Ending ending) {
        TaskId task = ending.task();
        if (task != null) {
            stops.put(task, ending);
        }
    }

    void say(Said words) {
        said.add(words);
    }

    void stopRun(StopReason reason) {
        stopsRun = reason;
    }

    void openRun() {
        opensRun = true;
    }

    void readFiles() {
        readsFiles = true;
    }

    /** New tasks; one that is there already is left as it is. */
    public Collection<TaskRow> inserted() {
        return inserted.values();
    }

    /** Tasks as they are from now on. */
    public Collection<TaskRow> updated() {
        return updated.values();
    }

    /** What happened, in order. */
    public List<Happening> events() {
        return events;
    }

    /** What is to end, by task; may be changed until it is written. */
    public Map<TaskId, Ending> stops() {
        return stops;
    }

    /** Words to write down, in order. */
    public List<Said> said() {
        return said;
    }

    /** Why the whole run is to end; null if it is not. */
    public @Nullable StopReason stopsRun() {
        return stopsRun;
    }

    /** True if an ended run has work again. */
    public boolean opensRun() {
        return opensRun;
    }

    /** True if the run's copy of its files is another one now. */
    public boolean readsFiles() {
        return readsFiles;
    }

    /** The tasks that are new or changed. */
    public Set<TaskId> touched() {
        Set<TaskId> all = new LinkedHashSet<>(inserted.keySet());
        all.addAll(updated.keySet());
        return all;
    }

    /** True if there is nothing to write. */
    public boolean isEmpty() {
        return inserted.isEmpty() && updated.isEmpty() && events.isEmpty() && stops.isEmpty() && said.isEmpty();
    }
}
