package dev.stayer.tool.file;

import dev.stayer.files.Folder;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Walks what is under a folder in the order of names, without following links; version control and runner folders are left out. */
final class FileTree {
    private static final Set<String> SKIPPED = Set.of(".git", ".stayer", ".hg", ".svn");
    /** Each level holds a folder open. */
    private static final int DEEPEST = 64;

    private static final int MAX_FILES = 200_000;
    private static final int NAMED = 4;

    private final Reach reach;
    private final Visitor visitor;
    private final BooleanSupplier enough;
    private final List<Path> skipped = new ArrayList<>();
    private int seen;
    private boolean complete = true;

    /** Is shown each entry. */
    interface Visitor {
        /**
         * @param path from the folder where the walk began
         * @param folder holds the entry
         */
        void visit(Path path, Folder folder, Path name, BasicFileAttributes attributes) throws IOException;
    }

    /** What was not entered, as paths from the start, such as folders of version control or ones closed to this user. */
    List<Path> skipped() {
        return skipped;
    }

    FileTree(Reach reach, Visitor visitor, BooleanSupplier enough) {
        this.reach = reach;
        this.visitor = visitor;
        this.enough = enough;
    }

    /** True if everything was visited; false if there was too much, or enough. */
    boolean walk(Path start) throws IOException {
        try (Folder folder = Folder.open(reach.root(start), start, false)) {
            walk(folder, start, Path.of(""), 0);
        }
        return complete;
    }

    private void walk(Folder folder, Path at, Path path, int depth) throws IOException {
        for (Path name : folder.names(MAX_FILES + 1)) {
            if (enough.getAsBoolean() || ++seen > MAX_FILES) {
                complete = false;
                return;
            }
            if (SKIPPED.contains(name.toString()) || reach.isClosed(at.resolve(name))) {
                skipped.add(path.resolve(name));
                continue;
            }
            BasicFileAttributes attributes = folder.attributes(name);
            if (attributes == null) {
                continue;
            }
            visitor.visit(path.resolve(name), folder, name, attributes);
            if (attributes.isDirectory()) {
                if (depth == DEEPEST) {
                    complete = false;
                    continue;
                }
                try (Folder inner = folder.inner(name)) {
                    walk(inner, at.resolve(name), path.resolve(name), depth + 1);
                } catch (java.nio.file.AccessDeniedException e) {
                    skipped.add(path.resolve(name));
                } catch (java.nio.file.NoSuchFileException e) {
                    // Gone since it was named.
                    continue;
                }
            }
        }
    }

    /** A few paths for people, and how many more there are. */
    static String named(List<Path> paths) {
        String few = paths.stream().limit(NAMED).map(Path::toString).collect(Collectors.joining(", "));
        return paths.size() > NAMED ? few + " and " + (paths.size() - NAMED) + " more" : few;
    }
}
