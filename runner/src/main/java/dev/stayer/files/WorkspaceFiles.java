package dev.stayer.files;

import dev.stayer.files.UnusableFileException.Why;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files in a workspace that Stayer believes in or writes itself, although others write there too: no link is followed below
 * the root, only regular files of this user, of root or of the workspace's owner are read, no more of them than is asked
 * for, and nothing is waited for without end. Paths are absolute or relative to the root. Immutable; thread-safe.
 */
public final class WorkspaceFiles {
    private final Path root;
    private final boolean anybodys;

    /** @param root trusted itself, with all links on the way to it */
    public WorkspaceFiles(Path root) {
        this(root, false);
    }

    private WorkspaceFiles(Path root, boolean anybodys) {
        this.root = root.toAbsolutePath().normalize();
        this.anybodys = anybodys;
    }

    /** A folder that a person names where it does not matter whose files they are: what is read is told as data. */
    public static WorkspaceFiles ofAnybody(Path root) {
        return new WorkspaceFiles(root, true);
    }

    public Path root() {
        return root;
    }

    /** What is done with a file in its folder. */
    private interface Work<T extends @Nullable Object> {
        T run(Folder folder, Path name) throws IOException;
    }

    private <T extends @Nullable Object> T in(Path path, boolean make, Work<T> work) throws IOException {
        Path file = root.resolve(path).normalize();
        Path parent = file.getParent();
        if (!file.startsWith(root) || file.equals(root) || parent == null) {
            throw new UnusableFileException(file, Why.OUTSIDE, "lies outside of " + root);
        }
        for (boolean again = make; ; again = false) {
            try (Folder folder = Folder.open(root, parent, make)) {
                return work.run(folder, file.getFileName());
            } catch (NoSuchFileException e) {
                // Somebody took a folder away that was still empty.
                if (!again) {
                    throw e;
                }
            }
        }
    }

    /**
     * Opens a file.
     *
     * @throws NoSuchFileException if it is not there
     * @throws UnusableFileException if it cannot be believed
     */
    public OpenFile open(Path file) throws IOException {
        return in(file, false, (folder, name) -> {
            OpenFile open = folder.read(name);
            try {
                check(folder, name);
                return open;
            } catch (IOException e) {
                open.close();
                throw e;
            }
        });
    }

    private void check(Folder folder, Path name) throws IOException {
        if (anybodys) {
            return;
        }
        UserPrincipal owner = folder.owner(name);
        if (!Owners.isOurs(owner)) {
            try (Folder top = Folder.root(root)) {
                if (!owner.equals(top.owner())) {
                    throw new UnusableFileException(
                            folder.path().resolve(name), Why.OWNER, "belongs to another user, " + owner.getName());
                }
            }
        }
    }

    /**
     * The bytes of a file.
     *
     * @param max how many it may have
     * @throws NoSuchFileException if it is not there
     * @throws UnusableFileException if it cannot be believed, or is larger
     */
    public byte[] read(Path file, int max) throws IOException {
        try (OpenFile open = open(file)) {
            if (open.size() <= max) {
                byte[] bytes = open.readNBytes(max + 1);
                if (bytes.length <= max) {
                    return bytes;
                }
            }
            throw new UnusableFileException(
                    root.resolve(file), Why.SIZE, "is larger than the %d bytes that are read".formatted(max));
        }
    }

    /** As {@link #read}; bytes that are not UTF-8 are replaced. */
    public String text(Path file, int max) throws IOException {
        return new String(read(file, max), StandardCharsets.UTF_8);
    }

    /** As {@link #read}; empty if it is not there. */
    public Optional<byte[]> find(Path file, int max) throws IOException {
        try {
            return Optional.of(read(file, max));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Of the entry itself; null if it, or a folder on its way, is not there or is a link. */
    public @Nullable BasicFileAttributes attributes(Path path) throws IOException {
        Path file = root.resolve(path).normalize();
        if (file.equals(root)) {
            try (Folder folder = Folder.root(root)) {
                return folder.attributes();
            }
        }
        try {
            return this.<@Nullable BasicFileAttributes>in(path, false, (folder, name) -> folder.attributes(name));
        } catch (NoSuchFileException e) {
            return null;
        } catch (UnusableFileException e) {
            if (e.why() == Why.LINK || e.why() == Why.KIND) {
                return null;
            }
            throw e;
        }
    }

    /** True if a regular file lies there, not over links; false also if nobody can tell. */
    public boolean isFile(Path path) {
        try {
            BasicFileAttributes attributes = attributes(path);
            return attributes != null && attributes.isRegularFile();
        } catch (IOException e) {
            return false;
        }
    }

    /** True if a folder lies there, not over links; false also if nobody can tell. */
    public boolean isFolder(Path path) {
        try {
            BasicFileAttributes attributes = attributes(path);
            return attributes != null && attributes.isDirectory();
        } catch (IOException e) {
            return false;
        }
    }

    /** True if anything lies there, be it a link to nothing; false also if nobody can tell. */
    public boolean exists(Path path) {
        try {
            return attributes(path) != null;
        } catch (IOException e) {
            return false;
        }
    }

    /** What is in a folder, as whole paths, sorted; nothing if it is not there. */
    public List<Path> list(Path path) throws IOException {
        Path at = root.resolve(path).normalize();
        try (Folder folder = Folder.open(root, at, false)) {
            return folder.names(FolderTrees.MAX_NAMES).stream().map(at::resolve).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Makes a folder and those above it. */
    public void createFolders(Path path) throws IOException {
        Folder.open(root, root.resolve(path).normalize(), true).close();
    }

    /** Puts a file in place in one step, and makes its folders; a link that was there is replaced, never followed. */
    public void write(Path file, byte[] bytes) throws IOException {
        in(file, true, (folder, name) -> {
            folder.replace(name, bytes, false);
            return true;
        });
    }

    /** As {@link #write(Path, byte[])}, in UTF-8. */
    public void write(Path file, String text) throws IOException {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** As {@link #write(Path, String)}, on disk before it is seen. */
    public void writeDurably(Path file, String text) throws IOException {
        in(file, true, (folder, name) -> {
            folder.replace(name, text.getBytes(StandardCharsets.UTF_8), true);
            return true;
        });
    }

    /** A new, empty file that grows, in the place of what was there, whatever it was; makes its folders. */
    public OutputStream create(Path file) throws IOException {
        return in(file, true, (folder, name) -> {
            FolderTrees.delete(folder, name, 0);
            return folder.create(name);
        });
    }

    /** Who may do what with a file that nobody else can exchange. */
    public void setPermissions(Path file, Set<PosixFilePermission> permissions) throws IOException {
        in(file, false, (folder, name) -> {
            folder.setPermissions(name, permissions);
            return true;
        });
    }

    /**
     * Opens a file to be locked, and makes it and its folders if they are not there.
     *
     * @throws UnusableFileException if it is not a regular file
     */
    public FileChannel lockable(Path file) throws IOException {
        return in(file, true, Folder::lockable);
    }

    /**
     * Gives a file a second name.
     *
     * @throws java.nio.file.FileAlreadyExistsException if that name is taken
     */
    public void link(Path from, Path to) throws IOException {
        BasicFileAttributes there = attributes(from);
        if (there == null) {
            throw new NoSuchFileException(from.toString());
        }
        // Java links by path alone: what it linked is looked at afterwards.
        Files.createLink(root.resolve(to), root.resolve(from));
        BasicFileAttributes linked = attributes(to);
        if (linked == null || !Objects.equals(linked.fileKey(), there.fileKey())) {
            throw new UnusableFileException(root.resolve(to), Why.CHANGED, "was exchanged while it was linked");
        }
    }

    /** Takes away a file, a link or an empty folder; false if nothing was there. */
    public boolean delete(Path path) throws IOException {
        try {
            return in(path, false, Folder::delete);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Takes away a folder with all that is in it, or a file; links in it are taken away, not followed. */
    public void deleteTree(Path path) throws IOException {
        try {
            in(path, false, (folder, name) -> {
                FolderTrees.delete(folder, name, 0);
                return true;
            });
        } catch (NoSuchFileException e) {
            // Somebody else was faster.
            return;
        }
    }

    /** Gives a file another name in the workspace, in the place of what is there; makes the folders of the new name. */
    public void move(Path from, Path to) throws IOException {
        in(
                to,
                true,
                (there, name) -> in(from, false, (here, old) -> {
                    here.move(old, there, name);
                    return true;
                }));
    }

    /** Looks at what a walk meets. */
    public interface Visitor {
        /**
         * Is shown an entry; links are not followed.
         *
         * @param path the whole path
         * @param folder holds the entry
         * @return whether to go on, and into it
         */
        Next visit(Path path, Folder folder, Path name, BasicFileAttributes attributes) throws IOException;
    }

    /** How a walk goes on. */
    public enum Next {
        GO_ON,
        /** Not into this folder. */
        SKIP,
        STOP
    }

    /**
     * Walks what is in a folder, in the order of names.
     *
     * @param depth how many folders deep to go
     * @return false if it was stopped, or there was more than is looked at, or not all could be
     */
    public boolean walk(Path start, int depth, Visitor visitor) throws IOException {
        Path at = root.resolve(start).normalize();
        try (Folder folder = Folder.open(root, at, false)) {
            return new FolderTrees(visitor, Math.min(depth, FolderTrees.MAX_DEPTH)).walk(folder, at, 0);
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /**
     * Where a path leads over links that stay in the workspace. It has to be opened by that, since links can change.
     *
     * @throws NoSuchFileException if there is nothing
     * @throws UnusableFileException if it leads out of the workspace
     */
    public Path resolved(Path path) throws IOException {
        Path real = root.toRealPath();
        Path there = root.resolve(path).toRealPath();
        if (!there.startsWith(real)) {
            throw new UnusableFileException(root.resolve(path), Why.OUTSIDE, "leads out of the workspace");
        }
        return root.resolve(real.relativize(there));
    }
}
