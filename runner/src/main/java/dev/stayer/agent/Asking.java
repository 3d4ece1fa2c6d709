package dev.stayer.agent;

import dev.stayer.core.Json;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskAttempt;
import dev.stayer.core.TaskState;
import dev.stayer.core.Times;
import dev.stayer.core.TurnOutcome;
import dev.stayer.core.WaitReason;
import dev.stayer.model.ModelException;
import dev.stayer.model.ModelReply;
import dev.stayer.model.ModelRequest;
import dev.stayer.model.RetryPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Gets one whole reply: waits out what passes soon, goes on to the next model where that helps, and says what else is in the way. */
final class Asking {
    /** As often as the policy asks again itself. */
    private static final int EXHAUSTED = 6;
    /** A reply is looked at for circles whenever so many characters have come. */
    private static final int LOOKS = 300;

    private final InstantSource clock;
    private final RetryPolicy policy;
    private final Budgets budgets;
    private final Assignment task;
    private final Trouble told;

    Asking(AgentServices services, Assignment task) {
        this.told = new Trouble(services, task);
        this.clock = services.clock();
        this.policy = new RetryPolicy(Clock.systemUTC(), ThreadLocalRandom.current());
        this.budgets = services.budgets();
        this.task = task;
    }

    /** What came of it. */
    sealed interface Result {
        /** A whole reply. */
        record Replied(ModelReply reply, ModelChoice model, Instant asked) implements Result {}

        /**
         * The request is longer than the window of a model, or may be.
         *
         * @param certain false where its server refused and nobody can tell for what
         * @param otherwise what comes of it where a shorter one does not help
         */
        record TooLong(ModelChoice model, boolean certain, TurnOutcome otherwise) implements Result {}

        /** The task cannot go on now. */
        record Blocked(TurnOutcome outcome) implements Result {}

        /** The reply went round in circles and was given up. */
        record Circle(String line) implements Result {}
    }

    /** A stream that repeats itself; thrown through the adapter, which gives the request up. */
    private static final class CircleException extends RuntimeException {
        private static final long serialVersionUID = 1;

        CircleException(String line) {
            super(line);
        }
    }

    /** Asks the models in order; on the lane's thread. */
    Result ask(ModelRequest request, long tokens, Deadline attempt) throws InterruptedException {
        List<ModelException> failures = new ArrayList<>();
        ModelChoice tooLong = null;
        boolean certain = false;
        for (ModelChoice model : task.models()) {
            Budgets.Answer budget = budgets.reserve(task, tokens, estimate(model, tokens));
            Budgets.Reservation reservation = budget.reservation();
            if (reservation == null) {
                return new Result.Blocked(waits(
                        TaskState.NEEDS_BUDGET,
                        WaitReason.BUDGET,
                        clock.instant().plus(Duration.ofDays(7)),
                        String.valueOf(budget.refusal())));
            }
            try {
                Result replied = askOne(model, request, attempt, reservation);
                if (replied != null) {
                    told.quiet();
                    return replied;
                }
            } catch (ModelException e) {
                failures.add(e);
                told.failed(model.name(), e, "", attempt);
                boolean length = e.kind() == ModelException.Kind.TOO_LONG;
                if (length || (tooLong == null && e.doubtful())) {
                    certain = length;
                    tooLong = model;
                }
                if (length) {
                    break;
                }
            } finally {
                reservation.giveBack();
            }
        }
        TurnOutcome outcome = blocked(failures);
        return tooLong == null ? new Result.Blocked(outcome) : new Result.TooLong(tooLong, certain, outcome);
    }

    private static double estimate(ModelChoice model, long tokens) {
        ModelChoice.Price price = model.price();
        return price == null ? 0 : tokens * price.input() / 1e6;
    }

    private @Nullable Result askOne(
            ModelChoice model, ModelRequest request, Deadline attempt, Budgets.Reservation reservation)
            throws ModelException, InterruptedException {
        for (int tries = 1; ; tries++) {
            Instant asked = clock.instant();
            StringBuilder line = new StringBuilder();
            StringBuilder all = new StringBuilder();
            attempt.asks();
            try {
                ModelReply reply = model.client().ask(request, text -> show(text, line, all, attempt));
                Double usd = model.cost(reply.usage());
                reservation.settle(reply.usage().prompt() + reply.usage().output(), usd == null ? 0 : usd);
                return new Result.Replied(reply, model, asked);
            } catch (CircleException e) {
                return new Result.Circle(String.valueOf(e.getMessage()));
            } catch (ModelException e) {
                if (!(policy.after(e, tries) instanceof RetryPolicy.AskAgain again)) {
                    throw e;
                }
                told.failed(model.name(), e, "; asks again in " + again.after().toSeconds() + " s", attempt);
                sleep(again.after(), attempt);
            } finally {
                attempt.asked();
            }
        }
    }

    private static void show(String text, StringBuilder line, StringBuilder all, TaskAttempt attempt) {
        int before = all.length() / LOOKS;
        all.append(text);
        line.append(text);
        int end = line.lastIndexOf("\n");
        if (end >= 0) {
            attempt.show(line.substring(line.lastIndexOf("\n", end - 1) + 1, end));
            line.delete(0, end + 1);
        }
        if (all.length() / LOOKS > before) {
            String circle = TextLoop.in(all.substring(Math.max(0, all.length() - TextLoop.TAIL)));
            if (circle != null) {
                throw new CircleException(circle);
            }
        }
    }

    /** Sleeps, but not longer than until the work is asked to end. */
    private static void sleep(Duration pause, TaskAttempt attempt) throws InterruptedException {
        CompletableFuture<StopReason> stop = new CompletableFuture<>();
        attempt.onStop(stop::complete);
        try {
            stop.get(pause.toMillis(), TimeUnit.MILLISECONDS);
            throw new InterruptedException("asked to stop");
        } catch (TimeoutException e) {
            // The whole pause has passed, which is what it was for.
            return;
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * What stands in the way once every model has failed. A failure that passes by itself counts before one that does not, and
     * the first model's before its fallbacks': with a fallback nobody is worse off than without.
     */
    private TurnOutcome blocked(List<ModelException> failures) {
        if (failures.isEmpty()) {
            return new TurnOutcome.Failed("no model is set up for it", null, false, false, Json.object());
        }
        for (ModelException failure : failures) {
            if (policy.after(failure, EXHAUSTED) instanceof RetryPolicy.WaitUntil wait) {
                boolean quota =
                        failure.kind() == ModelException.Kind.RATE_LIMIT || failure.kind() == ModelException.Kind.QUOTA;
                return waits(
                        TaskState.WAITING_QUOTA,
                        quota ? WaitReason.QUOTA : WaitReason.PROVIDER,
                        wait.until(),
                        (quota ? "waits for quota" : "the provider has trouble, waits") + " until "
                                + Times.seconds(wait.until()) + ", then goes on by itself: " + failure.getMessage());
            }
        }
        for (ModelException failure : failures) {
            if (failure.needsPerson()) {
                return person(failure);
            }
        }
        ModelException first = failures.get(0);
        return new TurnOutcome.Failed(
                "the model cannot be asked: " + first.getMessage(), null, false, first.passing(), Json.object());
    }

    private TurnOutcome person(ModelException failure) {
        String said = " (" + failure.getMessage() + "); ";
        String again = "then go on with stayer resume " + task.run();
        return switch (failure.kind()) {
            case UNPAID ->
                person(
                        TaskState.NEEDS_AUTH,
                        WaitReason.ACCOUNT,
                        "the account behind the key has no money left" + said + "settle it, " + again);
            case REGION ->
                person(
                        TaskState.NEEDS_HELP,
                        WaitReason.REGION,
                        "the provider does not serve this country or network" + said
                                + "ask another one or go another way, " + again);
            case MODERATED ->
                person(
                        TaskState.NEEDS_HELP,
                        WaitReason.MODERATION,
                        "the provider refuses what stands in the conversation" + said
                                + "say it differently (stayer retry " + task.run() + " " + task.task()
                                + " --fresh -m TEXT) or ask another model, " + again);
            case NOT_THERE ->
                person(
                        TaskState.NEEDS_HELP,
                        WaitReason.ADDRESS,
                        "there is no such model or address" + said + "look at 'name' and 'base-url' in stayer.yaml, "
                                + again);
            case PROXY ->
                person(
                        TaskState.NEEDS_AUTH,
                        WaitReason.NETWORK,
                        "the proxy wants a name and a password, or others than it was given" + said
                                + "set them in HTTPS_PROXY or HTTP_PROXY (http://NAME:PASSWORD@HOST:PORT), " + again);
            case IN_THE_WAY ->
                person(
                        TaskState.NEEDS_HELP,
                        WaitReason.NETWORK,
                        "something on the way answers in the provider's place: a firewall, a proxy, a page to sign in"
                                + said + "clear the way, " + again);
            default ->
                person(
                        TaskState.NEEDS_AUTH,
                        WaitReason.AUTH,
                        "the provider refuses the key" + said + "set it and go on with stayer resume " + task.run());
        };
    }

    private TurnOutcome person(TaskState state, WaitReason reason, String text) {
        return waits(state, reason, clock.instant().plus(Duration.ofDays(7)), text);
    }

    private static TurnOutcome waits(TaskState state, WaitReason reason, Instant until, String text) {
        return new TurnOutcome.Waits(state, reason, until, text, List.of(), Json.object());
    }
}
