package dev.stayer.machine;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.workflow.TaskSpec;
import dev.stayer.workflow.TaskWork;
import dev.stayer.workflow.Workflow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The task tree of one run in memory, built from rows; what it says is always a copy of them. Belongs to one thread. */
final class Tree {
    private final RunId run;
    private final Frame frame;
    private final List<Node> top = new ArrayList<>();
    private final Map<String, Node> topBySpec = new LinkedHashMap<>();
    private final Map<TaskId, Node> nodes = new HashMap<>();
    private final Map<List<TaskSpec>, Map<String, TaskSpec>> specsById = new IdentityHashMap<>();
    private final Map<Node, Map<String, List<Node>>> dependents = new HashMap<>();
    private final Map<String, List<Node>> topDependents = new HashMap<>();
    private final Function<Node, Map<String, JsonNode>> paramsOfUses;

    /** @param paramsOfUses what a task that {@code uses} a file gives it, evaluated where it stands */
    Tree(
            RunId run,
            Workflow workflow,
            Map<String, JsonNode> params,
            Function<Node, Map<String, JsonNode>> paramsOfUses) {
        this.run = run;
        this.frame = new Frame(workflow, params, null);
        this.paramsOfUses = paramsOfUses;
    }

    /** Adds the rows of a whole run, parents before children. */
    void addAll(Collection<TaskRow> rows) {
        Map<TaskId, TaskRow> sorted = new TreeMap<>();
        rows.forEach(row -> sorted.put(row.id(), row));
        sorted.values().forEach(this::add);
    }

    /** Adds one task; its parent must be there. A row whose task is no longer in the file is left out. */
    @Nullable
    Node add(TaskRow row) {
        Node parent = row.parent() == null ? null : nodes.get(row.parent());
        if (row.parent() != null && parent == null) {
            return null;
        }
        TaskSpec spec = specOf(row, parent);
        if (spec == null) {
            return null;
        }
        Node node = new Node(parent, row, spec, frameOf(parent, row));
        nodes.put(row.id(), node);
        if (parent == null) {
            top.add(node);
            topBySpec.put(spec.id(), node);
        }
        if (row.role() == TaskRole.TASK) {
            for (String need : spec.needs()) {
                dependentsIn(parent)
                        .computeIfAbsent(need, name -> new ArrayList<>())
                        .add(node);
            }
        }
        return node;
    }

    private @Nullable TaskSpec specOf(TaskRow row, @Nullable Node parent) {
        if (parent == null) {
            return find(frame.workflow().tasks(), row.spec());
        }
        if (row.role() == TaskRole.PART) {
            return PartRules.spec(parent.spec(), row);
        }
        if (row.role() != TaskRole.TASK) {
            return parent.spec();
        }
        String id = row.spec().substring(row.spec().lastIndexOf('/') + 1);
        return find(inner(parent.spec()), id);
    }

    private @Nullable TaskSpec find(List<TaskSpec> specs, String id) {
        return specsById
                .computeIfAbsent(specs, list -> {
                    Map<String, TaskSpec> byId = new HashMap<>();
                    list.forEach(spec -> byId.put(spec.id(), spec));
                    return byId;
                })
                .get(id);
    }

    /** The tasks in a group or in the file it uses; none for other kinds. */
    static List<TaskSpec> inner(TaskSpec spec) {
        return switch (spec.work()) {
            case TaskWork.Group group -> group.tasks();
            case TaskWork.Uses uses -> uses.workflow().tasks();
            default -> List.of();
        };
    }

    private Frame frameOf(@Nullable Node parent, TaskRow row) {
        if (parent == null) {
            return frame;
        }
        boolean entersFile = row.role() == TaskRole.TASK
                && parent.shape() == Node.Shape.GROUP
                && parent.spec().work() instanceof TaskWork.Uses;
        if (!entersFile) {
            return parent.frame();
        }
        if (!parent.children().isEmpty()) {
            return parent.children().get(0).frame();
        }
        TaskWork.Uses uses = (TaskWork.Uses) parent.spec().work();
        return new Frame(uses.workflow(), paramsOfUses.apply(parent), parent);
    }

    RunId run() {
        return run;
    }

    Workflow workflow() {
        return frame.workflow();
    }

    Frame frame() {
        return frame;
    }

    List<Node> top() {
        return top;
    }

    Collection<Node> all() {
        return nodes.values();
    }

    @Nullable
    Node find(TaskId id) {
        return nodes.get(id);
    }

    /** The task with this id in the file among the tasks beside {@code node}, one level of the file. */
    @Nullable
    Node sibling(@Nullable Node parent, String specId) {
        return parent == null ? topBySpec.get(specId) : parent.child(specId);
    }

    /** The tasks beside {@code node} that need it. */
    List<Node> dependentsOf(Node node) {
        if (node.row().role() != TaskRole.TASK) {
            return List.of();
        }
        return dependentsIn(node.parent()).getOrDefault(node.spec().id(), List.of());
    }

    /** The tasks beside {@code node} that it needs. */
    List<Node> needsOf(Node node) {
        if (node.row().role() != TaskRole.TASK) {
            return List.of();
        }
        List<Node> needs = new ArrayList<>(node.spec().needs().size());
        for (String need : node.spec().needs()) {
            Node found = sibling(node.parent(), need);
            if (found != null) {
                needs.add(found);
            }
        }
        return needs;
    }

    private Map<String, List<Node>> dependentsIn(@Nullable Node parent) {
        return parent == null ? topDependents : dependents.computeIfAbsent(parent, p -> new HashMap<>());
    }
}
