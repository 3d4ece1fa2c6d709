package dev.stayer;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What may lie in a file's place, and what it may lead to: a folder outside that nobody may read from or write to. */
public enum HostileForm {
    LINK,
    LINK_TO_A_FOLDER,
    LINK_TO_NOTHING,
    LINK_TO_A_DEVICE,
    SECOND_NAME,
    PIPE,
    FOLDER,
    HUGE,
    FOREIGN,
    NOISE;

    /** Stands in everything outside, but for what has a second name: nobody can tell whose that is. */
    public static final String CANARY = "CANARY-5517";

    private static final String SHARED = "shared";

    /** Makes what links lead to. @param outside an empty folder */
    public static void prepare(Path outside) throws IOException {
        Files.writeString(outside.resolve("private"), CANARY);
        Files.writeString(outside.resolve("second"), SHARED);
        Files.createDirectory(outside.resolve("folder"));
        Files.writeString(outside.resolve("folder/inner.md"), CANARY);
    }

    /** What is wrong with the folder that {@link #prepare} made; empty if nothing is. */
    public static String damage(Path outside) throws IOException {
        try (Stream<Path> left = Files.walk(outside)) {
            List<String> names = left.map(path -> outside.relativize(path).toString())
                    .sorted()
                    .toList();
            if (!names.equals(List.of("", "folder", "folder/inner.md", "private", "second"))) {
                return "outside there is " + names;
            }
        }
        boolean whole = Files.readString(outside.resolve("private")).equals(CANARY)
                && Files.readString(outside.resolve("folder/inner.md")).equals(CANARY)
                && Files.readString(outside.resolve("second")).equals(SHARED);
        return whole ? "" : "outside something was written";
    }

    /** Puts it there; nothing may lie there yet. */
    public void put(Path file, Path outside) throws IOException {
        switch (this) {
            case LINK -> Files.createSymbolicLink(file, outside.resolve("private"));
            case LINK_TO_A_FOLDER -> Files.createSymbolicLink(file, outside.resolve("folder"));
            case LINK_TO_NOTHING -> Files.createSymbolicLink(file, outside.resolve("absent"));
            case LINK_TO_A_DEVICE -> Files.createSymbolicLink(file, Path.of("/dev/zero"));
            case SECOND_NAME -> Files.createLink(file, outside.resolve("second"));
            case PIPE -> pipe(file);
            case FOLDER -> Files.writeString(Files.createDirectory(file).resolve("inner"), "x");
            case HUGE -> {
                try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
                    huge.setLength(1L << 40);
                }
            }
            case FOREIGN -> {
                boolean root = System.getProperty("user.name").equals("root");
                Files.writeString(file, root ? CANARY : "mine");
                if (root) {
                    Files.setAttribute(file, "unix:uid", 12345);
                }
            }
            case NOISE -> {
                byte[] noise = new byte[1000];
                new Random(1).nextBytes(noise);
                Files.write(file, noise);
            }
        }
    }

    private static void pipe(Path file) throws IOException {
        try {
            if (new ProcessBuilder("mkfifo", file.toString()).start().waitFor() != 0) {
                throw new IOException("no pipe could be made at " + file);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes away whatever lies there, following no link. */
    public static void remove(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(file)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
