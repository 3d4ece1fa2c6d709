package dev.stayer.distill;

import dev.stayer.core.Json;
import dev.stayer.distill.Procedure.Origin;
import dev.stayer.distill.Procedure.Parameter;
import dev.stayer.distill.Procedure.WorkflowStep;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A distill in words and as the object of {@code distill --json}. */
public record DistillReport(String id, boolean applied, DistillResult result) {
    private static final int SHOWN = 12;

    /** The object of {@code distill --json}. */
    public ObjectNode json() {
        ObjectNode json = Json.object().put("id", id).put("applied", applied).put("sessions", result.sessions());
        ArrayNode candidates = json.putArray("candidates");
        for (Candidate one : result.candidates()) {
            ObjectNode item = candidates.addObject();
            item.put("id", one.id())
                    .put("name", one.name())
                    .put("description", one.accepted() ? SkillText.description(one) : null)
                    .put("decision", one.accepted() ? "accept" : "reject")
                    .put("reason", one.reason());
            ArrayNode steps = item.putArray("steps");
            for (WorkflowStep step : one.workflow().steps()) {
                steps.addObject()
                        .put("tool", step.tool())
                        .put("template", step.template())
                        .put("optional", step.optional());
            }
            ArrayNode parameters = item.putArray("parameters");
            one.workflow().parameters().forEach(parameter -> parameters.add(parameter(parameter)));
            item.putObject("support")
                    .put("sessions", one.support().sessions())
                    .put("tasks", one.support().tasks())
                    .put("projects", one.support().projects());
            item.put("gainBits", rounded(one.gainBits())).put("confidence", rounded(one.confidence()));
            Candidate.Outcome outcome = one.outcome();
            item.putObject("outcome")
                    .put("successes", outcome.successes())
                    .put("failures", outcome.failures())
                    .put("unknown", outcome.unknown())
                    .put("rate", rounded(outcome.rate()))
                    .put("base", rounded(outcome.base()))
                    .put("oddsRatio", rounded(outcome.oddsRatio()))
                    .put("informativeTasks", outcome.informativeTasks());
            TrialEnd trial = result.trials().get(one.id());
            if (trial != null) {
                item.putObject("trial").put("passed", trial.passed()).put("reason", trial.reason());
            }
            ArrayNode sources = item.putArray("sources");
            one.sources().forEach(sources::add);
        }
        ArrayNode written = json.putArray("written");
        result.written().forEach(written::add);
        ArrayNode notes = json.putArray("notes");
        result.notes().forEach(notes::add);
        json.put("words", result.words());
        return json;
    }

    private static ObjectNode parameter(Parameter parameter) {
        ObjectNode json = Json.object()
                .put("name", parameter.name())
                .put("origin", parameter.origin().name().toLowerCase(Locale.ROOT))
                .put("kind", parameter.kind())
                .put("values", parameter.values());
        if (parameter.origin() == Origin.OUTPUT) {
            json.put("fromStep", parameter.fromStep());
        } else {
            json.putNull("fromStep");
        }
        ArrayNode steps = json.putArray("steps");
        parameter.steps().forEach(steps::add);
        return json;
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    /** A few lines for a terminal. */
    public String summary() {
        StringBuilder text = new StringBuilder();
        List<Candidate> accepted = result.accepted();
        text.append("Read %d sessions. ".formatted(result.sessions()));
        text.append(
                accepted.isEmpty()
                        ? "Nothing repeats that is worth a skill.\n"
                        : "%d %s worth a skill:\n"
                                .formatted(accepted.size(), accepted.size() == 1 ? "workflow is" : "workflows are"));
        for (Candidate one : accepted) {
            text.append("\n  ")
                    .append(one.name())
                    .append("  (")
                    .append(one.reason().toLowerCase(Locale.ROOT))
                    .append(")\n");
            for (WorkflowStep step : one.workflow().steps()) {
                text.append("    ").append(step.template()).append(step.optional() ? "   (where needed)\n" : "\n");
            }
            TrialEnd trial = result.trials().get(one.id());
            if (trial != null) {
                text.append("    ").append(trial.reason()).append(".\n");
            }
        }
        if (!result.written().isEmpty()) {
            text.append("\nWritten:\n");
            result.written().forEach(path -> text.append("  ").append(path).append('\n'));
        } else if (applied && !accepted.isEmpty()) {
            text.append("\nNothing is to be written: what is worth a skill is there as it should be.\n");
        }
        result.notes().forEach(note -> text.append("\nNote: ").append(note).append(".\n"));
        text.append("\nAll %d candidates, with the reasons: reports/distill/%s/report.md\n"
                .formatted(result.candidates().size(), id));
        return text.toString();
    }

    /** {@code report.md}. */
    public String markdown() {
        StringBuilder text = new StringBuilder("# Distill ").append(id).append("\n\n");
        long accepted = result.accepted().size();
        text.append("%d sessions read, %d candidates, %d worth a skill; %s.\n"
                .formatted(
                        result.sessions(),
                        result.candidates().size(),
                        accepted,
                        applied ? "applied" : "nothing written yet"));
        if (!applied && accepted > 0) {
            text.append("Apply it with `stayer distill --apply ").append(id).append("`.\n");
        }
        if (result.words() != null) {
            text.append("\nNames and words: ").append(result.words()).append(".\n");
        }
        result.notes().forEach(note -> text.append("\n- ").append(note).append('.'));
        for (Candidate one : result.candidates()) {
            text.append("\n\n## ")
                    .append(one.accepted() ? "" : "Refused: ")
                    .append(one.name())
                    .append(" (")
                    .append(one.id())
                    .append(")\n\n");
            text.append(one.reason()).append(".\n\n");
            if (one.accepted()) {
                text.append(SkillText.description(one)).append("\n\n");
            }
            for (int i = 0; i < one.workflow().steps().size() && i < SHOWN; i++) {
                WorkflowStep step = one.workflow().steps().get(i);
                // A refused workflow may hold what nobody should see again.
                String shown = one.accepted() ? step.template() : step.head();
                text.append(i + 1)
                        .append(". ``")
                        .append(Hazards.of(shown) == 0 ? shown : "[withheld]")
                        .append("``")
                        .append(step.optional() ? " (optional)\n" : "\n");
            }
            text.append(
                    "\nSupport: %d sessions, %d tasks, %d projects. Gain: %.0f bits. Confidence: %.2f. Ends: %d well, %d badly, %d unknown (%.2f against %.2f; odds ratio %.2f over %d tasks).\n"
                            .formatted(
                                    one.support().sessions(),
                                    one.support().tasks(),
                                    one.support().projects(),
                                    one.gainBits(),
                                    one.confidence(),
                                    one.outcome().successes(),
                                    one.outcome().failures(),
                                    one.outcome().unknown(),
                                    one.outcome().rate(),
                                    one.outcome().base(),
                                    one.outcome().oddsRatio(),
                                    one.outcome().informativeTasks()));
            if (!one.sources().isEmpty()) {
                text.append("Seen in ")
                        .append(one.sources().stream()
                                .map(source -> "`" + source + "`")
                                .collect(Collectors.joining(", ")))
                        .append(".\n");
            }
            TrialEnd trial = result.trials().get(one.id());
            if (trial != null) {
                text.append(trial.reason()).append(".\n");
            }
        }
        return text.toString();
    }
}
