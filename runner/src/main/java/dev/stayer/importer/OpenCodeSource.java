package dev.stayer.importer;

import dev.stayer.store.DatabaseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * OpenCode, and MiMo Code, which is made from it: the database in the program's data folder ({@code ~/.local/share/opencode}),
 * the folder {@code storage} of earlier versions, or what {@code opencode export} prints. A session that is in both is read
 * from the database; the longest session is read first, and of a fork what it has beyond.
 */
final class OpenCodeSource implements Source {
    @Override
    public void read(Path path, Intake intake, Problems problems) throws IOException {
        Set<String> known = new HashSet<>();
        Copies copies = new Copies(intake);
        if (!Files.isDirectory(path)) {
            if (path.toString().endsWith(".json")) {
                OpenCodeExport.read(path, intake, copies, problems);
            } else {
                database(path, intake, copies, problems, known);
            }
            return;
        }
        for (Path file : databases(path)) {
            database(file, intake, copies, problems, known);
        }
        List<Path> exports = OpenCodeFolder.read(path, intake, copies, problems, known);
        TranscriptFiles.each(
                TranscriptFiles.largestFirst(exports),
                problems,
                file -> OpenCodeExport.read(file, intake, copies, problems));
    }

    private static List<Path> databases(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".db") && Files.isRegularFile(file))
                    .sorted(Comparator.comparing((Path file) -> file.toFile().length())
                            .reversed()
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
        }
    }

    private static void database(Path file, Intake intake, Copies copies, Problems problems, Set<String> known) {
        try {
            OpenCodeDatabase.read(file, intake, copies, problems, known);
        } catch (DatabaseException e) {
            problems.add(file.toString(), 0, "is not a database that can be read");
        }
    }
}
