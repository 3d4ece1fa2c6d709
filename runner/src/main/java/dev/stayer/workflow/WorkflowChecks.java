package dev.stayer.workflow;

import dev.stayer.workflow.expr.Expression;
import dev.stayer.workflow.expr.Expressions;
import dev.stayer.workflow.expr.Expressions.Reference;
import dev.stayer.workflow.expr.Template;
import dev.stayer.yaml.Nearest;
import dev.stayer.yaml.Place;
import dev.stayer.yaml.Problem;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be wrong between the parts of a file that are right each by itself: names, needs, cycles, what an expression may see. */
final class WorkflowChecks {
    private final Workflow workflow;
    private final List<Problem> problems;
    private final List<Problem> warnings;

    WorkflowChecks(Workflow workflow, List<Problem> problems, List<Problem> warnings) {
        this.workflow = workflow;
        this.problems = problems;
        this.warnings = warnings;
    }

    /** What the expressions of one list of tasks can see from outside of it. */
    private record Outside(
            Set<String> tasks, boolean item, @Nullable Set<String> round) {}

    void check() {
        Place top = new Place(workflow.file(), 1, 1);
        Set<String> all = list(workflow.tasks(), new Outside(Set.of(), false, null));
        workflow.env().values().forEach(t -> look(Expressions.references(t), top, Set.of(), false, null, false));
        workflow.outputs().values().forEach(t -> look(Expressions.references(t), top, all, false, null, false));
    }

    private Set<String> list(List<TaskSpec> tasks, Outside outside) {
        Map<String, TaskSpec> byId = new LinkedHashMap<>();
        for (TaskSpec task : tasks) {
            TaskSpec twice = byId.put(task.id(), task);
            if (twice != null) {
                problems.add(new Problem(
                        task.place(), "the id '" + task.id() + "' stands twice, first at " + twice.place()));
            }
        }
        boolean whole = true;
        for (TaskSpec task : tasks) {
            for (String need : task.needs()) {
                if (!byId.containsKey(need)) {
                    whole = false;
                    problems.add(new Problem(
                            task.place(),
                            "'" + task.id() + "' needs '" + need + "', but there is no such task beside it"
                                    + Nearest.advice(need, byId.keySet())));
                }
            }
        }
        if (whole && !hasCycle(byId)) {
            Map<String, Set<String>> reachable = new HashMap<>();
            for (TaskSpec task : tasks) {
                Set<String> seen = new HashSet<>(outside.tasks());
                seen.addAll(reachable(task, byId, reachable));
                task(task, seen, outside);
            }
        }
        return byId.keySet();
    }

    /** Everything a task needs, directly or through others; by worklist, since a chain may be long. */
    private static Set<String> reachable(TaskSpec task, Map<String, TaskSpec> byId, Map<String, Set<String>> known) {
        Set<String> found = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(task.needs());
        while (!open.isEmpty()) {
            String next = open.poll();
            if (found.add(next)) {
                Set<String> already = known.get(next);
                if (already != null) {
                    found.addAll(already);
                } else {
                    open.addAll(java.util.Objects.requireNonNull(byId.get(next)).needs());
                }
            }
        }
        // Only short closures are kept: those of a long chain would together be quadratic.
        if (found.size() < 200) {
            known.put(task.id(), found);
        }
        return found;
    }

    /** Takes away what needs nothing (left), again and again (Kahn 1962); what stays is a cycle. */
    private boolean hasCycle(Map<String, TaskSpec> byId) {
        Map<String, Integer> open = new LinkedHashMap<>();
        Map<String, List<String>> dependents = new HashMap<>();
        byId.forEach((id, task) -> {
            Set<String> needs = new HashSet<>(task.needs());
            open.put(id, needs.size());
            needs.forEach(need -> dependents
                    .computeIfAbsent(need, n -> new java.util.ArrayList<>())
                    .add(id));
        });
        Deque<String> free = new ArrayDeque<>();
        open.forEach((id, count) -> {
            if (count == 0) {
                free.add(id);
            }
        });
        while (!free.isEmpty()) {
            String id = free.poll();
            open.remove(id);
            for (String dependent : dependents.getOrDefault(id, List.of())) {
                if (open.merge(dependent, -1, Integer::sum) == 0) {
                    free.add(dependent);
                }
            }
        }
        if (open.isEmpty()) {
            return false;
        }
        String start = open.keySet().iterator().next();
        java.util.List<String> path = new java.util.ArrayList<>();
        String at = start;
        while (!path.contains(at)) {
            path.add(at);
            at = java.util.Objects.requireNonNull(byId.get(at)).needs().stream()
                    .filter(open::containsKey)
                    .findFirst()
                    .orElse(start);
        }
        path = path.subList(path.indexOf(at), path.size());
        problems.add(new Problem(
                java.util.Objects.requireNonNull(byId.get(at)).place(),
                "these tasks need each other in a circle: " + String.join(" → ", path) + " → " + at));
        return true;
    }

    private void task(TaskSpec task, Set<String> seen, Outside outside) {
        boolean item = outside.item() || task.forEach() != null;
        Set<String> round = task.repeat() == null ? outside.round() : idsOf(task);
        Looker plain = new Looker(task.place(), seen, outside.item(), outside.round());
        Looker inner = new Looker(task.place(), seen, item, round);
        plain.expression(task.condition());
        switch (task.forEach()) {
            case TaskSpec.ForEach.Items items -> plain.template(items.list());
            case TaskSpec.ForEach.Matrix matrix -> matrix.axes().values().forEach(plain::template);
            case null -> {}
        }
        inner.template(task.key());
        inner.template(task.title());
        inner.template(task.cwd());
        task.writes().forEach(inner::template);
        task.protect().forEach(inner::template);
        inner.template(task.effects().key());
        inner.shell(task.effects().probe());
        inner.shell(task.check() == null ? null : task.check().run());
        boolean run = task.work() instanceof TaskWork.Run;
        task.env().values().forEach(value -> look(Expressions.references(value), task.place(), seen, item, round, run));
        Outside within = new Outside(seen, item, round);
        switch (task.work()) {
            case TaskWork.Run work -> inner.shell(work.script());
            case TaskWork.Approve gate -> {
                inner.template(gate.message());
                gate.show().forEach(inner::template);
            }
            case TaskWork.Wait wait -> {
                inner.template(wait.duration());
                inner.template(wait.until());
            }
            case TaskWork.Group group -> groupOutputs(task, list(group.tasks(), within), seen, item, round);
            case TaskWork.Uses uses -> uses.with().values().forEach(inner::template);
            case TaskWork.NotBuiltYet other -> {}
        }
        repeat(task, seen, item, round);
        warnOfSecrets(task);
    }

    private void groupOutputs(
            TaskSpec task, Set<String> inside, Set<String> seen, boolean item, @Nullable Set<String> round) {
        Set<String> both = new HashSet<>(seen);
        both.addAll(inside);
        task.groupOutputs()
                .values()
                .forEach(value -> look(Expressions.references(value), task.place(), both, item, round, false));
    }

    private void repeat(TaskSpec task, Set<String> seen, boolean item, @Nullable Set<String> round) {
        if (task.repeat() != null) {
            Set<String> both = new HashSet<>(seen);
            both.addAll(idsOf(task));
            look(Expressions.references(task.repeat().until()), task.place(), both, item, round, false);
        }
    }

    /** What {@code previous} and {@code until} can name: the tasks of a round, or the task itself. */
    private static Set<String> idsOf(TaskSpec task) {
        if (task.work() instanceof TaskWork.Group group) {
            Set<String> ids = new HashSet<>();
            group.tasks().forEach(inner -> ids.add(inner.id()));
            return ids;
        }
        return Set.of(task.id());
    }

    private void warnOfSecrets(TaskSpec task) {
        boolean secrets = task.env().values().stream()
                .flatMap(value -> Expressions.references(value).stream())
                .anyMatch(reference -> reference.root().equals("secrets"));
        if (secrets && task.effects() == TaskSpec.Effects.DEFAULT) {
            warnings.add(new Problem(
                    task.place(),
                    "'" + task.id()
                            + "' has secrets and says nothing of its effects: interrupted, it runs again from its start;"
                            + " say effects: idempotent, verifiable or opaque"));
        }
    }

    private final class Looker {
        private final Place place;
        private final Set<String> tasks;
        private final boolean item;
        private final @Nullable Set<String> round;

        Looker(Place place, Set<String> tasks, boolean item, @Nullable Set<String> round) {
            this.place = place;
            this.tasks = tasks;
            this.item = item;
            this.round = round;
        }

        void template(@Nullable Template template) {
            if (template != null) {
                look(Expressions.references(template), place, tasks, item, round, false);
            }
        }

        void expression(@Nullable Expression expression) {
            if (expression != null) {
                look(Expressions.references(expression), place, tasks, item, round, false);
            }
        }

        void shell(@Nullable ShellTemplate shell) {
            if (shell != null) {
                shell.expressions().values().forEach(this::expression);
            }
        }
    }

    private void look(
            Collection<Reference> references,
            Place place,
            Set<String> tasks,
            boolean item,
            @Nullable Set<String> round,
            boolean secretsAllowed) {
        for (Reference reference : references) {
            String name = reference.path().isEmpty() ? "" : reference.path().get(0);
            String fault = switch (reference.root()) {
                case "params" ->
                    name.isEmpty() || workflow.params().containsKey(name)
                            ? null
                            : "there is no parameter '" + name + "'"
                                    + Nearest.advice(name, workflow.params().keySet()) + " Declare it under 'params'";
                case "secrets" -> secret(name, secretsAllowed);
                case "tasks" ->
                    tasks.contains(name)
                            ? null
                            : "tasks." + name + " is used, but '" + name
                                    + "' is not needed here, directly or through others: add it to 'needs'";
                case "item", "index" -> item ? null : "'" + reference.root() + "' exists only inside a for-each";
                case "round" -> round != null ? null : "'round' exists only inside a repeat";
                case "previous" -> previous(name, round);
                case "run" -> name.equals("id") ? null : "of 'run' there is only run.id";
                default -> null;
            };
            if (fault != null) {
                problems.add(new Problem(place, fault));
            }
        }
    }

    private @Nullable String secret(String name, boolean allowed) {
        if (!allowed) {
            return "secrets stand only in 'env' of tasks that 'run'";
        }
        return workflow.secrets().contains(name)
                ? null
                : "the secret '" + name + "' is not declared" + Nearest.advice(name, workflow.secrets())
                        + " Add it to 'secrets'";
    }

    private static @Nullable String previous(String name, @Nullable Set<String> round) {
        if (round == null) {
            return "'previous' exists only inside a repeat";
        }
        return round.contains(name)
                ? null
                : "previous." + name + " names no task of this repeat" + Nearest.advice(name, round);
    }
}
