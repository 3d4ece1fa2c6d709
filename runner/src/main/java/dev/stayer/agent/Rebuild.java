package dev.stayer.agent;

import dev.stayer.checkpoint.EpochOpening;
import dev.stayer.checkpoint.Extraction;
import dev.stayer.core.EventType;
import dev.stayer.core.Hashes;
import dev.stayer.core.Json;
import dev.stayer.journal.Conversation;
import dev.stayer.journal.Epochs;
import dev.stayer.journal.Instructions;
import dev.stayer.journal.Ledger;
import dev.stayer.journal.Tasks;
import dev.stayer.journal.ToolCalls;
import dev.stayer.machine.TaskRow;
import dev.stayer.store.Tx;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds an agent's context anew: opening, checkpoint, and the live turns that the checkpoint does not cover. Nothing can
 * fall between the two: what is not kept live is covered by a checkpoint of the same commit.
 */
final class Rebuild {
    /** Turns with calls that stay live however large they are, so that the agent sees what it did and what came of it. */
    private static final int MIN_LIVE_ACTS = 2;
    /** Share of the rebuild point that live turns may have after a rebuild. */
    private static final double LIVE_SHARE = 0.2;
    /** Share of the window for the checkpoint in the opening. */
    private static final double CHECKPOINT_SHARE = 0.12;

    private static final int MAX_CHECKPOINT = 12_000;
    private static final int MIN_CHECKPOINT = 1_200;
    private static final int RECENT_CALLS = 6;

    private final AgentServices services;
    private final Assignment task;
    private final Session session;
    private final String system;
    private final String tools;

    Rebuild(AgentServices services, Assignment task, Session session, Toolbox toolbox) {
        this.services = services;
        this.task = task;
        this.session = session;
        this.system = SystemPrompt.of(task.system());
        this.tools = toolbox.json();
    }

    /** Why a new epoch must begin before anything else; null if the present one is good. */
    @Nullable
    String due() {
        Epochs.Epoch now = session.epoch();
        if (now == null) {
            return "begins";
        }
        return now.system().equals(system) && now.tools().equals(tools)
                ? null
                : "what every request begins with has changed";
    }

    /**
     * Begins an epoch, in a commit of its own, so that a crash finds the very bytes that were sent.
     *
     * @param rebuildPoint tokens from which the next rebuild is due
     * @param acts how many turns with calls stay live; 0 for as many as there is room for
     */
    void begin(String reason, long rebuildPoint, int acts) {
        services.database().writeOnly(tx -> {
            session.flush(tx);
            begin(tx, reason, rebuildPoint, acts);
        });
    }

    /** Begins anew as if nothing had been done: a person wants it so. */
    void forget() {
        services.database().writeOnly(tx -> {
            Ledger.forget(tx, task.run(), task.task());
            long next = lastSeq() + 1;
            session.checkpoint(null);
            insert(tx, next, null, null, List.of(), "begins anew, earlier attempts forgotten");
        });
    }

    private void begin(Tx tx, String reason, long rebuildPoint, int acts) {
        List<Conversation.Entry> live = session.live();
        int cut = acts > 0 ? lastActs(live, acts) : cut(live, rebuildPoint);
        if (session.epoch() == null || (session.checkpoint() == null && cut == 0)) {
            long first = live.isEmpty() ? lastSeq() + 1 : live.get(0).seq();
            insert(tx, first, null, null, List.copyOf(live), reason);
            return;
        }
        Ledger.Checkpoint checkpoint = covering(tx, live, cut);
        List<Conversation.Entry> tail = List.copyOf(live.subList(cut, live.size()));
        long first = tail.isEmpty() ? lastSeq() + 1 : tail.get(0).seq();
        // covered and live together are all there is; anything else would be a loss without a trace.
        if (checkpoint.coversTo() + 1 < first && cut > 0 && live.get(cut - 1).seq() > checkpoint.coversTo()) {
            throw new IllegalStateException("task %s of run %s: messages %d to %d would be neither covered nor live"
                    .formatted(task.task(), task.run(), checkpoint.coversTo() + 1, first - 1));
        }
        insert(tx, first, checkpoint, past(tx, checkpoint, live), tail, reason);
    }

    private long lastSeq() {
        Conversation.Entry last = session.last();
        if (last != null) {
            return last.seq();
        }
        Ledger.Checkpoint covered = session.checkpoint();
        Epochs.Epoch now = session.epoch();
        return Math.max(covered == null ? 0 : covered.coversTo(), now == null ? 0 : now.firstSeq() - 1);
    }

    /** The newest checkpoint if it covers everything before the cut; else one by code that does. */
    private Ledger.Checkpoint covering(Tx tx, List<Conversation.Entry> live, int cut) {
        Ledger.Checkpoint newest = session.checkpoint();
        long upTo = cut == 0
                ? (newest == null ? 0 : newest.coversTo())
                : live.get(cut - 1).seq();
        long lastEntry = Ledger.lastEntry(tx, task.run(), task.task());
        if (newest != null && newest.coversTo() >= upTo && newest.lastEntry() >= lastEntry) {
            return newest;
        }
        long from = newest != null
                ? newest.coversFrom()
                : live.isEmpty() ? upTo : live.get(0).seq();
        Ledger.Checkpoint made = new Ledger.Checkpoint(
                newest == null ? 1 : newest.version() + 1,
                session.epoch() == null ? 0 : session.epoch().number(),
                from,
                Math.max(upTo, newest == null ? 0 : newest.coversTo()),
                lastEntry,
                newest == null ? "" : newest.currentWork(),
                "code",
                services.clock().instant());
        Ledger.insert(tx, task.run(), task.task(), made);
        session.checkpoint(made);
        return made;
    }

    private static int cut(List<Conversation.Entry> live, long rebuildPoint) {
        int cut = lastActs(live, MIN_LIVE_ACTS);
        long tokens = 0;
        for (int i = live.size() - 1; i >= 0; i--) {
            tokens += live.get(i).tokens();
            if (tokens > rebuildPoint * LIVE_SHARE) {
                break;
            }
            if (begins(live, i)) {
                cut = Math.min(cut, i);
            }
        }
        return cut;
    }

    /**
     * Where the newest {@code acts} replies that called something begin; where there are not so many, the newest replies.
     * Replies in words stand between them, and alone they would show an agent nothing of what it has done.
     */
    private static int lastActs(List<Conversation.Entry> live, int acts) {
        int found = 0;
        int cut = live.size();
        int newest = live.size();
        for (int i = live.size() - 1; i >= 0 && found < acts; i--) {
            if (begins(live, i)) {
                newest = newest == live.size() ? i : newest;
                if (!"[]".equals(live.get(i).calls())) {
                    cut = i;
                    found++;
                }
            }
        }
        return found == 0 ? newest : cut;
    }

    /** Only where a reply begins may a conversation be cut: calls and results stay together. */
    private static boolean begins(List<Conversation.Entry> live, int at) {
        return live.get(at).kind().equals(Conversation.ASSISTANT);
    }

    private EpochOpening.Past past(Tx tx, Ledger.Checkpoint checkpoint, List<Conversation.Entry> live) {
        String said = "";
        for (Conversation.Entry entry : live) {
            if (entry.kind().equals(Conversation.ASSISTANT) && !entry.text().isBlank()) {
                said = entry.text();
            }
        }
        int turn = session.last() == null ? 0 : session.last().turn();
        List<String> recent = new ArrayList<>();
        for (ToolCalls.Row call : ToolCalls.newest(tx, task.run(), task.task(), turn + 1, RECENT_CALLS)) {
            String result = call.result() == null ? "" : ": " + Results.cut(call.result());
            recent.add("#" + call.turn() + " " + Extraction.what(call) + " → "
                    + call.state().name().toLowerCase(java.util.Locale.ROOT) + result);
        }
        return new EpochOpening.Past(
                checkpoint,
                Ledger.upTo(tx, task.run(), task.task(), checkpoint.lastEntry()),
                said,
                recent,
                children(tx));
    }

    private List<String> children(Tx tx) {
        List<String> lines = new ArrayList<>();
        for (TaskRow row : Tasks.children(tx, task.run(), task.task())) {
            lines.add(row.id() + " " + row.name() + ": " + row.state()
                    + (row.outputs().isEmpty() ? "" : " " + Json.write(row.outputs())));
        }
        return lines;
    }

    private void insert(
            Tx tx,
            long firstSeq,
            Ledger.@Nullable Checkpoint checkpoint,
            EpochOpening.@Nullable Past past,
            List<Conversation.Entry> tail,
            String reason) {
        List<Instructions.Instruction> told = Instructions.concerning(tx, task.run(), task.task(), 0);
        long newestTold = told.isEmpty() ? 0 : told.get(told.size() - 1).id();
        long window = task.models().isEmpty() ? 32_000 : task.models().get(0).usable();
        int budget = (int) Math.clamp((long) (window * CHECKPOINT_SHARE), MIN_CHECKPOINT, MAX_CHECKPOINT);
        String opening = EpochOpening.render(
                new EpochOpening.Parts(
                        task.brief(),
                        task.words(),
                        task.goals(),
                        told,
                        task.facts(),
                        task.skills(),
                        LoadedSkills.of(tx, task.run(), task.task(), tail, (int) Math.min(window / 16, 4_000))),
                past,
                budget);
        Epochs.Epoch before = session.epoch();
        Epochs.Epoch next = new Epochs.Epoch(
                before == null ? 1 : before.number() + 1,
                firstSeq,
                checkpoint == null ? 0 : checkpoint.version(),
                newestTold,
                system,
                tools,
                opening,
                Hashes.of(system + tools + opening),
                reason,
                services.clock().instant());
        Epochs.insert(tx, task.run(), task.task(), next);
        services.journal()
                .append(
                        tx,
                        task.run(),
                        task.task(),
                        0,
                        EventType.EPOCH_STARTED,
                        "context " + next.number() + ": " + reason,
                        Json.object()
                                .put("epoch", next.number())
                                .put("checkpoint", next.checkpoint())
                                .put("hash", next.hash()));
        session.begin(next, tail);
    }
}
