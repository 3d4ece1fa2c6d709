package dev.stayer.tool.process;

import dev.stayer.core.Hashes;
import dev.stayer.core.Texts;
import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a command prints to disk, never whole into memory: its first and last half megabyte as a log, all of it up to
 * 64 MB beside that once it is longer. Nothing is created while nothing is printed. One thread writes; the last line may be
 * read by any.
 */
public final class OutputCapture {
    /** Bytes kept of the beginning, and of the end. */
    public static final int HALF = 512 * 1024;
    /** Bytes of the whole that are kept at most. */
    public static final long BLOB_CAP = 64L * 1024 * 1024;

    private final WorkspaceFiles files;
    private final Path log;
    private final @Nullable Path blobs;
    private final Path whole;
    private final OutputStream filtered;
    private final Consumer<String> watcher;
    private final byte[] line = new byte[400];
    private byte @Nullable [] tail;
    private int tailAt;
    private long total;
    private int lineLength;
    private @Nullable OutputStream head;
    private @Nullable OutputStream blob;
    private @Nullable Path kept;

    /**
     * @param log where the log goes; the whole, if longer, goes to {@code <log>.full}
     * @param filter wraps where bytes go, such as one that takes out secrets
     * @param watcher hears each line as it is printed, cut and cleaned for display
     */
    public OutputCapture(Path log, UnaryOperator<OutputStream> filter, Consumer<String> watcher) {
        this(log, null, filter, watcher);
    }

    /** @param blobs the folder where the whole, if longer than the log, lies in the end under its SHA-256 */
    public OutputCapture(Path log, @Nullable Path blobs, UnaryOperator<OutputStream> filter, Consumer<String> watcher) {
        // A run's folder, or where only this log lies: nobody else can make a link of that.
        this.files = new WorkspaceFiles(Objects.requireNonNull(
                (blobs == null ? log : blobs).toAbsolutePath().getParent()));
        this.log = log;
        this.blobs = blobs;
        this.whole = log.resolveSibling(log.getFileName() + ".full");
        this.watcher = watcher;
        this.filtered = filter.apply(new Keep());
    }

    /** Keeps nothing on disk: all goes to the sink, which may let go of what is too much. */
    public static OutputCapture into(OutputStream sink) {
        return new OutputCapture(Path.of("none"), ignored -> sink, line -> {});
    }

    /** Reads to the end. */
    void drain(InputStream from) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            filtered.write(buffer, 0, read);
            filtered.flush();
        }
    }

    /** Finishes the files. */
    void close() throws IOException {
        filtered.close();
        if (lineLength > 0) {
            show();
        }
        if (blob != null) {
            blob.close();
            kept = blobs == null ? whole : underItsHash(whole, blobs);
        }
        if (head != null) {
            writeTail();
            head.close();
        }
    }

    private Path underItsHash(Path file, Path folder) throws IOException {
        MessageDigest digest = Hashes.begin();
        try (InputStream in = files.open(file)) {
            byte[] buffer = new byte[64 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        Path blob = folder.resolve(HexFormat.of().formatHex(digest.digest()));
        files.move(file, blob);
        return blob;
    }

    /** Where the whole lies once this is closed; null while the log has it all. */
    public @Nullable Path whole() {
        return kept;
    }

    private void writeTail() throws IOException {
        byte[] ring = tail;
        OutputStream out = head;
        if (ring == null || out == null) {
            return;
        }
        long behind = total - HALF;
        if (behind > HALF) {
            out.write("\n[… %d bytes left out; up to %d MB of the whole in %s …]\n"
                    .formatted(behind - HALF, BLOB_CAP / 1024 / 1024, name(kept))
                    .getBytes(StandardCharsets.UTF_8));
            out.write(ring, tailAt, HALF - tailAt);
            out.write(ring, 0, tailAt);
        } else {
            out.write(ring, 0, (int) behind);
        }
    }

    private String name(@Nullable Path file) {
        Path known = file == null ? whole : file;
        return blobs == null ? String.valueOf(known.getFileName()) : blobs.getFileName() + "/" + known.getFileName();
    }

    /** Bytes printed, after the filter. */
    public long total() {
        return total;
    }

    /** True if the log is shorter than what was printed. */
    public boolean isCut() {
        return total > 2L * HALF;
    }

    private void keep(byte[] bytes, int from, int length) throws IOException {
        if (head == null) {
            Files.createDirectories(files.root());
            head = files.create(log.toAbsolutePath());
        }
        int toHead = (int) Math.min(length, Math.max(0, HALF - total));
        head.write(bytes, from, toHead);
        keepWhole(bytes, from, length);
        keepTail(bytes, from + toHead, length - toHead);
        total += length;
        watch(bytes, from, from + length);
    }

    /** Shows the newest line only: nobody can read what comes between two writes. */
    private void watch(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from && bytes[end - 1] != '\n' && bytes[end - 1] != '\r') {
            end--;
        }
        if (end > from) {
            int begin = end - 1;
            while (begin > from && bytes[begin - 1] != '\n' && bytes[begin - 1] != '\r' && end - begin < line.length) {
                begin--;
            }
            if (begin > from) {
                lineLength = 0;
            }
            collect(bytes, begin, end - 1);
            show();
        }
        collect(bytes, end, to);
    }

    private void collect(byte[] bytes, int from, int to) {
        int length = Math.min(Math.max(0, to - from), line.length - lineLength);
        System.arraycopy(bytes, from, line, lineLength, length);
        lineLength += length;
    }

    private void keepTail(byte[] bytes, int from, int length) {
        if (length <= 0) {
            return;
        }
        byte[] ring = tail == null ? new byte[HALF] : tail;
        tail = ring;
        int skip = Math.max(0, length - HALF);
        tailAt = (tailAt + skip) % HALF;
        for (int i = from + skip; i < from + length; ) {
            int run = Math.min(HALF - tailAt, from + length - i);
            System.arraycopy(bytes, i, ring, tailAt, run);
            tailAt = (tailAt + run) % HALF;
            i += run;
        }
    }

    private void keepWhole(byte[] bytes, int from, int length) throws IOException {
        if (blob == null && total + length > 2L * HALF) {
            blob = files.create(whole.toAbsolutePath());
            java.util.Objects.requireNonNull(head).flush();
            try (InputStream written = files.open(log.toAbsolutePath())) {
                // The first half lies in the log; of this write it already holds what reached the head.
                blob.write(written.readNBytes(HALF));
            }
            long afterHead = total - HALF;
            if (afterHead > 0) {
                blob.write(java.util.Objects.requireNonNull(tail), 0, (int) afterHead);
            }
            int inHead = (int) Math.min(length, Math.max(0, HALF - total));
            blob.write(bytes, from + inHead, length - inHead);
        } else if (blob != null && total < BLOB_CAP) {
            blob.write(bytes, from, (int) Math.min(length, BLOB_CAP - total));
        }
    }

    private void show() {
        if (lineLength > 0) {
            String text = new String(line, 0, lineLength, StandardCharsets.UTF_8)
                    .replaceAll("\u001b\\[[0-9;?]*[ -/]*[@-~]|\u001b\\].*?(\u0007|\u001b\\\\)|\\p{Cntrl}", "");
            watcher.accept(Texts.shorten(text, 200));
            lineLength = 0;
        }
    }

    private final class Keep extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            keep(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            keep(bytes, from, length);
        }
    }
}
