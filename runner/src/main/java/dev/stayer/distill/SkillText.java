package dev.stayer.distill;

import dev.stayer.core.Hashes;
import dev.stayer.core.Texts;
import dev.stayer.distill.Candidate.Prose;
import dev.stayer.distill.Procedure.Origin;
import dev.stayer.distill.Procedure.Parameter;
import dev.stayer.distill.Procedure.WorkflowStep;
import dev.stayer.skill.PortableText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a workflow as a skill, in the words of a template; the same candidate gives the same bytes. */
public final class SkillText {
    private static final Pattern SHA_LINE = Pattern.compile("(?m)^ {2}distill-sha: \"[0-9a-f]*\"\\n");

    private SkillText() {}

    /** SKILL.md. */
    public static String skill(Candidate candidate, String name, String version) {
        String text = header(candidate, name, version) + body(candidate);
        return text.replaceFirst(
                "distill-sha: \"\"", "distill-sha: \"" + Hashes.of(text).substring(0, 16) + "\"");
    }

    /** True if a file is as it was written: its own hash still fits. */
    public static boolean isUntouched(String text) {
        return text.contains("distill-sha: \""
                + Hashes.of(SHA_LINE.matcher(text).replaceFirst("  distill-sha: \"\"\n"))
                        .substring(0, 16) + "\"");
    }

    private static String header(Candidate candidate, String name, String version) {
        return "---\nname: \"%s\"\ndescription: \"%s\"\nmetadata:\n  distill-id: \"%s\"\n  distill-version: \"%s\"\n  distill-sessions: \"%d\"\n  distill-tasks: \"%d\"\n  distill-sha: \"\"\n---\n\n"
                .formatted(
                        name,
                        description(candidate),
                        candidate.id(),
                        version,
                        candidate.support().sessions(),
                        candidate.support().tasks());
    }

    /** One line of at most 250 characters without anything that a client could misread. */
    static String description(Candidate candidate) {
        Prose prose = candidate.prose();
        if (prose != null && prose.description() != null) {
            return plain(prose.description());
        }
        for (int most = candidate.workflow().steps().size(); most > 2; most--) {
            String plain = plain("Runs " + list(heads(candidate), most) + " in this order. " + when(candidate));
            if (plain.length() <= PortableText.MAX_DESCRIPTION) {
                return plain;
            }
        }
        List<String> heads = heads(candidate);
        String first = cut(heads.get(0));
        String last = cut(heads.get(heads.size() - 1));
        return plain("Runs %d steps from %s to %s. Use when a task needs %s after %s."
                .formatted(heads.size(), first, last, last, first));
    }

    private static String cut(String head) {
        return Texts.shorten(head, 40);
    }

    private static String plain(String text) {
        return text.replaceAll("[\"\\\\<>`]", "")
                .replaceAll("-{2,}", "-")
                .replaceAll("[\\p{Cntrl}\\s]+", " ")
                .strip();
    }

    private static String when(Candidate candidate) {
        List<String> heads = heads(candidate);
        String about = candidate.topics().isEmpty() ? "" : ", or is about " + list(candidate.topics(), 3);
        return "Use when a task needs %s after %s%s.".formatted(heads.get(heads.size() - 1), heads.get(0), about);
    }

    private static List<String> heads(Candidate candidate) {
        return candidate.workflow().steps().stream().map(WorkflowStep::head).toList();
    }

    private static String list(List<String> words, int most) {
        if (words.size() > most) {
            return String.join(", ", words.subList(0, most - 1)) + " … " + words.get(words.size() - 1);
        }
        return words.size() == 1
                ? words.get(0)
                : String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.get(words.size() - 1);
    }

    /** What is done, in a few words: all of it where it is little, else where it begins and ends. */
    private static String title(Candidate candidate) {
        List<String> heads = heads(candidate).stream().map(SkillText::readable).toList();
        String first = heads.get(0);
        String last = heads.get(heads.size() - 1);
        String text = heads.size() <= 4 ? list(heads, 4) : "%s to %s in %d steps".formatted(first, last, heads.size());
        return plain(text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1));
    }

    /** {@code tools/pack.sh} is pack, {@code open_refund} is open refund. */
    private static String readable(String head) {
        String text = Arrays.stream(head.split(" "))
                .map(word -> word.substring(word.lastIndexOf('/') + 1).replaceFirst("(?<=\\w)\\.[A-Za-z]{1,4}$", ""))
                .collect(Collectors.joining(" "))
                .replace('_', ' ')
                .strip();
        return text.isEmpty() ? head : cut(text);
    }

    private static String body(Candidate candidate) {
        Prose prose = candidate.prose();
        StringBuilder text = new StringBuilder("# ")
                .append(prose == null || prose.title() == null ? title(candidate) : plain(prose.title()))
                .append("\n\n");
        if (prose != null && prose.sentence() != null) {
            text.append(plain(prose.sentence())).append(' ');
        }
        text.append(when(candidate)).append("\n\n## Steps\n\n");
        Procedure workflow = candidate.workflow();
        for (int i = 0; i < workflow.steps().size(); i++) {
            WorkflowStep step = workflow.steps().get(i);
            text.append(i + 1).append(". ").append(span(step.template()));
            if (!step.tool().equals(CommandStep.SHELL)) {
                text.append(" (tool ").append(span(step.tool())).append(')');
            }
            text.append(step.optional() ? ", where needed\n" : "\n");
        }
        if (script(candidate) != null) {
            text.append("\n`scripts/run.sh` does all of it; it takes the parameters as variables of the same names.\n");
        }
        parameters(candidate, text);
        WorkflowStep last = workflow.steps().get(workflow.steps().size() - 1);
        text.append("\n## Done\n\nIt is done when ")
                .append(span(last.head()))
                .append(
                        last.tool().equals(CommandStep.SHELL)
                                ? " ended with exit code 0"
                                : " answered without an error")
                .append(
                        ". If a step fails twice in a row, stop and say what it printed; do not go on with the next one.\n");
        troubles(candidate, text);
        evidence(candidate, text);
        return text.toString();
    }

    private static void parameters(Candidate candidate, StringBuilder text) {
        if (candidate.workflow().parameters().isEmpty()) {
            return;
        }
        text.append("\n## Parameters\n\n");
        for (Parameter parameter : candidate.workflow().parameters()) {
            String steps = parameter.steps().stream().map(String::valueOf).collect(Collectors.joining(", "));
            text.append(
                    "- `{%s}`: %s".formatted(parameter.name(), ValueKinds.noun(parameter.name(), parameter.kind())));
            text.append(parameter.steps().size() > 1 ? ", the same in steps " : ", in step ")
                    .append(steps)
                    .append("; ");
            text.append(
                    parameter.origin() == Origin.OUTPUT
                            ? "step " + parameter.fromStep() + " prints it"
                            : change(parameter, candidate.support().sessions()));
            text.append('\n');
        }
    }

    /** How often its value has changed: an environment is one of three, a branch is a new one each time. */
    private static String change(Parameter parameter, int sessions) {
        if (parameter.values() <= 1) {
            return "as the task says";
        }
        return 2 * parameter.values() <= sessions
                ? "one of " + parameter.values() + " so far"
                : "a different one each time";
    }

    private static void troubles(Candidate candidate, StringBuilder text) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < candidate.failures().size(); i++) {
            int count = candidate.failures().get(i);
            if (count > 0) {
                lines.add("- Step %d, %s, failed in %d of %d sessions."
                        .formatted(
                                i + 1,
                                span(candidate.workflow().steps().get(i).head()),
                                count,
                                candidate.support().sessions()));
            }
        }
        if (!lines.isEmpty()) {
            text.append("\n## What went wrong before\n\n")
                    .append(String.join("\n", lines))
                    .append('\n');
        }
    }

    private static void evidence(Candidate candidate, StringBuilder text) {
        Candidate.Outcome outcome = candidate.outcome();
        text.append("\n## Evidence\n\nFollowed in %d sessions of %d tasks"
                .formatted(candidate.support().sessions(), candidate.support().tasks()));
        if (outcome.successes() + outcome.failures() > 0) {
            text.append("; of those whose end is known, %d ended well and %d did not"
                    .formatted(outcome.successes(), outcome.failures()));
        }
        text.append(".\n");
        if (!candidate.sources().isEmpty()) {
            text.append("Seen in ")
                    .append(candidate.sources().stream().map(SkillText::span).collect(Collectors.joining(", ")))
                    .append(".\n");
        }
    }

    private static String span(String text) {
        return text.contains("`") ? "`` " + text + " ``" : "`" + text + "`";
    }

    /** The workflow as a script; null unless every step is a command that must be run, with parameters that are known before. */
    public static @Nullable String script(Candidate candidate) {
        Procedure workflow = candidate.workflow();
        boolean fits = workflow.steps().stream()
                        .allMatch(step -> step.tool().equals(CommandStep.SHELL)
                                && !step.optional()
                                && !step.head().equals("cat >"))
                && workflow.parameters().stream().allMatch(parameter -> parameter.origin() == Origin.FREE);
        if (!fits) {
            return null;
        }
        StringBuilder text =
                new StringBuilder("#!/bin/sh\n# The steps of the skill beside it. Parameters are variables: ");
        text.append(
                workflow.parameters().isEmpty()
                        ? "none"
                        : workflow.parameters().stream().map(Parameter::name).collect(Collectors.joining(", ")));
        text.append(".\nset -eu\n");
        for (Parameter parameter : workflow.parameters()) {
            text.append(": \"${").append(parameter.name()).append(":?is needed}\"\n");
        }
        for (WorkflowStep step : workflow.steps()) {
            String line = step.template();
            for (Parameter parameter : workflow.parameters()) {
                line = line.replace("{" + parameter.name() + "}", "\"$" + parameter.name() + "\"");
            }
            text.append(line).append('\n');
        }
        return text.toString();
    }
}
