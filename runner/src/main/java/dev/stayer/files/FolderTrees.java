package dev.stayer.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** Whole trees, by the handles of their folders. Each level holds one open. */
final class FolderTrees {
    static final int MAX_NAMES = 100_000;
    static final int MAX_DEPTH = 256;

    private final WorkspaceFiles.Visitor visitor;
    private final int depth;
    private boolean complete = true;
    private boolean stopped;

    FolderTrees(WorkspaceFiles.Visitor visitor, int depth) {
        this.visitor = visitor;
        this.depth = depth;
    }

    /** False if it was stopped, or there was more than is looked at, or not all could be. */
    boolean walk(Folder folder, Path at, int level) throws IOException {
        List<Path> names = folder.names(MAX_NAMES);
        complete &= names.size() < MAX_NAMES;
        for (Path name : names) {
            BasicFileAttributes attributes = folder.attributes(name);
            if (attributes == null || stopped) {
                continue;
            }
            WorkspaceFiles.Next next = visitor.visit(at.resolve(name), folder, name, attributes);
            stopped |= next == WorkspaceFiles.Next.STOP;
            if (next == WorkspaceFiles.Next.GO_ON && attributes.isDirectory()) {
                inner(folder, at, name, level);
            }
        }
        return complete && !stopped;
    }

    private void inner(Folder folder, Path at, Path name, int level) throws IOException {
        if (level + 1 >= depth) {
            complete = false;
            return;
        }
        try (Folder inner = folder.inner(name)) {
            walk(inner, at.resolve(name), level + 1);
        } catch (FileSystemException e) {
            // Closed to this user, or not there any more.
            complete = false;
        }
    }

    /** Takes away an entry with all that is in it; links are taken away, not followed. */
    static void delete(Folder folder, Path name, int depth) throws IOException {
        BasicFileAttributes attributes = folder.attributes(name);
        if (attributes == null) {
            return;
        }
        if (attributes.isDirectory()) {
            if (depth == MAX_DEPTH) {
                throw new IOException(folder.path().resolve(name) + " lies too deep to be taken away");
            }
            for (boolean more = true; more; ) {
                try (Folder inner = folder.inner(name)) {
                    List<Path> names = inner.names(MAX_NAMES);
                    for (Path each : names) {
                        delete(inner, each, depth + 1);
                    }
                    more = names.size() == MAX_NAMES;
                }
            }
        }
        folder.delete(name);
    }
}
