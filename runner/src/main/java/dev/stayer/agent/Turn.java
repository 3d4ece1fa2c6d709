package dev.stayer.agent;

import dev.stayer.checkpoint.RebuildPoint;
import dev.stayer.checkpoint.Tokens;
import dev.stayer.core.CrashPoint;
import dev.stayer.core.Json;
import dev.stayer.core.TaskState;
import dev.stayer.core.TurnOutcome;
import dev.stayer.journal.Conversation;
import dev.stayer.journal.Instructions;
import dev.stayer.journal.ToolCalls;
import dev.stayer.memory.Remembering;
import dev.stayer.model.ModelReply;
import dev.stayer.model.ModelRequest;
import dev.stayer.tool.file.Protection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One turn of an agent; its fields are what it found and what it leaves in the execution context. Used once. */
final class Turn {
    /** Bad replies in a row before the context is built anew, and again before a person is asked. */
    private static final int STRIKES = 3;

    /** So many turns without a circle, and the last one is forgiven. */
    private static final int FORGIVEN = 30;

    private final AgentServices services;
    private final Assignment task;
    private final Toolbox toolbox;
    private final Asking asking;
    private final Scribe scribe;
    private final boolean resumed;
    private final Session session;
    private final Deadline attempt;
    private final Rebuild rebuild;
    private final Actions actions;
    private final Map<String, Object> context;
    private final ObjectNode detail = Json.object();
    private int strikes;
    private int circles;
    private int refusals;

    /** What all turns of a task share. */
    record Parts(AgentServices services, Assignment task, Toolbox toolbox, Asking asking, Scribe scribe) {}

    /** @param resumed true where an earlier process may have begun with the open calls */
    Turn(Parts parts, Session session, Deadline attempt, boolean resumed) {
        this.services = parts.services();
        this.task = parts.task();
        this.toolbox = parts.toolbox();
        this.asking = parts.asking();
        this.scribe = parts.scribe();
        this.resumed = resumed;
        this.session = session;
        this.attempt = attempt;
        this.rebuild = new Rebuild(services, task, session, toolbox);
        this.actions = new Actions(services, task, session, toolbox);
        this.context = attempt.context();
        this.strikes = number("strikes");
        this.circles = number("circles");
        this.refusals = number("refusals");
    }

    TurnOutcome run() throws InterruptedException {
        if (task.fresh() && !context.containsKey("epoch")) {
            rebuild.forget();
        }
        Protection.remember(task.protectedPaths(), context);
        boolean mayHaveBegun = resumed && !session.openCalls().isEmpty();
        if (session.openCalls().isEmpty()) {
            if (attempt.turn() > task.turns()) {
                return new TurnOutcome.Failed(
                        "took all of its " + task.turns() + " turns without an end", null, false, false, detail);
            }
            scribe.collect(session);
            prepareContext();
            hear();
            TurnOutcome blocked = ask();
            if (blocked != null) {
                return blocked;
            }
        }
        return act(mayHaveBegun);
    }

    private void prepareContext() {
        String reason = rebuild.due();
        if (reason == null && session.requestTokens(factor()) >= rebuildPoint()) {
            reason = "rebuilt at %d tokens".formatted(session.requestTokens(factor()));
        }
        if (reason != null) {
            CrashPoint.BEFORE_REBUILD.reached();
            rebuild.begin(reason, rebuildPoint(), false);
            CrashPoint.AFTER_REBUILD.reached();
            scribe.epochBegan();
        }
    }

    private long rebuildPoint() {
        if (task.models().isEmpty()) {
            return Long.MAX_VALUE;
        }
        ModelChoice model = task.models().get(0);
        long opening = (long) (session.openingTokens() * factor());
        int turns = (int) session.live().stream()
                .filter(entry -> entry.kind().equals(Conversation.ASSISTANT))
                .count();
        double growth = turns == 0 ? 500 : session.liveTokens() * factor() / turns;
        return RebuildPoint.of(
                opening, growth, scribe.cost(opening), model.cachedShare(), model.usable(), task.rebuild());
    }

    /** What a person said since the last turn goes to the model word by word. */
    private void hear() {
        String words = task.retryWords();
        List<Instructions.Instruction> all =
                services.database().read(tx -> Instructions.concerning(tx, task.run(), task.task(), 0));
        if (words != null
                && !words.isBlank()
                && all.stream()
                        .noneMatch(
                                one -> one.kind().equals("retry") && one.text().equals(words))) {
            services.database()
                    .writeOnly(tx -> Instructions.add(
                            tx,
                            task.run(),
                            task.task(),
                            "retry",
                            words,
                            "person",
                            services.clock().instant()));
            all = services.database().read(tx -> Instructions.concerning(tx, task.run(), task.task(), 0));
        }
        if (session.saidItsLast() && all.stream().noneMatch(one -> one.id() > session.told())) {
            tell("This task was opened again: see what is missing now, and go on.", "runner");
        }
        for (Instructions.Instruction one : all) {
            if (one.id() > session.told() && !one.kind().equals("answer")) {
                tell("The person says: " + one.text(), "told " + one.id());
            }
        }
    }

    private void tell(String text, String origin) {
        session.say(new Conversation.Entry(
                0,
                epoch(),
                attempt.turn(),
                Conversation.USER,
                text,
                origin,
                null,
                null,
                Tokens.of(text) + Tokens.PER_MESSAGE,
                services.clock().instant()));
    }

    private int epoch() {
        return session.epoch() == null ? 0 : session.epoch().number();
    }

    /** Null once the reply is in the session with its calls; an outcome where the turn ends before that. */
    private @Nullable TurnOutcome ask() throws InterruptedException {
        for (int shrunk = 0; ; shrunk++) {
            ModelRequest request = new ModelRequest(
                    java.util.Objects.requireNonNull(session.epoch()).system(),
                    toolbox.specs(),
                    session.messages(),
                    task.models().isEmpty() ? null : task.models().get(0).output());
            long tokens = session.requestTokens(factor());
            CrashPoint.BEFORE_MODEL_CALL.reached();
            switch (asking.ask(request, tokens, attempt)) {
                case Asking.Result.Blocked blocked -> {
                    return blocked.outcome();
                }
                case Asking.Result.TooLong tooLong -> {
                    if (shrunk == 2) {
                        return new TurnOutcome.Failed(
                                "the request does not fit the model's window: " + tooLong.message(),
                                null,
                                false,
                                false,
                                detail);
                    }
                    rebuild.begin("too long for the model's window", rebuildPoint() / 2, true);
                    scribe.epochBegan();
                }
                case Asking.Result.Circle circle -> {
                    return strike(
                            "Your reply said the same again and again: " + circle.line() + ". Go on differently.");
                }
                case Asking.Result.Replied replied -> {
                    CrashPoint.AFTER_MODEL_CALL.reached();
                    return take(replied, tokens);
                }
            }
        }
    }

    private @Nullable TurnOutcome take(Asking.Result.Replied replied, long estimated) {
        ModelReply reply = replied.reply();
        long prompt = reply.usage().prompt();
        if (prompt > 0) {
            context.put("factor", Long.toString(Math.round(1000 * correction(prompt, estimated))));
        }
        scribe.spent(session, attempt.turn(), "agent", replied, detail);
        Replies.Judged judged = Replies.judge(
                reply,
                toolbox,
                actions,
                session,
                attempt.turn(),
                services.redactor(),
                services.clock().instant());
        if (judged.entry() != null) {
            session.say(new Conversation.Entry(
                    0,
                    epoch(),
                    attempt.turn(),
                    Conversation.ASSISTANT,
                    judged.entry().text(),
                    judged.entry().protocol(),
                    judged.entry().raw(),
                    Session.callsJson(judged.entry().calls()),
                    (int) Math.max(
                                    reply.usage().output(),
                                    Tokens.of(judged.entry().text()))
                            + Tokens.PER_MESSAGE,
                    services.clock().instant()));
            session.reported(prompt + reply.usage().output());
            session.openCalls(judged.rows());
            session.write(tx -> ToolCalls.put(tx, task.run(), task.task(), judged.rows()));
        }
        detail.put(
                "say", Results.cut(judged.entry() == null ? "" : judged.entry().text()));
        if (judged.rows().isEmpty()) {
            return strike(judged.fault() == null ? "Call a tool; when the task is done, call finish." : judged.fault());
        }
        if (judged.fault() != null) {
            tellAfterwards = judged.fault();
        }
        strikes = 0;
        return null;
    }

    private @Nullable String tellAfterwards;

    /** A new estimate moves a third of the way to what the provider says. */
    private double correction(long prompt, long estimated) {
        double now = factor();
        double seen = estimated <= 0 ? now : now * prompt / estimated;
        return Math.clamp(now + (seen - now) / 3, 0.4, 4);
    }

    private double factor() {
        Object kept = context.get("factor");
        return kept == null ? 1 : Long.parseLong(kept.toString()) / 1000.0;
    }

    /** A reply that led to nothing: say so; then a fresh context; then a person. */
    private TurnOutcome strike(String nudge) {
        strikes++;
        if (strikes >= 2 * STRIKES) {
            return stuck("its model gave " + strikes + " replies in a row that lead to nothing");
        }
        if (strikes == STRIKES) {
            keep();
            services.database().writeOnly(session::flush);
            rebuild.begin("the last replies led to nothing", rebuildPoint(), true);
            scribe.epochBegan();
        }
        tell(nudge, "runner");
        return more("nothing was called: " + nudge);
    }

    private TurnOutcome stuck(String why) {
        keep();
        context.put("strikes", 0);
        context.put("circles", 0);
        return new TurnOutcome.Waits(
                TaskState.NEEDS_HELP,
                "stuck",
                services.clock().instant().plus(Duration.ofDays(7)),
                "is stuck: " + why + newest() + "; tell it what to do (stayer tell " + task.run() + " " + task.task()
                        + " TEXT), then stayer resume " + task.run(),
                List.of(),
                detail);
    }

    /** What it did last, for the person who is to help. */
    private String newest() {
        List<ToolCalls.Row> calls =
                services.database().read(tx -> ToolCalls.newest(tx, task.run(), task.task(), attempt.turn() + 1, 4));
        return calls.isEmpty() ? "" : "; its last calls: " + Results.line(calls);
    }

    private TurnOutcome act(boolean mayHaveBegun) throws InterruptedException {
        Actions.Ended ended = actions.make(attempt, mayHaveBegun);
        if (ended instanceof Actions.Ended.Waiting waiting) {
            keep();
            TurnOutcome.Waits out = waiting.outcome();
            return new TurnOutcome.Waits(out.state(), out.reason(), out.until(), out.text(), out.choices(), detail);
        }
        TurnOutcome over = null;
        if (ended instanceof Actions.Ended.Finish finish) {
            over = finish(finish);
        }
        List<ToolCalls.Row> calls = session.openCalls();
        Results.keep(services, task, session, attempt.turn(), calls, detail);
        if (over != null) {
            scribe.close();
            session.write(
                    tx -> new Remembering(services.facts(), services.clock().instant())
                            .ended(tx, task.run(), task.task(), attempt.turn()));
            // Whoever opens it again gives it the whole number of attempts.
            refusals = 0;
            keep();
            return over;
        }
        String circle =
                session.watch().circle(() -> Fingerprint.of(services.workspace().root()));
        if (circle != null) {
            return circle(circle, calls);
        }
        if (tellAfterwards != null) {
            tell(tellAfterwards, "runner");
        }
        scribe.consider(session, attempt.turn(), session.requestTokens(factor()), rebuildPoint(), toolbox.specs());
        return more(Results.line(calls));
    }

    private TurnOutcome circle(String circle, List<ToolCalls.Row> calls) {
        circles = attempt.turn() - number("circleTurn") > FORGIVEN ? 1 : circles + 1;
        context.put("circleTurn", attempt.turn());
        session.watch().reset();
        if (circles >= 3) {
            return stuck(circle);
        }
        if (circles == 2) {
            keep();
            services.database().writeOnly(session::flush);
            rebuild.begin("went in circles", rebuildPoint(), true);
            scribe.epochBegan();
        }
        tell("You are going in circles: " + circle + ". Doing it again will not help; take another way.", "runner");
        return more(Results.line(calls));
    }

    private @Nullable TurnOutcome finish(Actions.Ended.Finish finish) throws InterruptedException {
        Completion.Judgement judgement = new Completion(services, task).judge(finish.arguments(), attempt, refusals);
        detail.setAll(judgement.detail());
        List<ToolCalls.Row> rows = session.openCalls();
        for (int i = 0; i < rows.size(); i++) {
            ToolCalls.Row row = rows.get(i);
            if (row.state().equals(ToolCalls.INTENDED)) {
                boolean it = row.place() == finish.call().place();
                String text = it ? judgement.answer() : "not called: finish stands before it";
                boolean done = it && judgement.outcome() instanceof TurnOutcome.Completed;
                actions.end(
                        i,
                        row.ended(
                                done ? ToolCalls.DONE : ToolCalls.FAILED,
                                text,
                                0,
                                services.clock().instant()));
            }
        }
        refusals = judgement.refusals();
        return judgement.outcome();
    }

    private TurnOutcome more(String line) {
        keep();
        detail.put("line", services.redactor().redact(Results.cut(line)));
        return new TurnOutcome.More(detail);
    }

    private int number(String key) {
        Object value = context.get(key);
        return value == null ? 0 : Integer.parseInt(value.toString());
    }

    private void keep() {
        context.put("epoch", epoch());
        context.put("strikes", strikes);
        context.put("circles", circles);
        context.put("refusals", refusals);
        context.put(
                "checkpoint",
                session.checkpoint() == null ? 0 : session.checkpoint().version());
        context.put("requestTokens", (int) session.requestTokens(factor()));
    }
}
