package dev.stayer.memory;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.journal.Ledger;
import dev.stayer.journal.ToolCalls;
import dev.stayer.memory.Fact.Authority;
import dev.stayer.memory.Fact.Kind;
import dev.stayer.memory.Fact.Status;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes facts of what agents say and did. An agent decides, observes or infers; it never speaks for a person, whatever the text
 * says. A repeat after a crash adds nothing.
 */
public final class Remembering {
    private static final int MAX_LENGTH = 600;
    /** More facts from one task are no memory but a log, and the journal has that already. */
    private static final int MAX_PER_TASK = 60;

    private static final int MAX_DECISIONS = 20;
    private static final int MAX_FIXES = 10;
    private static final int MIN_QUOTE = 12;
    private static final int RECENT_TURNS = 40;
    private static final String AGENT = "agent";
    private static final String DECISION = "Decision:";

    private final Facts facts;
    private final Instant now;

    public Remembering(Facts facts, Instant now) {
        this.facts = facts;
        this.now = now;
    }

    /**
     * What an agent wants kept.
     *
     * @param callKey the same when the call is repeated after a crash
     */
    public record Saying(
            RunId run,
            TaskId task,
            int turn,
            String callKey,
            Kind kind,
            @Nullable String subject,
            @Nullable String key,
            @Nullable String value,
            String text,
            List<String> refs) {}

    /**
     * What the agent is told.
     *
     * @param kept false if it must do something else
     */
    public record Answer(boolean kept, String words) {}

    /** Keeps it, unless it is known, no sentence, or was taken out by a person. */
    public Answer remember(Tx tx, Saying saying) {
        String text = FactLines.oneLine(saying.text());
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return new Answer(
                    false, text.isEmpty() ? "the text is empty" : "too long: keep one sentence; use note for the rest");
        }
        String source = source(saying.run(), saying.task(), saying.turn());
        String once = "remember " + saying.run() + " " + saying.task() + " " + saying.callKey();
        Optional<Fact> known = Facts.worded(tx, text).stream()
                .filter(fact -> fact.status() == Status.CURRENT || fact.status() == Status.FLAGGED)
                .filter(fact -> fact.source().contains(saying.run().value()))
                .findFirst();
        if (known.isPresent()) {
            return new Answer(true, "known as " + known.get().id());
        }
        if (takenOut(tx, text)) {
            return new Answer(false, "a person took this out of memory; it is not kept again");
        }
        if (Facts.ofTask(tx, saying.run(), saying.task()) >= MAX_PER_TASK) {
            return new Answer(false, "this task has kept " + MAX_PER_TASK + " facts, which is the most; use note");
        }
        Fact fact = new Fact(
                "",
                saying.kind(),
                oneLine(saying.subject()),
                oneLine(saying.key()),
                oneLine(saying.value()),
                text,
                authority(tx, saying, text),
                source,
                now,
                Status.CURRENT,
                null,
                false,
                null,
                saying.refs().stream()
                        .map(FactLines::oneLine)
                        .filter(ref -> !ref.isEmpty())
                        .limit(20)
                        .toList());
        List<Fact> added = facts.add(tx, List.of(new Facts.Addition(fact, once)), AGENT, "remembered in " + source);
        return new Answer(
                true, added.isEmpty() ? "kept" : "kept as " + added.get(0).id());
    }

    private static @Nullable String oneLine(@Nullable String text) {
        String line = text == null ? "" : FactLines.oneLine(text);
        return line.isEmpty() ? null : line;
    }

    static String source(RunId run, TaskId task, int turn) {
        return run + " " + task + "#" + turn;
    }

    private static Authority authority(Tx tx, Saying saying, String text) {
        if (saying.kind() == Kind.DECISION) {
            return Authority.DECISION;
        }
        boolean quoted = text.length() >= MIN_QUOTE
                && ToolCalls.newest(tx, saying.run(), saying.task(), saying.turn() + 1, RECENT_TURNS).stream()
                        .anyMatch(call -> call.result() != null && call.result().contains(text));
        return quoted ? Authority.OBSERVED : Authority.INFERRED;
    }

    private static boolean takenOut(Tx tx, String text) {
        return Facts.worded(tx, text).stream()
                .filter(fact -> fact.status() == Status.RETIRED)
                .map(fact -> History.ofFact(tx, fact.id()))
                .anyMatch(steps -> !steps.isEmpty()
                        && steps.get(steps.size() - 1).change().by().equals(Edits.PERSON));
    }

    /**
     * Keeps what a task that has ended leaves behind: the lines that its agent marked as decisions itself, and the errors that
     * code saw mended.
     *
     * @param lastTurn its newest turn
     */
    public void ended(Tx tx, RunId run, TaskId task, int lastTurn) {
        List<Facts.Addition> decisions = decisions(tx, run, task);
        facts.add(tx, decisions, AGENT, "decided in " + run + " " + task);
        List<Facts.Addition> fixes = new ArrayList<>();
        for (Fixes.Fix fix : Fixes.of(tx, run, task, lastTurn)) {
            String text = "`" + fix.error().replace('`', '\'') + "` was mended by `"
                    + fix.fix().replace('`', '\'') + "`";
            if (fixes.size() < MAX_FIXES && !takenOut(tx, text)) {
                Fact fact = new Fact(
                        "",
                        Kind.GOTCHA,
                        Fixes.SUBJECT + Fixes.template(fix.error()),
                        Fixes.KEY,
                        fix.fix(),
                        text,
                        Authority.OBSERVED,
                        source(run, task, fix.turn()),
                        fix.time(),
                        Status.CURRENT,
                        null,
                        false,
                        null,
                        List.of());
                fixes.add(new Facts.Addition(fact, "fix " + run + " " + task + " " + text));
            }
        }
        facts.add(tx, fixes, "runner", "mended in " + run + " " + task);
    }

    private static Fact decision(String text, String source, Instant time) {
        return new Fact(
                "",
                Kind.DECISION,
                null,
                null,
                null,
                text,
                Authority.DECISION,
                source,
                time,
                Status.CURRENT,
                null,
                false,
                null,
                List.of());
    }

    private static List<Facts.Addition> decisions(Tx tx, RunId run, TaskId task) {
        List<Facts.Addition> additions = new ArrayList<>();
        List<Ledger.Entry> entries = Ledger.upTo(tx, run, task, Long.MAX_VALUE);
        for (int i = entries.size() - 1; i >= 0 && additions.size() < MAX_DECISIONS; i--) {
            Ledger.Entry entry = entries.get(i);
            String line = FactLines.oneLine(entry.text());
            int at = line.indexOf(DECISION);
            // What stood in a file or an answer of a tool is nobody's decision here.
            if (!entry.origin().equals(AGENT) || at < 0 || at > 8 || line.length() > MAX_LENGTH) {
                continue;
            }
            String text =
                    line.substring(at + DECISION.length()).replace("**", "").strip();
            if (!text.isEmpty()
                    && !takenOut(tx, text)
                    && Facts.worded(tx, text).stream()
                            .noneMatch(fact -> fact.source().contains(run.value()))) {
                Fact fact = decision(text, source(run, task, entry.turn()), entry.time());
                additions.add(new Facts.Addition(fact, "ledger " + run + " " + task + " " + entry.id()));
            }
        }
        return additions.reversed();
    }
}
