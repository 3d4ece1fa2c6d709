package dev.stayer.files;

import dev.stayer.files.UnusableFileException.Why;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An open folder: what is done in it is done in this very folder, wherever its path may lead by now. Names are single names in
 * it, and never followed where they are links. Nothing here waits for whoever made what lies there. Not thread-safe.
 */
public final class Folder implements AutoCloseable {
    private static final ReentrantLock MAKING = new ReentrantLock();
    private static final int MAX_TRIES = 4;

    private final Path path;
    private final SecureDirectoryStream<Path> stream;
    private @Nullable Opening<?> stuck;

    private Folder(Path path, DirectoryStream<Path> stream) throws IOException {
        if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
            stream.close();
            throw new IOException("the file system of " + path + " cannot open files without following links");
        }
        this.path = path;
        this.stream = secure;
    }

    /** Opens a folder by its path, which is trusted: links on it are followed. */
    public static Folder root(Path root) throws IOException {
        // The dot has the kernel refuse at once whatever is not a folder; a pipe would be waited for.
        return new Folder(root, Files.newDirectoryStream(root.resolve(".")));
    }

    /**
     * Opens the folder {@code path} from {@code root} on without following links.
     *
     * @param root trusted itself
     * @param path lies in {@code root}, or is it
     * @param make true to make folders that are not there
     * @throws NoSuchFileException if it is not there
     * @throws UnusableFileException if a part of the way is not a folder
     */
    public static Folder open(Path root, Path path, boolean make) throws IOException {
        if (!path.startsWith(root)) {
            throw new UnusableFileException(path, Why.OUTSIDE, "lies outside of " + root);
        }
        Folder folder = root(root);
        for (Path name : root.relativize(path)) {
            if (name.toString().isEmpty()) {
                continue;
            }
            try (Folder outer = folder) {
                if (make && outer.attributes(name) == null) {
                    outer.make(root, name);
                }
                folder = outer.inner(name);
            }
        }
        return folder;
    }

    /** Java makes folders by path alone: so one is made where no path can lead astray, and moved here by handle. */
    private void make(Path root, Path name) throws IOException {
        if (path.equals(root)) {
            makeByPath(path.resolve(name));
            return;
        }
        Path draft = Path.of(".stayer-" + UUID.randomUUID());
        MAKING.lock();
        try (Folder top = root(root)) {
            // Moved over an empty one that somebody has just opened, it would take that one away.
            if (attributes(name) != null) {
                return;
            }
            Files.createDirectory(root.resolve(draft));
            try {
                top.stream.move(draft, stream, name);
            } catch (AtomicMoveNotSupportedException e) {
                // On another device the path has to do; at worst an empty folder is made elsewhere, and nothing put
                // into it.
                top.stream.deleteDirectory(draft);
                makeByPath(path.resolve(name));
            }
        } finally {
            MAKING.unlock();
        }
    }

    private static void makeByPath(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            // Whoever opens it next finds out what it is.
            return;
        }
    }

    /** Opens a folder in this one. */
    public Folder inner(Path name) throws IOException {
        BasicFileAttributes seen = attributes(name);
        if (seen == null) {
            throw new NoSuchFileException(path.resolve(name).toString());
        }
        if (!seen.isDirectory()) {
            throw unusable(name, seen, "is not a folder");
        }
        Folder inner = new Folder(path.resolve(name), stream.newDirectoryStream(name.resolve(".")));
        if (!Objects.equals(seen.fileKey(), inner.attributes().fileKey())) {
            inner.close();
            throw new UnusableFileException(path.resolve(name), Why.CHANGED, "was exchanged while it was opened");
        }
        return inner;
    }

    /** Where it lay when it was opened. */
    public Path path() {
        return path;
    }

    /** Of this folder itself. */
    public BasicFileAttributes attributes() throws IOException {
        return stream.getFileAttributeView(BasicFileAttributeView.class).readAttributes();
    }

    /** Of the entry itself, not of what it links to; null if it is not there. */
    public @Nullable BasicFileAttributes attributes(Path name) throws IOException {
        try {
            return stream.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /**
     * Opens a regular file.
     *
     * @throws NoSuchFileException if it is not there
     * @throws UnusableFileException if it is anything else, or does not stay what it is while it is opened
     */
    public OpenFile read(Path name) throws IOException {
        for (int i = 0; i < MAX_TRIES; i++) {
            BasicFileAttributes seen = attributes(name);
            if (seen == null) {
                throw new NoSuchFileException(path.resolve(name).toString());
            }
            if (!seen.isRegularFile()) {
                throw unusable(name, seen, "is not a regular file");
            }
            FileChannel channel = open(name);
            BasicFileAttributes now = attributes(name);
            if (now != null && Objects.equals(now.fileKey(), seen.fileKey())) {
                return new OpenFile(channel, seen);
            }
            channel.close();
        }
        throw new UnusableFileException(path.resolve(name), Why.CHANGED, "was exchanged while it was opened");
    }

    private FileChannel open(Path name) throws IOException {
        return done(Opening.toRead(stream, name, path.resolve(name)));
    }

    private <T> T done(Opening<T> opening) throws IOException {
        try {
            return opening.open();
        } finally {
            if (!opening.ended().isDone()) {
                stuck = opening;
            }
        }
    }

    /** What a file is that is not what was wanted. */
    private UnusableFileException unusable(Path name, BasicFileAttributes seen, String otherwise) {
        Path file = path.resolve(name);
        if (seen.isSymbolicLink()) {
            return new UnusableFileException(file, Why.LINK, "is a symbolic link");
        }
        if (seen.isOther()) {
            return new UnusableFileException(file, Why.KIND, "is not a file but a device, pipe or socket");
        }
        return new UnusableFileException(file, Why.KIND, seen.isDirectory() ? "is a folder" : otherwise);
    }

    /** The names in this folder, sorted, at most so many of them; can be asked once. */
    public List<Path> names(int max) {
        List<Path> names = new ArrayList<>();
        for (Path each : stream) {
            if (names.size() == max) {
                break;
            }
            names.add(each.getFileName());
        }
        Collections.sort(names);
        return names;
    }

    /**
     * Puts a file in place in one step; keeps the permissions of what was there.
     *
     * @param durable true to have it on disk before it is seen
     */
    public void replace(Path name, byte[] bytes, boolean durable) throws IOException {
        Path draft = Path.of("." + name + ".stayer-" + UUID.randomUUID());
        BasicFileAttributes before = attributes(name);
        Set<PosixFilePermission> permissions = before != null && before.isRegularFile()
                ? view(name).readAttributes().permissions()
                : null;
        boolean moved = false;
        try (SeekableByteChannel channel = fresh(draft, permissions)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            if (durable) {
                ((FileChannel) channel).force(true);
            }
            if (permissions != null) {
                setPermissions(draft, permissions);
            }
            stream.move(draft, stream, name);
            moved = true;
        } finally {
            if (!moved && attributes(draft) != null) {
                stream.deleteFile(draft);
            }
        }
    }

    /** Makes a new file; nothing of that name may be there. */
    public OutputStream create(Path name) throws IOException {
        return Channels.newOutputStream(fresh(name, null));
    }

    /**
     * Opens a file to be locked, and makes it if it is not there.
     *
     * @throws UnusableFileException if it is not a regular file
     */
    public FileChannel lockable(Path name) throws IOException {
        // Opened for both, a pipe is not waited for; so it can be looked at afterwards.
        FileChannel channel = (FileChannel) stream.newByteChannel(
                name,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS));
        BasicFileAttributes made = attributes(name);
        if (made != null && made.isRegularFile()) {
            return channel;
        }
        channel.close();
        throw made == null
                ? new NoSuchFileException(path.resolve(name).toString())
                : unusable(name, made, "is not a regular file");
    }

    private SeekableByteChannel fresh(Path name, @Nullable Set<PosixFilePermission> permissions) throws IOException {
        return stream.newByteChannel(
                name,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                permissions == null
                        ? new FileAttribute<?>[0]
                        : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)});
    }

    public Set<PosixFilePermission> permissions(Path name) throws IOException {
        return view(name).readAttributes().permissions();
    }

    /** Sets them unless they are so. */
    public void setPermissions(Path name, Set<PosixFilePermission> permissions) throws IOException {
        if (!view(name).readAttributes().permissions().equals(permissions)) {
            done(Opening.toSetPermissions(stream, name, path.resolve(name), permissions));
        }
    }

    /** Whose the entry is. */
    UserPrincipal owner(Path name) throws IOException {
        return view(name).readAttributes().owner();
    }

    UserPrincipal owner() throws IOException {
        return stream.getFileAttributeView(PosixFileAttributeView.class)
                .readAttributes()
                .owner();
    }

    private PosixFileAttributeView view(Path name) {
        return stream.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Takes away a file, link, pipe or empty folder; false if nothing was there. */
    public boolean delete(Path name) throws IOException {
        BasicFileAttributes seen = attributes(name);
        if (seen == null) {
            return false;
        }
        try {
            if (seen.isDirectory()) {
                stream.deleteDirectory(name);
            } else {
                stream.deleteFile(name);
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Gives an entry another name here or in another folder, in the place of what is there; on one device only. */
    public void move(Path name, Folder to, Path other) throws IOException {
        stream.move(name, to.stream, other);
    }

    @Override
    public void close() throws IOException {
        Opening<?> opening = stuck;
        if (opening == null) {
            stream.close();
            return;
        }
        // Closing waits for whoever still opens something in it; so the one who does closes it.
        opening.ended().thenRun(() -> {
            try {
                stream.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }
}
