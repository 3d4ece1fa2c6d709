package dev.stayer.model;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.StayerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.node.ObjectNode;

/** Writes a cassette: one exchange a line, added at the end. Thread-safe, for one process at a time. */
final class Recording {
    private final Path file;
    private final Path workspace;
    private final String session = Long.toHexString(ThreadLocalRandom.current().nextLong());
    private boolean begun;

    Recording(Path file, Path workspace) {
        this.file = file;
        this.workspace = workspace;
    }

    Path workspace() {
        return workspace;
    }

    /**
     * @param line gets the name of this recording's session first
     * @throws StayerException exit 78, if the file cannot be written
     */
    synchronized void add(ObjectNode line) {
        ObjectNode whole = Json.object().put("session", session);
        whole.setAll(line);
        byte[] bytes = (Json.write(whole) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            if (!begun && file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                channel.position(begun ? channel.size() : endOfLines(channel));
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.truncate(channel.position());
            }
            begun = true;
        } catch (IOException e) {
            throw new StayerException(
                    ExitCode.CONFIG, "cannot record to " + file, "look at its folder, or unset STAYER_MODEL_RECORD", e);
        }
    }

    /** A process that was killed may have left half a line. */
    private static long endOfLines(FileChannel channel) throws IOException {
        long at = channel.size();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (at > 0) {
            one.clear();
            channel.read(one, at - 1);
            if (one.get(0) == '\n') {
                break;
            }
            at--;
        }
        return at;
    }
}
