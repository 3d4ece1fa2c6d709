package dev.stayer.machine;

import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskState;
import dev.stayer.core.Texts;
import dev.stayer.core.Times;
import dev.stayer.core.WaitReason;
import dev.stayer.workflow.TaskSpec;
import dev.stayer.workflow.TaskWork;
import dev.stayer.workflow.expr.Template;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The children of a group, a for-each or a repeat, as new rows; a child that is already there keeps its number. */
final class Expansion {
    /** More children than this are refused: each is a row in memory and on disk. */
    static final int MAX_CHILDREN = 100_000;

    private final Tree tree;
    private final RunFacts facts;
    private final Set<Node> expanded = new HashSet<>();

    Expansion(Tree tree, RunFacts facts) {
        this.tree = tree;
        this.facts = facts;
    }

    /** A list that cannot become tasks; the message is for people. */
    static final class CannotExpandException extends Exception {
        private static final long serialVersionUID = 1L;

        CannotExpandException(String message) {
            super(message);
        }
    }

    boolean isExpanded(Node node) {
        return expanded.contains(node);
    }

    void expanded(Node node) {
        expanded.add(node);
    }

    /** The children that are missing yet. */
    List<TaskRow> children(Node node, Instant now) throws CannotExpandException {
        return switch (node.shape()) {
            case FAN -> items(node);
            case LOOP -> node.children().isEmpty() ? List.of(round(node, 1, now)) : List.of();
            case GROUP -> tasks(node);
            case LEAF -> List.of();
        };
    }

    /** The tasks of the run's own file. */
    static List<TaskRow> topLevel(RunId run, List<TaskSpec> specs) {
        List<TaskRow> rows = new ArrayList<>();
        for (TaskSpec spec : specs) {
            rows.add(top(run, rows.size() + 1, spec));
        }
        return rows;
    }

    /** One task of the run's own file. */
    static TaskRow top(RunId run, int number, TaskSpec spec) {
        return new Seed(run, TaskId.top(number), null, spec.id(), TaskRole.TASK, spec, spec.id()).row();
    }

    private List<TaskRow> tasks(Node node) throws CannotExpandException {
        if (node.children().isEmpty() && node.spec().work() instanceof TaskWork.Uses uses) {
            String refused = UsedFile.refusedBy(uses, NodeScope.at(tree, node, facts));
            if (refused != null) {
                throw new CannotExpandException(refused);
            }
        }
        List<TaskRow> rows = new ArrayList<>();
        int number = lastNumber(node);
        for (TaskSpec spec : Tree.inner(node.spec())) {
            if (node.child(spec.id()) == null) {
                number++;
                rows.add(new Seed(
                                tree.run(),
                                node.id().child(number),
                                node.id(),
                                node.row().spec() + "/" + spec.id(),
                                TaskRole.TASK,
                                spec,
                                spec.id() + suffix(node))
                        .row());
            }
        }
        return rows;
    }

    /** {@code [key]} of the item and {@code #n} of the round that the node stands in. */
    private static String suffix(Node node) {
        String name = node.row().name();
        int bracket = name.indexOf('[');
        int hash = name.indexOf('#');
        int cut = bracket < 0 ? hash : bracket;
        return cut < 0 ? "" : name.substring(cut);
    }

    TaskRow round(Node loop, int round, Instant now) {
        TaskSpec.Repeat repeat = java.util.Objects.requireNonNull(loop.spec().repeat());
        Seed seed = new Seed(
                tree.run(),
                loop.id().child(lastNumber(loop) + 1),
                loop.id(),
                loop.row().spec(),
                TaskRole.ROUND,
                loop.spec(),
                loop.row().name() + "#" + round);
        TaskRow row = seed.row(loop.row().key(), null, null, round);
        if (round > 1 && !repeat.every().isZero()) {
            Instant until = now.plus(repeat.every());
            return Moves.move(row, TaskState.WAITING_TIME)
                    .waiting(Waiting.until(WaitReason.TIME, until, "the next round begins at " + Times.seconds(until)))
                    .row();
        }
        return row;
    }

    private List<TaskRow> items(Node fan) throws CannotExpandException {
        List<JsonNode> items = itemsOf(fan);
        if (items.size() > MAX_CHILDREN) {
            throw new CannotExpandException(
                    "for-each has %d items, at most %d are possible".formatted(items.size(), MAX_CHILDREN));
        }
        Map<String, Node> known = new HashMap<>();
        for (Node child : fan.children()) {
            known.put(String.valueOf(child.row().key()), child);
        }
        boolean first = known.isEmpty();
        int number = lastNumber(fan);
        Map<String, Integer> seen = new HashMap<>();
        List<TaskRow> rows = new ArrayList<>();
        for (int index = 0; index < items.size(); index++) {
            String key = keyOf(fan, items.get(index), index);
            Integer twice = seen.put(key, index);
            if (twice != null) {
                throw new CannotExpandException(
                        "items %d and %d of for-each have the same key '%s': give each its own with `key:`"
                                .formatted(twice + 1, index + 1, Texts.shorten(key, 80)));
            }
            if (known.containsKey(key)) {
                continue;
            }
            number = first ? index + 1 : number + 1;
            rows.add(item(fan, items.get(index), index, key, number));
        }
        return rows;
    }

    private TaskRow item(Node fan, JsonNode item, int index, String key, int number) {
        String outer = suffix(fan);
        String name = fan.spec().id()
                + (outer.startsWith("[")
                        ? "[" + outer.substring(1, outer.indexOf(']')) + "/" + key + "]"
                                + outer.substring(outer.indexOf(']') + 1)
                        : "[" + key + "]" + outer);
        Seed seed = new Seed(
                tree.run(), fan.id().child(number), fan.id(), fan.row().spec(), TaskRole.ITEM, fan.spec(), name);
        return seed.row(key, item, index, null);
    }

    private List<JsonNode> itemsOf(Node fan) throws CannotExpandException {
        NodeScope scope = NodeScope.at(tree, fan, facts);
        return switch (java.util.Objects.requireNonNull(fan.spec().forEach())) {
            case TaskSpec.ForEach.Items items -> list(items.list().value(scope), items.list());
            case TaskSpec.ForEach.Matrix matrix -> {
                List<JsonNode> combinations = List.of(Json.object());
                for (Map.Entry<String, Template> axis : matrix.axes().entrySet()) {
                    List<JsonNode> values = list(axis.getValue().value(scope), axis.getValue());
                    List<JsonNode> longer = new ArrayList<>();
                    if ((long) combinations.size() * values.size() > MAX_CHILDREN) {
                        throw new CannotExpandException(
                                "the matrix of for-each has more than " + MAX_CHILDREN + " combinations");
                    }
                    for (JsonNode combination : combinations) {
                        for (JsonNode value : values) {
                            ObjectNode copy = ((ObjectNode) combination).deepCopy();
                            copy.set(axis.getKey(), value);
                            longer.add(copy);
                        }
                    }
                    combinations = longer;
                }
                yield combinations;
            }
        };
    }

    private static List<JsonNode> list(JsonNode value, Template template) throws CannotExpandException {
        JsonNode list = value;
        if (value.isString()) {
            try {
                list = Json.parse(value.asString());
            } catch (tools.jackson.core.JacksonException e) {
                throw new CannotExpandException("for-each: %s gave a text that is not a JSON array: %s"
                        .formatted(template.source(), Texts.shorten(value.asString(), 80)));
            }
        }
        if (list instanceof ArrayNode array) {
            List<JsonNode> items = new ArrayList<>(array.size());
            array.forEach(items::add);
            return items;
        }
        throw new CannotExpandException("for-each: %s gave %s, not a list"
                .formatted(template.source(), list.isNull() ? "nothing" : Texts.shorten(list.toString(), 80)));
    }

    private String keyOf(Node fan, JsonNode item, int index) {
        Template key = fan.spec().key();
        if (key == null) {
            return item.isString() ? item.asString() : Json.write(item);
        }
        return key.text(new ItemScope(NodeScope.at(tree, fan, facts), item, index));
    }

    /** The scope of one item before its task exists. */
    private record ItemScope(NodeScope outer, JsonNode item, int index) implements dev.stayer.workflow.expr.Scope {
        @Override
        public JsonNode context(String name) {
            return switch (name) {
                case "item" -> item;
                case "index" -> Json.NODES.numberNode(index);
                default -> outer.context(name);
            };
        }

        @Override
        public JsonNode task(String id) {
            return outer.task(id);
        }

        @Override
        public boolean success() {
            return outer.success();
        }

        @Override
        public boolean failure() {
            return outer.failure();
        }

        @Override
        public boolean cancelled() {
            return outer.cancelled();
        }
    }

    private static int lastNumber(Node node) {
        return node.children().stream()
                .mapToInt(child -> child.id().number())
                .max()
                .orElse(0);
    }

    /** A new task; what it is among its siblings is null where it is none of an item or a round. */
    private record Seed(
            RunId run, TaskId id, @Nullable TaskId parent, String specPath, TaskRole role, TaskSpec spec, String name) {

        TaskRow row() {
            return row(null, null, null, null);
        }

        TaskRow row(@Nullable String key, @Nullable JsonNode item, @Nullable Integer index, @Nullable Integer round) {
            TaskPlace place = new TaskPlace(
                    run,
                    id,
                    parent,
                    specPath,
                    role,
                    spec.work().kind(),
                    name,
                    key,
                    item,
                    index,
                    round,
                    role == TaskRole.TASK ? spec.needs() : List.of());
            return TaskRow.fresh(place, null, TaskState.PENDING);
        }
    }
}
