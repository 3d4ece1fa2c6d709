package dev.stayer.skill;

import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Whether a skill is written in the subset of the Agent Skills standard that all clients read alike: its text, and what lies
 * beside it.
 */
public final class SkillCheck {
    private static final Pattern SCRIPT = Pattern.compile("(?i).*\\.(?:sh|bash|py|js|mjs|ts|rb|pl|ps1)");

    private static final int MAX_DEPTH = 6;

    private final WorkspaceFiles files;
    private final Path folder;
    private final List<String> errors = new ArrayList<>();

    private SkillCheck(Path folder) {
        this.files = new WorkspaceFiles(folder);
        this.folder = folder.toAbsolutePath().normalize();
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
        byte[] bytes = SkillFile.bytes(files, folder.resolve(SkillFile.NAME));
        if (bytes == null) {
            errors.add(SkillFile.NAME + " is longer than " + SkillFile.MAX_BYTES / 1024 + " KB");
            return;
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            errors.add(SkillFile.NAME + " is not text in UTF-8");
            return;
        }
        errors.addAll(PortableText.errors(String.valueOf(folder.getFileName()), text));
    }

    private void files() throws IOException {
        files.walk(folder, MAX_DEPTH, (file, in, name, attributes) -> {
            Path inside = folder.relativize(file);
            String shown = Visible.line(inside.toString());
            if (attributes.isSymbolicLink()) {
                errors.add(shown + " is a link: what it points to is not there when the skill is copied");
            } else if (attributes.isRegularFile()) {
                if (inside.endsWith(SkillFile.NAME) && inside.getNameCount() > 1) {
                    errors.add(shown + " would be read as a skill of its own by clients that look into folders");
                } else if (SCRIPT.matcher(shown).matches() && !inside.startsWith("scripts")) {
                    errors.add(shown + " is a script outside of scripts/");
                }
            }
            return WorkspaceFiles.Next.GO_ON;
        });
    }
}
