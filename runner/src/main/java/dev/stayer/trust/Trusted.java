package dev.stayer.trust;

import dev.stayer.core.Json;
import dev.stayer.files.Owners;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The workspaces that are this user's, or that they trust: the file {@code trusted} in the user's own configuration, one JSON
 * object a line. Thread-safe, and safe with other processes.
 */
final class Trusted {
    private static final long MAX_BYTES = 64L << 20;
    /** Beyond this many, those whose folders are gone are forgotten. */
    private static final int MAX_GONE = 200;

    private static final FileAttribute<?> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final ReentrantLock WRITING = new ReentrantLock();

    private final Path file;

    Trusted(Map<String, String> environment) {
        String configured = environment.get("XDG_CONFIG_HOME");
        String home = environment.get("HOME");
        Path folder = configured != null && !configured.isBlank()
                ? Path.of(configured)
                : Path.of(home == null || home.isBlank() ? System.getProperty("user.home", "/") : home, ".config");
        file = folder.resolve("stayer").resolve("trusted");
    }

    /**
     * One workspace.
     *
     * @param id what its {@code .stayer/workspace} says
     * @param path where it was last
     * @param newcomer true until its first owner has given it a token of its own
     * @param mark the newest act of its repository when its files were last accepted; empty if they never were
     * @param files hashes that were accepted, by path in the workspace
     */
    record Entry(String id, Path path, boolean newcomer, String mark, Map<String, Set<String>> files) {
        ObjectNode json() {
            ObjectNode json = Json.object().put("id", id).put("path", path.toString());
            if (newcomer) {
                json.put("newcomer", true);
            }
            if (!mark.isEmpty()) {
                json.put("mark", mark);
            }
            ObjectNode list = json.putObject("files");
            files.forEach((name, hashes) -> {
                ArrayNode each = list.putArray(name);
                hashes.forEach(each::add);
            });
            return json;
        }

        static Entry of(JsonNode json) {
            Map<String, Set<String>> files = new LinkedHashMap<>();
            json.path("files").properties().forEach(file -> {
                Set<String> hashes = new TreeSet<>();
                file.getValue().forEach(hash -> hashes.add(hash.asString("")));
                files.put(file.getKey(), hashes);
            });
            return new Entry(
                    json.path("id").asString(""),
                    Path.of(json.path("path").asString("")),
                    json.path("newcomer").asBoolean(false),
                    json.path("mark").asString(""),
                    files);
        }
    }

    /** Where the list is kept. */
    Path file() {
        return file;
    }

    Optional<Entry> find(String id) {
        // Only the line that is asked for is parsed: every command looks here.
        return lines().stream()
                .filter(line -> line.contains('"' + id + '"'))
                .map(Trusted::parse)
                .flatMap(Optional::stream)
                .filter(entry -> entry.id().equals(id))
                .findFirst();
    }

    /**
     * Keeps an entry in the place of what was known of its id and its folder.
     *
     * @return false where it could not be written
     */
    boolean put(Entry entry) {
        return change(entries -> {
            List<Entry> others = new ArrayList<>(entries.stream()
                    .filter(other ->
                            !other.id().equals(entry.id()) && !other.path().equals(entry.path()))
                    .toList());
            others.add(entry);
            return others;
        });
    }

    /** Forgets what is known of an id and of a folder; false where that could not be written. */
    boolean remove(String id, Path path) {
        return change(entries -> entries.stream()
                .filter(other -> !other.id().equals(id) && !other.path().equals(path))
                .toList());
    }

    private boolean change(UnaryOperator<List<Entry>> change) {
        WRITING.lock();
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder == null) {
                return false;
            }
            Files.createDirectories(folder, FOLDER);
            try (FileChannel channel = FileChannel.open(
                            folder.resolve("trusted.lock"),
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            FILE);
                    FileLock lock = channel.lock()) {
                if (!lock.isValid()) {
                    return false;
                }
                List<Entry> entries = lines().stream()
                        .map(Trusted::parse)
                        .flatMap(Optional::stream)
                        .toList();
                StringBuilder text = new StringBuilder();
                withoutGone(change.apply(entries))
                        .forEach(entry -> text.append(Json.write(entry.json())).append('\n'));
                Path fresh = Files.createTempFile(folder, "trusted", ".new", FILE);
                Files.writeString(fresh, text);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                return true;
            }
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        } finally {
            WRITING.unlock();
        }
    }

    private static List<Entry> withoutGone(List<Entry> entries) {
        return entries.size() <= MAX_GONE
                ? entries
                : entries.stream()
                        .filter(entry -> Files.isDirectory(entry.path()))
                        .toList();
    }

    private List<String> lines() {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && Owners.isStrangers(file)) {
            return List.of();
        }
        return PlainFiles.read(file, MAX_BYTES)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).lines().toList())
                .orElse(List.of());
    }

    private static Optional<Entry> parse(String line) {
        try {
            return Optional.of(Entry.of(Json.parse(line)));
        } catch (RuntimeException e) {
            // A line that nobody can read trusts nobody.
            return Optional.empty();
        }
    }
}
