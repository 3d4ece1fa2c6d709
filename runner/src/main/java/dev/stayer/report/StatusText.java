package dev.stayer.report;

import dev.stayer.core.Inert;
import dev.stayer.core.Screen;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskState;
import dev.stayer.core.Texts;
import dev.stayer.journal.Spending;
import dev.stayer.machine.TaskRole;
import dev.stayer.machine.TaskRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What {@code status} and {@code tasks} print for people. */
public final class StatusText {
    /** A for-each longer than this is shown by counts and by what needs attention. */
    private static final int MAX_CHILDREN = 20;

    private final RunView view;
    private final Instant now;
    private final boolean colour;
    private final boolean all;

    /** @param all true to list every task however many there are */
    public StatusText(RunView view, Instant now, boolean colour, boolean all) {
        this.view = view;
        this.now = now;
        this.colour = colour;
        this.all = all;
    }

    /** Heading, tree and what to do next. */
    public String render() {
        StringBuilder text = new StringBuilder();
        text.append(heading()).append("\n\n").append(tree());
        String next = advice();
        if (!next.isEmpty()) {
            text.append('\n').append(next);
        }
        return text.toString();
    }

    /** The run in one or two lines. */
    public String heading() {
        String status = view.status();
        StringBuilder text = new StringBuilder();
        text.append(view.run().id());
        if (view.run().name() != null) {
            text.append(" (").append(view.run().name()).append(')');
        }
        text.append("  ").append(view.run().workflow()).append("  ").append(paint(status, view.words()));
        Instant started = view.run().started();
        if (started != null) {
            Instant ended = view.run().ended() == null ? now : view.run().ended();
            String length = Words.length(Duration.between(started, ended));
            text.append(view.run().isOpen() ? ", started " + length + " ago" : " after " + length);
        }
        text.append("  ").append(progress());
        if (view.run().execution() > 1) {
            text.append(", execution ").append(view.run().execution());
        }
        if (view.spent().calls() > 0) {
            text.append('\n').append(spent(view.spent()));
        }
        RunView.OwnerView owner = view.owner();
        if (owner != null) {
            text.append("\nexecuted by process ")
                    .append(owner.pid())
                    .append(" on ")
                    .append(owner.host());
        }
        view.editedMirrors()
                .forEach(path -> text.append("\na mirror was edited by hand; that text is kept in ")
                        .append(visible(path)));
        view.smallWindows().forEach(sentence -> text.append('\n').append(visible(sentence)));
        view.clockChanges().forEach(sentence -> text.append('\n').append(visible(sentence)));
        if ("none".equals(view.run().sandbox())) {
            text.append("\nthe sandbox is switched off for this run");
        }
        return text.toString();
    }

    /** What models cost, in one line. */
    static String spent(Spending.Sum spent) {
        return spent.calls()
                + (spent.calls() == 1 ? " question to models, " : " questions to models, ")
                + Words.amount(spent.input() + spent.written() + spent.cached())
                + " tokens in ("
                + Words.amount(spent.cached())
                + " cached), "
                + Words.amount(spent.output())
                + " out"
                + (spent.usd() == null ? "" : String.format(java.util.Locale.ROOT, ", %.2f USD", spent.usd()));
    }

    private String progress() {
        Map<TaskState, Integer> counts = view.counts();
        int total = counts.values().stream().mapToInt(Integer::intValue).sum();
        int done = counts.getOrDefault(TaskState.COMPLETED, 0);
        StringBuilder text = new StringBuilder(done + " of " + total + " tasks done");
        counts.forEach((state, count) -> {
            if (state != TaskState.COMPLETED && state != TaskState.PENDING && state != TaskState.READY) {
                text.append(", ").append(count).append(' ').append(Words.state(state.name()));
            }
        });
        return text.toString();
    }

    /** One line a task, children indented. */
    public String tree() {
        return tree(task -> null);
    }

    /** The same with a line below each running task: what {@code newest} gives for it, unless null. */
    public String tree(Function<TaskId, @Nullable String> newest) {
        Map<TaskId, List<TaskRow>> children = new HashMap<>();
        List<TaskRow> top = new ArrayList<>();
        for (TaskRow task : view.tasks()) {
            if (task.parent() == null) {
                top.add(task);
            } else {
                children.computeIfAbsent(task.parent(), id -> new ArrayList<>()).add(task);
            }
        }
        StringBuilder text = new StringBuilder();
        top.forEach(task -> append(text, task, children, 0, newest));
        return text.toString();
    }

    /** At most {@code room} lines: what runs and what needs attention, where the whole tree has no room. */
    public List<String> busiest(Function<TaskId, @Nullable String> newest, int room) {
        List<String> lines = new ArrayList<>();
        for (TaskRow task : view.tasks()) {
            boolean busy = task.state() == TaskState.RUNNING || task.state().isWaiting();
            if (!view.isGroup(task) && (busy || task.state().needsPerson() || task.state() == TaskState.FAILED)) {
                if (lines.size() >= room - 1) {
                    lines.add("… and more (stayer status " + view.run().id() + ")");
                    break;
                }
                lines.add(line(task, List.of(), 0));
                String below = task.state() == TaskState.RUNNING ? newest.apply(task.id()) : null;
                if (below != null && lines.size() < room - 1) {
                    lines.add(below(below, 0));
                }
            }
        }
        return lines;
    }

    private String below(String line, int depth) {
        return "  ".repeat(depth + 1) + (colour ? Screen.code("2", 'm') : "") + "│ " + visible(line)
                + (colour ? Screen.code("0", 'm') : "");
    }

    private void append(
            StringBuilder text,
            TaskRow task,
            Map<TaskId, List<TaskRow>> children,
            int depth,
            Function<TaskId, @Nullable String> newest) {
        List<TaskRow> inside = children.getOrDefault(task.id(), List.of());
        text.append(line(task, inside, depth)).append('\n');
        String below = task.state() == TaskState.RUNNING && inside.isEmpty() ? newest.apply(task.id()) : null;
        if (below != null) {
            text.append(below(below, depth)).append('\n');
        }
        if (all || inside.size() <= MAX_CHILDREN) {
            inside.forEach(child -> append(text, child, children, depth + 1, newest));
            return;
        }
        Set<TaskId> wanted = new HashSet<>();
        view.attention().forEach(one -> {
            for (TaskId at = one.id(); at != null; at = at.parent().orElse(null)) {
                wanted.add(at);
            }
        });
        int left = 0;
        for (TaskRow child : inside) {
            if (wanted.contains(child.id()) || child.state() == TaskState.RUNNING) {
                append(text, child, children, depth + 1, newest);
            } else {
                left++;
            }
        }
        text.append("  ".repeat(depth + 1))
                .append("  … and ")
                .append(left)
                .append(" more (stayer tasks ")
                .append(view.run().id())
                .append(")\n");
    }

    private String line(TaskRow task, List<TaskRow> inside, int depth) {
        String state = view.stateOf(task);
        StringBuilder line = new StringBuilder();
        line.append("  ".repeat(depth)).append(paint(state, Words.mark(state))).append(' ');
        line.append(task.id()).append(' ').append(visible(task.name()));
        if (task.title() != null) {
            line.append(" — ").append(visible(task.title()));
        }
        if (!inside.isEmpty() && inside.get(0).role() == TaskRole.ITEM) {
            line.append("  ").append(progress(inside));
        }
        String elapsed = Words.elapsed(task, now);
        line.append("  ").append(paint(state, view.words(task)));
        if (!elapsed.isEmpty() && task.state() != TaskState.PENDING) {
            line.append("  ").append(elapsed);
        }
        if (task.tries() > 1) {
            line.append("  try ").append(task.tries());
        }
        String because = view.because(task);
        if (!because.isEmpty()) {
            line.append("  ").append(visible(because));
        }
        return line.toString();
    }

    private static String progress(List<TaskRow> inside) {
        long done = inside.stream()
                .filter(child -> child.state() == TaskState.COMPLETED || child.state() == TaskState.SKIPPED)
                .count();
        long failed = inside.stream()
                .filter(child -> child.state() == TaskState.FAILED)
                .count();
        return done + " of " + inside.size() + (failed == 0 ? "" : ", " + failed + " failed");
    }

    /** What a person may do now; empty where there is nothing. */
    public String advice() {
        StringBuilder text = new StringBuilder();
        String run = view.run().id().value();
        List<TaskRow> attention = view.attention();
        attention.stream()
                .filter(task -> task.state().needsPerson())
                .limit(10)
                .forEach(task -> text.append(task.id())
                        .append(' ')
                        .append(visible(task.name()))
                        .append(": ")
                        .append(visible(view.because(task)))
                        .append("\n  → ")
                        .append(view.isExpired(task) ? "stayer resume " + run : RunView.next(run, task))
                        .append(
                                task.state() == TaskState.NEEDS_APPROVAL && !view.isExpired(task)
                                        ? "   or   stayer reject " + run + " " + task.id()
                                        : "")
                        .append('\n'));
        String next = view.next();
        if (text.isEmpty() && !next.isEmpty()) {
            text.append("→ ").append(next).append('\n');
        }
        return text.toString();
    }

    private String paint(String state, String word) {
        @Nullable String number = Words.colour(state);
        return colour && number != null ? Screen.code(number, 'm') + word + Screen.code("0", 'm') : word;
    }

    /** A line for a terminal: what would steer it is shown, not sent. */
    public static String printable(String line) {
        return visible(line);
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return text.length() <= 400;
    }

    /** Names and messages come from files and commands: what would steer a terminal is shown, not sent. */
    static String visible(String text) {
        if (isPlain(text)) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n' || c == '\t') {
                clean.append(' ');
            } else if (Inert.isHidden(c)) {
                clean.append(Inert.shown(c));
            } else {
                clean.appendCodePoint(c);
            }
        });
        return Texts.shorten(clean.toString(), 400);
    }
}
