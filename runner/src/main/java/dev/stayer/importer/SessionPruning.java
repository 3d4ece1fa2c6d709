package dev.stayer.importer;

import dev.stayer.journal.TraceSession;
import dev.stayer.journal.TraceStaging;
import dev.stayer.journal.Traces;
import dev.stayer.memory.Named;
import dev.stayer.store.Database;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Removes imported sessions that are old and that nothing known today rests on; the transcripts themselves stay where they are. */
public final class SessionPruning {
    /** Sessions of one commit. */
    private static final int PAGE = 100;

    private final Database database;

    public SessionPruning(Database database) {
        this.database = database;
    }

    /**
     * What goes.
     *
     * @param sessions how many
     * @param steps of these sessions
     * @param kept sessions that are as old and stay, because a fact or an enabled skill names them
     */
    public record Pruned(int sessions, long steps, int kept) {}

    /**
     * Removes the sessions that ended, and were imported, before an instant; each with its entries in the index in one transaction.
     *
     * @param dryRun true to change nothing
     */
    public Pruned prune(Instant before, boolean dryRun) {
        Map<String, Instant> imported = database.read(Traces::imported);
        List<TraceSession> old = new ArrayList<>();
        Traces.each(database, session -> {
            if (isBefore(imported.get(Traces.key(session)), session.ended(), before)) {
                old.add(session);
            }
        });
        int sessions = 0;
        long steps = 0;
        for (int from = 0; from < old.size(); from += PAGE) {
            List<TraceSession> page = old.subList(from, Math.min(old.size(), from + PAGE));
            List<TraceSession> gone =
                    dryRun ? database.read(tx -> unnamed(tx, page)) : database.write(tx -> remove(tx, page));
            sessions += gone.size();
            steps += gone.stream().mapToLong(TraceSession::steps).sum();
        }
        return new Pruned(sessions, steps, old.size() - sessions);
    }

    /** One that is brought in again counts from then on; of one without any time nobody knows how old it is. */
    private static boolean isBefore(@Nullable Instant imported, @Nullable Instant ended, Instant before) {
        return (imported != null || ended != null)
                && (imported == null || imported.isBefore(before))
                && (ended == null || ended.isBefore(before));
    }

    private static List<TraceSession> unnamed(Tx tx, List<TraceSession> page) {
        Named named = Named.of(tx);
        return page.stream().filter(session -> !named.has(session.session())).toList();
    }

    private static List<TraceSession> remove(Tx tx, List<TraceSession> page) {
        List<TraceSession> gone = unnamed(tx, page);
        for (TraceSession session : gone) {
            Findable.remove(tx, session.id());
            TraceStaging.remove(tx, session.id());
        }
        return gone;
    }
}
