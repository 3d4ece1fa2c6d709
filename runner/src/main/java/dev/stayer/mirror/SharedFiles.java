package dev.stayer.mirror;

import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Files that people write and Stayer renders: they are replaced only as they were read, so that no word is lost that somebody
 * saves in the meantime. Thread-safe.
 */
public final class SharedFiles {
    private static final ReentrantLock HERE = new ReentrantLock();
    private static final int MAX_BYTES = 64 * 1024 * 1024;

    private final WorkspaceFiles files;

    public SharedFiles(WorkspaceFiles files) {
        this.files = files;
    }

    /** What is done while no other process does so. */
    public interface Work<T> {
        /** Does it. */
        T run() throws IOException;
    }

    /** Runs the work while nobody else holds {@code lockFile}, which is made; waits for it. */
    public <T> T alone(Path lockFile, Work<T> work) throws IOException {
        HERE.lock();
        try (FileChannel channel = files.lockable(lockFile);
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException("the lock " + lockFile + " was lost");
            }
            return work.run();
        } finally {
            HERE.unlock();
        }
    }

    /**
     * Replaces or removes a file; to be called inside {@link #alone}.
     *
     * @param before as it was read; empty if it was not there
     * @param text as it is to be; empty if it is not to be there
     * @return false if somebody wrote in the meantime: then it is as they wrote it, and all is to be done again
     */
    public boolean replace(Path file, Optional<String> before, Optional<String> text) throws IOException {
        if (text.isEmpty()) {
            if (!text(file).equals(before)) {
                return false;
            }
            files.delete(file);
            return true;
        }
        Path fresh = file.resolveSibling("." + file.getFileName() + ".fresh");
        Path replaced = file.resolveSibling("." + file.getFileName() + ".replaced");
        try {
            files.write(fresh, text.get());
            files.delete(replaced);
            if (!text(file).equals(before)) {
                return false;
            }
            if (before.isEmpty()) {
                return link(fresh, file);
            }
            // Keeps a hand on the file that is replaced: who had it open may still be writing into it.
            if (!link(file, replaced)) {
                return false;
            }
            files.move(fresh, file);
            byte[] old = before.get().getBytes(StandardCharsets.UTF_8);
            if (Arrays.equals(files.read(replaced, MAX_BYTES), old)) {
                return true;
            }
            // A late word: it goes back into its place and is taken over in the next round.
            files.move(replaced, file);
            return false;
        } finally {
            files.delete(fresh);
            files.delete(replaced);
        }
    }

    /** False if the place is taken, or there is nothing to link. */
    private boolean link(Path from, Path to) throws IOException {
        try {
            files.link(from, to);
            return true;
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            return false;
        }
    }

    /**
     * The file's text; empty if there is no such file.
     *
     * @throws java.nio.charset.CharacterCodingException if it could not be written back byte for byte
     * @throws dev.stayer.files.UnusableFileException if it is not a file, or not one of this user's
     */
    public Optional<String> text(Path file) throws IOException {
        Optional<byte[]> bytes = files.find(file, MAX_BYTES);
        return bytes.isEmpty()
                ? Optional.empty()
                : Optional.of(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes.get()))
                        .toString());
    }
}
