package dev.stayer.workflow;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the files of a workflow come from: a folder, or a run's own copy. */
@FunctionalInterface
public interface SourceFiles {
    /** @throws FileNotFoundException if there is none of that name */
    byte[] read(String path) throws IOException;

    /** The files of a workspace: names are relative to {@code root}, absolute ones stand for themselves; at most 1 MB and a byte is read of each. */
    static SourceFiles in(Path root) {
        return path -> {
            Path file = root.resolve(path);
            if (!Files.isRegularFile(file)) {
                throw new FileNotFoundException(file.toString());
            }
            try (InputStream in = Files.newInputStream(file)) {
                return in.readNBytes(dev.stayer.yaml.YamlReader.MOST_BYTES + 1);
            }
        };
    }
}
