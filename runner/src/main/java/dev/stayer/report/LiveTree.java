package dev.stayer.report;

import dev.stayer.core.EventType;
import dev.stayer.core.JournalRow;
import dev.stayer.core.RunId;
import dev.stayer.core.Screen;
import dev.stayer.core.TaskId;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The task tree drawn on a terminal and drawn over as it changes: state, elapsed, n of m, the last line each command printed. */
public final class LiveTree implements Display {
    /** Drawing may take this part of one processor: a frame that took 1 ms is followed by a rest of 40. */
    private static final int REST = 40;

    private static final long TICK_MILLIS = 1000;
    private static final long TICK_LATER_MILLIS = 5000;
    private static final Duration LATER = Duration.ofMinutes(10);

    private final PrintStream out;
    private final boolean colour;
    private final Function<RunId, Optional<RunView>> rows;
    private final Supplier<Size> size;
    private final Thread painter;
    private final Map<TaskId, String> lines = new HashMap<>();
    private @Nullable RunId run;
    private @Nullable RunView view;
    private boolean rowsChanged;
    private boolean linesChanged;
    private boolean closed;
    private List<String> drawn = List.of();

    /** A terminal's size in characters. */
    public record Size(int rows, int columns) {}

    /**
     * @param out the terminal; nothing else may write there meanwhile
     * @param rows reads a run as it is now
     */
    public LiveTree(PrintStream out, boolean colour, Function<RunId, Optional<RunView>> rows, Supplier<Size> size) {
        this.out = out;
        this.colour = colour;
        this.rows = rows;
        this.size = size;
        this.painter = Thread.ofPlatform().name("display").daemon(true).start(this::paint);
    }

    @Override
    public synchronized void committed(JournalRow row) {
        if (row.run() != null) {
            run = row.run();
        }
        TaskId task = row.task();
        if (task != null && row.type() != EventType.TASK_STARTED) {
            lines.remove(task);
        }
        rowsChanged = true;
        notifyAll();
    }

    @Override
    public synchronized void output(TaskId task, String line) {
        if (!line.isBlank()) {
            lines.put(task, line.strip());
            linesChanged = true;
            notifyAll();
        }
    }

    @Override
    public void say(String sentence) {
        synchronized (this) {
            String up = drawn.isEmpty() ? "" : back(drawn.size());
            out.print(up + sentence + "\r\n");
            out.flush();
            drawn = List.of();
            linesChanged = true;
            notifyAll();
        }
    }

    private void paint() {
        try {
            // The first frame costs many times what others do; it is no measure for the rest after it.
            long before = 0;
            while (true) {
                boolean fresh;
                synchronized (this) {
                    if (!rowsChanged && !linesChanged && !closed) {
                        wait(tick());
                    }
                    if (closed) {
                        return;
                    }
                    fresh = rowsChanged;
                    rowsChanged = false;
                    linesChanged = false;
                }
                long began = System.nanoTime();
                frame(fresh);
                long cost = System.nanoTime() - began;
                long rest = Math.clamp(Math.min(cost, before) * REST / 1_000_000, 100, 10_000);
                before = cost;
                synchronized (this) {
                    long until = System.nanoTime() + rest * 1_000_000;
                    for (long left = rest; left > 0 && !closed; left = (until - System.nanoTime()) / 1_000_000) {
                        wait(left);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long tick() {
        Instant started = view == null ? null : view.run().started();
        boolean late = started != null && started.plus(LATER).isBefore(Instant.now());
        return late ? TICK_LATER_MILLIS : TICK_MILLIS;
    }

    private void frame(boolean fresh) {
        RunId id;
        synchronized (this) {
            id = run;
        }
        if (id == null) {
            return;
        }
        if (fresh || view == null) {
            view = rows.apply(id).orElse(view);
        }
        RunView shown = view;
        if (shown != null) {
            draw(compose(shown));
        }
    }

    private List<String> compose(RunView shown) {
        Size screen = size.get();
        Map<TaskId, String> newest;
        synchronized (this) {
            newest = Map.copyOf(lines);
        }
        StatusText text = new StatusText(shown, Instant.now(), colour, false);
        List<String> frame = new ArrayList<>(text.heading().lines().toList());
        int room = Math.max(3, screen.rows() - frame.size() - 2);
        List<String> tree = text.tree(newest::get).lines().toList();
        frame.addAll(tree.size() <= room ? tree : text.busiest(newest::get, room));
        return frame.stream().map(line -> cut(line, screen.columns())).toList();
    }

    private synchronized void draw(List<String> frame) {
        if (closed || frame.equals(drawn)) {
            return;
        }
        StringBuilder bytes = new StringBuilder();
        if (!drawn.isEmpty()) {
            bytes.append(back(drawn.size()));
        }
        frame.forEach(line -> bytes.append(line).append("\r\n"));
        out.print(bytes);
        out.flush();
        drawn = frame;
    }

    /** To the beginning of the first line drawn, with nothing below. */
    private static String back(int lines) {
        return Screen.code(String.valueOf(lines), 'F') + Screen.code("", 'J');
    }

    /** A line that wrapped would make the next frame start in the wrong place; colours take no room. */
    static String cut(String line, int columns) {
        int width = 0;
        boolean coloured = false;
        for (int i = 0; i < line.length(); ) {
            int c = line.codePointAt(i);
            if (c == 0x1b) {
                i = line.indexOf('m', i) + 1;
                coloured = true;
                continue;
            }
            width += wide(c) ? 2 : 1;
            if (width >= columns) {
                return line.substring(0, i) + "…" + (coloured ? Screen.code("0", 'm') : "");
            }
            i += Character.charCount(c);
        }
        return line;
    }

    private static boolean wide(int c) {
        return c >= 0x1100
                && (c <= 0x115f
                        || c >= 0x2e80 && c <= 0xa4cf
                        || c >= 0xac00 && c <= 0xd7a3
                        || c >= 0xf900 && c <= 0xfaff
                        || c >= 0xfe30 && c <= 0xfe6f
                        || c >= 0xff00 && c <= 0xff60
                        || c >= 0x1f300);
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            notifyAll();
        }
        frame(true);
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        painter.interrupt();
    }
}
