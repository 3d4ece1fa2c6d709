package dev.stayer.importer;

import dev.stayer.core.EventType;
import dev.stayer.core.Json;
import dev.stayer.journal.Journal;
import dev.stayer.journal.TraceStaging;
import dev.stayer.journal.TraceStaging.Change;
import dev.stayer.journal.TraceStaging.Staged;
import dev.stayer.store.Database;
import dev.stayer.store.Tx;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Makes staged sessions visible: each is added, takes the place of its earlier form, or turns out to be unchanged. */
final class Publication {
    /** Sessions, and steps, of one commit. */
    private static final int SESSIONS = 100;

    private static final long STEPS = 3_000;

    private final Database database;
    private final Journal journal;
    private long added;
    private long replaced;
    private long unchanged;
    private long steps;

    Publication(Database database, Journal journal) {
        this.database = database;
        this.journal = journal;
    }

    ImportResult publish(Problems problems) {
        List<Staged> next = database.read(tx -> TraceStaging.after(tx, 0, SESSIONS));
        while (!next.isEmpty()) {
            List<Staged> page = next;
            int done = database.write(tx -> some(tx, page));
            long last = page.get(done - 1).id();
            next = database.read(tx -> TraceStaging.after(tx, last, SESSIONS));
        }
        return new ImportResult(added, replaced, unchanged, steps, problems.count(), problems.kept());
    }

    private int some(Tx tx, List<Staged> page) {
        int done = 0;
        long room = STEPS;
        Findable findable = new Findable(tx);
        while (done < page.size() && (done == 0 || page.get(done).steps() <= room)) {
            room -= page.get(done).steps();
            one(tx, page.get(done), findable);
            done++;
        }
        findable.write();
        return done;
    }

    private void one(Tx tx, Staged staged, Findable findable) {
        Optional<Staged> before = TraceStaging.live(tx, staged);
        if (staged.steps() == 0 && before.isPresent()) {
            outcomeAlone(tx, staged, before.get());
            return;
        }
        if (before.isPresent() && same(before.get(), staged)) {
            TraceStaging.moveEntries(tx, staged.id(), before.get().id());
            TraceStaging.remove(tx, staged.id());
            unchanged++;
            return;
        }
        if (before.isPresent() && TraceStaging.isPartOf(tx, staged, before.get())) {
            TraceStaging.remove(tx, staged.id());
            unchanged++;
            return;
        }
        before.ifPresent(old -> {
            Findable.remove(tx, old.id());
            TraceStaging.remove(tx, old.id());
        });
        findable.put(staged);
        TraceStaging.publish(tx, staged.id());
        Change change = before.isPresent() ? Change.REPLACED : Change.ADDED;
        if (change == Change.REPLACED) {
            replaced++;
        } else {
            added++;
        }
        steps += staged.steps();
        say(tx, staged, change);
    }

    /** A line that only tells how a session of an earlier import ended. */
    private void outcomeAlone(Tx tx, Staged staged, Staged before) {
        TraceStaging.remove(tx, staged.id());
        if (before.outcome().equals(staged.outcome()) || staged.outcome().equals("unknown")) {
            unchanged++;
        } else {
            TraceStaging.outcome(tx, before.id(), staged.outcome());
            replaced++;
            say(tx, staged, Change.REPLACED);
        }
    }

    private static boolean same(Staged a, Staged b) {
        return a.digest().equals(b.digest())
                && a.steps() == b.steps()
                && a.outcome().equals(b.outcome())
                && Objects.equals(a.task(), b.task())
                && Objects.equals(a.extra(), b.extra());
    }

    private void say(Tx tx, Staged staged, Change change) {
        journal.append(
                tx,
                null,
                null,
                0,
                EventType.IMPORT_SESSION,
                "session " + staged.session() + " of " + staged.source() + " was "
                        + (change == Change.ADDED ? "imported" : "imported again") + ", " + staged.steps() + " steps",
                Json.object()
                        .put("source", staged.source())
                        .put("project", staged.project())
                        .put("session", staged.session())
                        .put("steps", staged.steps())
                        .put("outcome", staged.outcome())
                        .put("change", change.name().toLowerCase(java.util.Locale.ROOT))
                        .put("file", staged.file()));
    }
}
