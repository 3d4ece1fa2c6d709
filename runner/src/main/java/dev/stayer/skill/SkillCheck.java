package dev.stayer.skill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether a skill is written in the subset of the Agent Skills standard that all clients read alike: its text, and what lies
 * beside it.
 */
public final class SkillCheck {
    private static final Pattern SCRIPT = Pattern.compile("(?i).*\\.(?:sh|bash|py|js|mjs|ts|rb|pl|ps1)");

    private final Path folder;
    private final List<String> errors = new ArrayList<>();

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
        errors.addAll(PortableText.errors(String.valueOf(folder.getFileName()), text));
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
}
