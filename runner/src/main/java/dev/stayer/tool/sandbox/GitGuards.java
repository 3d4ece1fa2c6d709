package dev.stayer.tool.sandbox;

import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The places of the workspace that a person's git believes or runs, and that jailed work may therefore read but not change:
 * settings and hooks of the repositories that are there, what their settings include and name as programs, and what would lead
 * git to other settings. Thread-safe.
 */
final class GitGuards {
    /** Settings whose values are commands, or folders of them. */
    private static final Pattern PROGRAMS = Pattern.compile(
            "core\\.(fsmonitor|editor|pager|sshcommand|askpass|gitproxy|hookspath|alternaterefscommand)"
                    + "|(sequence\\.editor|web\\.browser|init\\.templatedir|imap\\.tunnel|uploadpack\\.packobjectshook)"
                    + "|(interactive\\.difffilter|gpg\\.program|diff\\.external)"
                    + "|(alias|pager|credential)\\..*|gpg\\..*|diff\\..*\\.(command|textconv)|filter\\..*"
                    + "|merge\\..*\\.driver|(diff|merge)tool\\..*|(browser|man|guitool|tar)\\..*|hook\\..*"
                    + "|remote\\..*\\.(uploadpack|receivepack|vcs)|trailer\\..*|submodule\\..*\\.update|sendemail\\..*");
    /** What separates the words of a command, roughly: a word too many is only guarded for nothing. */
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s\"'`;|&()<>$=]+");

    /** Of hooks, where their folder cannot be guarded as a whole. */
    private static final List<String> HOOKS = List.of(
            "applypatch-msg",
            "pre-applypatch",
            "post-applypatch",
            "pre-commit",
            "pre-merge-commit",
            "prepare-commit-msg",
            "commit-msg",
            "post-commit",
            "pre-rebase",
            "post-checkout",
            "post-merge",
            "pre-push",
            "reference-transaction",
            "push-to-checkout",
            "pre-auto-gc",
            "post-rewrite",
            "sendemail-validate",
            "fsmonitor-watchman",
            "post-index-change");

    private static final int MAX_INCLUDES = 50;
    private static final int MAX_WORKTREES = 32;
    private static final int MAX_LINE = 4096;

    private final Map<String, String> machine;

    /** @param machine the environment of this process, which says where the person's own settings lie */
    GitGuards(Map<String, String> machine) {
        this.machine = Map.copyOf(machine);
    }

    /** For one command. @param nested what makes repositories within the workspace and is not of an agent's making */
    List<Jail.Place> of(Jail jail, Collection<Path> nested) {
        Places places = new Places(jail);
        places.tree(jail.workspace());
        jail.writable().stream().map(Jail::real).filter(Files::isDirectory).forEach(places::tree);
        nested.forEach(places::nested);
        return places.list();
    }

    /** Where the person's own settings lie. */
    private List<Path> ownSettings() {
        List<Path> files = new ArrayList<>(List.of(Path.of("/etc/gitconfig")));
        String global = machine.get("GIT_CONFIG_GLOBAL");
        String home = machine.get("HOME");
        String folder = machine.get("XDG_CONFIG_HOME");
        if (global != null) {
            files.add(Path.of(global));
        } else if (home != null) {
            files.add(Path.of(home, ".gitconfig"));
            files.add(folder == null ? Path.of(home, ".config/git/config") : Path.of(folder, "git/config"));
        }
        return files;
    }

    /** Collects places of one jail. */
    private final class Places {
        private final Jail jail;
        private final Map<Path, Jail.Place> found = new LinkedHashMap<>();

        private Places(Jail jail) {
            this.jail = jail;
        }

        private List<Jail.Place> list() {
            return List.copyOf(found.values());
        }

        private void add(Path path, boolean folder) {
            boolean writable = path.startsWith(jail.workspace())
                    || jail.writable().stream().map(Jail::real).anyMatch(path::startsWith);
            if (writable) {
                found.putIfAbsent(path, new Jail.Place(path, folder));
            }
        }

        /** A folder that may be the top of a work tree. */
        private void tree(Path root) {
            Path git = root.resolve(".git");
            if (!there(git)) {
                // None comes that was not looked at, neither the usual one nor a bare one around the work itself.
                add(git, true);
                if (!isInRepository(root)) {
                    add(root.resolve("HEAD"), true);
                }
                settings(root, List.of());
            } else if (Files.isDirectory(git, LinkOption.NOFOLLOW_LINKS)) {
                repository(git);
            } else {
                add(git, false);
                Path own = leads(git, "gitdir: ");
                if (own != null && Files.isDirectory(own, LinkOption.NOFOLLOW_LINKS)) {
                    repository(own);
                    Path common = leads(own.resolve("commondir"), "");
                    if (common != null && Files.isDirectory(common, LinkOption.NOFOLLOW_LINKS)) {
                        repository(common);
                    }
                    settings(root, List.of(own.resolve("config")));
                }
            }
        }

        /** By the folder or file that makes it one. */
        private void nested(Path find) {
            Path tree = find.getParent();
            if (find.endsWith(".git") && tree != null) {
                tree(tree);
            } else if (Files.isDirectory(find, LinkOption.NOFOLLOW_LINKS)) {
                repository(find);
            }
        }

        /** A repository's own folder. */
        private void repository(Path git) {
            add(git.resolve("hooks"), true);
            add(git.resolve("config"), false);
            add(git.resolve("modules"), true);
            boolean perTree = GitSettings.of(git.resolve("config")).stream()
                    .anyMatch(setting -> setting.key().equals("extensions.worktreeconfig"));
            leading(git, perTree);
            List<Path> trees = folders(git.resolve("worktrees"));
            if (trees.size() > MAX_WORKTREES) {
                add(git.resolve("worktrees"), true);
            } else {
                trees.forEach(tree -> {
                    add(tree.resolve("gitdir"), false);
                    leading(tree, perTree);
                });
            }
            Path tree = git.getParent();
            if (tree != null && git.endsWith(".git")) {
                settings(tree, List.of(git.resolve("config"), git.resolve("config.worktree")));
            }
        }

        /** What leads git to other settings; a file that is not there is only held where git reads it. */
        private void leading(Path git, boolean perTree) {
            if (perTree || there(git.resolve("config.worktree"))) {
                add(git.resolve("config.worktree"), false);
            }
            if (there(git.resolve("commondir"))) {
                add(git.resolve("commondir"), false);
            }
        }

        /** What settings include, and what they name as programs. */
        private void settings(Path tree, List<Path> files) {
            Set<Path> known = new LinkedHashSet<>(ownSettings());
            known.addAll(files);
            List<Path> open = new ArrayList<>(known);
            for (int i = 0; i < open.size() && i < MAX_INCLUDES; i++) {
                Path file = open.get(i);
                if (!files.contains(file)) {
                    add(file, false);
                }
                for (GitSettings.Setting setting : GitSettings.of(file)) {
                    if (setting.section().startsWith("include")
                            && setting.name().equals("path")) {
                        Path folder = file.getParent();
                        Path other = path(setting.value(), folder == null ? tree : folder);
                        if (other != null && known.add(other)) {
                            open.add(other);
                        }
                    } else if (PROGRAMS.matcher(setting.key()).matches()) {
                        program(setting, tree);
                    }
                }
            }
        }

        private void program(GitSettings.Setting setting, Path tree) {
            if (setting.key().equals("core.hookspath") || setting.key().equals("init.templatedir")) {
                Path folder = path(setting.value(), tree);
                if (folder != null && tree.startsWith(folder)) {
                    HOOKS.forEach(hook -> add(folder.resolve(hook), false));
                } else if (folder != null) {
                    add(folder, true);
                }
                return;
            }
            boolean quotesGit =
                    setting.section().equals("alias") && !setting.value().startsWith("!");
            for (String word : quotesGit ? new String[0] : BETWEEN_WORDS.split(setting.value())) {
                String name = word.startsWith("!") ? word.substring(1) : word;
                Path file = name.isEmpty() || name.startsWith("-") ? null : path(name, tree);
                if (file != null && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    add(file, false);
                } else if (file != null && !there(file) && (name.startsWith("./") || name.startsWith("/"))) {
                    add(file, true);
                }
            }
        }

        private @Nullable Path path(String text, Path folder) {
            String home = machine.get("HOME");
            try {
                boolean ofHome = text.startsWith("~/") && home != null;
                Path path = ofHome ? Path.of(home, text.substring(2)) : folder.resolve(text);
                Path plain = path.normalize();
                // A person may write the workspace's other name.
                return plain.startsWith(jail.name())
                        ? jail.workspace().resolve(jail.name().relativize(plain))
                        : plain;
            } catch (InvalidPathException e) {
                return null;
            }
        }
    }

    private static @Nullable Path leads(Path file, String before) {
        try {
            Path folder = file.getParent();
            if (folder == null) {
                return null;
            }
            String text = WorkspaceFiles.ofAnybody(folder).text(file, MAX_LINE).strip();
            return !text.startsWith(before)
                    ? null
                    : folder.resolve(text.substring(before.length())).normalize();
        } catch (IOException | InvalidPathException e) {
            return null;
        }
    }

    private static boolean isInRepository(Path folder) {
        for (Path at = folder.getParent(); at != null; at = at.getParent()) {
            if (there(at.resolve(".git"))) {
                return true;
            }
        }
        return false;
    }

    private static List<Path> folders(Path parent) {
        List<Path> folders = new ArrayList<>();
        if (Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
            try {
                for (Path entry : WorkspaceFiles.ofAnybody(parent).list(parent)) {
                    if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                        folders.add(entry);
                    }
                }
            } catch (IOException e) {
                return List.of();
            }
        }
        return folders;
    }

    private static boolean there(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }
}
