package dev.stayer.skill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether a skill is written in the subset of the Agent Skills standard that all clients read alike. Looks at the text, not at
 * what a YAML reader makes of it, because the readers are what differs.
 */
public final class SkillCheck {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(?:-[a-z0-9]+)*");
    private static final Pattern LINE = Pattern.compile("( *)([A-Za-z0-9_-]+):(?: +(.*))?");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"\\\\<>\\t]*)\"");
    private static final Set<String> KEYS = Set.of("name", "description", "license", "compatibility", "metadata");
    private static final Pattern SCRIPT = Pattern.compile("(?i).*\\.(?:sh|bash|py|js|mjs|ts|rb|pl|ps1)");
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_DESCRIPTION = 250;
    private static final int MOST_LINES = 500;

    private final Path folder;
    private final List<String> errors = new ArrayList<>();
    private boolean hasName;
    private boolean hasDescription;

    private SkillCheck(Path folder) {
        this.folder = folder;
    }

    /** What is wrong with the skill in a folder, each with its line where it has one; empty if nothing is. */
    public static List<String> errors(Path folder) {
        SkillCheck check = new SkillCheck(folder);
        try {
            check.file();
            check.files();
        } catch (IOException e) {
            check.errors.add("cannot be read");
        }
        return List.copyOf(check.errors);
    }

    private void file() throws IOException {
        byte[] bytes = SkillFile.bytes(folder.resolve(SkillFile.NAME));
        if (bytes == null) {
            errors.add(SkillFile.NAME + " is longer than " + SkillFile.MOST_BYTES / 1024 + " KB");
            return;
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            errors.add(SkillFile.NAME + " is no text in UTF-8");
            return;
        }
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
                error(number, "is no line of the form key: \"value\"");
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
        if (!NAME.matcher(name).matches() || name.length() > LONGEST_NAME) {
            error(number, "the name is not made of a-z, 0-9 and single hyphens, at most " + LONGEST_NAME);
        }
        if (!name.equals(String.valueOf(folder.getFileName()))) {
            error(number, "the name is not that of its folder");
        }
    }

    private void description(int number, String text) {
        if (text.isBlank()) {
            error(number, "the description is empty");
        }
        if (text.length() > LONGEST_DESCRIPTION) {
            error(number, "the description has more than " + LONGEST_DESCRIPTION + " characters");
        }
        if (!text.contains("Use when ")) {
            error(number, "the description does not say \"Use when …\"");
        }
    }

    private void body(String body, int before) {
        List<String> lines = body.lines().toList();
        if (lines.size() >= MOST_LINES) {
            errors.add("the body has " + lines.size() + " lines; fewer than " + MOST_LINES + " are read by all");
        }
        if (body.isBlank()) {
            errors.add("the body is empty");
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.contains("$ARGUMENTS") || line.matches(".*\\$[0-9].*")) {
                error(before + i + 1, "$1 and $ARGUMENTS are replaced by some clients; write parameters as {name}");
            }
            if (line.contains("!`")) {
                error(before + i + 1, "!`…` is run by some clients as a command");
            }
        }
    }

    private void files() throws IOException {
        try (Stream<Path> files = Files.walk(folder, 6)) {
            for (Path file : files.sorted().toList()) {
                Path inside = folder.relativize(file);
                String shown = Visible.line(inside.toString());
                if (Files.isSymbolicLink(file) && !file.equals(folder)) {
                    errors.add(shown + " is a link: what it points to is not there when the skill is copied");
                } else if (!Files.isRegularFile(file)) {
                    continue;
                } else if (inside.endsWith(SkillFile.NAME) && inside.getNameCount() > 1) {
                    errors.add(shown + " would be read as a skill of its own by clients that look into folders");
                } else if (SCRIPT.matcher(shown).matches() && !inside.startsWith("scripts")) {
                    errors.add(shown + " is a script outside of scripts/");
                }
            }
        }
    }

    private void error(int line, String what) {
        errors.add("line " + line + ": " + what);
    }
}
