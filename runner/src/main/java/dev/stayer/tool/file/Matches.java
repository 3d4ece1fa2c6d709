package dev.stayer.tool.file;

import dev.stayer.files.Folder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Collects the lines that match, up to what a model can use, and keeps account of what could not be looked at. */
final class Matches {
    /** Lines that are shown at most. */
    static final int MAX_MATCHES = 100;

    private static final int MAX_CHARACTERS = 12_000;
    private static final int SHOWN = 300;
    /** A longer line is searched in pieces, so that memory has an end. */
    private static final int MAX_PIECE = 4 * 1024 * 1024;
    /** What two pieces have in common, so that a match is not cut. */
    private static final int OVERLAP = 64 * 1024;
    /** Of a binary file, only this much is searched. */
    private static final long MAX_BINARY = 16L * 1024 * 1024;

    private static final int NAMED = 3;

    private final Pattern pattern;
    private final boolean plain;
    private final SearchDeadline patience;
    private final StringBuilder found = new StringBuilder();
    private final Map<String, List<String>> leftOut = new LinkedHashMap<>();
    private int count;

    Matches(Pattern pattern, SearchDeadline patience) {
        this.pattern = pattern;
        this.plain = pattern.pattern().chars().allMatch(c -> c < 128);
        this.patience = patience;
    }

    boolean isFull() {
        return count >= MAX_MATCHES || found.length() > MAX_CHARACTERS || patience.isOver();
    }

    /** Says so where nothing was found: most often nobody looks for what lies in such folders. */
    void notEntered(List<Path> folders) {
        if (count == 0 && !folders.isEmpty()) {
            leftOut.put("not entered", folders.stream().map(Path::toString).toList());
        }
    }

    /** Says at the end that something was not searched. */
    void leaveOut(String why, String shown) {
        leftOut.computeIfAbsent(why, key -> new ArrayList<>()).add(shown);
    }

    void search(String shown, Folder folder, Path name) throws IOException {
        try (TextForm.Opened file = TextForm.Opened.of(folder.read(name))) {
            new Lines(shown, file.form() == TextForm.BINARY).search(file.in());
        } catch (NoSuchFileException e) {
            // Gone since it was named.
            return;
        } catch (AccessDeniedException e) {
            leaveOut("closed to this user", shown);
        }
    }

    /** One file. */
    private final class Lines {
        private final String shown;
        private final boolean binary;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private long number = 1;
        private boolean continued;
        private boolean done;
        private boolean foreign;

        Lines(String shown, boolean binary) {
            this.shown = shown;
            this.binary = binary;
        }

        void search(InputStream in) throws IOException {
            byte[] buffer = new byte[64 * 1024];
            long total = 0;
            for (int read = in.readNBytes(buffer, 0, buffer.length);
                    read > 0 && !isFull() && !done;
                    read = in.readNBytes(buffer, 0, buffer.length)) {
                int begin = 0;
                for (int i = 0; i < read && !isFull() && !done; i++) {
                    if (buffer[i] == '\n') {
                        line.write(buffer, begin, i - begin);
                        end();
                        begin = i + 1;
                    }
                }
                line.write(buffer, begin, read - begin);
                if (line.size() >= MAX_PIECE) {
                    cut();
                }
                total += read;
                if (binary && total >= MAX_BINARY) {
                    leaveOut("binary, searched only in the first 16 MB", shown);
                    break;
                }
            }
            if (line.size() > 0 && !isFull() && !done) {
                look();
            }
            if (foreign && !plain) {
                leaveOut("not in UTF-8, so read as Latin-1", shown);
            }
        }

        private void end() {
            look();
            line.reset();
            continued = false;
            number++;
        }

        private void cut() {
            boolean before = continued;
            continued = look() || before;
            byte[] all = line.toByteArray();
            line.reset();
            if (continued && !before) {
                // One line is shown once.
                return;
            }
            line.write(all, all.length - OVERLAP, OVERLAP);
        }

        /** True if it matches. */
        private boolean look() {
            if (continued) {
                return false;
            }
            byte[] bytes = line.toByteArray();
            String text = TextForm.line(bytes);
            foreign |= !binary && !plain && !TextForm.isUtf8(bytes);
            if (text.endsWith("\r")) {
                text = text.substring(0, text.length() - 1);
            }
            Matcher matcher = pattern.matcher(patience.watched(text));
            if (!matcher.find()) {
                return false;
            }
            count++;
            if (binary) {
                done = true;
                found.append(shown).append(": binary file, matches\n");
                return true;
            }
            found.append(shown).append(':').append(number).append(": ");
            int begin = text.length() <= SHOWN ? 0 : Math.max(0, matcher.start() - SHOWN / 3);
            int end = Math.min(text.length(), begin + SHOWN);
            found.append(begin > 0 ? "…" : "")
                    .append(text, begin, end)
                    .append(end < text.length() ? "…" : "")
                    .append('\n');
            return true;
        }
    }

    String text(boolean complete) {
        StringBuilder text = new StringBuilder(found);
        if (count == 0) {
            text.append(complete ? "[nothing found]\n" : "[nothing found in what could be searched in time]\n");
        } else if (!complete) {
            text.append("[there may be more; narrow it by path, glob or pattern]\n");
        }
        leftOut.forEach((why, files) -> text.append("[%s: %s%s]\n"
                .formatted(
                        why,
                        String.join(", ", files.subList(0, Math.min(NAMED, files.size()))),
                        files.size() > NAMED ? " and " + (files.size() - NAMED) + " more" : "")));
        return text.toString().stripTrailing();
    }
}
