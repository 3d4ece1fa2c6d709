package dev.stayer.machine;

import dev.stayer.core.TaskId;
import dev.stayer.core.TaskState;
import dev.stayer.workflow.Budget;
import dev.stayer.workflow.TaskSpec;
import dev.stayer.workflow.TaskWork;
import dev.stayer.workflow.expr.Template;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One task in the tree that the scheduler holds: its row, its part of the file, its place. Belongs to the scheduler's thread. */
final class Node {
    /** What ends a task: itself, its items, its rounds, or the tasks in it. */
    enum Shape {
        LEAF,
        FAN,
        LOOP,
        GROUP
    }

    private final @Nullable Node parent;
    private final TaskSpec spec;
    private final Frame frame;
    private final List<Node> children = new ArrayList<>();
    private final Map<String, Node> tasks = new HashMap<>();
    private final int[] path;
    private TaskRow row;
    private int openBelow;
    private @Nullable GivenUp givenUp;

    Node(@Nullable Node parent, TaskRow row, TaskSpec spec, Frame frame) {
        this.parent = parent;
        this.row = row;
        this.spec = spec;
        this.frame = frame;
        this.path = row.id().path();
        if (parent != null) {
            parent.children.add(this);
            if (row.role() == TaskRole.TASK) {
                parent.tasks.put(spec.id(), this);
            }
        }
        if (!isOver()) {
            countAbove(1);
        }
    }

    TaskId id() {
        return row.id();
    }

    TaskState state() {
        return row.state();
    }

    TaskRow row() {
        return row;
    }

    void row(TaskRow changed) {
        boolean wasOver = isOver();
        row = changed;
        if (wasOver != isOver()) {
            countAbove(wasOver ? 1 : -1);
        }
    }

    private void countAbove(int more) {
        for (Node at = parent; at != null; at = at.parent) {
            at.openBelow += more;
        }
    }

    TaskSpec spec() {
        return spec;
    }

    /** Where the file lets this task write; a part that an agent made has leave for what its whole has. */
    List<Template> granted() {
        Node at = this;
        while (at.row.role() == TaskRole.PART && at.parent != null) {
            at = at.parent;
        }
        return at.spec.writes();
    }

    /** The workflow file this task stands in, with its parameters. */
    Frame frame() {
        return frame;
    }

    @Nullable
    Node parent() {
        return parent;
    }

    List<Node> children() {
        return children;
    }

    /** True if anything in it is open; what was ended from above is over before the last of its commands is. */
    boolean hasOpenChildren() {
        return openBelow > 0;
    }

    /** True once siblings may build on how it ended; a STOPPED task is not over, it only pauses. */
    boolean isOver() {
        return row.state() == TaskState.COMPLETED
                || row.state() == TaskState.FAILED
                || row.state() == TaskState.SKIPPED
                || row.state() == TaskState.CANCELLED;
    }

    /** True once what needs it may begin: it is over, and nothing in it runs any more. */
    boolean isSettled() {
        return isOver() && openBelow == 0;
    }

    /** A failure that the file does not forgive. */
    boolean failsItsParent() {
        boolean forgiven = spec.optional() && row.role() == TaskRole.TASK;
        return (row.state() == TaskState.FAILED && !forgiven) || row.state() == TaskState.CANCELLED;
    }

    Shape shape() {
        if (row.role() == TaskRole.PART) {
            return Shape.LEAF;
        }
        if (row.role() == TaskRole.TASK && spec.forEach() != null) {
            return Shape.FAN;
        }
        if (row.role() != TaskRole.ROUND && spec.repeat() != null) {
            return Shape.LOOP;
        }
        return spec.work() instanceof TaskWork.Group || spec.work() instanceof TaskWork.Uses ? Shape.GROUP : Shape.LEAF;
    }

    /** What the tasks above this one are about, outermost first: their names, with titles where they have one. */
    List<String> goals() {
        List<String> goals = new ArrayList<>();
        for (Node at = parent; at != null; at = at.parent) {
            if (at.row.role() == TaskRole.TASK || at.row.role() == TaskRole.PART) {
                String title = at.row.title();
                String words = at.spec.work() instanceof TaskWork.Prompt prompt
                        ? "\n" + prompt.text().source()
                        : "";
                goals.add(0, at.row.id() + " " + at.row.name() + (title == null ? "" : ": " + title) + words);
            }
        }
        return goals;
    }

    /** What may be spent in this task and in all that it stands in; what an item or a part spends counts for the whole. */
    Map<TaskId, Budget> budgets() {
        Map<TaskId, Budget> budgets = new LinkedHashMap<>();
        for (Node at = this; at != null; at = at.parent) {
            if (at.row.role() == TaskRole.TASK && !at.spec.budget().equals(Budget.NONE)) {
                budgets.put(at.id(), at.spec.budget());
            }
        }
        return budgets;
    }

    /** Why it is not wanted any more. */
    record GivenUp(SkipReason reason, String cause) {}

    /** Notes that its for-each gave up, or its task ended: no new rounds begin, and what it comes to wait for is left out. */
    void giveUp(SkipReason reason, String cause) {
        givenUp = new GivenUp(reason, cause);
    }

    /** Null where it is still wanted. */
    @Nullable
    GivenUp givenUp() {
        return givenUp;
    }

    boolean hasGivenUp() {
        return givenUp != null;
    }

    /** The child task with this id in the file; for a round or group of tasks. */
    @Nullable
    Node child(String specId) {
        return tasks.get(specId);
    }

    /** Natural order of ids: T2 before T10, a parent before its children. */
    static int byId(Node a, Node b) {
        return Arrays.compare(a.path, b.path);
    }
}
