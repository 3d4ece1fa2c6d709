package dev.stayer.distill;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A workflow in words: what a skill is written from.
 *
 * @param steps in their order
 * @param parameters in the order of their first use
 */
public record Procedure(List<WorkflowStep> steps, List<Parameter> parameters) {
    private static final Pattern PLACE = Pattern.compile("\\{([a-z][a-z0-9_]*)}");

    /**
     * @param tool {@code shell} or the name of the tool
     * @param template the literal words, with {@code {name}} for each parameter
     * @param head the words that say what it does, such as {@code git commit}
     * @param optional true if it is missing in many of the sessions
     */
    public record WorkflowStep(String tool, String template, String head, boolean optional) {}

    /** Where the value of a parameter comes from. */
    public enum Origin {
        /** Whoever follows the workflow must know it. */
        FREE,
        /** It stands in what an earlier step printed. */
        OUTPUT
    }

    /**
     * @param fromStep number of the step (from 1) whose output has it; 0 for free ones
     * @param steps numbers of the steps that use it, from 1
     * @param kind what its values look like, a word of {@link ValueKinds}
     * @param values how many different values were seen
     */
    public record Parameter(String name, Origin origin, int fromStep, List<Integer> steps, String kind, int values) {
        public Parameter {
            steps = List.copyOf(steps);
        }
    }

    public Procedure {
        steps = List.copyOf(steps);
        parameters = List.copyOf(parameters);
    }

    /** The same with other names of parameters, all changed at once; those that are not named keep theirs. */
    Procedure renamed(Map<String, String> names) {
        if (names.isEmpty()) {
            return this;
        }
        return new Procedure(
                steps.stream()
                        .map(step -> new WorkflowStep(
                                step.tool(), renamed(step.template(), names), step.head(), step.optional()))
                        .toList(),
                parameters.stream()
                        .map(one -> new Parameter(
                                names.getOrDefault(one.name(), one.name()),
                                one.origin(),
                                one.fromStep(),
                                one.steps(),
                                one.kind(),
                                one.values()))
                        .toList());
    }

    private static String renamed(String template, Map<String, String> names) {
        return PLACE.matcher(template)
                .replaceAll(place ->
                        Matcher.quoteReplacement("{" + names.getOrDefault(place.group(1), place.group(1)) + "}"));
    }

    /** True if a word in braces stands in a step. */
    boolean mentions(String name) {
        return steps.stream().anyMatch(step -> step.template().contains("{" + name + "}"));
    }

    /** True if a value goes from one step to another. */
    boolean isLinked() {
        return parameters.stream().anyMatch(one -> one.steps().size() > 1 || one.origin() == Origin.OUTPUT);
    }
}
