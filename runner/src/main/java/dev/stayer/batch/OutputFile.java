package dev.stayer.batch;

import dev.stayer.files.UnusableFileException;
import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what a command wrote to {@code $STAYER_OUTPUT}: {@code name=value} lines, and {@code name<<END} blocks. */
final class OutputFile {
    private static final int MAX_BYTES = 1024 * 1024;

    private OutputFile() {}

    /** The file cannot be read as outputs; the message is for people. */
    static final class BadOutputException extends Exception {
        private static final long serialVersionUID = 1L;

        BadOutputException(String message) {
            super(message);
        }
    }

    /** @param file in {@code files}; nothing is declared where it is not there */
    static Map<String, String> read(WorkspaceFiles files, Path file) throws BadOutputException {
        Map<String, String> outputs = new LinkedHashMap<>();
        String text;
        try {
            text = files.text(file, MAX_BYTES);
        } catch (NoSuchFileException e) {
            return outputs;
        } catch (UnusableFileException e) {
            throw new BadOutputException(
                    e.why() == UnusableFileException.Why.SIZE
                            ? "its outputs have more than 1 MB; hand over a path instead"
                            : "what it left as its outputs " + e.getReason() + "; write to the file that is there");
        } catch (IOException e) {
            throw new BadOutputException("its outputs cannot be read: " + e.getMessage());
        }
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int equals = line.indexOf('=');
            int block = line.indexOf("<<");
            if (line.isBlank()) {
                continue;
            }
            if (block > 0 && (equals < 0 || block < equals)) {
                String end = line.substring(block + 2);
                StringBuilder value = new StringBuilder();
                int first = i + 1;
                for (i = first; i < lines.size() && !lines.get(i).equals(end); i++) {
                    value.append(i > first ? "\n" : "").append(lines.get(i));
                }
                if (i == lines.size()) {
                    throw new BadOutputException(
                            "line %d of its outputs begins a block that is not closed by '%s'".formatted(first, end));
                }
                outputs.put(line.substring(0, block).strip(), value.toString());
            } else if (equals > 0) {
                outputs.put(line.substring(0, equals).strip(), line.substring(equals + 1));
            } else {
                throw new BadOutputException("line %d of its outputs is neither name=value nor name<<END: %s"
                        .formatted(i + 1, Expansion.shorten(line)));
            }
        }
        return outputs;
    }
}
