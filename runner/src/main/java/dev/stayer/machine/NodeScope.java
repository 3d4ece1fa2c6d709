package dev.stayer.machine;

import dev.stayer.core.Json;
import dev.stayer.core.TaskState;
import dev.stayer.workflow.expr.Scope;
import dev.stayer.workflow.expr.Template;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the expressions of one task see: the tasks beside it and outside of it, its item and round, its file's parameters. */
final class NodeScope implements Scope {
    private final Tree tree;
    private final @Nullable Node node;
    private final boolean inside;
    private final Frame frame;
    private final RunFacts facts;

    private NodeScope(Tree tree, @Nullable Node node, boolean inside, Frame frame, RunFacts facts) {
        this.tree = tree;
        this.node = node;
        this.inside = inside;
        this.frame = frame;
        this.facts = facts;
    }

    /** What stands at a task itself: {@code if}, {@code env}, {@code run}. */
    static NodeScope at(Tree tree, Node node, RunFacts facts) {
        return new NodeScope(tree, node, false, node.frame(), facts);
    }

    /** What is said about the tasks in it: {@code until}, {@code outputs} of a group. */
    static NodeScope in(Tree tree, Node node, RunFacts facts) {
        Frame inner = node.children().isEmpty()
                ? node.frame()
                : node.children().get(0).frame();
        return new NodeScope(tree, node, true, inner, facts);
    }

    /** The {@code outputs} of the run. */
    static NodeScope ofRun(Tree tree, RunFacts facts) {
        return new NodeScope(tree, null, true, tree.frame(), facts);
    }

    @Override
    public JsonNode context(String name) {
        return switch (name) {
            case "params" -> object(frame.params());
            case "secrets" -> secrets();
            case "env" -> environment();
            case "item" -> fromItem(TaskRow::item);
            case "index" -> fromItem(row -> Json.NODES.numberNode(row.place().itemIndex()));
            case "round" -> round();
            case "previous" -> previous();
            case "run" -> Json.object().put("id", tree.run().value());
            default -> Json.NODES.nullNode();
        };
    }

    @Override
    public JsonNode task(String id) {
        Node found = lookup(id);
        return found == null ? Json.NODES.nullNode() : describe(found);
    }

    /** Looks beside the task first, then beside what it stands in, up to the file's own top level. */
    private @Nullable Node lookup(String id) {
        if (node == null) {
            return tree.sibling(null, id);
        }
        if (inside) {
            Node found = node.child(id);
            if (found != null && found.row().role() == TaskRole.TASK) {
                return found;
            }
            if (node.row().role() == TaskRole.ROUND && node.spec().id().equals(id)) {
                return node;
            }
        }
        for (Node at = node; at != null; at = at.parent()) {
            if (at.row().role() == TaskRole.TASK && at.frame() == frame) {
                Node found = tree.sibling(at.parent(), id);
                if (found != null) {
                    return found;
                }
            }
            if (at.frame() != frame && !(inside && at == node)) {
                return null;
            }
        }
        return null;
    }

    static ObjectNode describe(Node found) {
        ObjectNode view = Json.object();
        view.put("status", found.state().name());
        view.set("outputs", isEmptyFan(found) ? new NoItems() : found.row().outputs());
        view.put("count", found.children().size());
        Map<String, Integer> counts = new TreeMap<>();
        found.children().forEach(child -> counts.merge(child.state().name(), 1, Integer::sum));
        ObjectNode byState = view.putObject("counts");
        counts.forEach(byState::put);
        return view;
    }

    private static boolean isEmptyFan(Node found) {
        return found.shape() == Node.Shape.FAN
                && found.state() == TaskState.COMPLETED
                && found.children().isEmpty();
    }

    /** The outputs of a fan-out without items: whatever its items would have handed over is a list of none. */
    private static final class NoItems extends ObjectNode {
        private static final long serialVersionUID = 1L;

        NoItems() {
            super(Json.NODES);
        }

        @Override
        public JsonNode get(String name) {
            return Json.NODES.arrayNode();
        }
    }

    @Override
    public boolean success() {
        return node == null || tree.needsOf(node).stream().allMatch(need -> need.state() == TaskState.COMPLETED);
    }

    @Override
    public boolean failure() {
        return node != null && hasFailedNeed(node);
    }

    private boolean hasFailedNeed(Node of) {
        for (Node need : tree.needsOf(of)) {
            if (need.state() == TaskState.FAILED || hasFailedNeed(need)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean cancelled() {
        return node != null && tree.needsOf(node).stream().anyMatch(need -> need.state() == TaskState.CANCELLED);
    }

    /** The variables the file sets, outer before inner; a value may use what stands further out. */
    Map<String, String> variables() {
        Map<String, String> values = new java.util.LinkedHashMap<>();
        frame.workflow().env().forEach((name, template) -> values.put(name, template.text(this)));
        addTaskVariables(node, values);
        return values;
    }

    private void addTaskVariables(@Nullable Node at, Map<String, String> values) {
        if (at == null || at.frame() != frame) {
            return;
        }
        addTaskVariables(at.parent(), values);
        boolean sameTask = at.parent() != null && at.parent().spec() == at.spec();
        if (!sameTask) {
            at.spec().env().forEach((name, template) -> values.put(name, template.text(this)));
        }
    }

    private JsonNode environment() {
        ObjectNode values = Json.object();
        facts.environment().forEach(values::put);
        frame.workflow().env().forEach((name, template) -> putLiteral(values, name, template));
        return values;
    }

    private static void putLiteral(ObjectNode values, String name, Template template) {
        // Only plain values: an expression here may itself ask for env.
        if (template.isLiteral()) {
            values.put(name, template.source());
        }
    }

    private JsonNode secrets() {
        ObjectNode values = Json.object();
        for (String name : frame.workflow().secrets()) {
            String value = facts.secrets().get(name);
            if (value != null) {
                values.put(name, value);
            }
        }
        return values;
    }

    private JsonNode fromItem(java.util.function.Function<TaskRow, @Nullable JsonNode> part) {
        for (Node at = node; at != null && at.frame() == frame; at = at.parent()) {
            if (at.row().role() == TaskRole.ITEM) {
                JsonNode value = part.apply(at.row());
                return value == null ? Json.NODES.nullNode() : value;
            }
        }
        return Json.NODES.nullNode();
    }

    private @Nullable Node roundNode() {
        for (Node at = node; at != null && at.frame() == frame; at = at.parent()) {
            if (at.row().role() == TaskRole.ROUND) {
                return at;
            }
        }
        return null;
    }

    private JsonNode round() {
        Node round = roundNode();
        return round == null || round.row().place().round() == null
                ? Json.NODES.nullNode()
                : Json.NODES.numberNode(round.row().place().round());
    }

    private JsonNode previous() {
        Node round = roundNode();
        ObjectNode tasks = Json.object();
        if (round == null || round.parent() == null) {
            return tasks;
        }
        Node before = null;
        for (Node sibling : round.parent().children()) {
            if (sibling == round) {
                break;
            }
            before = sibling;
        }
        if (before != null) {
            if (before.shape() == Node.Shape.LEAF) {
                tasks.set(before.spec().id(), describe(before));
            }
            for (Node task : before.children()) {
                tasks.set(task.spec().id(), describe(task));
            }
        }
        return tasks;
    }

    private static JsonNode object(Map<String, JsonNode> values) {
        ObjectNode object = Json.object();
        values.forEach(object::set);
        return object;
    }

    /** The values of one output over all children, in item order, null where missing. */
    static ArrayNode outputList(Node fan, String name) {
        ArrayNode list = Json.NODES.arrayNode();
        for (Node child : fan.children()) {
            JsonNode value = child.row().outputs().get(name);
            list.add(value == null ? Json.NODES.nullNode() : value);
        }
        return list;
    }
}
