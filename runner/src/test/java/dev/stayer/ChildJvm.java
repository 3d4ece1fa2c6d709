package dev.stayer;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * How tests start a program of their class path as a process of its own. What it loads at start is prepared once for each
 * build, as the launcher does it for people: a start costs less than half, and crash tests are made of starts.
 */
public final class ChildJvm {
    private static final String MAIN = "dev.stayer.app.Main";

    private ChildJvm() {}

    /** Made at the first use. */
    private static final class Once {
        private static final Prepared PREPARED = prepare();
    }

    private record Prepared(List<Path> classPath, List<String> options) {}

    /** The command line that runs a main class. */
    public static List<String> command(List<String> options, Class<?> main, String... arguments) {
        return command(options, main.getName(), arguments);
    }

    /** The command line that runs the program itself. */
    public static List<String> program(List<String> options, String... arguments) {
        return command(options, MAIN, arguments);
    }

    /** The command line that runs a main class with classes that stand in front of those of the same name. */
    public static List<String> command(Path inFront, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(plain());
        String classPath = inFront + File.pathSeparator + System.getProperty("java.class.path");
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static List<String> command(List<String> options, String main, String... arguments) {
        List<String> command = new ArrayList<>(plain());
        command.addAll(Once.PREPARED.options());
        command.addAll(options);
        command.addAll(List.of("-cp", joined(Once.PREPARED.classPath()), main));
        command.addAll(List.of(arguments));
        return command;
    }

    private static List<String> plain() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED");
    }

    private static String joined(List<Path> entries) {
        return String.join(
                File.pathSeparator, entries.stream().map(Path::toString).toList());
    }

    private static Prepared prepare() {
        List<Path> given = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath())
                .toList();
        Optional<Path> classes = given.stream()
                .filter(entry -> Files.exists(entry.resolve(MAIN.replace('.', '/') + ".class")))
                .findFirst();
        if (classes.isEmpty()) {
            return new Prepared(given, List.of());
        }
        try {
            return prepare(given, classes.get());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("the program cannot be prepared for tests", e);
        }
    }

    private static Prepared prepare(List<Path> given, Path classes) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of("target/child-jvm").toAbsolutePath());
        try (FileChannel lock =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var held = lock.lock()) {
            String key = key(given, classes);
            Path jar = folder.resolve(key + ".jar");
            // Only jars may stand before what is prepared; folders of tests come behind.
            List<Path> jars = new ArrayList<>(List.of(jar));
            given.stream().filter(Files::isRegularFile).forEach(jars::add);
            List<Path> all = new ArrayList<>(jars);
            given.stream()
                    .filter(entry -> Files.isDirectory(entry) && !entry.equals(classes))
                    .forEach(all::add);
            boolean cache = Runtime.version().feature() >= 25;
            Path archive = folder.resolve(key + (cache ? ".aot" : ".jsa"));
            if (!Files.exists(jar)) {
                pack(classes, jar);
                record(folder, (cache ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive, joined(jars));
            }
            return new Prepared(
                    all,
                    Files.exists(archive)
                            ? List.of(
                                    (cache ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive,
                                    "-Xlog:aot=off,cds=off")
                            : List.of());
        }
    }

    private static String key(List<Path> given, Path classes) throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            String content = Runtime.version()
                    + joined(given)
                    + files.filter(Files::isRegularFile)
                            .mapToLong(file -> file.toFile().lastModified() * 31 + file.hashCode())
                            .sum();
            return HexFormat.of().toHexDigits(content.hashCode());
        }
    }

    private static void pack(Path classes, Path jar) throws IOException {
        Path draft = jar.resolveSibling("draft.jar");
        try (OutputStream file = Files.newOutputStream(draft);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> entries = Files.walk(classes)) {
            // Migrations are found by the folder that they are in, so folders have entries of their own.
            for (Path entry :
                    entries.filter(path -> !path.equals(classes)).sorted().toList()) {
                boolean folder = Files.isDirectory(entry);
                out.putNextEntry(new JarEntry(classes.relativize(entry) + (folder ? "/" : "")));
                if (!folder) {
                    Files.copy(entry, out);
                }
                out.closeEntry();
            }
        }
        Files.move(draft, jar);
    }

    /** Without it tests only take longer; so nothing is made of a failure here but its log. */
    private static void record(Path folder, String option, String classPath) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory("stayer-recording");
        List<String> command = new ArrayList<>(plain());
        command.addAll(List.of(option, "-cp", classPath, MAIN, "warmup"));
        Process process = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("recording.log").toFile())
                .start();
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        deleted(work);
    }

    private static void deleted(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
