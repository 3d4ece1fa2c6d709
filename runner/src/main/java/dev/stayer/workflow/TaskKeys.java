package dev.stayer.workflow;

import dev.stayer.yaml.Fields;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which keys go with which kind of task; one that could not act is an error, lest somebody believes that it does. */
final class TaskKeys {
    static final List<String> KINDS = List.of("run", "prompt", "approve", "wait", "tasks", "uses", "dream", "distill");

    /** Known, with no meaning yet. */
    static final List<String> RESERVED = List.of("window", "concurrency", "isolate", "merge", "artifacts");

    private static final Set<String> WORK =
            Set.of("env", "cwd", "timeout", "retry", "effects", "writes", "check", "protect", "outputs");
    private static final Set<String> MODEL = Set.of("agent", "model");
    private static final Set<String> LIMITS = Set.of("budget", "network", "sandbox");
    private static final Set<String> OF_CHILDREN = Set.of("fail-fast", "min-success", "max-parallel");

    /** Keys that only some kinds have, and whose they are. */
    private static final Map<String, List<Set<String>>> OF_KIND = Map.of(
            "run", List.of(WORK, LIMITS),
            "prompt", List.of(WORK, LIMITS, MODEL),
            "approve", List.of(),
            "wait", List.of(),
            "tasks", List.of(Set.of("env", "outputs"), LIMITS, MODEL),
            "uses", List.of(Set.of("with"), LIMITS, MODEL),
            "dream", List.of(Set.of("timeout", "retry"), LIMITS, MODEL),
            "distill", List.of(Set.of("timeout", "retry"), LIMITS, MODEL));

    private TaskKeys() {}

    static void check(Fields fields, String kind, Reading reading) {
        List<Set<String>> own = OF_KIND.getOrDefault(kind, List.of(WORK, LIMITS, MODEL, Set.of("with")));
        Set<String> special = new TreeSet<>(Set.of("with"));
        special.addAll(WORK);
        special.addAll(MODEL);
        special.addAll(LIMITS);
        for (String key : special) {
            fields.node(key);
            if (fields.has(key) && own.stream().noneMatch(keys -> keys.contains(key))) {
                String advice = advice(kind, key);
                reading.problem(
                        fields.placeOf(key),
                        "a task of kind '" + kind + "' has no key '" + key + "'"
                                + (advice == null ? "" : ": " + advice));
            }
        }
        if (fields.has("key") && !fields.has("for-each")) {
            reading.problem(fields.placeOf("key"), "'key' goes with 'for-each'");
        }
        boolean children = fields.has("for-each") || kind.equals("tasks") || kind.equals("uses");
        for (String key : new TreeSet<>(OF_CHILDREN)) {
            if (fields.has(key) && !children) {
                reading.problem(fields.placeOf(key), "'" + key + "' goes with 'for-each' or with a group of 'tasks'");
            }
        }
    }

    private static @Nullable String advice(String kind, String key) {
        if (kind.equals("approve") && key.equals("timeout")) {
            return "write it inside, as approve: { message: …, timeout: 5d }";
        }
        if (kind.equals("uses")) {
            return switch (key) {
                case "env" -> "hand values over by 'with'";
                case "outputs" -> "they are those of the used file";
                default -> "write it at the tasks of the used file";
            };
        }
        if (kind.equals("tasks")) {
            return key.equals("with") ? "it goes with 'uses'" : "write it at the tasks inside, or in 'defaults'";
        }
        return switch (key) {
            case "with" -> "it goes with 'uses'";
            case "agent", "model" -> "it goes with 'prompt'";
            default -> null;
        };
    }
}
