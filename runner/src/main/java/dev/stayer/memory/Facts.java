package dev.stayer.memory;

import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The rows of what was learnt, and the only writer of them: every change is written down with who made it and why, can be
 * undone, and takes the secrets out of what it writes. Thread-safe.
 */
public final class Facts {
    /** Ids that Stayer gives begin so. */
    static final String PREFIX = "f-";

    private static final String COLUMNS =
            "ID, KIND, SUBJECT, SLOT, VALUE, TEXT, AUTHORITY, SOURCE, TIME, STATUS, SUPERSEDED_BY, PINNED, EXPIRES, REFS";

    private final InstantSource clock;
    private final SecretScan secrets;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    public Facts(InstantSource clock, Redactor redactor) {
        this.clock = clock;
        this.secrets = new SecretScan(redactor);
    }

    /** From now on {@code listener} hears that memory has changed, after the commit and on its thread. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** All facts of every status, in the order in which they came. */
    public static List<Fact> all(Tx tx) {
        return tx.list("SELECT " + COLUMNS + " FROM FACT ORDER BY SEQ", Facts::row);
    }

    /** The facts that are current or flagged, in the order in which they came. */
    public static List<Fact> standing(Tx tx) {
        return tx.list(
                "SELECT " + COLUMNS + " FROM FACT WHERE STATUS IN ('CURRENT', 'FLAGGED') ORDER BY SEQ", Facts::row);
    }

    public static Optional<Fact> find(Tx tx, String id) {
        return tx.first("SELECT " + COLUMNS + " FROM FACT WHERE ID = ?", Facts::row, id);
    }

    /** The facts of every status with exactly this text. */
    static List<Fact> worded(Tx tx, String text) {
        return tx.list("SELECT " + COLUMNS + " FROM FACT WHERE TEXT = ?", Facts::row, text);
    }

    /** How many facts came from one task. */
    static long ofTask(Tx tx, RunId run, TaskId task) {
        String from = run + " " + task + "#";
        return tx.number("SELECT count(*) FROM FACT WHERE SOURCE >= ? AND SOURCE < ?", from, from + "~");
    }

    /** People's rules that hold, pinned ones first, then the newest. */
    static List<Fact> rules(Tx tx) {
        return tx.list(
                "SELECT " + COLUMNS + " FROM FACT WHERE STATUS = 'CURRENT' AND KIND = 'RULE' AND AUTHORITY = 'PERSON'"
                        + " ORDER BY PINNED DESC, TIME DESC, SEQ DESC LIMIT 500",
                Facts::row);
    }

    /** The most important facts whatever one works on: pinned, people's words and decisions, the newest first. */
    static List<Fact> common(Tx tx, int limit) {
        return tx.list(
                "SELECT " + COLUMNS + " FROM FACT WHERE STATUS = 'CURRENT' AND (PINNED = 1 OR AUTHORITY IN ('PERSON',"
                        + " 'DECISION')) ORDER BY PINNED DESC, AUTHORITY DESC, TIME DESC, SEQ DESC LIMIT ?",
                Facts::row,
                limit);
    }

    /** The standing facts that speak of the same subject and key, the fact itself included. */
    static List<Fact> rivals(Tx tx, Fact fact) {
        String name = FactWording.name(fact.subject());
        return tx
                .list(
                        "SELECT " + COLUMNS
                                + " FROM FACT WHERE SLOT = ? AND SUBJECT IS NOT NULL AND STATUS IN ('CURRENT',"
                                + " 'FLAGGED')",
                        Facts::row,
                        fact.key())
                .stream()
                .filter(one -> Objects.equals(name, FactWording.name(one.subject())))
                .toList();
    }

    /**
     * A fact that is to be added.
     *
     * @param fact with an empty id for the next number
     * @param once names what it is made from, the same at every repeat: a second one with this name adds nothing; null: always add
     */
    public record Addition(Fact fact, @Nullable String once) {
        /** A fact that is added however often it is said. */
        public static Addition of(Fact fact) {
            return new Addition(fact, null);
        }
    }

    /**
     * Adds facts and changes no other.
     *
     * @param by who: {@code person}, {@code agent}, {@code runner}, {@code dream} …
     * @return those that are new, without secrets and with their ids, in the order given
     * @throws IllegalArgumentException if one has the id of a fact that is there
     */
    public List<Fact> add(Tx tx, List<Addition> additions, String by, String reason) {
        List<Fact> added = new ArrayList<>();
        List<@Nullable Object[]> rows = new ArrayList<>();
        Set<String> names = new HashSet<>();
        long seq = tx.number("SELECT SEQ FROM sqlite_sequence WHERE NAME = 'FACT'");
        for (Addition addition : additions) {
            String once = addition.once();
            if (once != null && (!names.add(once) || tx.number("SELECT 1 FROM FACT WHERE ONCE = ?", once) == 1)) {
                continue;
            }
            Fact fact = clean(addition.fact());
            seq++;
            if (fact.id().isEmpty()) {
                while (tx.number("SELECT 1 FROM FACT WHERE ID = ?", PREFIX + seq) == 1) {
                    seq++;
                }
                fact = fact.named(PREFIX + seq);
            } else if (tx.number("SELECT 1 FROM FACT WHERE ID = ?", fact.id()) == 1) {
                throw new IllegalArgumentException("there is a fact '" + fact.id() + "' already");
            }
            added.add(fact);
            rows.add(values(seq, fact, once));
        }
        if (!added.isEmpty()) {
            insert(tx, rows);
            record(tx, Map.of(), added.stream().map(Fact::id).toList(), by, reason, null);
            FactEntries.changed(tx, List.of(), added);
        }
        return added;
    }

    /**
     * Writes facts as they are to be: those that are there are changed, others are added. A dream's {@code plan.rows()} goes
     * in by this.
     *
     * @param by who
     * @param reason for people; a dream's id, so that its change is found again
     * @return the number of the change, for {@link #undo}; empty if all of it was so already
     */
    public Optional<Long> apply(Tx tx, List<Fact> facts, String by, String reason) {
        Map<String, Fact> before = new HashMap<>();
        List<String> ids = new ArrayList<>();
        List<Fact> after = new ArrayList<>();
        List<@Nullable Object[]> rows = new ArrayList<>();
        long seq = tx.number("SELECT SEQ FROM sqlite_sequence WHERE NAME = 'FACT'");
        for (Fact given : facts) {
            Fact fact = clean(given);
            Optional<Fact> present = find(tx, fact.id());
            if (present.isPresent() && present.get().equals(fact)) {
                continue;
            }
            ids.add(fact.id());
            after.add(fact);
            if (present.isPresent()) {
                before.put(fact.id(), present.get());
                update(tx, fact);
            } else {
                rows.add(values(++seq, fact, null));
            }
        }
        if (ids.isEmpty()) {
            return Optional.empty();
        }
        insert(tx, rows);
        long change = record(tx, before, ids, by, reason, null);
        FactEntries.changed(tx, List.copyOf(before.values()), after);
        return Optional.of(change);
    }

    /**
     * What an undo did.
     *
     * @param change the number of the undo itself, which can be undone; 0 if nothing was left to undo
     * @param restored facts that are as they were before, or gone if they were not there
     * @param kept facts that changed again since, and stay as they are
     */
    public record Undone(long change, List<String> restored, List<String> kept) {}

    /** Takes a change back, except for facts that a later change has touched. A fact that it added is gone afterwards. */
    public Undone undo(Tx tx, long change, String by) {
        Map<String, Fact> present = new HashMap<>();
        List<String> restored = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        List<Fact> after = new ArrayList<>();
        List<@Nullable Object[]> again = new ArrayList<>();
        long seq = tx.number("SELECT SEQ FROM sqlite_sequence WHERE NAME = 'FACT'");
        for (Was was : was(tx, change)) {
            if (tx.number("SELECT 1 FROM FACT_CHANGE WHERE FACT_ID = ? AND CHANGE_ID > ?", was.id(), change) == 1) {
                kept.add(was.id());
                continue;
            }
            Optional<Fact> now = find(tx, was.id());
            now.ifPresent(fact -> present.put(fact.id(), fact));
            Fact before = was.before();
            if (before == null) {
                tx.update("DELETE FROM FACT WHERE ID = ?", was.id());
            } else {
                after.add(before);
                if (now.isPresent()) {
                    update(tx, before);
                } else {
                    again.add(values(++seq, before, null));
                }
            }
            restored.add(was.id());
        }
        if (restored.isEmpty()) {
            return new Undone(0, restored, kept);
        }
        insert(tx, again);
        long number = record(tx, present, restored, by, "undoes change " + change, change);
        FactEntries.changed(tx, List.copyOf(present.values()), after);
        return new Undone(number, restored, kept);
    }

    /** Says which facts need not be shown since another text that all tasks read says them; in the place of what was said before. */
    public static void cover(Tx tx, Map<String, String> placeById) {
        tx.update("DELETE FROM FACT_COVERED");
        List<@Nullable Object[]> rows = new ArrayList<>();
        placeById.forEach((id, place) -> rows.add(new Object[] {id, place}));
        tx.batch("INSERT INTO FACT_COVERED (FACT_ID, PLACE) VALUES (?, ?)", rows);
        // What was rendered before this shows too much or too little.
        tx.update("UPDATE MEMORY_FILE SET CHANGE_ID = -1");
    }

    /** Where facts are said elsewhere, by id. */
    public static Map<String, String> covered(Tx tx) {
        Map<String, String> covered = new HashMap<>();
        tx.each("SELECT FACT_ID, PLACE FROM FACT_COVERED", row -> covered.put(row.getString(1), row.getString(2)));
        return covered;
    }

    /** Numbers for new facts, unused and good until the end of the transaction, for {@link #apply}. */
    Iterator<String> ids(Tx tx) {
        long last = tx.number("SELECT SEQ FROM sqlite_sequence WHERE NAME = 'FACT'");
        return java.util.stream.LongStream.iterate(last + 1, seq -> seq + 1)
                .mapToObj(seq -> PREFIX + seq)
                .filter(id -> tx.number("SELECT 1 FROM FACT WHERE ID = ?", id) == 0)
                .iterator();
    }

    /** Subject and key as they are compared, so that rivals are found by an index. */
    private Fact clean(Fact fact) {
        Fact plain = fact.about(FactWording.exact(fact.subject()), FactWording.exact(fact.key()));
        return secrets.scrubbed(plain).orElse(plain);
    }

    private record Was(String id, @Nullable Fact before) {}

    private static List<Was> was(Tx tx, long change) {
        return tx.list(
                "SELECT FACT_ID, BEFORE FROM FACT_CHANGE WHERE CHANGE_ID = ?",
                row -> {
                    String before = row.getString(2);
                    return new Was(row.getString(1), before == null ? null : FactJson.read(Json.parse(before)));
                },
                change);
    }

    private long record(
            Tx tx, Map<String, Fact> before, List<String> ids, String by, String reason, @Nullable Long undoes) {
        long change = tx.insert(
                "INSERT INTO MEMORY_CHANGE (TIME, BY_WHOM, REASON, UNDOES) VALUES (?, ?, ?, ?)",
                clock.instant().toString(),
                by,
                secrets.clean(reason),
                undoes);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (String id : ids) {
            Fact was = before.get(id);
            rows.add(new @Nullable Object[] {change, id, was == null ? null : Json.write(FactJson.of(was))});
        }
        tx.batch("INSERT INTO FACT_CHANGE (CHANGE_ID, FACT_ID, BEFORE) VALUES (?, ?, ?)", rows);
        tx.afterCommit(() -> listeners.forEach(Runnable::run));
        return change;
    }

    private static void insert(Tx tx, List<@Nullable Object[]> rows) {
        if (!rows.isEmpty()) {
            tx.batch("INSERT INTO FACT (SEQ, " + COLUMNS + ", ONCE) VALUES (?" + ", ?".repeat(15) + ")", rows);
        }
    }

    private static void update(Tx tx, Fact fact) {
        @Nullable Object[] all = values(0, fact, null);
        @Nullable Object[] arguments = new @Nullable Object[14];
        System.arraycopy(all, 2, arguments, 0, 13);
        arguments[13] = fact.id();
        tx.update(
                "UPDATE FACT SET KIND = ?, SUBJECT = ?, SLOT = ?, VALUE = ?, TEXT = ?, AUTHORITY = ?, SOURCE = ?, TIME = ?,"
                        + " STATUS = ?, SUPERSEDED_BY = ?, PINNED = ?, EXPIRES = ?, REFS = ? WHERE ID = ?",
                arguments);
    }

    private static @Nullable Object[] values(long seq, Fact fact, @Nullable String once) {
        var refs = Json.NODES.arrayNode();
        fact.refs().forEach(refs::add);
        return new @Nullable Object[] {
            seq,
            fact.id(),
            fact.kind().name(),
            fact.subject(),
            fact.key(),
            fact.value(),
            fact.text(),
            fact.authority().name(),
            fact.source(),
            fact.time().toString(),
            fact.status().name(),
            fact.supersededBy(),
            fact.pinned() ? 1 : 0,
            fact.expires() == null ? null : fact.expires().toString(),
            Json.write(refs),
            once
        };
    }

    private static Fact row(ResultSet row) throws SQLException {
        List<String> refs = new ArrayList<>();
        String json = row.getString(14);
        if (!json.equals("[]")) {
            for (JsonNode ref : Json.parse(json)) {
                refs.add(ref.asString());
            }
        }
        String expires = row.getString(13);
        return new Fact(
                row.getString(1),
                Fact.Kind.valueOf(row.getString(2)),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                Fact.Authority.valueOf(row.getString(7)),
                row.getString(8),
                Instant.parse(row.getString(9)),
                Fact.Status.valueOf(row.getString(10)),
                row.getString(11),
                row.getInt(12) == 1,
                expires == null ? null : Instant.parse(expires),
                refs);
    }
}
