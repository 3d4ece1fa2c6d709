package dev.stayer.agent;

import dev.stayer.checkpoint.Tokens;
import dev.stayer.core.RequestKind;
import dev.stayer.journal.Conversation;
import dev.stayer.journal.Instructions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is said to an agent between its replies: by people, word by word, whatever was committed before its request is built,
 * and by the runner. Belongs to the task's lane.
 */
final class Hearing {
    private final AgentServices services;
    private final Assignment task;
    private boolean retryHeard;

    Hearing(AgentServices services, Assignment task) {
        this.services = services;
        this.task = task;
    }

    /** Puts what people said since the last request into the conversation; called right before the next one is built. */
    void hear(Session session, int turn) {
        keepRetryWords();
        List<Instructions.Instruction> fresh = since(session);
        if (session.saidItsLast() && fresh.isEmpty()) {
            tell(session, turn, "This task was opened again: see what is missing now, and go on.");
        }
        for (Instructions.Instruction one : fresh) {
            if (one.kind() != RequestKind.ANSWER) {
                say(session, turn, "The person says: " + one.text(), one.id());
            }
        }
    }

    /** True if a person has said something that the model does not have yet. */
    boolean more(Session session) {
        return since(session).stream().anyMatch(one -> one.kind() != RequestKind.ANSWER);
    }

    private List<Instructions.Instruction> since(Session session) {
        return services.database().read(tx -> Instructions.concerning(tx, task.run(), task.task(), session.told()));
    }

    /** What a person said with {@code retry} stands in the task's row, and becomes one of its instructions once. */
    private void keepRetryWords() {
        String words = task.retryWords();
        if (retryHeard || words == null || words.isBlank()) {
            return;
        }
        retryHeard = true;
        List<Instructions.Instruction> all =
                services.database().read(tx -> Instructions.concerning(tx, task.run(), task.task(), 0));
        if (all.stream()
                .noneMatch(one -> one.kind() == RequestKind.RETRY && one.text().equals(words))) {
            services.database()
                    .writeOnly(tx -> Instructions.add(
                            tx,
                            task.run(),
                            task.task(),
                            RequestKind.RETRY,
                            words,
                            "person",
                            services.clock().instant()));
        }
    }

    /** What the runner has to say; it goes out with the next request. */
    void tell(Session session, int turn, String text) {
        say(session, turn, text, null);
    }

    private void say(Session session, int turn, String text, @Nullable Long instruction) {
        session.say(new Conversation.Entry(
                0,
                session.epochNumber(),
                turn,
                Conversation.USER,
                text,
                null,
                null,
                null,
                Tokens.of(text) + Tokens.PER_MESSAGE,
                services.clock().instant(),
                null,
                instruction));
    }
}
