package dev.stayer.tool.file;

import dev.stayer.tool.PlainText;
import dev.stayer.tool.Tool.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Some lines out of a stream of any length, in constant memory. */
final class FilePage {
    /** Lines of a page that nobody asked for otherwise. */
    static final int LINES = 400;

    private static final int MAX_CHARACTERS = 20_000;
    private static final int MAX_LINE = 1_000;
    /** Beyond this the number of lines is not counted. */
    private static final long COUNTED = 256L * 1024 * 1024;

    private final long from;
    private final int lines;
    private final boolean terminal;
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long lineLength;
    private long number = 1;
    private long last;
    private boolean full;
    private boolean carriage;
    private boolean foreign;
    private String wide = "";

    /** @param terminal true if it was printed for a terminal, and is cleaned of its controls */
    FilePage(long from, int lines, boolean terminal) {
        this.from = from;
        this.lines = lines;
        this.terminal = terminal;
    }

    /** Pages of a file in whatever encoding; of an output as it is. */
    Answer of(InputStream raw, String path) throws IOException, Refused {
        if (terminal) {
            return pages(raw, path);
        }
        try (TextForm.Opened file = TextForm.Opened.of(raw)) {
            if (file.form() == TextForm.BINARY) {
                throw new Refused(path + " is a binary file; look at it with shell commands such as file or xxd");
            }
            wide = file.form().isWide() ? file.form().label() : "";
            return pages(file.in(), path);
        }
    }

    private Answer pages(InputStream in, String path) throws IOException, Refused {
        byte[] buffer = new byte[64 * 1024];
        long total = 0;
        boolean ended = true;
        for (int read = in.readNBytes(buffer, 0, buffer.length);
                read > 0;
                read = in.readNBytes(buffer, 0, buffer.length)) {
            total += read;
            take(buffer, read);
            if (total > COUNTED && full) {
                ended = false;
                break;
            }
        }
        if (lineLength > 0) {
            endLine();
        }
        return answer(path, total, ended);
    }

    private void take(byte[] buffer, int length) {
        int begin = 0;
        for (int i = 0; i < length; i++) {
            if (buffer[i] == '\n') {
                collect(buffer, begin, i - begin);
                endLine();
                begin = i + 1;
            }
        }
        collect(buffer, begin, length - begin);
    }

    private void collect(byte[] buffer, int begin, int length) {
        // Four bytes a character at most; one more character shows that the line is longer.
        int room = 4 * MAX_LINE + 4 - line.size();
        if (!full && number >= from && room > 0) {
            line.write(buffer, begin, Math.min(room, length));
        }
        lineLength += length;
    }

    private void endLine() {
        if (!full && number >= from) {
            String shown = number + "\t" + words() + "\n";
            if (number - from >= lines || !text.isEmpty() && text.length() + shown.length() > MAX_CHARACTERS) {
                full = true;
            } else {
                text.append(shown);
                last = number;
            }
        }
        line.reset();
        lineLength = 0;
        number++;
    }

    private String words() {
        byte[] bytes = line.toByteArray();
        String words = terminal ? PlainText.of(bytes, 0, bytes.length) : TextForm.line(whole(bytes));
        foreign |= !terminal && !TextForm.isUtf8(whole(bytes));
        if (words.endsWith("\r")) {
            carriage = true;
            words = words.substring(0, words.length() - 1);
        }
        if (words.length() <= MAX_LINE) {
            return words;
        }
        int end = Character.isHighSurrogate(words.charAt(MAX_LINE - 1)) ? MAX_LINE - 1 : MAX_LINE;
        return words.substring(0, end) + " [… line of " + lineLength + " bytes]";
    }

    /** A long line was cut at a byte; what is left of a character there says nothing about the file. */
    private byte[] whole(byte[] bytes) {
        int end = bytes.length;
        if (lineLength <= end) {
            return bytes;
        }
        int back = 1;
        while (back < 4 && back < end && (bytes[end - back] & 0xc0) == 0x80) {
            back++;
        }
        return java.util.Arrays.copyOf(bytes, end - back);
    }

    private Answer answer(String path, long total, boolean ended) throws Refused {
        long count = number - 1;
        if (total == 0) {
            return Answer.of("[empty]");
        }
        if (last == 0) {
            throw new Refused("%s has %d lines; ask for one of them".formatted(path, count));
        }
        if (carriage) {
            text.append("[lines end with CR LF]\n");
        }
        if (!wide.isEmpty()) {
            text.append("[the file is in ").append(wide).append("]\n");
        }
        if (foreign) {
            text.append("[not in UTF-8: shown as if it were Windows-1252 (Latin-1)]\n");
        }
        if (last < count) {
            text.append("[lines %d-%d of %s; go on with \"from\":%d]"
                    .formatted(from, last, ended ? String.valueOf(count) : "more than " + count, last + 1));
        } else if (from > 1) {
            text.append("[lines %d-%d, the end]".formatted(from, last));
        }
        return Answer.of(text.toString().stripTrailing());
    }
}
