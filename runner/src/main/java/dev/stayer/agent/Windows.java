package dev.stayer.agent;

import dev.stayer.core.EventType;
import dev.stayer.core.Json;
import java.util.Map;

/**
 * Finds out that a model's server has room for less than its settings say. One that refuses says so; one that quietly cuts
 * the beginning off counts far less than was sent, and the same again when more is sent, or the very same several times while
 * more and more is sent: no tokenizer does that. The smaller window is believed and told. Belongs to the task's lane.
 */
final class Windows {
    /** No tokenizer needs so few tokens for what we estimate at one. */
    private static final double CUT = 0.6;
    /** Two counts that are the same limit: servers cut by whole messages. */
    private static final double SAME = 0.75;
    /** Below this nothing is known: small requests are estimated badly. */
    private static final long MIN_TOKENS = 2_500;
    /** No server is set up with so little room: one that says less does not count at all. */
    private static final long MIN_COUNTED = 1_000;
    /** Smaller windows hold no agent. */
    private static final long MIN_WINDOW = 2_000;

    /** A count that stays within this share of itself while more is sent is a limit, however near to what was sent. */
    private static final double LEVEL = 0.01;
    /** By how much more has to be sent, and how often the same has to be counted, before that is no chance. */
    private static final double MORE = 1.12;

    private static final int LEVEL_COUNTS = 3;

    private static final String COUNTED = "cutCounted";
    private static final String SENT = "cutSent";
    private static final String LEVEL_AT = "levelAt";
    private static final String LEVEL_SENT = "levelSent";
    private static final String LEVEL_TIMES = "levelTimes";

    private final AgentServices services;
    private final Assignment task;
    private final Map<String, Object> context;

    /** @param context of the execution, where what was seen last outlives the process */
    Windows(AgentServices services, Assignment task, Map<String, Object> context) {
        this.services = services;
        this.task = task;
        this.context = context;
    }

    /**
     * Looks at a count.
     *
     * @param counted tokens of the request as the server says; 0 where it does not
     * @param sent our estimate of the same, not corrected by anything that was learnt
     * @return true if the request was cut, or not counted, so that the count says nothing of the tokenizer
     */
    boolean counted(ModelChoice model, long counted, long sent, Deadline attempt) {
        if (counted > 0 && counted < MIN_COUNTED && sent >= MIN_TOKENS) {
            return true;
        }
        boolean far = counted > 0 && sent >= MIN_TOKENS && counted < sent * CUT;
        long before = number(COUNTED);
        boolean again = far
                && before > 0
                && sent > number(SENT)
                && Math.min(counted, before) >= Math.max(counted, before) * SAME;
        context.put(COUNTED, Long.toString(far ? Math.max(counted, again ? before : 0) : 0));
        context.put(SENT, Long.toString(sent));
        boolean level = level(counted, sent);
        if (again || level) {
            long window = Math.max(MIN_WINDOW, Math.max(counted, before));
            believe(
                    model,
                    window,
                    "%s: about %d tokens were sent and its server counted only %d, as before when fewer were sent: it cuts the prompt. A window of %d is used from here on; give the server a larger one (Ollama: num_ctx, OLLAMA_CONTEXT_LENGTH) or set 'context'"
                            .formatted(model.name(), sent, counted, window),
                    attempt);
        }
        return far || number(LEVEL_TIMES) > 1;
    }

    /** True once the same was counted again and again, though more and more was sent. */
    private boolean level(long counted, long sent) {
        long at = number(LEVEL_AT);
        boolean same = at > 0 && Math.abs(counted - at) <= at * LEVEL;
        long from = same ? number(LEVEL_SENT) : sent;
        long times = same ? number(LEVEL_TIMES) + 1 : 1;
        boolean known = counted > 0 && sent >= MIN_TOKENS;
        context.put(LEVEL_AT, Long.toString(known ? Math.max(counted, same ? at : 0) : 0));
        context.put(LEVEL_SENT, Long.toString(from));
        context.put(LEVEL_TIMES, Long.toString(known ? times : 0));
        return known && times >= LEVEL_COUNTS && sent > from * MORE;
    }

    /** A request of about so many tokens was refused for its length. */
    void refused(ModelChoice model, long tokens, Deadline attempt) {
        long window = Math.max(MIN_WINDOW, tokens * 9 / 10 + Math.min(model.output(), tokens / 4));
        believe(
                model,
                window,
                "%s: its server refused about %d tokens as too many; a window of %d is used from here on"
                        .formatted(model.name(), tokens, window),
                attempt);
    }

    private void believe(ModelChoice model, long window, String why) {
        model.client().believe(window, why);
    }

    private void believe(ModelChoice model, long window, String why, Deadline attempt) {
        if (window >= Math.min(model.window(), model.client().window())) {
            return;
        }
        believe(model, window, why);
        attempt.show(why);
        services.database()
                .writeOnly(tx -> services.journal()
                        .append(
                                tx,
                                task.run(),
                                task.task(),
                                attempt.turn(),
                                EventType.MODEL_WINDOW,
                                why,
                                Json.object().put("model", model.name()).put("window", window)));
    }

    private long number(String key) {
        Object value = context.get(key);
        return value == null ? 0 : Long.parseLong(value.toString());
    }
}
