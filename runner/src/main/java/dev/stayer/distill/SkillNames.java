package dev.stayer.distill;

import dev.stayer.distill.Procedure.WorkflowStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Names of skills: lower-case words joined by single hyphens, from the first, the middle and the last thing it does. */
final class SkillNames {
    private static final int MAX_LENGTH = 48;

    private SkillNames() {}

    static String name(Procedure workflow, String id, Set<String> taken) {
        List<WorkflowStep> steps = workflow.steps();
        List<String> parts = new ArrayList<>();
        for (int i : new int[] {0, steps.size() / 2, steps.size() - 1}) {
            String part = part(steps.get(i));
            if (!part.isEmpty() && !parts.contains(part) && !tooLong(parts, part)) {
                parts.add(part);
            }
        }
        String name = parts.isEmpty() ? "workflow-" + id : String.join("-", parts);
        return taken.contains(name) ? name + "-" + id.substring(0, 4) : name;
    }

    private static boolean tooLong(List<String> parts, String part) {
        return parts.stream().mapToInt(one -> one.length() + 1).sum() + part.length() > MAX_LENGTH;
    }

    private static String part(WorkflowStep step) {
        String[] words = step.head().toLowerCase(Locale.ROOT).split("\\s+");
        StringBuilder part = new StringBuilder();
        for (String word : words) {
            String base = word.substring(word.lastIndexOf('/') + 1).replaceFirst("\\.(sh|py|js|rb|ts)$", "");
            String plain = base.replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
            boolean reserved = plain.contains("claude") || plain.contains("anthropic");
            if (!plain.isEmpty() && !reserved && !plain.matches("py|js|sh|c")) {
                part.append(part.isEmpty() ? "" : "-").append(plain);
            }
        }
        return part.length() > 28 ? part.substring(0, 28).replaceAll("-+$", "") : part.toString();
    }
}
