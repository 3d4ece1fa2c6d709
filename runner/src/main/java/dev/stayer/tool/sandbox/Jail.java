package dev.stayer.tool.sandbox;

import dev.stayer.config.SandboxFolders;
import dev.stayer.core.ExitCode;
import dev.stayer.core.LiteralPath;
import dev.stayer.core.StayerException;
import dev.stayer.store.Workspace;
import dev.stayer.store.WorkspaceSecrets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one task may do to the machine: the same rules for its commands and for its file tools. All paths are absolute and
 * without {@code ..}. Immutable.
 *
 * @param workspace its real path
 * @param name the path it was given by, which may lead over symbolic links
 * @param writes the only places that may be written; empty for the whole workspace
 * @param guards may be read, never changed
 * @param openings places in guards that may be written all the same, as far as {@code writes} allows it; of a guard and an
 *     opening around a path the inner one counts
 * @param readable folders outside of the workspace
 * @param writable folders outside of the workspace
 * @param network true if it may use the machine's network
 * @param hidden files that hold secrets: nothing is in them here
 * @param off true if a person switched the sandbox off: commands run as they are, file tools still hold guards and writes
 */
public record Jail(
        Path workspace,
        Path name,
        List<Place> writes,
        List<Place> guards,
        List<Place> openings,
        List<Path> readable,
        List<Path> writable,
        boolean network,
        JailLimits limits,
        boolean off,
        List<Path> hidden) {
    static final String STATE = ".stayer";
    /** Nobody has work there, and a bind of these over the jail's own would undo it. */
    private static final Set<String> SYSTEM =
            Set.of("usr", "etc", "proc", "dev", "sys", "bin", "sbin", "lib", "lib64", "boot", "run");

    /** What stands in a place while a command runs and nothing was there before. */
    public enum Gap {
        FOLDER,
        FILE,
        /** Nothing: what comes there later is not held. */
        OPEN
    }

    /** A path of a task, with what stands there while nothing is there. */
    public record Place(Path path, Gap gap) {
        Place(Path path, boolean folder) {
            this(path, folder ? Gap.FOLDER : Gap.FILE);
        }
    }

    /**
     * A jail that may write the workspace, without network.
     *
     * @throws StayerException exit 78 if the workspace is no place to jail work in
     */
    public static Jail of(Path workspace) {
        Path name = workspace.toAbsolutePath().normalize();
        Path real;
        try {
            real = name.toRealPath();
        } catch (IOException e) {
            throw new StayerException(ExitCode.CONFIG, "the workspace " + name + " is not there", "make it first", e);
        }
        if (real.getNameCount() == 0 || SYSTEM.contains(real.getName(0).toString())) {
            throw new StayerException(
                    ExitCode.CONFIG,
                    "the workspace " + real + " is a folder of the system, where nothing can be jailed",
                    "use a folder of your own");
        }
        List<Path> hidden = WorkspaceSecrets.files(new Workspace(real)).stream()
                .map(Jail::real)
                .toList();
        Jail open = new Jail(
                real,
                name,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                false,
                JailLimits.DEFAULT,
                false,
                hidden);
        return open.protecting(List.of("stayer.yaml", "workflows/"));
    }

    /**
     * Only these may be written.
     *
     * @param paths literal, relative to the workspace; one that ends with a slash, or whose name has no dot, is taken for a
     *     folder as long as nothing is there
     * @throws StayerException exit 2 if one leaves the workspace
     */
    public Jail writing(Collection<String> paths) {
        List<Place> places = new ArrayList<>();
        for (String path : paths) {
            Place place = place("writes", path);
            if (!place.path().startsWith(workspace)) {
                throw new StayerException(
                        ExitCode.USAGE,
                        "'writes' names " + path + ", which is outside of the workspace",
                        "name a path in the workspace; folders outside stand under 'sandbox: write' in stayer.yaml");
            }
            places.add(place);
        }
        return new Jail(
                workspace,
                name,
                List.copyOf(places),
                guards,
                openings,
                readable,
                writable,
                network,
                limits,
                off,
                hidden);
    }

    Jail writingAnywhere() {
        return new Jail(workspace, name, List.of(), guards, openings, readable, writable, network, limits, off, hidden);
    }

    /**
     * These too may not be changed.
     *
     * @param paths literal, relative to the workspace
     * @throws StayerException exit 2 if one is a pattern or no path
     */
    public Jail protecting(Collection<String> paths) {
        List<Place> places = new ArrayList<>(guards);
        paths.forEach(path -> places.add(new Place(place("protect", path).path(), Gap.FOLDER)));
        return guarding(places);
    }

    /** These files too may not be changed where they are there. @param paths literal, relative to the workspace */
    public Jail protectingExisting(Collection<Path> paths) {
        List<Place> places = new ArrayList<>(guards);
        paths.forEach(path -> places.add(new Place(inside(path), Gap.OPEN)));
        return guarding(places);
    }

    /** This file too may not be changed; while it is not there its name is held by an empty one. */
    public Jail protectingFile(Path path) {
        List<Place> places = new ArrayList<>(guards);
        places.add(new Place(inside(path), Gap.FILE));
        return guarding(places);
    }

    private Jail guarding(List<Place> places) {
        return new Jail(
                workspace,
                name,
                writes,
                List.copyOf(places),
                openings,
                readable,
                writable,
                network,
                limits,
                off,
                hidden);
    }

    /** These may be written though they lie in a guard. @param paths literal, relative to the workspace */
    public Jail opening(Collection<String> paths) {
        List<Place> places = new ArrayList<>(openings);
        paths.forEach(path -> places.add(place("writes", path)));
        return new Jail(
                workspace, name, writes, guards, List.copyOf(places), readable, writable, network, limits, off, hidden);
    }

    /** These folders are open besides the workspace; those that are not there are passed over. */
    public Jail with(SandboxFolders folders) {
        return new Jail(
                workspace,
                name,
                writes,
                guards,
                openings,
                paths(folders.read()),
                paths(folders.write()),
                network,
                limits,
                off,
                hidden);
    }

    public Jail withNetwork(boolean open) {
        return new Jail(workspace, name, writes, guards, openings, readable, writable, open, limits, off, hidden);
    }

    public Jail within(JailLimits other) {
        return new Jail(workspace, name, writes, guards, openings, readable, writable, network, other, off, hidden);
    }

    public Jail switchedOff() {
        return new Jail(workspace, name, writes, guards, openings, readable, writable, network, limits, true, hidden);
    }

    private List<Path> paths(List<String> texts) {
        return texts.stream().map(text -> workspace.resolve(text).normalize()).toList();
    }

    private Place place(String key, String text) {
        String problem = LiteralPath.problem(text);
        if (problem != null) {
            throw new StayerException(
                    ExitCode.USAGE,
                    "'%s' names '%s', which %s".formatted(key, text, problem),
                    "name the file or the folder itself, relative to the workspace");
        }
        Path inside = inside(Path.of(text));
        Path last = inside.getFileName();
        return new Place(
                inside, text.endsWith("/") || last == null || last.toString().indexOf('.') < 0);
    }

    /** Where a text of a task leads, in the terms of the workspace's real path; links are not followed. */
    public Path resolve(String text) {
        return inside(Path.of(text));
    }

    /** In the terms of the workspace's real path: a person may write its other name. */
    private Path inside(Path text) {
        Path path = workspace.resolve(text).normalize();
        return path.startsWith(name) ? workspace.resolve(name.relativize(path)) : path;
    }

    /** The rules in a few short sentences, for a model. */
    public String rules() {
        if (off) {
            return "Commands run on this machine as they are, without a sandbox. " + writeRule();
        }
        return writeRule() + (network ? " The network is open." : " There is no network.")
                + " git's settings and hooks cannot be changed. Other folders of the machine are not there.";
    }

    private String writeRule() {
        String where = writes.isEmpty()
                ? "You may write anywhere in the workspace " + name
                : "You may write only: " + shown(writes);
        String more = writable.isEmpty()
                ? ""
                : ", and in " + writable.stream().map(Path::toString).collect(Collectors.joining(", "));
        return where + more + ". Protected: " + shown(guards) + ".";
    }

    private String shown(List<Place> places) {
        return places.stream()
                .map(place -> place.path().startsWith(workspace) ? workspace.relativize(place.path()) : place.path())
                .map(Path::toString)
                .collect(Collectors.joining(", "));
    }

    /** Stayer's own folder, which no task sees. */
    public Path state() {
        return workspace.resolve(STATE);
    }

    /** True if a real path (no symbolic links left in it) may be read. */
    public boolean mayRead(Path real) {
        return !real.startsWith(state())
                && !hidden.contains(real)
                && (off || real.startsWith(workspace) || isUnder(real, readable) || isUnder(real, writable));
    }

    /** True if a real path may be written, in this jail's own terms; what git needs for itself is not known here. */
    public boolean mayWrite(Path real) {
        if (!mayRead(real) || isGuarded(real)) {
            return false;
        }
        if (real.startsWith(workspace)) {
            return writes.isEmpty() || writes.stream().anyMatch(place -> real.startsWith(place.path()));
        }
        return off ? writes.isEmpty() : isUnder(real, writable);
    }

    /** True if a real path lies in a guard, and in no opening within that guard. */
    public boolean isGuarded(Path real) {
        return real.startsWith(state()) || depth(guards, real) > depth(openings, real);
    }

    /** Names in the longest of the paths that hold this one; -1 if none does. Of one path the guard counts. */
    private static int depth(List<Place> places, Path real) {
        return places.stream()
                .filter(place -> real.startsWith(place.path()))
                .mapToInt(place -> place.path().getNameCount())
                .max()
                .orElse(-1);
    }

    /** True where work in this jail or one like it may have put the file, by any of its names. */
    boolean reaches(Path file) {
        Path parent = file.getParent();
        Path there = parent == null ? file : real(parent).resolve(file.getFileName());
        return List.of(file, there, real(file)).stream()
                .anyMatch(path -> path.startsWith(workspace) || path.startsWith(name) || isUnder(path, writable));
    }

    private static boolean isUnder(Path path, List<Path> folders) {
        return folders.stream().anyMatch(folder -> path.startsWith(folder) || path.startsWith(real(folder)));
    }

    /** The path without symbolic links; itself while it is not there. */
    public static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path;
        }
    }
}
