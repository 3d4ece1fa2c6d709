package dev.stayer.importer;

import dev.stayer.store.DatabaseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * OpenCode, and MiMo Code, which is made from it: the database in the program's data folder ({@code ~/.local/share/opencode}),
 * the folder {@code storage} of earlier versions, or what {@code opencode export} prints. A session that is in both is read
 * from the database.
 */
final class OpenCodeSource implements Source {
    @Override
    public void read(Path path, Intake intake, Problems problems) throws IOException {
        Set<String> known = new HashSet<>();
        if (!Files.isDirectory(path)) {
            if (path.toString().endsWith(".json")) {
                OpenCodeExport.read(path, intake, problems);
            } else {
                database(path, intake, problems, known);
            }
            return;
        }
        for (Path file : databases(path)) {
            database(file, intake, problems, known);
        }
        List<Path> exports = OpenCodeFolder.read(path, intake, problems, known);
        Folders.each(exports, problems, file -> OpenCodeExport.read(file, intake, problems));
    }

    private static List<Path> databases(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".db") && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        }
    }

    private static void database(Path file, Intake intake, Problems problems, Set<String> known) {
        try {
            OpenCodeDatabase.read(file, intake, problems, known);
        } catch (DatabaseException e) {
            problems.add(file.toString(), 0, "is not a database that can be read");
        }
    }
}
