package dev.stayer.tool.file;

import dev.stayer.files.Folder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Collects the lines that match, up to what a model can use. */
final class Matches {
    /** Lines that are shown at most. */
    static final int MOST = 100;

    private static final int MOST_CHARACTERS = 12_000;
    private static final int SHOWN = 300;
    /** Of a longer line, only this much is searched. */
    private static final int SEARCHED = 64 * 1024;

    private final Pattern pattern;
    private final Patience patience;
    private final StringBuilder found = new StringBuilder();
    private int count;

    Matches(Pattern pattern, Patience patience) {
        this.pattern = pattern;
        this.patience = patience;
    }

    boolean isFull() {
        return count >= MOST || found.length() > MOST_CHARACTERS || patience.isOver();
    }

    void search(String shown, Folder folder, Path name) throws IOException {
        try (InputStream in = folder.read(name)) {
            search(shown, in);
        } catch (AccessDeniedException | NoSuchFileException e) {
            // Closed to this user, or gone since it was named: no match for whoever searches a tree.
            return;
        }
    }

    private void search(String shown, InputStream in) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long number = 1;
        boolean first = true;
        for (int read = in.readNBytes(buffer, 0, buffer.length);
                read > 0 && !isFull();
                read = in.readNBytes(buffer, 0, buffer.length)) {
            if (first && Contents.isBinary(buffer, read)) {
                return;
            }
            first = false;
            int begin = 0;
            for (int i = 0; i < read && !isFull(); i++) {
                if (buffer[i] == '\n') {
                    collect(line, buffer, begin, i);
                    look(shown, number++, line);
                    begin = i + 1;
                }
            }
            collect(line, buffer, begin, read);
        }
        if (line.size() > 0 && !isFull()) {
            look(shown, number, line);
        }
    }

    private static void collect(ByteArrayOutputStream line, byte[] buffer, int begin, int end) {
        int length = Math.min(end - begin, SEARCHED - line.size());
        if (length > 0) {
            line.write(buffer, begin, length);
        }
    }

    private void look(String shown, long number, ByteArrayOutputStream line) {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (text.endsWith("\r")) {
            text = text.substring(0, text.length() - 1);
        }
        Matcher matcher = pattern.matcher(patience.watched(text));
        if (matcher.find()) {
            count++;
            found.append(shown).append(':').append(number).append(": ");
            int begin = text.length() <= SHOWN ? 0 : Math.max(0, matcher.start() - SHOWN / 3);
            int end = Math.min(text.length(), begin + SHOWN);
            found.append(begin > 0 ? "…" : "")
                    .append(text, begin, end)
                    .append(end < text.length() ? "…" : "")
                    .append('\n');
        }
    }

    String text(boolean complete) {
        if (count == 0) {
            return complete ? "[nothing found]" : "[nothing found in what could be searched in time]";
        }
        return complete
                ? found.toString().stripTrailing()
                : found + "[there may be more; narrow it by path, glob or pattern]";
    }
}
