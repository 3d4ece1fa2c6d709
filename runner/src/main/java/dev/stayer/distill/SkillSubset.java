package dev.stayer.distill;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of the Agent Skills standard that every client reads alike; stricter than any one of them. */
public final class SkillSubset {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern LINE = Pattern.compile("( {2})?([a-z][a-z0-9-]*): \"([^\"\\\\<>\\p{Cntrl}]*)\"");
    private static final Set<String> KEYS = Set.of("name", "description", "license", "compatibility");
    private static final Pattern SUBSTITUTED = Pattern.compile("\\$[0-9]|\\$ARGUMENTS|\\$\\{?CLAUDE|!`");
    static final int LONGEST_DESCRIPTION = 250;
    private static final int MOST_LINES = 500;

    private SkillSubset() {}

    /** True if some client would replace a part of it before a model reads it. */
    static boolean isSubstituted(String text) {
        return SUBSTITUTED.matcher(text).find();
    }

    /** True if a skill may be called so. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches() && text.length() <= 64;
    }

    /** What keeps a SKILL.md from being read alike everywhere, each a sentence; empty if nothing does. */
    public static List<String> errors(String folder, String text) {
        List<String> errors = new ArrayList<>();
        if (!isName(folder)) {
            errors.add("the folder '" + folder.replaceAll("\\p{Cntrl}", "?") + "' is no name of a skill");
        }
        String[] parts = text.split("(?m)^---\\n", 3);
        if (parts.length < 3 || !parts[0].isEmpty()) {
            errors.add("the file does not begin with front matter between two lines of three hyphens");
            return errors;
        }
        header(parts[1], folder, errors);
        if (parts[2].lines().count() >= MOST_LINES) {
            errors.add("the body has 500 lines or more");
        }
        if (isSubstituted(parts[2])) {
            errors.add("the body holds words that some agents replace, such as $1");
        }
        if (parts[2].isBlank()) {
            errors.add("the body is empty");
        }
        int hazards = Hazards.of(text);
        if (hazards != 0) {
            errors.add("the file must not be a skill: " + Hazards.why(hazards));
        }
        return errors;
    }

    private static void header(String header, String folder, List<String> errors) {
        Set<String> seen = new HashSet<>();
        boolean metadata = false;
        for (String line : header.lines().toList()) {
            if (line.equals("metadata:")) {
                metadata = true;
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches() || line.contains("---")) {
                errors.add("the line '" + line.replaceAll("\\p{Cntrl}", "?")
                        + "' is not a key and one double-quoted line");
                continue;
            }
            boolean inside = matcher.group(1) != null;
            String key = matcher.group(2);
            if (!seen.add(key)) {
                errors.add("'" + key + "' stands twice");
            }
            if (inside ? !metadata || !key.startsWith("distill-") : !KEYS.contains(key)) {
                errors.add("'" + key + "' is not read alike by all");
            }
            if (key.equals("name") && !matcher.group(3).equals(folder)) {
                errors.add("the name '" + matcher.group(3) + "' is not that of the folder");
            }
            if (key.equals("description")
                    && (matcher.group(3).isBlank() || matcher.group(3).length() > LONGEST_DESCRIPTION)) {
                errors.add("the description has no, or more than 250, characters");
            }
        }
        if (!seen.contains("name") || !seen.contains("description")) {
            errors.add("name and description are needed");
        }
    }
}
