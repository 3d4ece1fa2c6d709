package dev.stayer.workflow;

import dev.stayer.files.OpenFile;
import dev.stayer.files.WorkspaceFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Where the files of a workflow come from: a folder, or a run's own copy. */
@FunctionalInterface
public interface SourceFiles {
    /** The largest file that is read, in bytes; of larger ones one byte more comes back, so that it shows. */
    int MAX_BYTES = 1024 * 1024;

    /**
     * The bytes of a file.
     *
     * @throws FileNotFoundException if there is none of that name
     * @throws dev.stayer.files.UnusableFileException if it is a link or leads elsewhere
     */
    byte[] read(String path) throws IOException;

    /** The files of a workspace: names are relative to {@code root}, and none leads out of it. */
    static SourceFiles in(Path root) {
        return path -> read(new WorkspaceFiles(root), path);
    }

    /**
     * The files of a workflow that a person has named: where it does not lie in the workspace, the files beside it may be named
     * too.
     *
     * @param main the workflow
     */
    static SourceFiles in(Path root, Path main) {
        Path folder = main.toAbsolutePath().normalize().getParent();
        if (folder == null || folder.startsWith(root)) {
            return in(root);
        }
        WorkspaceFiles beside = new WorkspaceFiles(folder);
        return path -> {
            Path file = root.resolve(path).normalize();
            return file.startsWith(folder) ? read(beside, file.toString()) : in(root).read(path);
        };
    }

    private static byte[] read(WorkspaceFiles files, String path) throws IOException {
        try (OpenFile file = files.open(Path.of(path))) {
            return file.readNBytes(MAX_BYTES + 1);
        } catch (InvalidPathException | NoSuchFileException e) {
            throw (IOException) new FileNotFoundException(path).initCause(e);
        }
    }
}
