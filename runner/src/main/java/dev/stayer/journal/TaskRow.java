package dev.stayer.journal;

import dev.stayer.core.Claim;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One task as its row says; an immutable copy.
 *
 * @param spec the ids in the file that lead to it, joined by {@code /}
 * @param kind the word of the contract: {@code run tasks uses wait approve}
 * @param name the id in the file, with {@code [key]} of the item and {@code #n} of the round it belongs to
 * @param key who it is among the children of a for-each; null elsewhere
 * @param item the item of the nearest for-each; null outside
 * @param needs names in the file of the tasks beside it that it needs
 * @param attempt tries since the last fresh start, 0 before the first
 * @param tries all tries ever, part of nothing but reports
 * @param effectKey the key its commands see, the same at every attempt; null until it first started
 * @param askProbe true where the task's probe must be asked before it runs again
 * @param words what a person said with {@code retry -m}, for the next attempt
 * @param claim how its agent said that it was done; null before that, and for other work
 */
public record TaskRow(
        RunId run,
        TaskId id,
        @Nullable TaskId parent,
        String spec,
        Role role,
        String kind,
        String name,
        @Nullable String key,
        @Nullable JsonNode item,
        @Nullable Integer itemIndex,
        @Nullable Integer round,
        @Nullable String title,
        List<String> needs,
        TaskState state,
        int attempt,
        int tries,
        int executions,
        int turns,
        int crashes,
        @Nullable String effectClass,
        @Nullable String effectKey,
        boolean askProbe,
        @Nullable Instant started,
        @Nullable Instant ended,
        @Nullable Integer exitCode,
        boolean checkFailed,
        ObjectNode outputs,
        @Nullable String failure,
        @Nullable Waiting waiting,
        @Nullable String words,
        @Nullable Claim claim) {

    /** A copy to change. */
    public TaskRowEditor edit() {
        return new TaskRowEditor(this);
    }

    /** What a row is in the tree: a task of the file, an item of its for-each, a round of its repeat, or an agent's part. */
    public enum Role {
        TASK,
        ITEM,
        ROUND,
        /** A part of an agent's task, made by the agent; {@code item} holds its words. */
        PART
    }

    /**
     * Why a task waits.
     *
     * @param reason a word for programs
     * @param until when the wait ends by itself, or its deadline; null where it has none
     * @param text a sentence for people
     * @param choices what may be answered; empty where anything or nothing
     */
    public record Waiting(
            String reason,
            @Nullable Instant until,
            String text,
            List<String> choices,
            @Nullable String defaultChoice) {

        /** A wait without an answer. */
        public static Waiting until(String reason, @Nullable Instant until, String text) {
            return new Waiting(reason, until, text, List.of(), null);
        }
    }
}
