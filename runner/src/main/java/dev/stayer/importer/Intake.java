package dev.stayer.importer;

import dev.stayer.core.Json;
import dev.stayer.journal.Journal;
import dev.stayer.journal.TraceStaging;
import dev.stayer.journal.TraceStaging.Staged;
import dev.stayer.journal.TraceStaging.StagedEntry;
import dev.stayer.journal.TraceStaging.StagedStep;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Database;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes in steps of any number of sessions, in any order, in bounded memory: they are staged in short transactions, so that a
 * run that goes on beside it is never held up, and published session by session at the end. Not thread-safe.
 */
final class Intake {
    /** Steps that are kept by one commit. */
    private static final int ROWS = 500;

    /** Characters that are kept by one commit. */
    private static final long ROOM = 2_000_000;

    /** Sessions whose sums are held in memory; others are read again when they go on. */
    private static final int OPEN = 5_000;

    private static final int NAME = 300;

    private final Database database;
    private final Clean clean;
    private final String source;
    private final Function<Path, String> names;
    private final Publication publication;
    private final LinkedHashMap<Key, SourceReading> open = new LinkedHashMap<>(256, 0.75f, true);
    private final List<StagedStep> steps = new ArrayList<>();
    private final List<StagedEntry> entries = new ArrayList<>();
    private final boolean known;
    private final Set<SourceReading> changed = new LinkedHashSet<>();
    private long nextId;
    private boolean forgotten;
    private long room;
    private Path path = Path.of("");
    private String file = "";
    private long line;

    /** Who a session is within one source. */
    record Key(String project, String session) {}

    /**
     * @param source the word after {@code import}
     * @param names how people name a file
     */
    Intake(Database database, Journal journal, Redactor redactor, String source, Function<Path, String> names) {
        this.database = database;
        this.clean = new Clean(redactor);
        this.source = source;
        this.names = names;
        this.publication = new Publication(database, journal);
        clear();
        nextId = database.read(TraceStaging::nextId);
        known = database.read(TraceStaging::hasEntries);
    }

    private void clear() {
        boolean more = true;
        while (more) {
            more = database.write(tx -> TraceStaging.clear(tx, 2_000));
        }
    }

    /** What comes next stands in this line of this file; 0 where it has no lines. */
    void at(Path now, long number) {
        if (!now.equals(path)) {
            path = now;
            file = names.apply(now);
        }
        line = number;
    }

    /** Takes one step in. */
    void step(Key key, TranscriptStep step) {
        SourceReading reading = reading(key);
        String time = step.time() == null ? null : step.time().toString();
        String text = clean.text(step.text(), Clean.TEXT);
        String tool = clean.name(step.tool(), NAME);
        String args = clean.tree(step.args());
        String output = clean.text(step.output(), Clean.OUTPUT);
        String extra = clean.tree(step.extra());
        long seq = step.seq() < 0 ? reading.nextSeq() : step.seq();
        long place = reading.add(step.copy(), seq, time, step.role(), text, tool, args, step.ok(), output, extra);
        changed.add(reading);
        steps.add(new StagedStep(
                reading.id(),
                seq,
                place,
                time,
                step.role(),
                text,
                tool,
                args,
                step.ok(),
                output,
                extra,
                line,
                step.copy()));
        room += length(text) + length(args) + length(output) + length(extra);
        if (steps.size() >= ROWS || room >= ROOM) {
            flush();
        }
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    /** True if an earlier import has this entry in another session, which is still there. */
    boolean isOfAnother(Key key, long sum) {
        return known
                && database.read(tx -> TraceStaging.isOfAnother(
                        tx, sum, source, kept(key).project(), kept(key).session()));
    }

    /** This entry belongs to this session. */
    void entry(Key key, long sum) {
        entries.add(new StagedEntry(reading(key).id(), sum));
        if (entries.size() >= ROWS) {
            flush();
        }
    }

    /** The number that the next step of this session gets. */
    long nextSeq(Key key) {
        return reading(key).nextSeq();
    }

    /** What is known of the session as a whole. */
    void about(Key key, @Nullable String task, @Nullable String outcome, @Nullable ObjectNode extra) {
        SourceReading reading = reading(key);
        String name = clean.name(task, NAME);
        if (name != null) {
            reading.task(name);
        }
        if (outcome != null) {
            reading.outcome(outcome);
        }
        String more = clean.tree(extra);
        if (more != null) {
            reading.extra((ObjectNode) Json.parse(more));
        }
        changed.add(reading);
        if (changed.size() >= ROWS) {
            flush();
        }
    }

    private SourceReading reading(Key key) {
        SourceReading known = open.get(key);
        if (known != null) {
            return known;
        }
        Key kept = kept(key);
        Optional<Staged> before = forgotten
                ? database.read(tx -> TraceStaging.find(tx, source, kept.project(), kept.session()))
                : Optional.empty();
        SourceReading reading =
                before.map(SourceReading::new).orElseGet(() -> SourceReading.of(nextId++, source, kept, file));
        open.put(key, reading);
        return reading;
    }

    private Key kept(Key key) {
        return new Key(
                Objects.requireNonNull(clean.name(key.project(), NAME)),
                Objects.requireNonNull(clean.name(key.session(), NAME)));
    }

    private void flush() {
        if (!steps.isEmpty() || !changed.isEmpty() || !entries.isEmpty()) {
            List<Staged> rows = changed.stream().map(SourceReading::row).toList();
            database.writeOnly(tx -> {
                TraceStaging.keep(tx, rows);
                TraceStaging.steps(tx, steps);
                TraceStaging.entries(tx, entries);
            });
        }
        steps.clear();
        entries.clear();
        changed.clear();
        room = 0;
        var eldest = open.entrySet().iterator();
        while (open.size() > OPEN) {
            eldest.next();
            eldest.remove();
            forgotten = true;
        }
    }

    /** Makes all that was taken in visible, and says what came of it. */
    ImportResult finish(Problems problems) {
        flush();
        return publication.publish(problems);
    }
}
