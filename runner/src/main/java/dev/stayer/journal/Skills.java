package dev.stayer.journal;

import dev.stayer.core.Times;
import dev.stayer.journal.SkillStates.State;
import dev.stayer.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of skills that distill wrote, and of the distills that wrote them. */
public final class Skills {
    private static final String READ =
            "SELECT S.NAME, PATTERN, VERSION, coalesce(T.STATE, 'ENABLED'), REASON, HEADS, TEXT, SCRIPT,"
                    + " SESSIONS, TRIAL, CHANGED FROM SKILL S LEFT JOIN SKILL_STATE T ON T.NAME = S.NAME";

    private Skills() {}

    /**
     * One skill.
     *
     * @param pattern the id of the steps it was made from
     * @param version as in semantic versioning
     * @param reason why it is in this state, a sentence
     * @param heads what each step does, one a line
     * @param text SKILL.md as generated
     * @param script the script beside it; null for none
     * @param sessions that the pattern had been seen in
     * @param trial what came of running it again; null if nobody has tried
     */
    public record Skill(
            String name,
            String pattern,
            String version,
            State state,
            String reason,
            String heads,
            String text,
            @Nullable String script,
            int sessions,
            @Nullable String trial,
            Instant changed) {}

    /**
     * One distill.
     *
     * @param id the run that did it
     * @param base names the state of the skills it was made from
     * @param state PROPOSED, APPLYING, APPLIED or UNDONE
     * @param result its candidates, as JSON
     */
    public record Distill(String id, Instant time, String base, String state, String result) {}

    /** A file, or a row, before and after; null where it was not there. */
    public record Change(
            String path, @Nullable String before, @Nullable String after) {}

    /** All skills by name. */
    public static List<Skill> all(Tx tx) {
        return tx.list(READ + " ORDER BY S.NAME", Skills::skill);
    }

    public static Optional<Skill> find(Tx tx, String name) {
        return tx.first(READ + " WHERE S.NAME = ?", Skills::skill, name);
    }

    /** Writes a skill as it is now. */
    public static void put(Tx tx, Skill skill) {
        tx.update(
                "REPLACE INTO SKILL (NAME, PATTERN, VERSION, REASON, HEADS, TEXT, SCRIPT, SESSIONS, TRIAL, CHANGED)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                skill.name(),
                skill.pattern(),
                skill.version(),
                skill.reason(),
                skill.heads(),
                skill.text(),
                skill.script(),
                skill.sessions(),
                skill.trial(),
                skill.changed().toString());
        if (SkillStates.of(tx, skill.name()).orElse(null) != skill.state()) {
            SkillStates.set(tx, skill.name(), skill.state(), "distill", skill.changed());
        }
    }

    public static void remove(Tx tx, String name) {
        tx.update("DELETE FROM SKILL WHERE NAME = ?", name);
        SkillStates.forget(tx, name);
    }

    public static Optional<Distill> distill(Tx tx, String id) {
        return tx.first("SELECT ID, TIME, BASE, STATE, RESULT FROM DISTILL WHERE ID = ?", Skills::distill, id);
    }

    /** The newest distill in one of the states; all states if none is named. */
    public static Optional<Distill> newest(Tx tx, List<String> states) {
        return tx
                .list("SELECT ID, TIME, BASE, STATE, RESULT FROM DISTILL ORDER BY TIME DESC, ID DESC", Skills::distill)
                .stream()
                .filter(distill -> states.isEmpty() || states.contains(distill.state()))
                .findFirst();
    }

    /** The newest distill that is applied and changed anything. */
    public static Optional<Distill> undoable(Tx tx) {
        return tx.first(
                "SELECT ID, TIME, BASE, STATE, RESULT FROM DISTILL D WHERE STATE = 'APPLIED' AND EXISTS"
                        + " (SELECT 1 FROM SKILL_CHANGE C WHERE C.DISTILL_ID = D.ID) ORDER BY TIME DESC, ID DESC LIMIT 1",
                Skills::distill);
    }

    public static void put(Tx tx, Distill distill) {
        tx.update(
                "REPLACE INTO DISTILL (ID, TIME, BASE, STATE, RESULT) VALUES (?, ?, ?, ?, ?)",
                distill.id(),
                distill.time().toString(),
                distill.base(),
                distill.state(),
                distill.result());
    }

    /** The changes of a distill, by path. */
    public static List<Change> changes(Tx tx, String distill) {
        return tx.list(
                "SELECT PATH, BEFORE, AFTER FROM SKILL_CHANGE WHERE DISTILL_ID = ? ORDER BY PATH",
                row -> new Change(row.getString(1), row.getString(2), row.getString(3)),
                distill);
    }

    public static void add(Tx tx, String distill, Change change) {
        tx.update(
                "REPLACE INTO SKILL_CHANGE (DISTILL_ID, PATH, BEFORE, AFTER) VALUES (?, ?, ?, ?)",
                distill,
                change.path(),
                change.before(),
                change.after());
    }

    /**
     * What a model answered when it was asked for the words of a skill.
     *
     * @param distill that asked
     */
    public record Words(String distill, String reply) {}

    /** @param question a hash of it */
    public static Optional<Words> words(Tx tx, String question) {
        return tx.first(
                "SELECT DISTILL_ID, REPLY FROM SKILL_WORDS WHERE QUESTION = ?",
                row -> new Words(row.getString(1), row.getString(2)),
                question);
    }

    public static void keep(Tx tx, String question, Words words) {
        tx.update(
                "REPLACE INTO SKILL_WORDS (QUESTION, DISTILL_ID, REPLY) VALUES (?, ?, ?)",
                question,
                words.distill(),
                words.reply());
    }

    private static Skill skill(ResultSet row) throws SQLException {
        return new Skill(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                State.valueOf(row.getString(4)),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getInt(9),
                row.getString(10),
                Times.parse(row.getString(11)));
    }

    private static Distill distill(ResultSet row) throws SQLException {
        return new Distill(
                row.getString(1), Times.parse(row.getString(2)), row.getString(3), row.getString(4), row.getString(5));
    }
}
