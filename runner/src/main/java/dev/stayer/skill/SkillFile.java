package dev.stayer.skill;

import dev.stayer.core.Hashes;
import dev.stayer.core.Texts;
import dev.stayer.files.UnusableFileException;
import dev.stayer.files.WorkspaceFiles;
import dev.stayer.yaml.InvalidFileException;
import dev.stayer.yaml.YamlNode;
import dev.stayer.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a SKILL.md as leniently as other agents do: a name or a description is enough, however the rest is written. */
final class SkillFile {
    static final String NAME = "SKILL.md";

    /** Larger files are no instructions. */
    static final int MAX_BYTES = 256 * 1024;

    private static final int MAX_NAME = 64;
    private static final int MAX_DESCRIPTION = 1_024;

    private SkillFile() {}

    /**
     * A file cut in two.
     *
     * @param head between the marks, without them; null where there are none
     */
    record Cut(@Nullable String head, String body) {}

    /** Bytes of the file; null if it is too large. */
    static byte @Nullable [] bytes(WorkspaceFiles files, Path file) throws IOException {
        try (InputStream in = files.open(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            return bytes.length > MAX_BYTES ? null : bytes;
        }
    }

    /**
     * The skill in a folder. Links are followed as far as they stay in the workspace: people and {@code skills install} make
     * them.
     *
     * @return empty where there is none, or only something that leads elsewhere
     */
    static Optional<Skill> find(WorkspaceFiles files, Path folder, boolean own) {
        try {
            Path file = files.resolved(folder.resolve(NAME));
            BasicFileAttributes attributes = files.attributes(file);
            return attributes == null || attributes.isDirectory()
                    ? Optional.empty()
                    : Optional.of(read(files, folder, file, own));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Why a folder in which a skill may lie has none that can be read; empty where there simply is none. */
    static Optional<String> whyNot(WorkspaceFiles files, Path folder) {
        String shown = Visible.line(files.root().relativize(folder).toString());
        try {
            files.resolved(folder.resolve(NAME));
            return Optional.empty();
        } catch (UnusableFileException e) {
            return Optional.of(shown + " " + e.getReason());
        } catch (NoSuchFileException e) {
            boolean broken = isLinkToNothing(folder) || isLinkToNothing(folder.resolve(NAME));
            return broken ? Optional.of(shown + " is a link to nothing") : Optional.empty();
        } catch (NotDirectoryException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Files.isDirectory(folder) ? Optional.of(shown + " cannot be read") : Optional.empty();
        }
    }

    private static boolean isLinkToNothing(Path path) {
        return Files.isSymbolicLink(path) && !Files.exists(path);
    }

    private static Skill read(WorkspaceFiles files, Path folder, Path file, boolean own) {
        String called = Visible.line(String.valueOf(folder.getFileName()));
        String path = files.root().relativize(folder.resolve(NAME)).toString();
        try {
            byte[] bytes = bytes(files, file);
            if (bytes == null) {
                return bad(called, folder, path, own, "is longer than " + MAX_BYTES / 1024 + " KB");
            }
            Cut cut = cut(new String(bytes, StandardCharsets.UTF_8));
            String name = value(cut.head(), "name");
            String description = value(cut.head(), "description");
            String shownName = name == null || Visible.line(name).isEmpty() ? called : Visible.line(name);
            String shown = description == null ? "" : Visible.line(description);
            return new Skill(
                    shorter(shownName, MAX_NAME),
                    shorter(shown, MAX_DESCRIPTION),
                    Visible.text(cut.body()).strip(),
                    folder,
                    path,
                    own,
                    Hashes.of(bytes),
                    shown.isEmpty() ? "has no description" : "");
        } catch (UnusableFileException e) {
            return bad(called, folder, path, own, e.getReason());
        } catch (IOException e) {
            return bad(called, folder, path, own, "cannot be read");
        }
    }

    private static Skill bad(String name, Path folder, String path, boolean own, String problem) {
        return new Skill(shorter(name, MAX_NAME), "", "", folder, path, own, "", problem);
    }

    private static String shorter(String text, int most) {
        return Texts.shorten(text, most);
    }

    /** Front matter stands between the first line, which is {@code ---}, and the next such line. */
    static Cut cut(String text) {
        String all = (text.startsWith("\uFEFF") ? text.substring(1) : text).replace("\r\n", "\n");
        if (!all.startsWith("---\n") && !all.startsWith("--- ")) {
            return new Cut(null, all);
        }
        int from = all.indexOf('\n') + 1;
        for (int at = from; at < all.length(); ) {
            int end = all.indexOf('\n', at);
            int next = end < 0 ? all.length() : end;
            if (all.substring(at, next).stripTrailing().equals("---")) {
                return new Cut(all.substring(from, at), end < 0 ? "" : all.substring(end + 1));
            }
            at = next + 1;
        }
        return new Cut(null, all);
    }

    /** A value of the front matter as YAML; where that is broken, as the rest of the line that begins with the key. */
    private static @Nullable String value(@Nullable String head, String key) {
        if (head == null) {
            return null;
        }
        try {
            if (YamlReader.read(NAME, head.getBytes(StandardCharsets.UTF_8)) instanceof YamlNode.YamlMap map) {
                YamlNode.Entry entry = map.entries().get(key);
                return entry != null && entry.value() instanceof YamlNode.YamlScalar scalar ? scalar.text() : null;
            }
        } catch (InvalidFileException e) {
            // Others read this line by line, and so do we: an unquoted colon is the commonest mistake.
        }
        return plain(head.lines().toList(), key);
    }

    private static @Nullable String plain(List<String> lines, String key) {
        for (String line : lines) {
            if (line.startsWith(key + ":")) {
                String value = line.substring(key.length() + 1).strip();
                boolean quoted = value.length() > 1
                        && (value.startsWith("\"") || value.startsWith("'"))
                        && value.endsWith(value.substring(0, 1));
                return quoted ? value.substring(1, value.length() - 1) : value;
            }
        }
        return null;
    }
}
