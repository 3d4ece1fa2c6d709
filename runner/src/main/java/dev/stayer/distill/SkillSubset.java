package dev.stayer.distill;

import dev.stayer.skill.PortableText;
import java.util.ArrayList;
import java.util.List;

/** What a generated SKILL.md must be: portable, and free of what no skill may hold. */
public final class SkillSubset {
    private SkillSubset() {}

    /** What keeps a SKILL.md from being written, each a sentence; empty if nothing does. */
    public static List<String> errors(String folder, String text) {
        List<String> errors = new ArrayList<>(PortableText.errors(folder, text));
        int hazards = Hazards.of(text);
        if (hazards != 0) {
            errors.add("the file must not be a skill: " + Hazards.why(hazards));
        }
        return List.copyOf(errors);
    }
}
