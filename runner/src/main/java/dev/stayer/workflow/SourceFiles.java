package dev.stayer.workflow;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where the files of a workflow come from: a folder, or a run's own copy. */
@FunctionalInterface
public interface SourceFiles {
    /** The largest file that is read, in bytes; of larger ones one byte more comes back, so that it shows. */
    int MOST_BYTES = 1024 * 1024;

    /** @throws FileNotFoundException if there is none of that name */
    byte[] read(String path) throws IOException;

    /** The files of a workspace: names are relative to {@code root}, absolute ones stand for themselves. */
    static SourceFiles in(Path root) {
        return path -> {
            Path file;
            try {
                file = root.resolve(path);
            } catch (InvalidPathException e) {
                throw (IOException) new FileNotFoundException(path).initCause(e);
            }
            // A pipe or a device could keep the reader waiting for ever.
            if (!Files.isRegularFile(file)) {
                throw new FileNotFoundException(file.toString());
            }
            try (InputStream in = Files.newInputStream(file)) {
                return in.readNBytes(MOST_BYTES + 1);
            }
        };
    }
}
