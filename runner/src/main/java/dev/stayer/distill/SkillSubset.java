package dev.stayer.distill;

import dev.stayer.skill.PortableText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a generated SKILL.md must be: portable, and free of what no skill may hold. */
public final class SkillSubset {
    /** A numbered line that begins with a span of code. */
    private static final Pattern STEP = Pattern.compile("(?m)^\\d+\\. (`+) ?(.*?) ?\\1");

    private SkillSubset() {}

    /** What keeps a SKILL.md from being written, each a sentence; empty if nothing does. */
    public static List<String> errors(String folder, String text) {
        List<String> errors = new ArrayList<>(PortableText.errors(folder, text));
        String steps = STEP.matcher(text).results().map(step -> step.group(2)).collect(Collectors.joining("\n"));
        int hazards = Hazards.of(text, steps);
        if (hazards != 0) {
            errors.add("the file must not be a skill: " + Hazards.why(hazards));
        }
        return List.copyOf(errors);
    }
}
