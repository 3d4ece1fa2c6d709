package dev.stayer.tool;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A call with a spool in a folder of the test; stops when told. */
public final class TestCall implements Call {
    private final Path spool;
    private final List<Runnable> onStop = new ArrayList<>();
    private final List<String> shown = new ArrayList<>();
    private boolean stopped;

    public TestCall(Path spool) {
        this.spool = spool;
    }

    @Override
    public RunId run() {
        return new RunId("r-20260101-0001");
    }

    @Override
    public TaskId task() {
        return TaskId.top(1);
    }

    @Override
    public int turn() {
        return 1;
    }

    @Override
    public String key() {
        return spool.getFileName().toString();
    }

    @Override
    public Path spool() {
        return spool;
    }

    @Override
    public synchronized void onStop(Runnable action) {
        if (stopped) {
            action.run();
        }
        onStop.add(action);
    }

    @Override
    public synchronized void show(String line) {
        shown.add(line);
    }

    public synchronized List<String> shown() {
        return List.copyOf(shown);
    }

    public synchronized void stop() {
        stopped = true;
        onStop.forEach(Runnable::run);
    }
}
