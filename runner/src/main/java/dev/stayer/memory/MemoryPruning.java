package dev.stayer.memory;

import dev.stayer.store.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes what memory no longer needs: facts that were archived long ago, and old history. Never what stands, is pinned, is a
 * person's word or a rule.
 */
public final class MemoryPruning {
    private final InstantSource clock;

    public MemoryPruning(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * What goes.
     *
     * @param facts archived facts
     * @param changes entries of the history, each the past of one fact
     * @param bytes how much text that is
     */
    public record Pruned(List<Fact> facts, int changes, long bytes) {}

    private record Candidate(Instant time, long change, String id, long bytes) {}

    private static final String FACT_BYTES =
            "length(TEXT) + coalesce(length(VALUE), 0) + length(SOURCE) + length(REFS) + 100";

    /** How large facts and their history are, in bytes of text. */
    public static long bytes(Tx tx) {
        return tx.number("SELECT coalesce(sum(" + FACT_BYTES + "), 0) FROM FACT")
                + tx.number("SELECT coalesce(sum(coalesce(length(BEFORE), 0) + 40), 0) FROM FACT_CHANGE");
    }

    /**
     * Prunes what last changed before an instant, oldest first, until memory is no larger than it may be.
     *
     * @param before nothing that changed at this instant or later goes
     * @param most bytes that memory may have; 0 for all that is old enough
     * @param dryRun true to change nothing
     */
    public Pruned prune(Tx tx, Instant before, long most, boolean dryRun) {
        long room = most == 0 ? Long.MIN_VALUE : bytes(tx) - most;
        List<Candidate> candidates = tx.list(
                "SELECT TIME, ID, FACT_ID, BYTES FROM ("
                        + "SELECT c.TIME, c.ID, f.FACT_ID, coalesce(length(f.BEFORE), 0) + 40 AS BYTES FROM MEMORY_CHANGE c"
                        + " JOIN FACT_CHANGE f ON f.CHANGE_ID = c.ID WHERE c.TIME < ?1"
                        + " UNION ALL SELECT (SELECT max(c.TIME) FROM FACT_CHANGE f JOIN MEMORY_CHANGE c ON c.ID = f.CHANGE_ID"
                        + " WHERE f.FACT_ID = FACT.ID), 0, FACT.ID, " + FACT_BYTES + " FROM FACT"
                        + " WHERE STATUS IN ('SUPERSEDED', 'MERGED', 'RETIRED') AND PINNED = 0 AND AUTHORITY <> 'PERSON'"
                        + " AND KIND <> 'RULE') WHERE TIME IS NULL OR TIME < ?1 ORDER BY coalesce(TIME, ''), ID DESC",
                row -> new Candidate(
                        row.getString(1) == null ? Instant.EPOCH : Instant.parse(row.getString(1)),
                        row.getLong(2),
                        row.getString(3),
                        row.getLong(4)),
                before.toString());
        List<Fact> facts = new ArrayList<>();
        int changes = 0;
        long freed = 0;
        for (Candidate candidate : candidates) {
            if (most > 0 && freed >= room) {
                break;
            }
            freed += candidate.bytes();
            if (candidate.change() == 0) {
                facts.add(Facts.find(tx, candidate.id()).orElseThrow());
            } else {
                changes++;
            }
            if (!dryRun) {
                drop(tx, candidate);
            }
        }
        if (!dryRun && freed > 0) {
            tx.update(
                    "DELETE FROM MEMORY_CHANGE WHERE TIME < ? AND ID NOT IN (SELECT CHANGE_ID FROM FACT_CHANGE)",
                    before.toString());
            tx.update(
                    "INSERT INTO MEMORY_CHANGE (TIME, BY_WHOM, REASON) VALUES (?, ?, ?)",
                    clock.instant().toString(),
                    Edits.PERSON,
                    "pruned " + facts.size() + " archived facts and " + changes + " entries of the history");
        }
        return new Pruned(facts, changes, freed);
    }

    private static void drop(Tx tx, Candidate candidate) {
        if (candidate.change() == 0) {
            tx.update("DELETE FROM FACT WHERE ID = ?", candidate.id());
        } else {
            tx.update(
                    "DELETE FROM FACT_CHANGE WHERE CHANGE_ID = ? AND FACT_ID = ?", candidate.change(), candidate.id());
        }
    }
}
