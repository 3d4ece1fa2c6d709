package dev.stayer.importer;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Finds transcripts: the file itself, or all in a folder in the order of their names. Links are not followed, and named. */
final class TranscriptFiles {
    private TranscriptFiles() {}

    /** Reads one file. */
    @FunctionalInterface
    interface Reader {
        void read(Path file) throws IOException;
    }

    static List<Path> files(Path path, Predicate<String> name, Problems problems) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isSymbolicLink() && (Files.isDirectory(file) || isNamed(file))) {
                    problems.add(file.toString(), 0, "is a link and was not followed; import what it leads to");
                } else if (attributes.isRegularFile() && isNamed(file)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            private boolean isNamed(Path file) {
                return name.test(String.valueOf(file.getFileName()));
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                problems.add(file.toString(), 0, "cannot be read");
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path folder, java.io.@org.jspecify.annotations.Nullable IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        Collections.sort(found);
        return found;
    }

    /**
     * The largest first, else by name: of a session, its forks and the states in which it was saved, the one that has most is
     * read whole, and of the others what they have beyond it.
     */
    static List<Path> largestFirst(List<Path> files) {
        Map<Path, Long> sizes = new HashMap<>();
        files.forEach(file -> sizes.put(file, file.toFile().length()));
        List<Path> sorted = new ArrayList<>(files);
        sorted.sort(Comparator.comparing((Path file) -> sizes.getOrDefault(file, 0L))
                .reversed()
                .thenComparing(Comparator.naturalOrder()));
        return sorted;
    }

    /** Reads each; one that cannot be read is named, and the others are read. */
    static void each(List<Path> files, Problems problems, Reader reader) {
        for (Path file : files) {
            try {
                reader.read(file);
            } catch (IOException e) {
                problems.add(file.toString(), 0, "cannot be read");
            }
        }
    }
}
