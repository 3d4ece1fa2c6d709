package dev.stayer.memory;

import dev.stayer.memory.Fact.Authority;
import dev.stayer.memory.Fact.Kind;
import dev.stayer.memory.Fact.Status;
import dev.stayer.redact.Redactor;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Schema;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A workspace with a memory for tests. */
final class MemoryDesk implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    static final String SECRET = "correct horse battery staple";

    final Workspace workspace;
    final PlainDatabase database;
    final Facts facts;
    final MemoryFiles files;

    MemoryDesk(Path folder) {
        workspace = new Workspace(folder);
        workspace.create();
        Schema.prepare(workspace.databaseFile());
        database = new PlainDatabase(workspace.databaseFile());
        Redactor redactor = Redactor.of(Map.of("CMS_TOKEN", SECRET), Map.of());
        InstantSource clock = InstantSource.fixed(NOW);
        facts = new Facts(clock, redactor);
        files = new MemoryFiles(workspace, database, facts, redactor, clock);
    }

    static Fact fact(Kind kind, String text, Authority authority, String source) {
        return new Fact(
                "", kind, null, null, null, text, authority, source, NOW, Status.CURRENT, null, false, null, List.of());
    }

    static Fact slotted(String text, String value, Instant time) {
        return new Fact(
                "",
                Kind.KNOWLEDGE,
                "store",
                "engine",
                value,
                text,
                Authority.PERSON,
                "person",
                time,
                Status.CURRENT,
                null,
                false,
                null,
                List.of());
    }

    Fact add(Fact fact) {
        return database.write(tx -> facts.add(tx, List.of(Facts.Addition.of(fact)), "test", "said"))
                .get(0);
    }

    Fact decision(String text) {
        return add(fact(Kind.DECISION, text, Authority.DECISION, "r-20261122-0001 T1#1"));
    }

    List<Fact> all() {
        return database.read(Facts::all);
    }

    @Nullable
    Fact standing(String text) {
        List<Fact> found = database.read(Facts::standing).stream()
                .filter(fact -> fact.text().equals(text))
                .toList();
        if (found.size() > 1) {
            throw new AssertionError("twice: " + found);
        }
        return found.isEmpty() ? null : found.get(0);
    }

    Path file() {
        return workspace.state().resolve("MEMORY.md");
    }

    String read() {
        return read(file());
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String text) {
        try {
            Files.writeString(file(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
