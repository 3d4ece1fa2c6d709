package dev.stayer.agent;

import dev.stayer.checkpoint.RebuildPoint;
import dev.stayer.checkpoint.Tokens;
import dev.stayer.core.Claim;
import dev.stayer.core.CrashPoint;
import dev.stayer.core.Json;
import dev.stayer.core.TaskState;
import dev.stayer.core.TurnOutcome;
import dev.stayer.core.WaitReason;
import dev.stayer.journal.Conversation;
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
    private static final String NO_CALL =
            "Call a tool; when the task is done, call finish; what only a person can say, ask with ask.";
    private static final String CLAIM_NUDGE =
            "Nothing was called. If this is the end, call finish; if you need something from the person, call ask;"
                    + " else go on with the next call.";

    private final AgentServices services;
    private final Assignment task;
    private final Toolbox toolbox;
    private final Asking asking;
    private final Scribe scribe;
    private final Hearing hearing;
    private final boolean resumed;
    private final Session session;
    private final Deadline attempt;
    private final Rebuild rebuild;
    private final Actions actions;
    private final Map<String, Object> context;
    private final ObjectNode detail = Json.object();
    private final StrikeCounter patience;
    private final Correction correction;
    private final Windows windows;
    private int refusals;
    private @Nullable String tellAfterwards;

    /** What all turns of a task share. */
    record Parts(
            AgentServices services, Assignment task, Toolbox toolbox, Asking asking, Scribe scribe, Hearing hearing) {}

    /** @param resumed true where an earlier process may have begun with the open calls */
    Turn(Parts parts, Session session, Deadline attempt, boolean resumed) {
        this.services = parts.services();
        this.task = parts.task();
        this.toolbox = parts.toolbox();
        this.asking = parts.asking();
        this.scribe = parts.scribe();
        this.hearing = parts.hearing();
        this.resumed = resumed;
        this.session = session;
        this.attempt = attempt;
        this.rebuild = new Rebuild(services, task, session, toolbox);
        this.actions = new Actions(services, task, session, toolbox);
        this.context = attempt.context();
        this.patience = new StrikeCounter(context);
        this.correction = new Correction(context);
        this.windows = new Windows(services, task, context);
        Object refused = context.get("refusals");
        this.refusals = refused == null ? 0 : Integer.parseInt(refused.toString());
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
            hearing.hear(session, attempt.turn());
            TurnOutcome blocked = ask();
            if (blocked != null) {
                return blocked;
            }
        }
        return act(mayHaveBegun);
    }

    private void prepareContext() {
        String reason = rebuild.due();
        if (reason == null && session.requestTokens(correction.factor()) >= rebuildPoint()) {
            reason = "rebuilt at %d tokens".formatted(session.requestTokens(correction.factor()));
        }
        if (reason != null) {
            CrashPoint.BEFORE_REBUILD.reached();
            rebuild.begin(reason, rebuildPoint(), 0);
            CrashPoint.AFTER_REBUILD.reached();
            scribe.epochBegan();
        }
    }

    private long rebuildPoint() {
        if (task.models().isEmpty()) {
            return Long.MAX_VALUE;
        }
        ModelChoice model = task.models().get(0);
        long opening = (long) (session.openingTokens() * correction.factor());
        int turns = (int) session.live().stream()
                .filter(entry -> entry.kind().equals(Conversation.ASSISTANT))
                .count();
        double growth = turns == 0 ? 500 : session.liveTokens() * correction.factor() / turns;
        return RebuildPoint.of(
                opening, growth, scribe.cost(opening), model.cachedShare(), model.usable(), task.rebuild());
    }

    /** Null once the reply is in the session with its calls; an outcome where the turn ends before that. */
    private @Nullable TurnOutcome ask() throws InterruptedException {
        for (int shrunk = 0; ; shrunk++) {
            ModelRequest request = new ModelRequest(
                    java.util.Objects.requireNonNull(session.epoch()).system(),
                    toolbox.specs(),
                    session.messages(),
                    task.models().isEmpty() ? null : task.models().get(0).output());
            long tokens = session.requestTokens(correction.factor());
            CrashPoint.BEFORE_MODEL_CALL.reached();
            switch (asking.ask(request, tokens, attempt)) {
                case Asking.Result.Blocked blocked -> {
                    return blocked.outcome();
                }
                case Asking.Result.TooLong tooLong -> {
                    boolean grown = session.live().stream()
                            .anyMatch(entry -> entry.kind().equals(Conversation.ASSISTANT));
                    // What a server refuses without a clear word is shortened once, and only if it has grown at all.
                    if (!grown || shrunk == (tooLong.certain() ? 2 : 1)) {
                        return tooLong.certain() && tooLong.otherwise() instanceof TurnOutcome.Failed failed
                                ? tooLarge(failed)
                                : tooLong.otherwise();
                    }
                    if (tooLong.certain()) {
                        windows.refused(tooLong.model(), tokens, attempt);
                    }
                    rebuild.begin(
                            tooLong.certain() ? "too long for the model's window" : "refused, maybe for its length",
                            rebuildPoint() / 2,
                            1);
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

    private TurnOutcome tooLarge(TurnOutcome.Failed failed) {
        return new TurnOutcome.Failed(
                "the request does not fit the model's window: " + failed.reason(), null, false, false, detail);
    }

    private @Nullable TurnOutcome take(Asking.Result.Replied replied, long estimated) throws InterruptedException {
        ModelReply reply = replied.reply();
        long prompt = reply.usage().prompt();
        if (!windows.counted(replied.model(), prompt, session.openingTokens() + session.liveTokens(), attempt)) {
            correction.learn(prompt, estimated);
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
                    session.epochNumber(),
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
                    services.clock().instant(),
                    replied.model().name(),
                    null));
            session.reported(prompt + reply.usage().output());
            session.openCalls(judged.rows());
            session.write(tx -> ToolCalls.put(tx, task.run(), task.task(), judged.rows()));
        }
        if (judged.rows().isEmpty() && judged.entry() != null) {
            Results.heard(
                    services, task, session, attempt.turn(), judged.entry().text());
        }
        detail.put(
                "say", Results.cut(judged.entry() == null ? "" : judged.entry().text()));
        if (judged.claim() != null) {
            return claimed(judged.claim());
        }
        if (judged.rows().isEmpty()) {
            return strike(judged.fault() == null ? NO_CALL : judged.fault());
        }
        if (judged.fault() != null) {
            tellAfterwards = judged.fault();
        }
        patience.pleased();
        return null;
    }

    /** The agent says in words that the task is done: judged as a call of finish is, where anything can be looked at. */
    private TurnOutcome claimed(String words) throws InterruptedException {
        Completion completion = completion();
        if (!completion.decides() && patience.nudges()) {
            hearing.tell(session, attempt.turn(), CLAIM_NUDGE);
            return more("says in words that it is done: " + words);
        }
        int before = patience.refusedWords();
        Completion.Judgement judgement = completion.judge(
                Json.object().put("outcome", "done").put("summary", words), Claim.By.WORDS, attempt, before);
        detail.setAll(judgement.detail());
        TurnOutcome outcome = judgement.outcome();
        if (outcome != null) {
            return over(outcome);
        }
        patience.refusedWords(judgement.refusals());
        if (judgement.refusals() > before || hearing.more(session)) {
            hearing.tell(session, attempt.turn(), judgement.answer());
            return more("says in words that it is done; " + judgement.answer());
        }
        if (patience.nudges() || !actions.hasOpenParts()) {
            return strike(judgement.answer());
        }
        // Nothing but the sub-tasks is in the way, and it was told so: what it has left to do is to wait for them.
        hearing.tell(session, attempt.turn(), "Your sub-tasks were waited for: look at them with task list.");
        return waits(actions.forParts());
    }

    private Completion completion() {
        return new Completion(services, task, () -> hearing.more(session));
    }

    private TurnOutcome strike(String nudge) {
        StrikeCounter.Step step = patience.struck();
        return trouble(
                step,
                "its model gave " + patience.strikes()
                        + " replies in a row that lead to nothing (stayer doctor tries whether it calls tools)",
                "the last replies led to nothing",
                nudge,
                "nothing was called: " + nudge);
    }

    /** What comes of an agent that gets nowhere: words, a fresh context and words, or a person. */
    private TurnOutcome trouble(StrikeCounter.Step step, String why, String rebuilt, String nudge, String line) {
        if (step == StrikeCounter.Step.ASK_PERSON) {
            return stuck(why);
        }
        if (step == StrikeCounter.Step.FRESH_CONTEXT) {
            keep();
            services.database().writeOnly(session::flush);
            rebuild.begin(rebuilt, rebuildPoint(), 2);
            scribe.epochBegan();
        }
        hearing.tell(session, attempt.turn(), nudge);
        return more(line);
    }

    private TurnOutcome stuck(String why) {
        patience.forget();
        return waits(new TurnOutcome.Waits(
                TaskState.NEEDS_HELP,
                WaitReason.STUCK,
                services.clock().instant().plus(Duration.ofDays(7)),
                "is stuck: " + why + Results.newest(services, task, session, attempt.turn())
                        + "; tell it what to do (stayer tell " + task.run() + " " + task.task()
                        + " TEXT), then stayer resume " + task.run(),
                List.of(),
                detail));
    }

    private TurnOutcome act(boolean mayHaveBegun) throws InterruptedException {
        Actions.Ended ended = actions.make(attempt, mayHaveBegun);
        if (ended instanceof Actions.Ended.Waiting waiting) {
            return waits(waiting.outcome());
        }
        TurnOutcome over = null;
        if (ended instanceof Actions.Ended.Finish finish) {
            over = finish(finish);
        }
        List<ToolCalls.Row> calls = session.openCalls();
        Results.keep(services, task, session, attempt.turn(), calls, detail);
        if (over != null) {
            return over(over);
        }
        String circle =
                session.watch().circle(() -> Fingerprint.of(services.workspace().root()));
        if (circle != null && actions.hasOpenParts()) {
            // It looks again and again because it waits for its sub-tasks: then it may as well wait.
            session.watch().reset();
            return waits(actions.forParts());
        }
        if (circle != null) {
            return circle(circle, calls);
        }
        if (tellAfterwards != null) {
            hearing.tell(session, attempt.turn(), tellAfterwards);
        }
        scribe.consider(
                session, attempt.turn(), session.requestTokens(correction.factor()), rebuildPoint(), toolbox.specs());
        return more(Results.line(calls));
    }

    private TurnOutcome waits(TurnOutcome.Waits out) {
        keep();
        return out.with(detail);
    }

    private TurnOutcome over(TurnOutcome outcome) {
        scribe.close();
        session.write(tx -> new Remembering(services.facts(), services.clock().instant())
                .ended(tx, task.run(), task.task(), attempt.turn()));
        // Whoever opens it again gives it the whole number of attempts.
        refusals = 0;
        patience.pleased();
        keep();
        return outcome;
    }

    private TurnOutcome circle(String circle, List<ToolCalls.Row> calls) {
        session.watch().reset();
        return trouble(
                patience.circled(attempt.turn()),
                circle,
                "went in circles",
                "You are going in circles: " + circle + ". Doing it again will not help; take another way.",
                Results.line(calls));
    }

    private @Nullable TurnOutcome finish(Actions.Ended.Finish finish) throws InterruptedException {
        Completion.Judgement judgement = completion().judge(finish.arguments(), Claim.By.FINISH, attempt, refusals);
        detail.setAll(judgement.detail());
        List<ToolCalls.Row> rows = session.openCalls();
        for (int i = 0; i < rows.size(); i++) {
            ToolCalls.Row row = rows.get(i);
            if (row.state() == ToolCalls.State.INTENDED) {
                boolean it = row.place() == finish.call().place();
                String text = it ? judgement.answer() : "not called: finish stands before it";
                boolean done = it && judgement.outcome() instanceof TurnOutcome.Completed;
                actions.end(
                        i,
                        row.ended(ToolCalls.Outcome.of(
                                done ? ToolCalls.State.DONE : ToolCalls.State.FAILED,
                                text,
                                services.clock().instant())));
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

    private void keep() {
        context.put("epoch", session.epochNumber());
        patience.keep();
        context.put("refusals", refusals);
        context.put(
                "checkpoint",
                session.checkpoint() == null ? 0 : session.checkpoint().version());
        context.put("requestTokens", (int) session.requestTokens(correction.factor()));
    }
}
