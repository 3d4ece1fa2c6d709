package dev.stayer.memory;

import dev.stayer.core.CrashPoint;
import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Database;
import dev.stayer.store.Tx;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * MEMORY.md and its topic files on disk: what people wrote is taken over first, then the files are rendered from the rows.
 * Several processes may do so at once. Thread-safe.
 */
public final class MemoryFiles {
    private static final ReentrantLock HERE = new ReentrantLock();
    /** Somebody who saves as fast as we can render is heard after this many rounds at the next occasion. */
    private static final int MOST_ROUNDS = 20;

    private final Workspace workspace;
    private final Database database;
    private final InstantSource clock;
    private final MemoryRows rows;

    public MemoryFiles(Workspace workspace, Database database, Facts facts, Redactor redactor, InstantSource clock) {
        this.workspace = workspace;
        this.database = database;
        this.clock = clock;
        this.rows = new MemoryRows(facts, new SecretScan(redactor));
    }

    /**
     * Takes over what people changed, then brings the files to what the rows say.
     *
     * @return how many facts people's edits changed or added
     */
    public int refresh() {
        Map<String, String> present = present();
        if (database.read(tx -> MemoryRows.settled(tx, present, clock.instant()))) {
            return 0;
        }
        return exchange();
    }

    private int exchange() {
        HERE.lock();
        try (FileChannel channel = FileChannel.open(
                        workspace.state().resolve("memory.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            int edited = 0;
            boolean again = lock.isValid();
            for (int round = 0; again && round < MOST_ROUNDS; round++) {
                Map<String, String> seen = new LinkedHashMap<>();
                for (String path : paths()) {
                    steady(path).ifPresent(text -> seen.put(path, text));
                }
                MemoryRows.Result result = database.write(tx -> rows.exchange(tx, seen, clock.instant()));
                edited += result.edits();
                CrashPoint.BEFORE_MIRROR_RENAME.reached();
                again = !write(result.files(), seen);
                CrashPoint.AFTER_MIRROR_RENAME.reached();
            }
            return edited;
        } catch (IOException e) {
            throw unusable(e);
        } finally {
            HERE.unlock();
        }
    }

    /** The files that are not as the rows say, or that people changed since; empty if all are right. */
    public List<Path> differing() {
        Map<String, String> seen = present();
        Map<String, Optional<String>> files = database.read(tx -> rows.files(tx, seen));
        List<Path> differ = new ArrayList<>();
        files.forEach((path, text) -> {
            if (!text.equals(Optional.ofNullable(seen.get(path)))) {
                differ.add(file(path));
            }
        });
        return differ;
    }

    private Map<String, String> present() {
        Map<String, String> present = new LinkedHashMap<>();
        try {
            for (String path : paths()) {
                read(file(path)).ifPresent(text -> present.put(path, text));
            }
        } catch (IOException e) {
            throw unusable(e);
        }
        return present;
    }

    private StayerException unusable(IOException e) {
        return new StayerException(
                ExitCode.FAILED,
                "cannot read or write " + file(Rendering.MEMORY) + ": " + e.getMessage(),
                "look whether it is a file, and who may write it",
                e);
    }

    private static List<String> paths() {
        List<String> paths = new ArrayList<>(Rendering.topicFiles());
        // Last, so that its index never names a file that is not there yet.
        paths.add(Rendering.MEMORY);
        return paths;
    }

    private Path file(String path) {
        return workspace.state().resolve(path);
    }

    /** False if somebody wrote in the meantime: then all is to be done again. */
    private boolean write(Map<String, Optional<String>> files, Map<String, String> seen) throws IOException {
        boolean done = true;
        for (String path : paths()) {
            Optional<String> text = files.getOrDefault(path, Optional.empty());
            Optional<String> before = Optional.ofNullable(seen.get(path));
            if (!text.equals(before)) {
                done &= replace(file(path), before, text);
            }
        }
        return done;
    }

    private boolean replace(Path file, Optional<String> before, Optional<String> text) throws IOException {
        Files.createDirectories(file.getParent());
        if (text.isEmpty()) {
            if (!read(file).equals(before)) {
                return false;
            }
            Files.deleteIfExists(file);
            return true;
        }
        Path fresh = file.resolveSibling("." + file.getFileName() + ".fresh");
        Path replaced = file.resolveSibling("." + file.getFileName() + ".replaced");
        try {
            Files.writeString(fresh, text.get());
            Files.deleteIfExists(replaced);
            if (!read(file).equals(before)) {
                return false;
            }
            if (before.isEmpty()) {
                return link(fresh, file);
            }
            // Keeps a hand on the file that is replaced: who had it open may still be writing into it.
            if (!link(file, replaced)) {
                return false;
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            if (Arrays.equals(Files.readAllBytes(replaced), before.get().getBytes(StandardCharsets.UTF_8))) {
                return true;
            }
            // A late word: it goes back into its place and is taken over in the next round.
            Files.move(replaced, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return false;
        } finally {
            Files.deleteIfExists(fresh);
            Files.deleteIfExists(replaced);
        }
    }

    /** False if the place is taken, or there is nothing to link. */
    private static boolean link(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
            return true;
        } catch (java.nio.file.FileAlreadyExistsException | NoSuchFileException e) {
            return false;
        }
    }

    /** The file once it is not being written: an editor may have emptied it a moment ago. */
    private Optional<String> steady(String path) throws IOException {
        Optional<String> text = read(file(path));
        for (int i = 0; i < 5 && text.isPresent() && !Page.read(text.get()).whole(); i++) {
            LockSupport.parkNanos(10_000_000);
            Optional<String> again = read(file(path));
            if (again.equals(text) && i > 0) {
                break;
            }
            text = again;
        }
        return text;
    }

    /** What could not be written back byte for byte is not read at all, so that it is never written over. */
    private static Optional<String> read(Path file) throws IOException {
        try {
            return Files.isSymbolicLink(file) ? Optional.empty() : Optional.of(Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new StayerException(
                    ExitCode.FAILED, file + " is not UTF-8 text, so it is left as it is", "save it as UTF-8", e);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** What the rows say as of the last rendering, whatever is on disk. */
    static Instant asOf(Tx tx, Instant otherwise) {
        return tx.first("SELECT max(AS_OF) FROM MEMORY_FILE", row -> Optional.ofNullable(row.getString(1)))
                .flatMap(found -> found)
                .map(Instant::parse)
                .orElse(otherwise);
    }
}
