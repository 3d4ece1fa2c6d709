package dev.stayer.tool.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
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
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** An open folder: what is done in it is done in this very folder, wherever its path may lead by now. */
final class Folder implements AutoCloseable {
    private final SecureDirectoryStream<Path> stream;

    private Folder(DirectoryStream<Path> stream) throws IOException {
        if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
            stream.close();
            throw new IOException("this file system cannot open files without following links");
        }
        this.stream = secure;
    }

    /**
     * Opens the folder {@code path} from {@code root} on without following links.
     *
     * @param make true to make folders that are not there
     */
    static Folder open(Path root, Path path, boolean make) throws IOException {
        Folder folder = new Folder(Files.newDirectoryStream(root));
        Path at = root;
        for (Path name : root.relativize(path)) {
            if (name.toString().isEmpty()) {
                continue;
            }
            at = at.resolve(name);
            try (Folder outer = folder) {
                // Java makes folders by path alone; the next line finds out if it went elsewhere.
                if (make && outer.attributes(name) == null) {
                    Files.createDirectory(at);
                }
                folder = outer.inner(name);
            }
        }
        return folder;
    }

    Folder inner(Path name) throws IOException {
        return new Folder(stream.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
    }

    /** Of the entry itself, not of what it links to; null if it is not there. */
    @Nullable
    BasicFileAttributes attributes(Path name) throws IOException {
        try {
            return stream.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Only for what was seen to be a regular file: opening a pipe would wait for its other end. */
    InputStream read(Path name) throws IOException {
        return Channels.newInputStream(
                stream.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
    }

    /** Names in this folder, sorted; can be asked once. */
    List<Path> names() {
        return StreamSupport.stream(stream.spliterator(), false)
                .map(Path::getFileName)
                .sorted()
                .toList();
    }

    /** Puts a file in place in one step, on disk before it is seen; keeps the permissions of what was there. */
    void replace(Path name, byte[] bytes) throws IOException {
        Path draft = Path.of("." + name + ".stayer-" + UUID.randomUUID());
        boolean moved = false;
        try (SeekableByteChannel channel = stream.newByteChannel(
                draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            if (attributes(name) != null) {
                permissions(draft)
                        .setPermissions(permissions(name).readAttributes().permissions());
            }
            ((FileChannel) channel).force(true);
            stream.move(draft, stream, name);
            moved = true;
        } finally {
            if (!moved && attributes(draft) != null) {
                stream.deleteFile(draft);
            }
        }
    }

    private PosixFileAttributeView permissions(Path name) {
        return stream.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
