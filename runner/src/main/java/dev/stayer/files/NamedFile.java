package dev.stayer.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a person has named themselves, on a command line or in their settings. */
public final class NamedFile {
    private NamedFile() {}

    /**
     * Opens it for reading: in the workspace as every file there, elsewhere whatever it is and over links, since nobody else says
     * what lies there; a pipe is then waited for.
     *
     * @param file relative paths start in the current folder
     */
    public static InputStream open(Path file, WorkspaceFiles workspace) throws IOException {
        Path whole = file.toAbsolutePath().normalize();
        return whole.startsWith(workspace.root()) ? workspace.open(whole) : Files.newInputStream(whole);
    }
}
