package dev.stayer.memory;

import dev.stayer.core.CrashPoint;
import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.files.FileTrouble;
import dev.stayer.files.UnusableFileException;
import dev.stayer.mirror.SharedFiles;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Database;
import dev.stayer.store.Tx;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * MEMORY.md and its topic files on disk: what people wrote is taken over first, then the files are rendered from the rows.
 * Several processes may do so at once. Thread-safe.
 */
public final class MemoryFiles {
    /** Somebody who saves as fast as we can render is heard after this many rounds at the next occasion. */
    private static final int MAX_ROUNDS = 20;

    private final Workspace workspace;
    private final SharedFiles files;
    private final Database database;
    private final InstantSource clock;
    private final MemoryRows rows;

    public MemoryFiles(Workspace workspace, Database database, Facts facts, Redactor redactor, InstantSource clock) {
        this.workspace = workspace;
        this.files = new SharedFiles(workspace.files());
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
        try {
            return files.alone(workspace.state().resolve("memory.lock"), () -> {
                int edited = 0;
                boolean again = true;
                for (int round = 0; again && round < MAX_ROUNDS; round++) {
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
            });
        } catch (IOException e) {
            throw unusable(e);
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

    /** What hinders that the files are read, for people, with what to do; empty if nothing does. */
    public static Optional<StayerException> trouble(Workspace workspace) {
        for (String path : paths()) {
            Path file = workspace.state().resolve(path);
            try {
                read(new SharedFiles(workspace.files()), file);
            } catch (StayerException e) {
                return Optional.of(e);
            } catch (IOException e) {
                return Optional.of(unusable(file, e));
            }
        }
        return Optional.empty();
    }

    private Map<String, String> present() {
        Map<String, String> present = new LinkedHashMap<>();
        try {
            for (String path : paths()) {
                read(files, file(path)).ifPresent(text -> present.put(path, text));
            }
        } catch (IOException e) {
            throw unusable(e);
        }
        return present;
    }

    private StayerException unusable(IOException e) {
        return unusable(file(Rendering.MEMORY), e);
    }

    private static StayerException unusable(Path file, IOException e) {
        return new StayerException(
                ExitCode.FAILED,
                "cannot read or write " + file + ": " + FileTrouble.of(e),
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
                done &= this.files.replace(file(path), before, text);
            }
        }
        return done;
    }

    /** The file once it is not being written: an editor may have emptied it a moment ago. */
    private Optional<String> steady(String path) throws IOException {
        Optional<String> text = read(files, file(path));
        for (int i = 0;
                i < 5 && text.isPresent() && !MemoryPage.read(text.get()).whole();
                i++) {
            LockSupport.parkNanos(10_000_000);
            Optional<String> again = read(files, file(path));
            if (again.equals(text) && i > 0) {
                break;
            }
            text = again;
        }
        return text;
    }

    /** What could not be written back byte for byte is not read at all, so that it is never written over. */
    private static Optional<String> read(SharedFiles files, Path file) throws IOException {
        try {
            return files.text(file);
        } catch (UnusableFileException e) {
            throw new StayerException(
                    ExitCode.FAILED,
                    e.getMessage() + ", and memory is neither read from there nor written to it",
                    "put the file itself there, or take that away; what is known is in stayer memory show",
                    e);
        } catch (CharacterCodingException e) {
            throw new StayerException(
                    ExitCode.FAILED, file + " is not UTF-8 text, so it is left as it is", "save it as UTF-8", e);
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
