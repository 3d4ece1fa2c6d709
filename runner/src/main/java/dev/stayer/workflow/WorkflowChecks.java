package dev.stayer.workflow;

import dev.stayer.workflow.ExpressionReader.Mention;
import dev.stayer.workflow.ExpressionReader.Sight;
import dev.stayer.workflow.expr.Expressions.Reference;
import dev.stayer.yaml.Nearest;
import dev.stayer.yaml.Place;
import dev.stayer.yaml.Problem;
import dev.stayer.yaml.Shown;
import dev.stayer.yaml.YamlNode.YamlScalar;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What can be wrong between the parts of a file that are right each by itself: names, needs, cycles, what an expression may see. */
final class WorkflowChecks {
    /** Seeking the nearest name costs a look at all of them; beyond this many wrong names no advice is worth that. */
    private static final int MAX_ADVICE = 50;

    private final Set<String> params;
    private final Set<String> secrets;
    private final List<Problem> problems;
    private int advised;

    WorkflowChecks(Set<String> params, Set<String> secrets, List<Problem> problems) {
        this.params = params;
        this.secrets = secrets;
        this.problems = problems;
    }

    /**
     * From where expressions look.
     *
     * @param list the list of tasks that the looking task stands in; null at the top of the file
     * @param position of the task in that list
     * @param item true inside a for-each
     * @param round the tasks of a round inside a repeat; null outside; {@code known} is false where they could not be read
     */
    private record View(
            @Nullable View outer,
            @Nullable TaskGraph list,
            int position,
            String id,
            boolean item,
            @Nullable Round round) {}

    private record Round(@Nullable Set<String> ids) {}

    /** Checks the tasks of the file and all inside of them. */
    void tasks(List<ReadTask> tasks) {
        list(tasks, new View(null, null, 0, "", false, null));
    }

    /** Checks what stands at the top of the file, where the file's own tasks can be seen or not. */
    void top(List<Mention> mentions, List<ReadTask> visible) {
        Set<String> ids = visible.stream().map(task -> task.spec().id()).collect(Collectors.toSet());
        View view = new View(null, null, 0, "", false, null);
        mentions.forEach(mention -> look(mention, view, ids));
    }

    private void list(List<ReadTask> tasks, View outer) {
        TaskGraph graph = new TaskGraph(tasks);
        Map<String, Place> ids = new HashMap<>();
        for (ReadTask task : tasks) {
            Place first = ids.putIfAbsent(task.spec().id(), task.idPlace());
            if (first != null && !task.spec().id().equals("unnamed")) {
                problem(
                        task.idPlace(),
                        "the id '%s' stands here twice, first in line %d: give one of the tasks another"
                                .formatted(Shown.of(task.spec().id()), first.line()));
            }
        }
        boolean whole = true;
        for (ReadTask task : tasks) {
            for (YamlScalar need : task.needs()) {
                if (!graph.has(need.text())) {
                    whole = false;
                    problem(
                            need.place(),
                            "'%s' needs '%s', but there is no such task beside it%s"
                                    .formatted(
                                            task.spec().id(),
                                            Shown.of(need.text()),
                                            advice(need.text(), ids.keySet())));
                }
            }
        }
        if (graph.hasCycle()) {
            cycle(tasks, graph);
        }
        for (int i = 0; i < tasks.size(); i++) {
            ReadTask task = tasks.get(i);
            // With a need missing, what follows from the needs would only be noise.
            TaskGraph seen = whole ? graph : null;
            View at = new View(outer, seen, i, task.spec().id(), outer.item(), outer.round());
            task(task, at);
        }
    }

    private void cycle(List<ReadTask> tasks, TaskGraph graph) {
        List<Integer> cycle = graph.cycle();
        ReadTask first = tasks.get(cycle.get(0));
        String next = tasks.get(cycle.get(1 % cycle.size())).spec().id();
        Place place = first.needs().stream()
                .filter(need -> need.text().equals(next))
                .findFirst()
                .map(YamlScalar::place)
                .orElse(first.idPlace());
        String names = cycle.stream().map(i -> tasks.get(i).spec().id()).collect(Collectors.joining(" → "));
        problem(
                place,
                cycle.size() == 1
                        ? "'" + next + "' needs itself"
                        : "these tasks need each other in a circle: " + names + " → "
                                + first.spec().id());
    }

    private void task(ReadTask task, View at) {
        TaskSpec spec = task.spec();
        boolean item = at.item() || spec.forEach() != null;
        Round round = spec.repeat() == null ? at.round() : new Round(task.contents());
        View within = new View(at.outer(), at.list(), at.position(), at.id(), item, round);
        for (Mention mention : task.mentions()) {
            if (mention.sight() == Sight.OUTSIDE) {
                look(mention, at, Set.of());
            } else if (mention.sight() != Sight.CONTENTS) {
                look(mention, within, Set.of());
            } else {
                look(mention, within, task.contents());
            }
        }
        if (!task.inside().isEmpty()) {
            list(task.inside(), within);
        }
    }

    /** @param inside tasks that are seen whatever the needs; null if they are not known */
    private void look(Mention mention, View view, @Nullable Set<String> inside) {
        for (Reference reference : mention.references()) {
            String name = reference.path().isEmpty() ? "" : reference.path().get(0);
            String fault = switch (reference.root()) {
                case "params" ->
                    name.isEmpty() || params.contains(name)
                            ? null
                            : "there is no parameter '" + name + "'" + adviceOr(name, params, "under 'params'");
                case "secrets" -> secret(name, mention.sight());
                case "tasks" -> inside == null || inside.contains(name) ? null : task(name, view);
                case "item", "index" -> view.item() ? null : "'" + reference.root() + "' exists only inside a for-each";
                case "round" -> view.round() != null ? null : "'round' exists only inside a repeat";
                case "previous" -> previous(name, view.round());
                case "run" -> name.equals("id") ? null : "of 'run' there is only run.id";
                default -> null;
            };
            if (fault != null) {
                problem(mention.place(), fault);
            }
        }
    }

    /** Tasks are looked for beside the task, then beside the group it stands in, and so on outwards; the first found counts. */
    private @Nullable String task(String name, View from) {
        for (View view = from; view != null; view = view.outer()) {
            TaskGraph list = view.list();
            if (list == null && !view.id().isEmpty()) {
                return null;
            }
            if (list != null && list.has(name)) {
                if (list.reaches(view.position(), name)) {
                    return null;
                }
                String who = view == from ? "" : " of '" + view.id() + "'";
                return name.equals(view.id())
                        ? "tasks." + name + " stands in that task itself, which has not ended yet"
                        : "tasks." + name + " is used, but '" + name
                                + "' is not needed here, directly or through others: add it to 'needs'" + who;
            }
        }
        return from.id().isEmpty() && from.list() == null
                ? "tasks." + name + " cannot be seen here: there is no task '" + name + "' in this file"
                : "tasks." + name + " is used, but there is no task '" + name + "' beside this one or around it";
    }

    private @Nullable String secret(String name, Sight sight) {
        if (sight != Sight.SECRET_ENV) {
            return "secrets stand only in 'env' of tasks that 'run': put it there and use the variable";
        }
        if (name.isEmpty()) {
            return "of 'secrets' one must be named, such as secrets.NAME";
        }
        return secrets.contains(name)
                ? null
                : "the secret '" + name + "' is not declared" + adviceOr(name, secrets, "to 'secrets'");
    }

    private static @Nullable String previous(String name, @Nullable Round round) {
        if (round == null) {
            return "'previous' exists only inside a repeat";
        }
        Set<String> ids = round.ids();
        return name.isEmpty() || ids == null || ids.contains(name)
                ? null
                : "previous." + name + " names no task of this repeat" + Nearest.advice(name, ids);
    }

    private String adviceOr(String name, Collection<String> names, String where) {
        String advice = advice(name, names);
        return advice.isEmpty() ? ": add it " + where : advice;
    }

    private String advice(String name, Collection<String> names) {
        return ++advised > MAX_ADVICE ? "" : Nearest.advice(name, names);
    }

    private void problem(Place place, String message) {
        problems.add(new Problem(place, message));
    }
}
