package dev.stayer.tool.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes places that are not there yet, since only what is there can be bound: empty files and folders, gone again after the
 * last command that needed them unless something was written; what a killed runner leaves is known to the next by its mark.
 * Thread-safe.
 */
final class MountPoints {
    private final Map<Path, Integer> made = new HashMap<>();

    private final @Nullable SweepMark mark;

    /** @param mark hears of what is about to be made, for whoever comes after a crash; null for what goes away with its folder */
    MountPoints(@Nullable SweepMark mark) {
        this.mark = mark;
    }

    /** Places made for one command, outermost last. */
    record Held(Deque<Path> paths) {}

    /** @throws IOException if one cannot be made; then none is left */
    synchronized Held hold(List<Jail.Place> places) throws IOException {
        Held held = new Held(new ArrayDeque<>());
        tell(places);
        try {
            for (Jail.Place place : places) {
                if (place.gap() != Jail.Gap.OPEN) {
                    hold(place.path(), place.gap() == Jail.Gap.FOLDER, held);
                }
            }
            return held;
        } catch (IOException e) {
            release(held);
            throw e;
        }
    }

    private void tell(List<Jail.Place> places) throws IOException {
        Set<Path> missing = new HashSet<>();
        for (Jail.Place place : places) {
            Path at = place.gap() == Jail.Gap.OPEN ? null : place.path();
            while (at != null && !Files.exists(at, LinkOption.NOFOLLOW_LINKS) && missing.add(at)) {
                at = at.getParent();
            }
        }
        SweepMark told = mark;
        if (told != null && !missing.isEmpty()) {
            told.makes(missing.stream().filter(told::holds).toList());
        }
    }

    private void hold(Path path, boolean folder, Held held) throws IOException {
        boolean there = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        if (there && !made.containsKey(path) && !isLeftOver(path)) {
            return;
        }
        Path parent = path.getParent();
        if (parent != null) {
            hold(parent, true, held);
        }
        if (!there) {
            try {
                if (folder) {
                    Files.createDirectory(path);
                } else {
                    Files.createFile(path);
                }
            } catch (FileAlreadyExistsException e) {
                return;
            }
        }
        made.merge(path, 1, Integer::sum);
        held.paths().addFirst(path);
    }

    /** An empty folder with the name of a file can only come from here, from before a crash. */
    private static boolean isLeftOver(Path path) throws IOException {
        if (!String.valueOf(path.getFileName()).equals("stayer.yaml")
                || !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(path)) {
            return !inside.iterator().hasNext();
        }
    }

    synchronized void release(Held held) throws IOException {
        for (Path path : held.paths()) {
            if (made.merge(path, -1, Integer::sum) > 0) {
                continue;
            }
            made.remove(path);
            try {
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) || Files.size(path) == 0) {
                    Files.deleteIfExists(path);
                }
            } catch (DirectoryNotEmptyException | java.nio.file.NoSuchFileException e) {
                continue;
            }
        }
    }
}
