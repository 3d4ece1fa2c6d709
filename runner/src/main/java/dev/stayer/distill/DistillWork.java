package dev.stayer.distill;

import dev.stayer.core.Hashes;
import dev.stayer.core.Json;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskAttempt;
import dev.stayer.core.TurnOutcome;
import dev.stayer.core.Work;
import dev.stayer.journal.Skills;
import dev.stayer.journal.Skills.Change;
import dev.stayer.journal.Skills.Distill;
import dev.stayer.journal.Skills.Skill;
import dev.stayer.journal.TurnCommit;
import dev.stayer.model.ModelException;
import dev.stayer.model.NamedModel;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Database;
import dev.stayer.store.Tx;
import dev.stayer.tool.process.StopSignal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The job: each step of it is a turn, committed before the next begins. Mining is a function of rows, so a step that a crash cut
 * off is simply done again; rows are changed before files, so that files can be finished after a crash.
 */
public final class DistillWork implements Work, TurnCommit {
    private static final String ID = "distill";

    private final Setup setup;
    private Consumer<Tx> left = tx -> {};

    /** Which part of the job a task does. */
    public enum Part {
        /** Read, mine, judge, and keep what was found as a proposal. */
        FIND(Stage.Kind.MINE),
        /** Run the commands of what was found again. */
        TRY(Stage.Kind.TRY),
        /** Write skills. */
        WRITE(Stage.Kind.PLAN),
        /** Take back what was written. */
        UNDO(Stage.Kind.UNDO);

        private final Stage stage;

        Part(Stage.Kind kind) {
            this.stage = Stage.of(kind);
        }
    }

    /**
     * What it needs.
     *
     * @param last the part it ends with; a task of its own may do several
     * @param person true if a person wants it written; otherwise only what was tried and went well is
     * @param id the distill to apply or to undo; empty for a new one, or the newest
     * @param trial runs commands again
     * @param model that names and words what was found; null where none is to
     */
    public record Setup(
            SkillWorkspace workspace,
            Database database,
            InstantSource clock,
            Part first,
            Part last,
            boolean person,
            String id,
            Rehearsal trial,
            Redactor redactor,
            @Nullable NamedModel model) {}

    /** Runs a candidate's commands again. */
    @FunctionalInterface
    public interface Rehearsal {
        TrialEnd run(Candidate candidate, StopSignal stop);
    }

    public DistillWork(Setup setup) {
        this.setup = setup;
    }

    @Override
    public void write(Tx tx) {
        left.accept(tx);
        left = written -> {};
    }

    @Override
    public TurnOutcome turn(TaskAttempt attempt) {
        Stage stage = Stage.read(attempt.context(), setup.first().stage);
        return switch (stage.kind()) {
            case MINE -> setup.id().isEmpty() ? mine(attempt) : takeUp(attempt);
            case WORDS -> words(attempt, stage.index());
            case TRY -> trial(attempt, stage.index());
            case PLAN -> plan(attempt);
            case FILES -> files(attempt);
            case UNDO -> undo(attempt);
            case UNDO_FILES -> undoFiles(attempt);
        };
    }

    private TurnOutcome mine(TaskAttempt attempt) {
        List<Skill> rows = setup.database().read(Skills::all);
        Set<String> ours = rows.stream().map(Skill::name).collect(Collectors.toSet());
        List<Asset> assets = setup.workspace().folders().assets(ours);
        RecordedSessions sessions =
                new RecordedSessions(setup.database(), setup.workspace().name());
        List<Candidate> found = Mining.mine(sessions, assets, Settings.USUAL).stream()
                .map(one -> one.accepted()
                        ? SkillPlan.retired(one, rows).map(one::refused).orElse(one)
                        : one)
                .toList();
        SkillWording wording = new SkillWording(setup);
        DistillResult result =
                wording.ended(new DistillResult(sessions.ids().size(), found, Map.of(), List.of(), List.of(), null));
        String id = attempt.run().value();
        Distill distill = new Distill(id, now(), base(rows, assets), "PROPOSED", json(result));
        left = tx -> Skills.put(tx, distill);
        attempt.context().put(ID, id);
        attempt.show("%d sessions read, %d workflows worth a skill"
                .formatted(result.sessions(), result.accepted().size()));
        if (wording.hasMore(result, 0)) {
            return next(attempt, Stage.of(Stage.Kind.WORDS));
        }
        setup.workspace().report(new DistillReport(id, false, result));
        return end(attempt, Part.FIND, id, result);
    }

    /** The words of one candidate; a model that cannot be asked is not asked for the others. */
    private TurnOutcome words(TaskAttempt attempt, int index) {
        Distill distill = current(attempt);
        DistillResult result = result(distill);
        SkillWording wording = new SkillWording(setup);
        Thread here = Thread.currentThread();
        attempt.onStop(reason -> here.interrupt());
        try {
            if (wording.hasMore(result, index)) {
                save(distill, distill.state(), wording.word(attempt, distill.id(), result, index));
                return next(attempt, new Stage(Stage.Kind.WORDS, index + 1));
            }
            result = wording.ended(result);
        } catch (ModelException e) {
            result = wording.failed(result, e);
        } catch (InterruptedException e) {
            StopReason asked = attempt.stopReason();
            return new TurnOutcome.Interrupted(asked == null ? StopReason.STOPPED : asked, Json.object());
        }
        save(distill, distill.state(), result);
        setup.workspace().report(new DistillReport(distill.id(), false, result));
        return end(attempt, Part.FIND, distill.id(), result);
    }

    /** A kept proposal goes on where it stopped, if nothing has changed since. */
    private TurnOutcome takeUp(TaskAttempt attempt) {
        Distill kept =
                setup.database().read(tx -> Skills.distill(tx, setup.id())).orElse(null);
        if (kept == null) {
            return failed("there is no distill " + setup.id());
        }
        attempt.context().put(ID, kept.id());
        if (kept.state().equals("APPLIED")) {
            return failed(kept.id() + " is applied already");
        }
        List<Skill> rows = setup.database().read(Skills::all);
        Set<String> ours = rows.stream().map(Skill::name).collect(Collectors.toSet());
        if (!kept.state().equals("PROPOSED")
                || !kept.base().equals(base(rows, setup.workspace().folders().assets(ours)))) {
            return failed("the skills have changed since " + kept.id() + " was made; distill again");
        }
        return end(attempt, Part.FIND, kept.id(), result(kept));
    }

    private TurnOutcome trial(TaskAttempt attempt, int index) {
        Distill distill = current(attempt);
        DistillResult result = result(distill);
        if (index >= result.accepted().size()) {
            return end(attempt, Part.TRY, distill.id(), result);
        }
        Candidate candidate = result.accepted().get(index);
        StopSignal stop = new StopSignal();
        attempt.onStop(reason -> stop.stop());
        TrialEnd end = setup.trial().run(candidate, stop);
        StopReason asked = attempt.stopReason();
        if (asked != null) {
            return new TurnOutcome.Interrupted(asked, Json.object());
        }
        attempt.show(candidate.name() + ": " + end.reason());
        save(distill, distill.state(), result.tried(candidate.id(), end));
        return next(attempt, new Stage(Stage.Kind.TRY, index + 1));
    }

    private TurnOutcome plan(TaskAttempt attempt) {
        Distill distill = current(attempt);
        DistillResult result = result(distill);
        SkillPlan plan = new SkillPlanning(setup.database(), setup.workspace(), now()).plan(result, setup.person());
        DistillResult planned = result.planned(plan.written(), plan.notes());
        left = tx -> {
            for (Skill row : plan.rows()) {
                Skill before = plan.before(row.name());
                Skills.add(
                        tx,
                        distill.id(),
                        new Change(
                                "skill:" + row.name(),
                                before == null ? null : SkillWorkspace.json(before),
                                SkillWorkspace.json(row)));
                Skills.put(tx, row);
            }
            plan.changes().forEach(change -> Skills.add(tx, distill.id(), change));
            Skills.put(tx, new Distill(distill.id(), distill.time(), distill.base(), "APPLYING", json(planned)));
        };
        return next(attempt, Stage.of(Stage.Kind.FILES));
    }

    private TurnOutcome files(TaskAttempt attempt) {
        Distill distill = current(attempt);
        for (Change change : changes(distill.id())) {
            String there = setup.workspace().folders().read(change.path());
            // What a person has written meanwhile stays.
            if (java.util.Objects.equals(there, change.before())) {
                setup.workspace().folders().write(change.path(), change.after());
            }
        }
        DistillResult result = result(distill);
        setup.workspace().report(new DistillReport(distill.id(), true, result));
        save(distill, "APPLIED", result);
        return done(distill.id(), result);
    }

    private List<Change> changes(String id) {
        return setup.database().read(tx -> Skills.changes(tx, id)).stream()
                .filter(change -> !change.path().startsWith("skill:"))
                .toList();
    }

    private TurnOutcome undo(TaskAttempt attempt) {
        Distill distill = setup.database()
                .read(tx -> setup.id().isEmpty() ? Skills.undoable(tx) : Skills.distill(tx, setup.id()))
                .orElse(null);
        if (distill == null || !distill.state().equals("APPLIED")) {
            return failed(
                    setup.id().isEmpty()
                            ? "no distill is applied"
                            : setup.id() + " is not applied, so it cannot be undone");
        }
        for (Change change : changes(distill.id())) {
            String there = setup.workspace().folders().read(change.path());
            // What a person took away is not brought back; what they wrote is not taken away.
            if (there != null && !there.equals(change.after())) {
                return failed("you have changed " + change.path()
                        + " since, so nothing is taken back; move it away, then undo again");
            }
        }
        attempt.context().put(ID, distill.id());
        left = tx -> {
            for (Change change : Skills.changes(tx, distill.id())) {
                if (change.path().startsWith("skill:")) {
                    String before = change.before();
                    if (before == null) {
                        Skills.remove(tx, change.path().substring("skill:".length()));
                    } else {
                        Skills.put(tx, SkillWorkspace.skill(before));
                    }
                }
            }
            Skills.put(tx, new Distill(distill.id(), distill.time(), distill.base(), "UNDOING", distill.result()));
        };
        return next(attempt, Stage.of(Stage.Kind.UNDO_FILES));
    }

    private TurnOutcome undoFiles(TaskAttempt attempt) {
        Distill distill = current(attempt);
        for (Change change : changes(distill.id())) {
            if (java.util.Objects.equals(setup.workspace().folders().read(change.path()), change.after())) {
                setup.workspace().folders().write(change.path(), change.before());
            }
        }
        DistillResult result = result(distill);
        save(distill, "UNDONE", result);
        return done(distill.id(), result);
    }

    private Distill current(TaskAttempt attempt) {
        String id = (String) attempt.context()
                .getOrDefault(ID, setup.id().isEmpty() ? attempt.run().value() : setup.id());
        return setup.database()
                .read(tx -> Skills.distill(tx, String.valueOf(id)))
                .orElseThrow(() -> new IllegalStateException("the distill " + id + " is gone"));
    }

    private void save(Distill distill, String state, DistillResult result) {
        left = tx -> Skills.put(tx, new Distill(distill.id(), distill.time(), distill.base(), state, json(result)));
    }

    private TurnOutcome end(TaskAttempt attempt, Part part, String id, DistillResult result) {
        return part == setup.last() ? done(id, result) : next(attempt, Part.values()[part.ordinal() + 1].stage);
    }

    private static TurnOutcome next(TaskAttempt attempt, Stage stage) {
        stage.write(attempt.context());
        return new TurnOutcome.More(
                Json.object().put("stage", stage.kind().name()).put("index", stage.index()));
    }

    private static TurnOutcome done(String id, DistillResult result) {
        ObjectNode outputs =
                Json.object().put("id", id).put("accepted", result.accepted().size());
        return new TurnOutcome.Completed(outputs, 0, Json.object());
    }

    private static TurnOutcome failed(String reason) {
        return new TurnOutcome.Failed(reason, 1, false, false, Json.object());
    }

    private Instant now() {
        return setup.clock().instant();
    }

    private static String json(DistillResult result) {
        return Json.MAPPER.writeValueAsString(result);
    }

    static DistillResult result(Distill distill) {
        return Json.MAPPER.readValue(distill.result(), DistillResult.class);
    }

    /** A name for the skills as they are: their rows, and all that lies beside them. */
    private static String base(List<Skill> rows, List<Asset> assets) {
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> text.append(row.name())
                .append(' ')
                .append(row.version())
                .append(' ')
                .append(row.state())
                .append('\n'));
        assets.forEach(asset ->
                text.append(asset.name()).append('\n').append(asset.text()).append('\n'));
        return Hashes.of(text.toString());
    }
}
