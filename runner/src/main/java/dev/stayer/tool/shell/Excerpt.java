package dev.stayer.tool.shell;

import dev.stayer.files.OpenFile;
import dev.stayer.files.WorkspaceFiles;
import dev.stayer.tool.PlainText;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/** The beginning and the end of a long output, cut at line ends where there are any. */
final class Excerpt {
    /** Bytes of each end. */
    static final int HALF = 4_000;

    private Excerpt() {}

    /**
     * @param log the beginning and the end of the output at least; need not exist if there was none
     * @param total bytes of the whole output
     * @param more how the rest is read, without full stop
     */
    static String of(Path log, long total, String more) throws IOException {
        WorkspaceFiles files = new WorkspaceFiles(Objects.requireNonNull(log.getParent()));
        if (total == 0 || !files.exists(log)) {
            return "";
        }
        try (OpenFile file = files.open(log)) {
            if (total <= 2L * HALF) {
                return text(file, 0, (int) Math.min(2L * HALF, file.size()));
            }
            byte[] first = read(file, 0, HALF);
            int end = first.length;
            while (end > HALF / 2 && first[end - 1] != '\n') {
                end--;
            }
            end = first[end - 1] == '\n' ? end : wholeCharacters(first);
            byte[] last = read(file, file.size() - HALF, HALF);
            int begin = 0;
            while (begin < HALF / 2 && last[begin] != '\n') {
                begin++;
            }
            begin = last[begin] == '\n' ? begin + 1 : firstWhole(last);
            long left = total - end - (last.length - begin);
            return PlainText.of(first, 0, end).stripTrailing()
                    + "\n[… %d bytes left out; %s …]\n".formatted(left, more)
                    + PlainText.of(last, begin, last.length - begin);
        }
    }

    private static String text(OpenFile file, long from, int length) throws IOException {
        byte[] bytes = read(file, from, length);
        return PlainText.of(bytes, 0, bytes.length);
    }

    private static byte[] read(OpenFile file, long from, int length) throws IOException {
        file.seek(from);
        byte[] bytes = file.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("it has become shorter");
        }
        return bytes;
    }

    private static int wholeCharacters(byte[] bytes) {
        int end = bytes.length;
        while (end > bytes.length - 4 && (bytes[end - 1] & 0xC0) == 0x80) {
            end--;
        }
        return bytes[end - 1] < 0 ? end - 1 : end;
    }

    private static int firstWhole(byte[] bytes) {
        int begin = 0;
        while (begin < 4 && (bytes[begin] & 0xC0) == 0x80) {
            begin++;
        }
        return begin;
    }
}
