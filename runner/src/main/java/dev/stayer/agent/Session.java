package dev.stayer.agent;

import dev.stayer.checkpoint.Overheard;
import dev.stayer.checkpoint.Tokens;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.journal.Conversation;
import dev.stayer.journal.Epochs;
import dev.stayer.journal.Ledger;
import dev.stayer.journal.ToolCalls;
import dev.stayer.model.Message;
import dev.stayer.model.ToolCall;
import dev.stayer.store.Tx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * What rows say of one agent's task, held in memory while it runs, and what is to be written with the next commit. A new
 * process builds the same from the same rows. Belongs to the task's lane.
 */
final class Session {
    private final RunId run;
    private final TaskId task;
    private final List<Consumer<Tx>> unwritten = new ArrayList<>();
    private final List<Conversation.Entry> live = new ArrayList<>();
    private final Map<String, Integer> made = new HashMap<>();
    private final LoopWatch watch = new LoopWatch();
    private final Overheard overheard = new Overheard();
    private Epochs.@Nullable Epoch epoch;
    private Ledger.@Nullable Checkpoint checkpoint;
    private List<ToolCalls.Row> openCalls = List.of();
    private long told;
    private long reported;
    private int reportedUpTo;

    private Session(RunId run, TaskId task) {
        this.run = run;
        this.task = task;
    }

    static Session load(Tx tx, RunId run, TaskId task) {
        Session session = new Session(run, task);
        session.checkpoint = Ledger.newest(tx, run, task).orElse(null);
        ToolCalls.keys(tx, run, task).forEach(key -> session.made.merge(kind(key), 1, Integer::sum));
        Epochs.newest(tx, run, task).ifPresent(epoch -> {
            session.epoch = epoch;
            session.told = epoch.told();
            session.live.addAll(Conversation.between(tx, run, task, epoch.firstSeq(), Long.MAX_VALUE));
            session.live.forEach(session::hear);
            HeardTurns.replay(session.live, session.overheard);
            Conversation.Entry last = session.last();
            if (last != null && last.kind().equals(Conversation.ASSISTANT) && !"[]".equals(last.calls())) {
                session.openCalls = ToolCalls.ofTurn(tx, run, task, last.turn());
            }
            int newest = last == null ? 0 : last.turn();
            ToolCalls.newest(tx, run, task, newest + 1, 12).stream()
                    .filter(row -> row.state() != ToolCalls.State.INTENDED)
                    .forEach(session.watch::notice);
        });
        return session;
    }

    private void hear(Conversation.Entry entry) {
        Long instruction = entry.instruction();
        if (instruction != null) {
            told = Math.max(told, instruction);
        }
    }

    /** What the turns of this task have been heard to settle; belongs to the lane, as the session does. */
    Overheard overheard() {
        return overheard;
    }

    /** What a key was made of beside its number: the same for calls with the same words. */
    static String kind(String key) {
        int dash = key.indexOf('-');
        return dash < 0 ? key : key.substring(0, dash);
    }

    /** The next free key for a call with these words. */
    String key(String hash) {
        return hash + "-" + made.merge(hash, 1, Integer::sum);
    }

    LoopWatch watch() {
        return watch;
    }

    Epochs.@Nullable Epoch epoch() {
        return epoch;
    }

    int epochNumber() {
        Epochs.Epoch now = epoch;
        return now == null ? 0 : now.number();
    }

    Ledger.@Nullable Checkpoint checkpoint() {
        return checkpoint;
    }

    void checkpoint(Ledger.@Nullable Checkpoint newest) {
        checkpoint = newest;
    }

    List<Conversation.Entry> live() {
        return live;
    }

    Conversation.@Nullable Entry last() {
        return live.isEmpty() ? null : live.get(live.size() - 1);
    }

    /** The newest of the person's later words that the model has. */
    long told() {
        return told;
    }

    /** The calls of the newest reply, in order; empty once all their results are in the conversation. */
    List<ToolCalls.Row> openCalls() {
        return openCalls;
    }

    void openCalls(List<ToolCalls.Row> calls) {
        openCalls = calls;
    }

    /** Begins an epoch: {@code tail} is what of the conversation stays live. */
    void begin(Epochs.Epoch next, List<Conversation.Entry> tail) {
        epoch = next;
        told = next.told();
        List<Conversation.Entry> kept = List.copyOf(tail);
        live.clear();
        live.addAll(kept);
        reported = 0;
        reportedUpTo = 0;
    }

    /**
     * True where the last thing that happened has ended the task, a call of finish or words without a call: a person has
     * opened it again.
     */
    boolean saidItsLast() {
        Conversation.Entry last = last();
        if (last != null && last.kind().equals(Conversation.ASSISTANT)) {
            return "[]".equals(last.calls());
        }
        if (last == null || !last.kind().equals(Conversation.RESULTS) || live.size() < 2) {
            return false;
        }
        String calls = live.get(live.size() - 2).calls();
        boolean finish = false;
        for (JsonNode call : Json.parse(calls == null ? "[]" : calls)) {
            finish |= call.path("name").asString("").equals(Toolbox.FINISH);
        }
        return finish && !last.text().contains("\"" + Completion.NOT_DONE);
    }

    /** Adds a message now, and its row with the next commit. */
    void say(Conversation.Entry entry) {
        int place = live.size();
        live.add(entry);
        hear(entry);
        write(tx -> live.set(place, Conversation.append(tx, run, task, entry)));
    }

    /** True if a text stands in what the model was given to read: results of its calls, words of people. */
    boolean hasRead(String text) {
        String json = Json.write(Json.NODES.stringNode(text));
        String inside = json.substring(1, json.length() - 1);
        Epochs.Epoch now = epoch;
        boolean opening = now != null && now.opening().contains(text);
        return opening
                || live.stream()
                        .filter(entry -> !entry.kind().equals(Conversation.ASSISTANT))
                        .anyMatch(entry ->
                                entry.text().contains(text) || entry.text().contains(inside));
    }

    /** Something to be written with the next commit. */
    void write(Consumer<Tx> row) {
        unwritten.add(row);
    }

    boolean hasUnwritten() {
        return !unwritten.isEmpty();
    }

    /** Writes everything that is due; inside the commit that makes it count. */
    void flush(Tx tx) {
        unwritten.forEach(row -> row.accept(tx));
        unwritten.clear();
    }

    /** The provider says how large the request up to now was, its reply included. */
    void reported(long tokens) {
        reported = tokens;
        reportedUpTo = live.size();
    }

    /** How large the next request will be, in tokens. */
    long requestTokens(double factor) {
        long estimate = 0;
        for (Conversation.Entry entry : live.subList(Math.min(reportedUpTo, live.size()), live.size())) {
            estimate += entry.tokens();
        }
        if (reported > 0) {
            return reported + (long) (estimate * factor);
        }
        return (long) ((openingTokens() + estimate) * factor);
    }

    /** An estimate of system prompt, tools and opening. */
    long openingTokens() {
        Epochs.Epoch now = epoch;
        return now == null ? 0 : Tokens.of(now.system()) + Tokens.of(now.tools()) + Tokens.of(now.opening()) + 20L;
    }

    /** An estimate of the messages after the opening. */
    long liveTokens() {
        return live.stream().mapToLong(Conversation.Entry::tokens).sum();
    }

    /** The messages of the next request. */
    List<Message> messages() {
        List<Message> messages = new ArrayList<>();
        Epochs.Epoch now = epoch;
        if (now != null) {
            messages.add(new Message.User(now.opening()));
        }
        live.forEach(entry -> messages.add(message(entry)));
        return messages;
    }

    static Message message(Conversation.Entry entry) {
        return switch (entry.kind()) {
            case Conversation.ASSISTANT -> {
                List<ToolCall> calls = new ArrayList<>();
                for (JsonNode call : Json.parse(entry.calls() == null ? "[]" : entry.calls())) {
                    calls.add(new ToolCall(
                            call.path("id").asString(""),
                            call.path("name").asString(""),
                            call.path("arguments").asString("")));
                }
                yield new Message.Assistant(
                        entry.protocol() == null ? "" : entry.protocol(),
                        entry.raw() == null ? "" : entry.raw(),
                        entry.text(),
                        calls,
                        entry.writer() == null ? "" : entry.writer());
            }
            case Conversation.RESULTS -> {
                List<Message.Result> results = new ArrayList<>();
                for (JsonNode result : Json.parse(entry.text())) {
                    results.add(new Message.Result(
                            result.path("call").asString(""),
                            result.path("text").asString(""),
                            result.path("failed").asBoolean(false)));
                }
                yield new Message.ToolResults(results);
            }
            default -> new Message.User(entry.text());
        };
    }

    static String callsJson(List<ToolCall> calls) {
        ArrayNode json = Json.NODES.arrayNode();
        calls.forEach(call ->
                json.addObject().put("id", call.id()).put("name", call.name()).put("arguments", call.arguments()));
        return Json.write(json);
    }
}
