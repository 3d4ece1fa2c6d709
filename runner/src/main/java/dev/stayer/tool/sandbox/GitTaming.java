package dev.stayer.tool.sandbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes a repository harmless that jailed work has made: it stays a repository, with its commits and branches, but nothing in
 * it has git run a program or read other settings. Works on handles of folders and follows no link, since work may still go on
 * in them. Not thread-safe.
 */
final class GitTaming {
    /** What git itself, a clone and everyday work write, and what runs nothing. */
    private static final Pattern HARMLESS = Pattern.compile(
            "core\\.(repositoryformatversion|filemode|bare|logallrefupdates|ignorecase|precomposeunicode|symlinks|autocrlf"
                    + "|eol|safecrlf|quotepath|abbrev|sparsecheckout|sparsecheckoutcone|compression|checkstat|trustctime)"
                    + "|extensions\\.(objectformat|refstorage|worktreeconfig|partialclone)|user\\.(name|email)"
                    + "|remote\\..*\\.(url|pushurl|fetch|push|tagopt|prune|promisor|partialclonefilter)"
                    + "|branch\\..*\\.(remote|merge|rebase|pushremote|description)|(pull|push|fetch|init|merge|commit|advice)\\.[a-z]+"
                    + "|submodule\\..*\\.(url|active|branch)|index\\.(version|sparse)|gc\\.auto|color\\.[a-z]+");

    private static final Pattern RUNS_BY_ADDRESS = Pattern.compile("(?i)\\s*(ext::|fd::|-|.*://-).*");
    private static final Pattern NOT_SO_HARMLESS =
            Pattern.compile("init\\.templatedir|commit\\.(gpgsign|template)|push\\.gpgsign");
    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_DEPTH = 6;

    private final Path workspace;
    private final List<String> notices;

    /** @param notices where sentences go on what was taken away, for the model and the journal */
    GitTaming(Path workspace, List<String> notices) {
        this.workspace = workspace;
        this.notices = notices;
    }

    /** @param git the repository's own folder, in the workspace */
    void tame(Path git) throws IOException {
        try (SecureDirectoryStream<Path> folder = open(git)) {
            tame(folder, git, MAX_DEPTH);
        } catch (NoSuchFileException e) {
            return;
        }
    }

    private void tame(SecureDirectoryStream<Path> folder, Path git, int depth) throws IOException {
        settings(folder, git, "config");
        settings(folder, git, "config.worktree");
        commonDir(folder, git);
        hooks(folder, git);
        links(folder, git, depth);
        for (String parts : List.of("modules", "worktrees")) {
            each(folder, git, parts, (inner, path) -> {
                if (depth > 0) {
                    tame(inner, path, depth - 1);
                }
            });
        }
    }

    private interface Act {
        void on(SecureDirectoryStream<Path> folder, Path path) throws IOException;
    }

    private static void each(SecureDirectoryStream<Path> folder, Path git, String name, Act act) throws IOException {
        if (!isFolder(folder, Path.of(name))) {
            return;
        }
        try (SecureDirectoryStream<Path> parts = inner(folder, Path.of(name))) {
            for (Path entry : names(parts)) {
                if (isFolder(parts, entry)) {
                    try (SecureDirectoryStream<Path> inner = inner(parts, entry)) {
                        act.on(inner, git.resolve(name).resolve(entry));
                    }
                }
            }
        }
    }

    private void settings(SecureDirectoryStream<Path> folder, Path git, String name) throws IOException {
        String text = text(folder, Path.of(name));
        if (text == null) {
            return;
        }
        List<GitSettings.Setting> all = GitSettings.of(text);
        List<GitSettings.Setting> kept =
                all.stream().filter(setting -> isHarmless(setting, git)).toList();
        if (kept.size() == all.size()) {
            return;
        }
        StringBuilder written = new StringBuilder();
        kept.forEach(setting -> written.append(line(setting)));
        replace(folder, Path.of(name), written.toString());
        TreeSet<String> gone = new TreeSet<>();
        all.stream().filter(setting -> !kept.contains(setting)).forEach(setting -> gone.add(setting.key()));
        tell(git.resolve(name) + " had settings that make git run programs or look elsewhere, and lost them: "
                + String.join(", ", gone));
    }

    private boolean isHarmless(GitSettings.Setting setting, Path git) {
        if (setting.key().equals("core.worktree")) {
            // Of a submodule: git writes there.
            return git.startsWith(workspace.resolve(".git/modules"))
                    && git.resolve(setting.value()).normalize().startsWith(workspace);
        }
        boolean address = setting.name().endsWith("url")
                && RUNS_BY_ADDRESS.matcher(setting.value()).matches();
        return !address
                && HARMLESS.matcher(setting.key()).matches()
                && !NOT_SO_HARMLESS.matcher(setting.key()).matches();
    }

    private static String line(GitSettings.Setting setting) {
        String sub = setting.sub().isEmpty() ? "" : " \"" + escaped(setting.sub()) + "\"";
        String value = escaped(setting.value())
                .replace("\n", "\\n")
                .replace("\t", "\\t")
                .replace("\b", "\\b");
        return "[" + setting.section() + sub + "]\n\t" + setting.name() + " = \"" + value + "\"\n";
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /** Of a linked work tree it leads to the repository two folders up, and to no other. */
    private void commonDir(SecureDirectoryStream<Path> folder, Path git) throws IOException {
        String text = text(folder, Path.of("commondir"));
        Path parent = git.getParent();
        if (text == null || parent == null) {
            return;
        }
        Path common = parent.getParent();
        boolean usual = parent.endsWith("worktrees")
                && git.resolve(text.strip()).normalize().equals(common);
        if (!usual) {
            takeAway(folder, Path.of("commondir"), git, "leads git to other settings");
        }
    }

    /** What cannot be executed is no hook to git, and nothing is lost. */
    private void hooks(SecureDirectoryStream<Path> folder, Path git) throws IOException {
        Path name = Path.of("hooks");
        if (!isFolder(folder, name)) {
            return;
        }
        try (SecureDirectoryStream<Path> hooks = inner(folder, name)) {
            for (Path hook : names(hooks)) {
                BasicFileAttributes attributes = attributes(hooks, hook);
                if (attributes == null || hook.toString().endsWith(".sample")) {
                    continue;
                }
                if (attributes.isSymbolicLink()) {
                    takeAway(hooks, hook, git.resolve(name), "is a hook that git would run");
                } else if (attributes.isRegularFile()) {
                    disarm(hooks, hook, git.resolve(name).resolve(hook));
                }
            }
        }
    }

    private void disarm(SecureDirectoryStream<Path> hooks, Path hook, Path shown) throws IOException {
        PosixFileAttributeView view =
                hooks.getFileAttributeView(hook, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        Set<PosixFilePermission> without = new java.util.HashSet<>(permissions);
        without.removeAll(Set.of(
                PosixFilePermission.OWNER_EXECUTE,
                PosixFilePermission.GROUP_EXECUTE,
                PosixFilePermission.OTHERS_EXECUTE));
        if (!without.equals(permissions)) {
            view.setPermissions(without);
            tell(shown + " is a hook that git would run; it stays, and cannot be executed any more");
        }
    }

    /** Git writes through some of them, such as its index and its logs. */
    private void links(SecureDirectoryStream<Path> folder, Path git, int depth) throws IOException {
        for (Path name : names(folder)) {
            BasicFileAttributes attributes = attributes(folder, name);
            if (attributes != null && attributes.isSymbolicLink()) {
                takeAway(folder, name, git, "is a link, by which git would read or write elsewhere");
            } else if (attributes != null
                    && attributes.isDirectory()
                    && depth > 0
                    && Set.of("logs", "refs", "info", "heads", "tags", "remotes")
                            .contains(name.toString())) {
                try (SecureDirectoryStream<Path> inner = inner(folder, name)) {
                    links(inner, git.resolve(name), depth - 1);
                }
            }
        }
    }

    /** Takes one name away, whatever it is but a folder; without following it. */
    void takeAway(SecureDirectoryStream<Path> folder, Path name, Path parent, String why) throws IOException {
        try {
            folder.deleteFile(name);
            tell(parent.resolve(name) + " " + why + ", and was taken away");
        } catch (NoSuchFileException e) {
            return;
        }
    }

    private void tell(String sentence) {
        String own = workspace + "/";
        notices.add(sentence.startsWith(own) ? sentence.substring(own.length()) : sentence);
    }

    /** Opens a folder of the workspace name by name. @throws NoSuchFileException if it is not there without links */
    SecureDirectoryStream<Path> open(Path path) throws IOException {
        SecureDirectoryStream<Path> folder = secure(Files.newDirectoryStream(workspace));
        if (path.equals(workspace)) {
            return folder;
        }
        for (Path name : workspace.relativize(path)) {
            try (SecureDirectoryStream<Path> outer = folder) {
                folder = inner(outer, name);
            }
        }
        return folder;
    }

    static SecureDirectoryStream<Path> inner(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        try {
            return folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            // Exchanged for a link or a file meanwhile.
            throw new NoSuchFileException(name.toString(), null, e.getMessage());
        }
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> handles) {
            return handles;
        }
        stream.close();
        throw new IOException("this file system has no handles of folders");
    }

    /** The names in a folder, at this moment, sorted. */
    static List<Path> names(SecureDirectoryStream<Path> folder) {
        List<Path> names = new ArrayList<>();
        folder.forEach(entry -> names.add(entry.getFileName()));
        Collections.sort(names);
        return names;
    }

    static @Nullable BasicFileAttributes attributes(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        try {
            return folder.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    static boolean isFolder(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        BasicFileAttributes attributes = attributes(folder, name);
        return attributes != null && attributes.isDirectory();
    }

    /** Null for what is not there or no plain file; the beginning of what is too long. */
    @Nullable
    String text(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        BasicFileAttributes attributes = attributes(folder, name);
        if (attributes == null || !attributes.isRegularFile()) {
            return null;
        }
        try (SeekableByteChannel channel =
                        folder.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
                java.io.InputStream in = Channels.newInputStream(channel)) {
            return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
        }
    }

    private static void replace(SecureDirectoryStream<Path> folder, Path name, String text) throws IOException {
        Path fresh = Path.of(name + ".stayer-" + System.nanoTime());
        try (SeekableByteChannel channel = folder.newByteChannel(
                fresh, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
        folder.move(fresh, folder, name);
    }
}
