package dev.stayer.dream;

import dev.stayer.core.Json;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskAttempt;
import dev.stayer.core.TurnOutcome;
import dev.stayer.core.Work;
import dev.stayer.journal.Dreams;
import dev.stayer.memory.Facts;
import dev.stayer.memory.History;
import dev.stayer.store.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One step of a dream, or all of them: read, propose, verify, plan, apply, render. What a step finds is kept in the dream's
 * row, so that after a crash each goes on where the last one ended; memory changes in one transaction alone.
 */
public final class Dreaming implements Work {
    /** The steps in order; {@code undo} stands by itself. */
    static final List<String> STEPS = List.of("read", "propose", "verify", "plan", "apply", "render");

    private static final int MAX_ROUNDS = 20;

    private final DreamServices services;
    private final Order order;
    private final DreamPlanning planning;

    /**
     * What is to be done.
     *
     * @param steps names, in order
     * @param madeBy by this the steps of one dream know each other: the run, with the task where a workflow dreams
     * @param apply true to change memory, false to leave a proposal
     * @param proposal a kept proposal that is to be applied, or a dream to be taken back; empty for a new one
     */
    public record Order(List<String> steps, String madeBy, boolean apply, String proposal) {
        public Order {
            steps = List.copyOf(steps);
        }

        /** @param step one of the steps, {@code undo}, or empty for all */
        public static Order of(String step, String madeBy, boolean apply, String proposal) {
            return new Order(step.isEmpty() ? STEPS : List.of(step), madeBy, apply, proposal);
        }

        /** False if a step has no such name. */
        public boolean isKnown() {
            return steps.stream().allMatch(step -> STEPS.contains(step) || step.equals("undo"));
        }
    }

    public Dreaming(DreamServices services, Order order) {
        this.services = services;
        this.order = order;
        this.planning = new DreamPlanning(services);
    }

    @Override
    public TurnOutcome turn(TaskAttempt attempt) {
        List<String> said = new ArrayList<>();
        String dream = order.proposal();
        for (String step : order.steps()) {
            if (attempt.stopReason() != null) {
                return interrupted(attempt);
            }
            switch (step) {
                case "read" -> {
                    Optional<TurnOutcome> refused = read(said);
                    if (refused.isPresent()) {
                        return refused.get();
                    }
                }
                case "propose" -> {
                    if (!propose(attempt)) {
                        return interrupted(attempt);
                    }
                }
                case "verify" -> verify();
                case "plan" -> plan();
                case "apply" -> apply(said);
                case "render" -> render();
                default -> {
                    Optional<TurnOutcome> refused = undo(said);
                    if (refused.isPresent()) {
                        return refused.get();
                    }
                }
            }
        }
        dream = order.steps().contains("undo") ? dream : row().id();
        return new TurnOutcome.Completed(
                Json.object().put("dream", dream),
                null,
                Json.object().put("dream", dream).put("said", String.join("; ", said)));
    }

    private static TurnOutcome interrupted(TaskAttempt attempt) {
        StopReason reason = attempt.stopReason();
        return new TurnOutcome.Interrupted(reason == null ? StopReason.STOPPED : reason, Json.object());
    }

    private static TurnOutcome refused(String why) {
        return new TurnOutcome.Failed(why, null, false, false, Json.object());
    }

    private Dreams.Row row() {
        return services.database().read(tx -> Dreams.madeBy(tx, order.madeBy())).orElseThrow();
    }

    private boolean has(Dreams.Row row, Dreams.Part part) {
        return services.database().read(tx -> Dreams.has(tx, row.id(), part));
    }

    private Optional<String> part(Dreams.Row row, Dreams.Part part) {
        return services.database().read(tx -> Dreams.part(tx, row.id(), part));
    }

    private void keep(Dreams.Part part, String text) {
        String id = row().id();
        services.database().writeOnly(tx -> Dreams.keep(tx, id, part, text));
    }

    /** Begins a dream, or takes up a kept proposal; one that does not fit memory any more is made anew and left for a person. */
    private Optional<TurnOutcome> read(List<String> said) {
        services.files().refresh();
        if (services.database().read(tx -> Dreams.madeBy(tx, order.madeBy())).isPresent()) {
            return Optional.empty();
        }
        if (order.proposal().isEmpty()) {
            begin("");
            return Optional.empty();
        }
        Dreams.Row kept = services.database()
                .read(tx -> Dreams.find(tx, order.proposal()))
                .orElse(null);
        Optional<String> plan = kept == null ? Optional.empty() : part(kept, Dreams.Part.PLAN);
        if (kept == null || plan.isEmpty()) {
            return Optional.of(refused("there is no proposal " + order.proposal()));
        }
        if (kept.state() == Dreams.State.APPLIED || kept.state() == Dreams.State.UNDONE) {
            return Optional.of(
                    refused(kept.id() + " is " + kept.state().name().toLowerCase(java.util.Locale.ROOT) + " already"));
        }
        if (Base.of(services.database().read(Facts::all))
                .equals(Kept.plan(plan.get()).base())) {
            services.database().writeOnly(tx -> Dreams.adopt(tx, kept.id(), order.madeBy()));
        } else {
            begin(kept.id());
            said.add("memory has changed since " + kept.id() + " was proposed, so it is made anew");
        }
        return Optional.empty();
    }

    private void begin(String remadeFrom) {
        services.database()
                .writeOnly(tx -> Dreams.begin(
                        tx, services.clock().instant(), order.madeBy(), remadeFrom.isEmpty() ? null : remadeFrom));
    }

    /** False if it was stopped while the model was asked. */
    private boolean propose(TaskAttempt attempt) {
        Dreams.Row row = row();
        if (has(row, Dreams.Part.REPLY) || has(row, Dreams.Part.PLAN)) {
            return true;
        }
        Thread here = Thread.currentThread();
        attempt.onStop(reason -> here.interrupt());
        try {
            keep(Dreams.Part.REPLY, planning.ask(attempt).json());
            return true;
        } catch (InterruptedException e) {
            // The lane goes on to commit that it was stopped.
            return false;
        }
    }

    private void verify() {
        Dreams.Row row = row();
        if (!has(row, Dreams.Part.VERIFIED) && !has(row, Dreams.Part.PLAN)) {
            ProposalCheck.Checked checked =
                    planning.verify(ModelWord.read(part(row, Dreams.Part.REPLY).orElse("")));
            keep(Dreams.Part.VERIFIED, Kept.verified(checked.additions(), checked.refusals()));
        }
    }

    private void plan() {
        if (!has(row(), Dreams.Part.PLAN)) {
            makePlan();
        }
    }

    private void makePlan() {
        Dreams.Row row = row();
        ProposalCheck.Checked checked = part(row, Dreams.Part.VERIFIED)
                .map(Kept::verified)
                .orElseGet(() -> new ProposalCheck.Checked(Additions.NONE, List.of()));
        DreamPlanning.Planned planned = planning.plan(row.id(), checked);
        services.database().writeOnly(tx -> {
            Dreams.keep(tx, row.id(), Dreams.Part.PLAN, planned.plan());
            Dreams.keep(tx, row.id(), Dreams.Part.REPORT, planned.report());
            Dreams.keep(tx, row.id(), Dreams.Part.PAGE, planned.page());
            Dreams.state(tx, row.id(), planned.empty() ? Dreams.State.NOTHING : Dreams.State.PROPOSED);
        });
    }

    /** Changes memory in one transaction, if it is still the one that the plan was made for; otherwise the plan is made anew. */
    private void apply(List<String> said) {
        Dreams.Row first = row();
        if (!order.apply() || first.state() == Dreams.State.APPLIED || first.remadeFrom() != null) {
            return;
        }
        for (int round = 0; round < MAX_ROUNDS; round++) {
            // What people wrote into MEMORY.md since the plan counts before the plan does.
            services.files().refresh();
            Dreams.Row row = row();
            Kept.Rows rows = Kept.plan(part(row, Dreams.Part.PLAN).orElseThrow());
            boolean fits = services.database().write(tx -> {
                if (!Base.of(Facts.all(tx)).equals(rows.base())) {
                    return false;
                }
                Long change = services.facts()
                        .apply(tx, rows.facts(), "dream", row.id())
                        .orElse(null);
                Facts.cover(tx, rows.covered());
                Dreams.see(tx, rows.news());
                Dreams.change(tx, row.id(), change);
                Dreams.state(tx, row.id(), Dreams.State.APPLIED);
                return true;
            });
            if (fits) {
                return;
            }
            said.add("memory has changed meanwhile, so the plan was made anew");
            makePlan();
        }
        throw new IllegalStateException("memory changes faster than a dream can be planned");
    }

    private void render() {
        services.files().refresh();
        Dreams.Row row = row();
        DreamPages.write(services.workspace(), services.database(), row);
    }

    /** What MEMORY.md leaves out is said by the newest dream that is still applied, so it goes back with a dream that is undone. */
    private static Map<String, String> coveredByTheNewest(Tx tx) {
        return Dreams.newestApplied(tx)
                .flatMap(newest -> Dreams.part(tx, newest.id(), Dreams.Part.PLAN))
                .map(plan -> Kept.plan(plan).covered())
                .orElse(Map.of());
    }

    private Optional<TurnOutcome> undo(List<String> said) {
        Dreams.Row row = services.database()
                .read(tx -> Dreams.find(tx, order.proposal()))
                .orElse(null);
        if (row == null) {
            return Optional.of(refused("there is no dream " + order.proposal()));
        }
        if (row.state() == Dreams.State.UNDONE) {
            services.files().refresh();
            return Optional.empty();
        }
        Long change = row.change();
        if (row.state() != Dreams.State.APPLIED) {
            return Optional.of(refused(row.id() + " was never applied"));
        }
        if (change != null
                && services.database().read(tx -> History.find(tx, change)).isEmpty()) {
            return Optional.of(refused("what " + row.id() + " changed is no longer in the history, which was pruned"));
        }
        services.files().refresh();
        Facts.Undone undone = services.database().write(tx -> {
            Facts.Undone done = change == null
                    ? new Facts.Undone(0, List.of(), List.of())
                    : services.facts().undo(tx, change, "person");
            Dreams.forget(
                    tx, Kept.plan(part(row, Dreams.Part.PLAN).orElseThrow()).news());
            Dreams.state(tx, row.id(), Dreams.State.UNDONE);
            Facts.cover(tx, coveredByTheNewest(tx));
            return done;
        });
        services.files().refresh();
        Dreams.Row after =
                services.database().read(tx -> Dreams.find(tx, row.id())).orElseThrow();
        DreamPages.write(services.workspace(), services.database(), after);
        if (!undone.kept().isEmpty()) {
            said.add("changed again since, and left as they are: " + String.join(", ", undone.kept()));
        }
        return Optional.empty();
    }
}
