package dev.stayer.tool.sandbox;

import dev.stayer.files.FileTrouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what of git jailed work has made in one workspace, and takes its sting away: what is new while only such work goes
 * on is not the person's. A folder whose change time has not moved is not read again, and no program can set that time.
 * Thread-safe.
 */
final class GitSweep {
    /** A folder changed so shortly before it was read may change again within the clock's step. */
    private static final long STEP_MILLIS = 50;
    /** Those beyond are not looked at, and a sentence says so. */
    private static final int MAX_FOLDERS = 60_000;

    private static final int MAX_GUARDED = 32;

    /** While a command runs; the person's own git may look at any time. */
    private static final long LOOK_MILLIS = 1_000;

    private static final ScheduledExecutorService LOOKS = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("git-looks").factory());

    private final Path workspace;
    private final @Nullable SweepMark mark;
    private final Map<Path, Seen> seen = new HashMap<>();
    /** Repositories, and links in the workspace's own one, that were there before any jailed work. */
    private final Set<Path> persons = new HashSet<>();

    private final Set<Path> works = new LinkedHashSet<>();
    private int running;
    private boolean incomplete;

    /** What a folder was when it was read. @param finds repositories and links in it */
    private record Seen(Object identity, FileTime changed, List<String> folders, List<Path> finds) {}

    /** @param mark where an owner says what goes on; null for what goes away with its folder */
    GitSweep(Path workspace, @Nullable SweepMark mark) {
        this.workspace = workspace;
        this.mark = mark;
    }

    /**
     * To be called before a jailed command begins.
     *
     * @return the repositories within the workspace that are the person's, for mounts to guard; a few dozen at most
     */
    synchronized Collection<Path> before() throws IOException {
        if (running == 0) {
            // Nobody but the person has made anything since the last command ended.
            persons.addAll(look());
            persons.removeAll(works);
            if (mark != null) {
                mark.set(persons);
            }
        }
        running++;
        Set<Path> guarded = new TreeSet<>();
        for (Path find : persons) {
            if (guarded.size() < MAX_GUARDED && !find.startsWith(workspace.resolve(".git"))) {
                guarded.add(find);
            }
        }
        return guarded;
    }

    /** To be called when it has ended. @return sentences on what was taken away */
    synchronized List<String> after() throws IOException {
        running--;
        List<String> notices = sweep();
        if (running == 0 && mark != null) {
            mark.clear();
        }
        return notices;
    }

    /** In the place of {@link #after} where another owner was killed. @param before what was the person's when work began */
    synchronized List<String> afterCrash(Collection<Path> before) throws IOException {
        persons.addAll(before);
        running++;
        return after();
    }

    /** Also while commands run. @return sentences on what was taken away */
    synchronized List<String> sweep() throws IOException {
        List<String> notices = new ArrayList<>();
        boolean complete = !incomplete;
        for (Path find : look()) {
            if (!persons.contains(find)) {
                works.add(find);
            }
        }
        if (incomplete && complete) {
            notices.add("the workspace has more than %d folders; repositories in those beyond are not looked at"
                    .formatted(MAX_FOLDERS));
        }
        GitTaming taming = new GitTaming(workspace, notices);
        for (Path find : List.copyOf(works)) {
            try {
                if (!tame(find, taming)) {
                    works.remove(find);
                }
            } catch (IOException e) {
                notices.add("%s may make git run programs, and cannot be changed: %s"
                        .formatted(workspace.relativize(find), FileTrouble.of(e)));
            }
        }
        return notices;
    }

    /** Looks again and again until it is cancelled. @param told hears what was taken away */
    static Future<?> again(GitSweep sweep, Consumer<List<String>> told) {
        return LOOKS.scheduleWithFixedDelay(
                () -> {
                    try {
                        told.accept(sweep.sweep());
                    } catch (IOException e) {
                        // What cannot be looked at now is looked at when the command has ended, and that is said.
                        return;
                    }
                },
                LOOK_MILLIS,
                LOOK_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** False if it is not there any more. */
    private boolean tame(Path find, GitTaming taming) throws IOException {
        Path parent = find.getParent();
        if (parent == null) {
            return false;
        }
        try (SecureDirectoryStream<Path> folder = taming.open(parent)) {
            Path name = find.getFileName();
            BasicFileAttributes attributes = GitTaming.attributes(folder, name);
            if (attributes == null) {
                return false;
            }
            if (attributes.isSymbolicLink()) {
                taming.takeAway(folder, name, parent, "is a link, by which git would read or write elsewhere");
            } else if (attributes.isDirectory()) {
                taming.tame(find);
            } else if (name.toString().equals(".git")) {
                String text = taming.text(folder, name);
                pointer(find, text == null ? "" : text, folder, taming);
            } else if (name.toString().equals("HEAD")) {
                taming.takeAway(folder, name, parent, "makes a repository of the folder it is in");
            } else {
                taming.takeAway(folder, name, parent, "leads git to other settings");
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** A file that says where the repository lies. */
    private void pointer(Path file, String text, SecureDirectoryStream<Path> folder, GitTaming taming)
            throws IOException {
        Path parent = Objects.requireNonNull(file.getParent());
        String to = text.strip().startsWith("gitdir:")
                ? text.strip().substring("gitdir:".length()).strip()
                : "";
        Path target;
        try {
            target = parent.resolve(to).normalize();
        } catch (java.nio.file.InvalidPathException e) {
            target = parent;
        }
        Path own = workspace.resolve(".git");
        if (to.isEmpty() || !target.startsWith(workspace) || target.equals(own) || target.equals(workspace)) {
            taming.takeAway(folder, file.getFileName(), parent, "leads git to a repository elsewhere");
        } else if (!target.startsWith(own.resolve("modules")) && !persons.contains(target)) {
            taming.tame(target);
        }
    }

    /** All finds there are now. */
    private Set<Path> look() throws IOException {
        Set<Path> finds = new LinkedHashSet<>();
        Set<Path> met = new HashSet<>();
        List<Path> open = new ArrayList<>(List.of(workspace));
        GitTaming handles = new GitTaming(workspace, new ArrayList<>());
        incomplete = false;
        while (!open.isEmpty()) {
            Path path = open.remove(open.size() - 1);
            if (met.size() >= MAX_FOLDERS) {
                incomplete = true;
                break;
            }
            Seen folder = seen(path, handles);
            if (folder != null) {
                met.add(path);
                finds.addAll(folder.finds());
                folder.folders().forEach(name -> open.add(path.resolve(name)));
            }
        }
        seen.keySet().retainAll(met);
        return finds;
    }

    private @Nullable Seen seen(Path path, GitTaming handles) throws IOException {
        Seen known = seen.get(path);
        Map<String, Object> now;
        try {
            now = Files.readAttributes(path, "unix:ctime,fileKey,isDirectory", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return null;
        }
        FileTime changed = (FileTime) Objects.requireNonNull(now.get("ctime"));
        Object identity = Objects.requireNonNull(now.get("fileKey"));
        if (known != null && known.changed().equals(changed) && known.identity().equals(identity)) {
            return known;
        }
        boolean settled = changed.toMillis() < System.currentTimeMillis() - STEP_MILLIS;
        try (SecureDirectoryStream<Path> folder = handles.open(path)) {
            Seen read = read(path, folder, identity, settled ? changed : FileTime.fromMillis(0));
            seen.put(path, read);
            return read;
        } catch (NoSuchFileException | UncheckedIOException e) {
            return null;
        }
    }

    private Seen read(Path path, SecureDirectoryStream<Path> folder, Object identity, FileTime changed)
            throws IOException {
        Path own = workspace.resolve(".git");
        boolean inOwn = path.startsWith(own);
        List<String> folders = new ArrayList<>();
        List<Path> finds = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Path name : GitTaming.names(folder)) {
            BasicFileAttributes attributes = GitTaming.attributes(folder, name);
            if (attributes == null) {
                continue;
            }
            String text = name.toString();
            names.add(text);
            Path entry = path.resolve(name);
            if (inOwn) {
                // An empty one says nothing, and holds the name free.
                boolean leads = path.equals(own)
                        && (text.equals("commondir") || text.equals("config.worktree") && attributes.size() > 0);
                if (leads
                        || attributes.isSymbolicLink()
                        || attributes.isDirectory() && path.equals(own.resolve("worktrees"))) {
                    finds.add(entry);
                }
                if (attributes.isDirectory() && isOwnFolder(own.relativize(entry))) {
                    folders.add(text);
                }
            } else if (text.equals(".git") && !path.equals(workspace)) {
                finds.add(entry);
            } else if (attributes.isDirectory() && !entry.equals(workspace.resolve(Jail.STATE))) {
                folders.add(text);
            }
        }
        boolean bare = names.contains("HEAD")
                && (names.contains("commondir") || names.contains("objects") && names.contains("refs"));
        if (bare && !inOwn) {
            finds.add(path.equals(workspace) ? path.resolve("HEAD") : path);
        }
        return new Seen(identity, changed, List.copyOf(folders), List.copyOf(finds));
    }

    /** Of the workspace's own repository: all but the folders of single objects, and what a mount guards. */
    private static boolean isOwnFolder(Path inside) {
        String first = inside.getName(0).toString();
        return switch (first) {
            case "objects" ->
                inside.getNameCount() == 1
                        || Set.of("info", "pack").contains(inside.getName(1).toString());
            case "modules", "hooks" -> false;
            default -> true;
        };
    }
}
