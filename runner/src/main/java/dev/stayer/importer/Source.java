package dev.stayer.importer;

import java.io.IOException;
import java.nio.file.Path;

/** A kind of transcript: reads files of one program. */
interface Source {
    /**
     * Reads one file or folder.
     *
     * @param problems takes what had to be skipped
     * @throws IOException if nothing can be read at all
     */
    void read(Path path, Intake intake, Problems problems) throws IOException;
}
