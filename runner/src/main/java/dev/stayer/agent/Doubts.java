package dev.stayer.agent;

import dev.stayer.checkpoint.Extraction;
import dev.stayer.core.Json;
import dev.stayer.core.RequestKind;
import dev.stayer.core.TaskAttempt;
import dev.stayer.core.TaskState;
import dev.stayer.core.TurnOutcome;
import dev.stayer.core.WaitReason;
import dev.stayer.journal.Instructions;
import dev.stayer.journal.ToolCalls;
import dev.stayer.tool.Tool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Settles what became of a call that an earlier process may have begun: by its class, by looking, or by a person's word. */
final class Doubts {
    private static final String INTERRUPTED =
            "outcome unknown: the runner was restarted while this ran. It may have happened,"
                    + " in whole or in part. Look at what is there before you do it again.";

    private static final List<String> CHOICES = List.of("done", "again", "skip");

    private final AgentServices services;
    private final Assignment task;
    private final Toolbox toolbox;

    Doubts(AgentServices services, Assignment task, Toolbox toolbox) {
        this.services = services;
        this.task = task;
        this.toolbox = toolbox;
    }

    /** What is to be done with it. */
    sealed interface Answer {
        /** It is made now, as if it had never been begun. */
        record MakeIt() implements Answer {}

        /** It is not made; this is its row. */
        record Known(ToolCalls.Row row) implements Answer {}

        /** Only a person can say. */
        record Waits(TurnOutcome.Waits outcome) implements Answer {}
    }

    /** What is to be done with a call that may have been begun. */
    Answer resolve(ToolCalls.Row row, Tool.Repeat repeat, TaskAttempt attempt) {
        return switch (repeat) {
            case PURE, IDEMPOTENT -> new Answer.MakeIt();
            case VERIFIABLE -> look(row, attempt);
            case OPAQUE_INSIDE -> unknown(row);
            case OPAQUE_OUTSIDE -> decided(row);
        };
    }

    private Answer unknown(ToolCalls.Row row) {
        return known(row, ToolCalls.State.UNKNOWN, INTERRUPTED);
    }

    private Answer known(ToolCalls.Row row, ToolCalls.State state, String result) {
        return new Answer.Known(
                row.ended(ToolCalls.Outcome.of(state, result, services.clock().instant())));
    }

    private Answer look(ToolCalls.Row row, TaskAttempt attempt) {
        Tool tool = toolbox.tool(row.tool());
        ObjectNode arguments = (ObjectNode) Json.parse(row.arguments());
        Path spool = SpooledCall.file(services.workspace(), task.run(), task.task(), row);
        Tool.Happened happened =
                tool == null ? Tool.Happened.NO : tool.happened(arguments, new SpooledCall(row, attempt, spool));
        return switch (happened) {
            case YES -> known(row, ToolCalls.State.DONE, "done (before the runner was restarted)");
            case UNKNOWN -> unknown(row);
            case NO -> new Answer.MakeIt();
        };
    }

    private Answer decided(ToolCalls.Row row) {
        Instructions.Instruction answer = answerTo(row);
        if (answer == null) {
            return new Answer.Waits(new TurnOutcome.Waits(
                    TaskState.UNKNOWN_EFFECT,
                    WaitReason.EFFECT,
                    services.clock().instant().plus(Duration.ofDays(7)),
                    "was interrupted during " + Extraction.what(row)
                            + ", which may have had its effect outside: say done, again or skip",
                    CHOICES,
                    Json.object()));
        }
        String word = answer.text();
        return switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "again" -> new Answer.MakeIt();
            case "done" ->
                known(row, ToolCalls.State.DONE, "The person says that this was done. Its output is not known.");
            default -> known(row, ToolCalls.State.FAILED, "The person says to leave this out: " + word);
        };
    }

    /** What was answered since the call was intended; null while nothing has. */
    Instructions.@Nullable Instruction answerTo(ToolCalls.Row row) {
        List<Instructions.Instruction> all =
                services.database().read(tx -> Instructions.concerning(tx, task.run(), task.task(), 0));
        Instructions.Instruction newest = null;
        for (Instructions.Instruction one : all) {
            if (one.kind() == RequestKind.ANSWER && one.time().isAfter(row.started())) {
                newest = one;
            }
        }
        return newest;
    }
}
