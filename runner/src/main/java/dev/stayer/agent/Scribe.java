package dev.stayer.agent;

import dev.stayer.checkpoint.CheckpointWriter;
import dev.stayer.checkpoint.LedgerLines;
import dev.stayer.core.CrashPoint;
import dev.stayer.core.EventType;
import dev.stayer.core.Json;
import dev.stayer.journal.Conversation;
import dev.stayer.journal.Epochs;
import dev.stayer.journal.Ledger;
import dev.stayer.journal.Spending;
import dev.stayer.model.Message;
import dev.stayer.model.ModelReply;
import dev.stayer.model.ToolSpec;
import dev.stayer.model.Usage;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sees to it that a checkpoint is written in parallel before a context is full, and takes in what came of it. The agent
 * never waits for it. Belongs to the task's lane.
 */
final class Scribe {
    /** A delta smaller than this is not worth a question. */
    private static final int MIN_DELTA = 1_200;

    private static final double QUESTION = 250;

    private final AgentServices services;
    private final Assignment task;
    private final Set<Double> crossed = new HashSet<>();
    private @Nullable CompletableFuture<CheckpointWriter.Written> writing;
    private Budgets.@Nullable Reservation reservation;
    private Instant asked;
    private int askedAt;

    Scribe(AgentServices services, Assignment task) {
        this.services = services;
        this.task = task;
        this.asked = services.clock().instant();
    }

    /** A new epoch: its thresholds are all ahead. */
    void epochBegan() {
        crossed.clear();
    }

    /** What the writer costs an epoch, in full-price tokens. */
    double cost(long opening) {
        ModelChoice writer = task.writer();
        if (writer == null) {
            return 0;
        }
        return task.checkpointAt().size()
                * (onPrefix(writer) ? opening * 1.6 * writer.cachedShare() + QUESTION : 3_000);
    }

    /** The agent's own model reads the agent's cached prefix for a tenth; any other is better served with the delta alone. */
    private boolean onPrefix(ModelChoice writer) {
        return !task.models().isEmpty() && task.models().get(0).name().equals(writer.name());
    }

    /** Begins to write if a threshold was crossed and nothing is being written. */
    void consider(Session session, int turn, long requestTokens, long rebuildPoint, List<ToolSpec> tools) {
        ModelChoice writer = task.writer();
        Epochs.Epoch epoch = session.epoch();
        if (writer == null || epoch == null || writing != null || !crosses((double) requestTokens / rebuildPoint)) {
            return;
        }
        Ledger.Checkpoint before = session.checkpoint();
        long covered = before == null ? 0 : before.coversTo();
        List<Conversation.Entry> delta = session.live().stream()
                .filter(entry -> entry.seq() == 0 || entry.seq() > covered)
                .toList();
        long tokens = delta.stream().mapToLong(Conversation.Entry::tokens).sum();
        if (tokens < MIN_DELTA) {
            return;
        }
        boolean prefix = onPrefix(writer);
        List<Message> messages = prefix
                ? session.messages()
                : delta.stream().map(Session::message).toList();
        Budgets.Answer answer = services.budgets().reserve(task, prefix ? requestTokens : tokens, 0);
        if (answer.reservation() == null) {
            return;
        }
        reservation = answer.reservation();
        asked = services.clock().instant();
        askedAt = turn;
        // The newest messages get their numbers with this turn's commit; what they are then, the delta covers.
        Conversation.Entry last = session.last();
        long upTo = last == null ? covered : last.seq() > 0 ? last.seq() : Long.MAX_VALUE;
        writing = services.writer()
                .write(
                        writer.client(),
                        new CheckpointWriter.Delta(
                                turn, upTo, prefix ? epoch.system() : null, tools, new ArrayList<>(messages)));
    }

    private boolean crosses(double utilisation) {
        boolean crosses = false;
        for (double threshold : task.checkpointAt()) {
            if (utilisation >= threshold && crossed.add(threshold)) {
                crosses = true;
            }
        }
        return crosses;
    }

    /** Takes in what was written, if it is there; it is committed with the turn. */
    void collect(Session session) {
        CompletableFuture<CheckpointWriter.Written> done = writing;
        if (done == null || !done.isDone()) {
            return;
        }
        writing = null;
        Budgets.Reservation reserved = reservation;
        try {
            CheckpointWriter.Written written = done.join();
            Usage usage = written.usage();
            ModelChoice writer = task.writer();
            Double usd = writer == null ? null : writer.cost(usage);
            if (reserved != null) {
                reserved.settle(usage.prompt() + usage.output(), usd == null ? 0 : usd);
            }
            spend(session, "checkpoint", written.model(), written.requestHash(), usage, usd, askedAt, asked);
            take(session, written);
        } catch (CompletionException e) {
            if (reserved != null) {
                reserved.giveBack();
            }
            // Nothing is lost: code knows the commands, files, decisions and errors, and the turns are still live.
            String why = String.valueOf(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
            session.write(tx -> services.journal()
                    .append(
                            tx,
                            task.run(),
                            task.task(),
                            EventType.CHECKPOINT_FAILED,
                            "no checkpoint by a model: " + why));
        }
    }

    private void take(Session session, CheckpointWriter.Written written) {
        Epochs.Epoch epoch = session.epoch();
        Ledger.Checkpoint before = session.checkpoint();
        long covers = coveredTurn(session, written);
        if (epoch == null || (before != null && covers <= before.coversTo())) {
            session.write(tx -> add(tx, redacted(written.entries())));
            return;
        }
        List<Ledger.Entry> entries = redacted(written.entries());
        long from = before != null ? before.coversFrom() : session.live().get(0).seq();
        services.database().writeOnly(tx -> {
            session.flush(tx);
            int added = add(tx, entries);
            Ledger.Checkpoint made = new Ledger.Checkpoint(
                    before == null ? 1 : before.version() + 1,
                    epoch.number(),
                    from,
                    covers,
                    Ledger.lastEntry(tx, task.run(), task.task()),
                    written.current().isEmpty() && before != null
                            ? before.currentWork()
                            : services.redactor().redact(written.current()),
                    written.model(),
                    services.clock().instant());
            Ledger.insert(tx, task.run(), task.task(), made);
            services.journal()
                    .append(
                            tx,
                            task.run(),
                            task.task(),
                            0,
                            EventType.CHECKPOINT_WRITTEN,
                            "checkpoint " + made.version() + ", " + added + " entries by " + written.model(),
                            Json.object().put("version", made.version()).put("coversTo", made.coversTo()));
            session.checkpoint(made);
        });
        CrashPoint.AFTER_CHECKPOINT_COMMIT.reached();
    }

    private int add(Tx tx, List<Ledger.Entry> entries) {
        List<Ledger.Entry> known = Ledger.upTo(tx, task.run(), task.task(), Long.MAX_VALUE);
        return Ledger.add(tx, task.run(), task.task(), LedgerLines.fresh(known, entries));
    }

    /** The last message that was there when the writer was asked. */
    private long coveredTurn(Session session, CheckpointWriter.Written written) {
        if (written.coversTo() != Long.MAX_VALUE) {
            return written.coversTo();
        }
        return session.live().stream()
                .filter(entry -> entry.turn() <= askedAt)
                .mapToLong(Conversation.Entry::seq)
                .max()
                .orElse(0);
    }

    private List<Ledger.Entry> redacted(List<Ledger.Entry> entries) {
        return entries.stream()
                .map(entry -> new Ledger.Entry(
                        0,
                        entry.section(),
                        services.redactor().redact(entry.text()),
                        entry.origin(),
                        entry.turn(),
                        entry.time()))
                .toList();
    }

    /** Writes down what one question cost, and tells the turn's detail. */
    void spent(Session session, int turn, String role, Asking.Result.Replied replied, ObjectNode detail) {
        ModelReply reply = replied.reply();
        Usage usage = reply.usage();
        Double usd = replied.model().cost(usage);
        detail.put("model", replied.model().name())
                .put("request", reply.requestHash())
                .putObject("tokens")
                .put("input", usage.input() + usage.written())
                .put("cached", usage.cached())
                .put("output", usage.output());
        spend(session, role, replied.model().name(), reply.requestHash(), usage, usd, turn, replied.asked());
    }

    private void spend(
            Session session,
            String role,
            String model,
            String hash,
            Usage usage,
            @Nullable Double usd,
            int turn,
            Instant started) {
        Spending.Exchange exchange = new Spending.Exchange(
                turn,
                role,
                model,
                hash,
                usage.input(),
                usage.cached(),
                usage.written(),
                usage.output(),
                usd,
                started,
                services.clock().instant());
        session.write(tx -> Spending.add(tx, task.run(), task.task(), exchange));
    }

    /** Gives up what is being written: the task is over. */
    void close() {
        if (writing != null) {
            writing.cancel(true);
            writing = null;
        }
        if (reservation != null) {
            reservation.giveBack();
        }
    }
}
