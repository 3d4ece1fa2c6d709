package dev.stayer.tool.sandbox;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a jail is built of at this moment: the places that are bound, from the outermost in. A folder that holds a guarded
 * file is bound onto itself, since a mount cannot be renamed: with its folder moved away, a guarded file could be made anew.
 */
final class Layout {
    private final Jail jail;
    private final List<Jail.Place> git;
    private final List<Jail.Place> guards = new ArrayList<>();
    private final TreeMap<Path, Mount> mounts =
            new TreeMap<>(Comparator.comparingInt(Path::getNameCount).thenComparing(Comparator.naturalOrder()));

    private Layout(Jail jail, List<Jail.Place> git) {
        this.jail = jail;
        this.git = List.copyOf(git);
        guards.add(new Jail.Place(jail.state(), true));
        jail.guards().stream()
                .filter(place -> canBeWritten(place.path()))
                .filter(place -> place.gap() != Jail.Gap.OPEN || isAloneThere(place.path()))
                .forEach(guards::add);
        guards.addAll(git);
    }

    /** What lies elsewhere needs no guard: it is not there, or only to be read. */
    private boolean canBeWritten(Path path) {
        return path.startsWith(jail.workspace())
                || jail.writable().stream().anyMatch(folder -> path.startsWith(folder) && Files.exists(folder));
    }

    /** What is guarded only where it is there was not named by anybody: with a second name it cannot be held. */
    private boolean isAloneThere(Path path) {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS) || names(path) > 1) {
            return false;
        }
        for (Path at = path; at != null && !at.equals(jail.workspace()); at = at.getParent()) {
            if (Files.isSymbolicLink(at)) {
                return false;
            }
        }
        return true;
    }

    /** @param git what is guarded for the person's git */
    static Layout of(Jail jail, List<Jail.Place> git) {
        return new Layout(jail, git);
    }

    /** All that has to be there before anything is bound. */
    List<Jail.Place> points() {
        List<Jail.Place> points = new ArrayList<>();
        // A file that is held stands in an opening of the guard around it.
        guards.stream()
                .filter(place -> place.gap() == Jail.Gap.FILE && !git.contains(place) || !isWithinAnother(place))
                .forEach(points::add);
        points.addAll(targets());
        points.addAll(openings());
        return points;
    }

    /** A sentence on why this cannot be held; null if it can. */
    @Nullable
    String problem() {
        for (Jail.Place place : points()) {
            for (Path at = place.path();
                    at != null && at.startsWith(jail.workspace()) && !at.equals(jail.workspace());
                    at = at.getParent()) {
                if (Files.isSymbolicLink(at)) {
                    return "%s is a symbolic link, and what lies behind one can be exchanged; put the file itself there"
                            .formatted(jail.workspace().relativize(at));
                }
            }
            if (isGuard(place.path()) && names(place.path()) > 1) {
                return "%s has a second name (hard link), through which it could be changed; make it a file of its own"
                        .formatted(jail.workspace().relativize(place.path()));
            }
        }
        return null;
    }

    /** Nothing can come where nothing can be written; the state's folder is hidden by a mount of its own. */
    private boolean isWithinAnother(Jail.Place place) {
        return !place.path().equals(jail.state())
                && guards.stream()
                        .map(Jail.Place::path)
                        .anyMatch(guard ->
                                !guard.equals(place.path()) && place.path().startsWith(guard));
    }

    private boolean isGuard(Path path) {
        return guards.stream().anyMatch(guard -> guard.path().equals(path));
    }

    private static int names(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    ? (int) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS)
                    : 1;
        } catch (java.io.IOException e) {
            return 1;
        }
    }

    private List<Jail.Place> targets() {
        return jail.writes().stream().filter(place -> !isClosed(place.path())).toList();
    }

    /** As far as the task may write there at all. */
    private List<Jail.Place> openings() {
        return jail.openings().stream()
                .filter(place -> !isClosed(place.path()))
                .filter(place -> jail.writes().isEmpty()
                        || jail.writes().stream().anyMatch(own -> place.path().startsWith(own.path())))
                .toList();
    }

    private boolean isClosed(Path path) {
        return guards.stream()
                .filter(guard -> path.startsWith(guard.path()))
                .anyMatch(guard -> jail.openings().stream()
                        .noneMatch(opening -> path.startsWith(opening.path())
                                && opening.path().getNameCount() > guard.path().getNameCount()));
    }

    /** In the order in which they are bound. */
    List<Mount> mounts() {
        for (Path folder : jail.readable()) {
            extra(folder, Mount.Kind.READ);
        }
        for (Path folder : jail.writable()) {
            extra(folder, Mount.Kind.WRITE);
        }
        put(jail.workspace(), jail.writes().isEmpty() ? Mount.Kind.WRITE : Mount.Kind.READ);
        targets().forEach(place -> put(place.path(), Mount.Kind.OPEN));
        openings().forEach(place -> put(place.path(), Mount.Kind.OPEN));
        guards.forEach(
                place -> put(place.path(), place.path().equals(jail.state()) ? Mount.Kind.HIDDEN : Mount.Kind.GUARD));
        for (Mount mount : List.copyOf(mounts.values())) {
            pin(mount);
        }
        List<Mount> order = new ArrayList<>();
        for (Mount mount : mounts.values()) {
            Mount outer = order.stream()
                    .filter(one -> mount.path().startsWith(one.path()))
                    .max(Comparator.comparingInt(one -> one.path().getNameCount()))
                    .orElse(null);
            if (outer == null || !outer.covers(mount)) {
                order.add(mount);
            }
        }
        return order;
    }

    private void extra(Path folder, Mount.Kind kind) {
        if (!Files.exists(folder)) {
            return;
        }
        Path real = Jail.real(folder);
        boolean inside = real.startsWith(jail.workspace());
        if (inside && kind == Mount.Kind.READ) {
            return;
        }
        put(real, kind);
        // Under a second name the guards of the workspace would not stand.
        if (!real.equals(folder) && !inside && !jail.workspace().startsWith(real)) {
            put(new Mount(real, folder, kind));
        }
    }

    /** Binds the folders between a mount and the writable one around it. */
    private void pin(Mount mount) {
        List<Path> between = new ArrayList<>();
        for (Path at = mount.path().getParent(); at != null; at = at.getParent()) {
            Mount outer = mounts.get(at);
            if (outer != null) {
                if (outer.isWritable() && outer.source().equals(outer.path())) {
                    between.forEach(folder -> put(folder, Mount.Kind.WRITE));
                }
                return;
            }
            between.add(at);
        }
    }

    private void put(Path path, Mount.Kind kind) {
        put(new Mount(path, path, kind));
    }

    private void put(Mount mount) {
        mounts.merge(mount.path(), mount, (old, other) -> old.kind().compareTo(other.kind()) >= 0 ? old : other);
    }
}
