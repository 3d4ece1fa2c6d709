package dev.stayer.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Opens a file for reading within a deadline. What was seen to be a regular file may be a pipe by the time it is opened, and
 * Java has no way to open one without waiting for its other end, nor to break that wait off. So another thread opens it, and
 * whoever wants it looks after a moment whether a pipe lies in the folder: a pipe lets its reader in once it has a writer, and
 * opening one for both never waits. A pipe that is out of reach by then costs a thread, not the one that asked; when many
 * are lost, files are opened for reading and writing, which never waits but fails for what may not be written, and
 * hinders that the file is executed meanwhile: that is why it is not always done.
 */
final class Opening<T> {
    /** As many threads may wait for pipes that are out of reach. */
    static final int MAX_LOST = 64;

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> BOTH =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final long FIRST_LOOK_MILLIS = 50;
    private static final long DEADLINE_MILLIS = 4_000;
    private static final int MAX_LOOKED_AT = 10_000;
    private static final AtomicInteger LOST = new AtomicInteger();
    private static final ExecutorService HANDS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(null, work, "file-opener", 128 * 1024);
        thread.setDaemon(true);
        return thread;
    });

    private final SecureDirectoryStream<Path> folder;
    private final Path name;
    private final Path shown;
    private final Work<T> work;
    private final Work<T> otherwise;
    private final Discard<T> discard;
    private final CompletableFuture<T> opened = new CompletableFuture<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

    /** What opens a file. */
    interface Work<T> {
        T run() throws IOException;
    }

    /** What is done with what comes too late. */
    interface Discard<T> {
        void run(T late) throws IOException;
    }

    /**
     * @param shown the whole path, for messages
     * @param otherwise never waits
     */
    private Opening(
            SecureDirectoryStream<Path> folder,
            Path name,
            Path shown,
            Work<T> work,
            Work<T> otherwise,
            Discard<T> discard) {
        this.folder = folder;
        this.name = name;
        this.shown = shown;
        this.work = work;
        this.otherwise = otherwise;
        this.discard = discard;
    }

    static Opening<FileChannel> toRead(SecureDirectoryStream<Path> folder, Path name, Path shown) {
        return new Opening<>(
                folder,
                name,
                shown,
                () -> (FileChannel) folder.newByteChannel(name, READ),
                () -> (FileChannel) folder.newByteChannel(name, BOTH),
                FileChannel::close);
    }

    /** Java opens a file to set its permissions. */
    static Opening<Boolean> toSetPermissions(
            SecureDirectoryStream<Path> folder, Path name, Path shown, Set<PosixFilePermission> permissions) {
        return new Opening<>(
                folder,
                name,
                shown,
                () -> {
                    folder.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                            .setPermissions(permissions);
                    return true;
                },
                () -> false,
                done -> {});
    }

    /** Completes once no thread uses the folder any more; it cannot be closed before. */
    CompletableFuture<Boolean> ended() {
        return ended;
    }

    T open() throws IOException {
        if (LOST.get() >= MAX_LOST) {
            ended.complete(true);
            return otherwise.run();
        }
        HANDS.execute(this::openInHand);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DEADLINE_MILLIS);
        for (long wait = FIRST_LOOK_MILLIS; ; wait = Math.min(500, wait * 2)) {
            try {
                return opened.get(wait, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                letIn();
                if (System.nanoTime() > end) {
                    giveUp();
                    throw new UnusableFileException(
                            shown, UnusableFileException.Why.CHANGED, "could not be opened in time");
                }
            } catch (InterruptedException e) {
                letIn();
                giveUp();
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("asked to end while opening " + shown).initCause(e);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException cause) {
                    throw cause;
                }
                throw new IOException("cannot open " + shown, e.getCause());
            }
        }
    }

    private void openInHand() {
        try {
            T done = work.run();
            if (!opened.complete(done)) {
                LOST.decrementAndGet();
                discard.run(done);
            }
        } catch (IOException | RuntimeException e) {
            if (!opened.completeExceptionally(e)) {
                LOST.decrementAndGet();
            }
        } finally {
            ended.complete(true);
        }
    }

    private void giveUp() {
        LOST.incrementAndGet();
        if (!opened.completeExceptionally(new IOException("given up"))) {
            LOST.decrementAndGet();
            opened.thenAccept(late -> {
                try {
                    discard.run(late);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /** Opens every pipe in the folder at both ends: the one that is waited for may have another name again. */
    private void letIn() {
        letInBy(name);
        try (DirectoryStream<Path> again = folder.newDirectoryStream(Path.of("."))) {
            int looked = 0;
            for (Path each : again) {
                if (++looked > MAX_LOOKED_AT) {
                    return;
                }
                letInBy(each.getFileName());
            }
        } catch (IOException | RuntimeException e) {
            // Then it is waited for until the deadline.
            return;
        }
    }

    private void letInBy(Path each) {
        try {
            if (folder.getFileAttributeView(each, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes()
                    .isOther()) {
                folder.newByteChannel(each, BOTH).close();
            }
        } catch (IOException e) {
            // Gone again, or nothing that can be opened.
            return;
        }
    }
}
