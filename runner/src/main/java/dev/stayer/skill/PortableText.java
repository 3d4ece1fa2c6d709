package dev.stayer.skill;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The subset of the Agent Skills standard that all clients read alike, as far as the text of SKILL.md goes. Looks at the text, not
 * at what a YAML reader makes of it, because the readers are what differs.
 */
public final class PortableText {
    /** Characters that a description may have. */
    public static final int MAX_DESCRIPTION = 250;

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(?:-[a-z0-9]+)*");
    private static final Pattern LINE = Pattern.compile("( *)([A-Za-z0-9_-]+):(?: +(.*))?");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"\\\\<>\\t]*)\"");
    private static final Pattern SUBSTITUTED = Pattern.compile("\\$[0-9]|\\$ARGUMENTS|\\$\\{?CLAUDE");
    private static final Pattern EXECUTED = Pattern.compile("!`");
    private static final Set<String> KEYS = Set.of("name", "description", "license", "compatibility", "metadata");
    private static final int MAX_NAME = 64;
    private static final int MAX_LINES = 500;

    private final String folder;
    private final List<String> errors = new ArrayList<>();
    private boolean hasName;
    private boolean hasDescription;

    private PortableText(String folder) {
        this.folder = folder;
    }

    /** What keeps a SKILL.md in a folder of this name from being read alike, with its line where it has one. */
    public static List<String> errors(String folder, String text) {
        PortableText check = new PortableText(folder);
        check.text(text);
        return List.copyOf(check.errors);
    }

    /** True if a skill may be called so. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches() && text.length() <= MAX_NAME;
    }

    /** True if some client would put something else in the place of a part of it, or run a part. */
    public static boolean isSubstituted(String text) {
        return SUBSTITUTED.matcher(text).find() || EXECUTED.matcher(text).find();
    }

    private void text(String text) {
        if (!Visible.isAll(text)) {
            errors.add("holds characters that cannot be seen: escapes, or marks that hide or reorder text");
        }
        SkillFile.Cut cut = SkillFile.cut(text);
        if (cut.head() == null) {
            errors.add("line 1: has no front matter between two lines ---");
            return;
        }
        head(cut.head().lines().toList());
        body(cut.body(), 2 + (int) cut.head().lines().count());
    }

    private void head(List<String> lines) {
        Set<String> seen = new HashSet<>();
        boolean inMetadata = false;
        for (int i = 0; i < lines.size(); i++) {
            Matcher line = LINE.matcher(lines.get(i));
            int number = i + 2;
            if (!line.matches()) {
                error(number, "is not a line of the form key: \"value\"");
                continue;
            }
            String key = line.group(2);
            String value = line.group(3) == null ? "" : line.group(3);
            boolean inner = !line.group(1).isEmpty();
            if (inner && !inMetadata) {
                error(number, "only metadata may have keys of its own");
            } else if (inner) {
                metadata(number, key, value);
            } else {
                inMetadata = key.equals("metadata");
                if (!seen.add(key)) {
                    error(number, key + " stands there twice");
                }
                top(number, key, value);
            }
        }
        if (!hasName) {
            errors.add("has no name");
        }
        if (!hasDescription) {
            errors.add("has no description");
        }
    }

    private void metadata(int number, String key, String value) {
        if (!key.startsWith("distill-")) {
            error(
                    number,
                    "metadata keys begin with distill-, because some readers take others for fields of the skill");
        }
        value(number, key, value);
    }

    private void top(int number, String key, String value) {
        if (!KEYS.contains(key)) {
            error(number, key + " is none of name, description, license, compatibility, metadata");
        }
        if (key.equals("metadata")) {
            if (!value.isBlank()) {
                error(number, "metadata has its keys on lines of their own, indented");
            }
            return;
        }
        String plain = value(number, key, value);
        if (key.equals("name")) {
            hasName = true;
            name(number, plain);
        } else if (key.equals("description")) {
            hasDescription = true;
            description(number, plain);
        }
    }

    private String value(int number, String key, String value) {
        Matcher quoted = QUOTED.matcher(value.stripTrailing());
        if (!quoted.matches()) {
            error(number, key + " is not one text in double quotes without \" \\ < > or a tab inside");
            return value.replace("\"", "").strip();
        }
        if (quoted.group(1).contains("---")) {
            error(number, key + " holds ---, at which some readers end the front matter");
        }
        return quoted.group(1);
    }

    private void name(int number, String name) {
        if (!isName(name)) {
            error(number, "the name is not made of a-z, 0-9 and single hyphens, at most " + MAX_NAME);
        }
        if (!name.equals(folder)) {
            error(number, "the name is not that of its folder");
        }
    }

    private void description(int number, String text) {
        if (text.isBlank()) {
            error(number, "the description is empty");
        }
        if (text.length() > MAX_DESCRIPTION) {
            error(number, "the description has more than " + MAX_DESCRIPTION + " characters");
        }
        if (!text.contains("Use when ")) {
            error(number, "the description does not say \"Use when …\"");
        }
    }

    private void body(String body, int before) {
        List<String> lines = body.lines().toList();
        if (lines.size() >= MAX_LINES) {
            errors.add("the body has " + lines.size() + " lines; fewer than " + MAX_LINES + " are read by all");
        }
        if (body.isBlank()) {
            errors.add("the body is empty");
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (SUBSTITUTED.matcher(line).find()) {
                error(
                        before + i + 1,
                        "$1, $ARGUMENTS and $CLAUDE_… are replaced by some clients; write parameters as {name}");
            }
            if (EXECUTED.matcher(line).find()) {
                error(before + i + 1, "!`…` is run by some clients as a command");
            }
        }
    }

    private void error(int line, String what) {
        errors.add("line " + line + ": " + what);
    }
}
