package dev.stayer.mirror;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file that people write and Stayer renders: it is replaced only as it was read, so that no word is lost that somebody saves
 * in the meantime.
 */
public final class SharedFile {
    private static final ReentrantLock HERE = new ReentrantLock();

    private SharedFile() {}

    /** What is done while no other process does so. */
    public interface Work<T> {
        /** Does it. */
        T run() throws IOException;
    }

    /** Runs the work while nobody else holds {@code lockFile}, which is made; waits for it. */
    public static <T> T alone(Path lockFile, Work<T> work) throws IOException {
        HERE.lock();
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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
    public static boolean replace(Path file, Optional<String> before, Optional<String> text) throws IOException {
        Files.createDirectories(file.getParent());
        if (text.isEmpty()) {
            if (!text(file).equals(before)) {
                return false;
            }
            Files.deleteIfExists(file);
            return true;
        }
        Path fresh = file.resolveSibling("." + file.getFileName() + ".fresh");
        Path replaced = file.resolveSibling("." + file.getFileName() + ".replaced");
        try {
            Files.writeString(fresh, text.get());
            Files.deleteIfExists(replaced);
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
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            if (Arrays.equals(Files.readAllBytes(replaced), before.get().getBytes(StandardCharsets.UTF_8))) {
                return true;
            }
            // A late word: it goes back into its place and is taken over in the next round.
            Files.move(replaced, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return false;
        } finally {
            Files.deleteIfExists(fresh);
            Files.deleteIfExists(replaced);
        }
    }

    /** False if the place is taken, or there is nothing to link. */
    private static boolean link(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
            return true;
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            return false;
        }
    }

    /**
     * The file's text; empty if there is no such file, or only a link to one.
     *
     * @throws java.nio.charset.CharacterCodingException if it could not be written back byte for byte
     */
    public static Optional<String> text(Path file) throws IOException {
        try {
            return Files.isSymbolicLink(file) ? Optional.empty() : Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
