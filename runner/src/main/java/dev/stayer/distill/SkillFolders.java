package dev.stayer.distill;

import dev.stayer.core.CrashPoint;
import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.files.UnusableFileException;
import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The skills, commands and notes for agents that lie in a workspace, and the writing of skills. */
final class SkillFolders implements SkillPlan.Disk {
    private static final List<String> SKILLS = List.of(
            "skills",
            ".agents/skills",
            ".claude/skills",
            ".opencode/skills",
            ".opencode/skill",
            ".mimocode/skills",
            ".mimocode/skill",
            ".gemini/skills",
            ".github/skills",
            ".codex/skills");
    private static final List<String> COMMANDS =
            List.of(".claude/commands", ".opencode/commands", ".opencode/command", ".mimocode/command");
    private static final List<String> NOTES = List.of("AGENTS.md", "CLAUDE.md");
    private static final int MAX_BYTES = 1 << 20;

    private static final int MAX_READ = 64 << 20;

    private final WorkspaceFiles files;
    private final Path root;

    SkillFolders(Path root) {
        this.files = new WorkspaceFiles(root);
        this.root = files.root();
    }

    /** Everything that tells agents what to do, but for skills of these names. */
    List<Asset> assets(Set<String> ours) {
        List<Asset> assets = new ArrayList<>();
        for (String folder : SKILLS) {
            for (Path skill : list(root.resolve(folder))) {
                String name = skill.getFileName().toString();
                if (!ours.contains(name)) {
                    add("the skill " + name, skill.resolve("SKILL.md"), assets);
                }
            }
        }
        for (String folder : COMMANDS) {
            for (Path command : list(root.resolve(folder))) {
                if (command.toString().endsWith(".md")) {
                    add("the command " + command.getFileName().toString().replaceFirst("\\.md$", ""), command, assets);
                }
            }
        }
        for (String note : NOTES) {
            add(note, root.resolve(note), assets);
        }
        return assets;
    }

    private void add(String name, Path file, List<Asset> assets) {
        try {
            String text = files.text(files.resolved(file), MAX_BYTES);
            if (assets.stream().noneMatch(asset -> asset.text().equals(text))) {
                assets.add(new Asset(name, text));
            }
        } catch (NoSuchFileException | UnusableFileException | NotDirectoryException e) {
            // Not there, or nothing that a person has written here.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Names below skills/. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        list(root.resolve("skills"))
                .forEach(path -> names.add(path.getFileName().toString()));
        return names;
    }

    private List<Path> list(Path folder) {
        try {
            return files.list(files.resolved(folder)).stream()
                    .map(one -> folder.resolve(one.getFileName()))
                    .toList();
        } catch (NoSuchFileException | UnusableFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder, e);
        }
    }

    @Override
    public @Nullable String read(String path) {
        try {
            return files.text(inside(path), MAX_READ);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    private Path inside(String path) {
        Path file = root.resolve(path).normalize();
        if (!file.startsWith(root) || file.equals(root)) {
            throw new IllegalArgumentException(path + " leaves the workspace");
        }
        // A link that leads elsewhere would let a skill be written elsewhere.
        for (Path at = file.getParent(); at != null && at.startsWith(root) && !at.equals(root); at = at.getParent()) {
            if (Files.isSymbolicLink(at)) {
                throw new StayerException(
                        ExitCode.FAILED,
                        at + " is a symbolic link, and nothing is written through it",
                        "make it a folder, or link to skills/ from there");
            }
        }
        return file;
    }

    /** Writes a file whole, or takes it away where the text is null; folders that are left empty go too. */
    void write(String path, @Nullable String text) {
        Path file = inside(path);
        try {
            CrashPoint.BEFORE_SKILL_FILE.reached();
            if (text == null) {
                files.delete(file);
                for (Path at = file.getParent();
                        at != null && !at.equals(root) && list(at).isEmpty();
                        at = at.getParent()) {
                    files.delete(at);
                }
            } else {
                files.write(file, text);
                if (path.endsWith(".sh")) {
                    files.setPermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
                }
            }
            CrashPoint.AFTER_SKILL_FILE.reached();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
