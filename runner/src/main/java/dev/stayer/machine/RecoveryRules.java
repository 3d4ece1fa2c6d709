package dev.stayer.machine;

import static dev.stayer.core.TaskState.NEEDS_HELP;
import static dev.stayer.core.TaskState.READY;
import static dev.stayer.core.TaskState.RUNNING;
import static dev.stayer.core.TaskState.STOPPED;
import static dev.stayer.core.TaskState.UNKNOWN_EFFECT;

import dev.stayer.core.EventType;
import dev.stayer.core.WaitReason;
import dev.stayer.workflow.TaskSpec.EffectClass;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of a task whose work was in flight when its owner died, or was ended: by the class of its effect. */
public final class RecoveryRules {
    /** A task in flight at this many crashes in a row, without one commit of its own, is taken to be their cause. */
    public static final int MAX_CRASHES = 3;

    /** What may be answered where it is not known whether an effect happened. */
    public static final List<String> EFFECT_CHOICES = List.of("done", "again", "skip");

    /** How long anything waits for a person where nobody says otherwise; then it has failed. */
    public static final Duration DEADLINE = Duration.ofDays(7);

    private RecoveryRules() {}

    /** What becomes of a task, and what the journal says of that. */
    public record Mended(TaskRow row, EventType type, String text) {}

    /**
     * What a dead owner's successor makes of a task: what was to end is not run again, only noted as ended.
     *
     * @param ofRun the end that was promised for the whole run; null if none was
     * @param own the end that was promised for this task; null if none was
     * @return null where nothing is to be mended
     */
    public static @Nullable Mended mended(TaskRow row, @Nullable Ending ofRun, @Nullable Ending own, Instant now) {
        boolean begun = row.state() == RUNNING || row.state() == READY;
        if (ofRun != null && (ofRun.isForGood() ? isOpen(row) : begun && row.works())) {
            return ended(row, ofRun, now);
        }
        if (own != null && begun) {
            return ended(row, own, now);
        }
        if (row.state() == RUNNING && row.works()) {
            TaskRow after = crashed(row, now);
            return new Mended(after, EventType.TASK_INTERRUPTED, text(after));
        }
        return null;
    }

    private static boolean isOpen(TaskRow row) {
        return row.state() == STOPPED || !row.state().isEnded();
    }

    private static Mended ended(TaskRow row, Ending ending, Instant now) {
        TaskRow after = TurnRules.ended(row, ending, now);
        return new Mended(after, TurnRules.type(after), TurnRules.text(after));
    }

    /** How a run has ended whose owner died before it could say so. */
    public static RunStatus status(Ending ofRun) {
        return ofRun.isForGood() ? RunStatus.CANCELLED : RunStatus.STOPPED;
    }

    /** A task that was RUNNING when its owner died: a crash is not the task's failure, so that the try does not count. */
    private static TaskRow crashed(TaskRow row, Instant now) {
        int crashes = row.counters().crashes() + 1;
        TaskRow counted = uncounted(row).edit().crashes(crashes).row();
        if (crashes < MAX_CRASHES) {
            return interrupted(counted, now);
        }
        return Moves.move(counted, NEEDS_HELP)
                .waiting(Waiting.until(
                        WaitReason.CRASHES,
                        now.plus(DEADLINE),
                        "was running at %d crashes in a row; look at its log, then stayer resume or stayer skip"
                                .formatted(crashes)))
                .row();
    }

    /** The task as if this try had not begun. */
    static TaskRow uncounted(TaskRow row) {
        return row.edit().attempt(Math.max(0, row.attempt() - 1)).row();
    }

    /** What an interruption makes of a task whose command may have had its effect, by the class of that effect. */
    static TaskRow interrupted(TaskRow row, Instant now) {
        return isUnknown(row.effect())
                ? Moves.move(row, UNKNOWN_EFFECT).waiting(unknown(now)).row()
                : Moves.move(row, READY).waiting(null).row();
    }

    /** True if nobody but a person can tell whether an interrupted command had its effect. */
    static boolean isUnknown(TaskEffect effect) {
        return effect.kind() == EffectClass.OPAQUE || (effect.kind() == EffectClass.VERIFIABLE && !effect.askProbe());
    }

    /** What a task waits for then. */
    static Waiting unknown(Instant now) {
        return new Waiting(
                WaitReason.EFFECT,
                now.plus(DEADLINE),
                "was interrupted, and nobody can tell whether it had its effect: say done, again or skip",
                EFFECT_CHOICES,
                null);
    }

    /** What a sentence of the journal says of it. */
    private static String text(TaskRow after) {
        Waiting waiting = after.waiting();
        return waiting == null
                ? "interrupted by a crash; it runs again" + (after.effect().askProbe() ? " if its probe says so" : "")
                : waiting.text();
    }
}
