package dev.stayer.mirror;

import dev.stayer.core.EventType;
import dev.stayer.core.JournalRow;
import dev.stayer.core.RowListener;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps the mirrors of what is being executed fresh, at most once a second a file, on a thread of its own that never holds
 * up the work. Thread-safe.
 */
public final class MirrorWriter implements RowListener, AutoCloseable {
    /** A run's page costs the more the larger the run is; it may take at most this share of one core. */
    private static final long REST_FACTOR = 20;
    /** A person may write into the notes of a run whose tasks say nothing for hours. */
    private static final long LOOK_SECONDS = 5;

    private final Mirrors mirrors;
    private final Consumer<Path> movedAside;
    private final Consumer<String> trouble;
    private final Set<TaskKey> tasks = new HashSet<>();
    private final Set<RunId> runs = new HashSet<>();
    /** To be rendered whole: after a crash, or because their words have changed, which stand in every page. */
    private final Set<RunId> whole = new HashSet<>();

    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("mirror").daemon(true).factory());
    /** Open runs, with when their notes had been written when we read them last. */
    private final Map<RunId, Optional<FileTime>> watched = new ConcurrentHashMap<>();

    private Runnable repaired = () -> {};
    private boolean takeOver;
    private boolean scheduled;
    private long pauseMillis = 1_000;

    private record TaskKey(RunId run, TaskId task) {}

    /**
     * @param movedAside hears where a person's edited version lies now
     * @param trouble hears why a mirror could not be written; the work goes on without it
     */
    public MirrorWriter(Mirrors mirrors, Consumer<Path> movedAside, Consumer<String> trouble) {
        this.mirrors = mirrors;
        this.movedAside = movedAside;
        this.trouble = trouble;
        // What is scheduled need not wait for its second at the end: closing writes it.
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Renders runs whole, because a crash came between a commit and its mirrors.
     *
     * @param then is told once, when all of them are written
     */
    public void repair(List<RunId> interrupted, Runnable then) {
        synchronized (tasks) {
            whole.addAll(interrupted);
            repaired = then;
        }
        thread.execute(this::flush);
    }

    /** From now on people's words in notes are taken over: first those of all runs, then those of the open ones as they come. */
    public void takeOverNotes() {
        synchronized (tasks) {
            takeOver = true;
        }
        thread.execute(this::flush);
        var unused = thread.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        watched.forEach((run, time) -> {
            if (!mirrors.notesTime(run).equals(time)) {
                due(run);
            }
        });
    }

    private void render(RunId run) {
        // Before it is read: what is written later shows by a later time.
        Optional<FileTime> time = mirrors.notesTime(run);
        mirrors.run(run).ifPresent(movedAside);
        if (mirrors.isOpen(run)) {
            watched.put(run, time);
        } else {
            watched.remove(run);
        }
    }

    @Override
    public void committed(JournalRow row) {
        RunId run = row.run();
        if (run == null) {
            return;
        }
        synchronized (tasks) {
            if (row.type() == EventType.REQUEST_UPDATE) {
                whole.add(run);
            }
            TaskId task = row.task();
            if (task != null) {
                tasks.add(new TaskKey(run, task));
                // An agent's own page shows its sub-tasks.
                task.parent().ifPresent(parent -> tasks.add(new TaskKey(run, parent)));
            }
            due(run);
        }
    }

    @Override
    public void touched(RunId run, Collection<TaskId> changed) {
        synchronized (tasks) {
            changed.forEach(task -> tasks.add(new TaskKey(run, task)));
            due(run);
        }
    }

    private void due(RunId run) {
        synchronized (tasks) {
            runs.add(run);
            if (!scheduled && !thread.isShutdown()) {
                scheduled = true;
                var unused = thread.schedule(this::flush, pauseMillis, TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Writes everything that is due now. */
    public void flush() {
        Set<TaskKey> dueTasks;
        Set<RunId> dueRuns;
        Set<RunId> dueWhole;
        boolean dueNotes;
        synchronized (tasks) {
            dueNotes = takeOver;
            takeOver = false;
            scheduled = false;
            dueTasks = new HashSet<>(tasks);
            dueRuns = new HashSet<>(runs);
            dueWhole = new HashSet<>(whole);
            tasks.clear();
            runs.clear();
            whole.clear();
        }
        dueWhole.forEach(mirrors::forget);
        dueTasks.forEach(key -> write(() -> mirrors.task(key.run(), key.task()).ifPresent(movedAside), tasks, key));
        long begin = System.nanoTime();
        if (dueNotes) {
            tell(mirrors::takeOverNotes);
        }
        dueRuns.forEach(run -> write(() -> render(run), runs, run));
        dueWhole.forEach(run -> write(() -> mirrors.all(run).forEach(movedAside), whole, run));
        long cost = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        Runnable done = () -> {};
        synchronized (tasks) {
            pauseMillis = Math.max(1_000, cost * REST_FACTOR);
            if (whole.isEmpty()) {
                done = repaired;
                repaired = () -> {};
            }
        }
        // If it fails, the next owner repairs once more what is right already.
        tell(done);
    }

    private void tell(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            trouble.accept(String.valueOf(e.getMessage()));
        }
    }

    /** What could not be written stays due. */
    private <T> void write(Runnable page, Set<T> due, T key) {
        try {
            page.run();
        } catch (RuntimeException e) {
            trouble.accept(String.valueOf(e.getMessage()));
            synchronized (tasks) {
                due.add(key);
            }
        }
    }

    /** Writes what is left and ends the thread. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(20, TimeUnit.SECONDS)) {
                trouble.accept("the mirrors could not be written in time; stayer mirror writes them");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        flush();
    }
}
