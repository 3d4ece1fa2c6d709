package dev.stayer.importer;

import dev.stayer.journal.Journal;
import dev.stayer.journal.TraceSession;
import dev.stayer.journal.TraceStep;
import dev.stayer.journal.Traces;
import dev.stayer.redact.Redactor;
import dev.stayer.search.Entry;
import dev.stayer.search.Query;
import dev.stayer.search.Search;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Schema;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A workspace into which transcripts are imported, and what can be read of them afterwards. */
final class ImportedWorkspace implements AutoCloseable {
    /** The value of a declared secret. */
    static final String SECRET = "correct-horse-battery";

    final Workspace workspace;
    final PlainDatabase database;
    final Redactor redactor = Redactor.of(Map.of("DOOR", SECRET), Map.of());
    final Journal journal = new Journal(InstantSource.system(), redactor);

    ImportedWorkspace(Path root) {
        workspace = new Workspace(root);
        workspace.create();
        Schema.prepare(workspace.databaseFile());
        database = new PlainDatabase(workspace.databaseFile());
    }

    ImportResult read(Transcripts.Kind kind, Path path) {
        return new Transcripts(workspace, database, journal, redactor).read(kind, path);
    }

    /** Writes the text to a file and imports it. */
    ImportResult lines(String text) {
        return read(Transcripts.Kind.JSONL, file("trace.jsonl", text));
    }

    Path file(String name, String text) {
        try {
            Path file = workspace.root().resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<TraceSession> sessions() {
        List<TraceSession> all = new ArrayList<>();
        Traces.each(database, all::add);
        return all;
    }

    TraceSession session(String name) {
        return sessions().stream()
                .filter(one -> one.session().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no session " + name));
    }

    List<TraceStep> steps(String name) {
        long id = session(name).id();
        List<TraceStep> all = new ArrayList<>();
        database.read(tx -> {
            Traces.steps(tx, id, all::add);
            return all;
        });
        return all;
    }

    /** What search finds first. */
    Entry find(String words) {
        return database.read(
                tx -> Search.find(tx, Query.of(words)).hits().get(0).entry());
    }

    long number(String sql) {
        return database.read(tx -> tx.number(sql));
    }

    /** All that is kept, as the bytes of the database show it. */
    String everything() {
        try {
            StringBuilder all = new StringBuilder();
            for (String name : List.of("stayer.db", "stayer.db-wal")) {
                Path file = workspace.state().resolve(name);
                if (Files.exists(file)) {
                    all.append(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1));
                }
            }
            return all.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
