package dev.stayer.command;

import dev.stayer.core.Texts;
import dev.stayer.files.FileTrouble;
import dev.stayer.files.UnusableFileException;
import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what a command wrote to {@code $STAYER_OUTPUT}: {@code name=value} lines, and {@code name<<END} blocks. */
public final class OutputFile {
    private static final int MAX_BYTES = 1024 * 1024;

    private OutputFile() {}

    /** The file cannot be read as outputs; the message is for people. */
    public static final class BadOutputException extends Exception {
        private static final long serialVersionUID = 1L;

        BadOutputException(String message) {
            super(message);
        }
    }

    /**
     * Names and values in the order of the file; none where there is no file.
     *
     * @param file in {@code files}
     * @throws BadOutputException if it is too large, is not UTF-8, or has a line that is neither form
     */
    public static Map<String, String> read(WorkspaceFiles files, Path file) throws BadOutputException {
        Map<String, String> outputs = new LinkedHashMap<>();
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(files.read(file, MAX_BYTES)))
                    .toString();
        } catch (NoSuchFileException e) {
            return outputs;
        } catch (CharacterCodingException e) {
            throw new BadOutputException(
                    "its outputs are not text in UTF-8 and would not stay as they are; hand over a path, or encode them (base64)");
        } catch (UnusableFileException e) {
            throw new BadOutputException(
                    e.why() == UnusableFileException.Why.SIZE
                            ? "its outputs have more than 1 MB; hand over a path instead"
                            : "what it left as its outputs " + e.getReason() + "; write to the file that is there");
        } catch (IOException e) {
            throw new BadOutputException("its outputs cannot be read: " + FileTrouble.of(e));
        }
        // Only a line feed ends a line: other marks that an editor might take for ends belong to the values.
        List<String> lines = List.of((text.startsWith("\uFEFF") ? text.substring(1) : text).split("\n", -1));
        for (int i = 0; i < lines.size(); i++) {
            String line = withoutReturn(lines.get(i));
            int equals = line.indexOf('=');
            int block = line.indexOf("<<");
            if (line.isBlank()) {
                continue;
            }
            if (block > 0 && (equals < 0 || block < equals)) {
                String end = line.substring(block + 2);
                boolean returns = lines.get(i).endsWith("\r");
                StringBuilder value = new StringBuilder();
                int first = i + 1;
                for (i = first; i < lines.size() && !withoutReturn(lines.get(i)).equals(end); i++) {
                    // Of a block that begins with a plain line feed, carriage returns are a part.
                    value.append(i > first ? "\n" : "").append(returns ? withoutReturn(lines.get(i)) : lines.get(i));
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
                        .formatted(i + 1, Texts.shorten(line, 80)));
            }
        }
        return outputs;
    }

    private static String withoutReturn(String line) {
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }
}
