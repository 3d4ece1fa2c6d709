package dev.stayer.agent;

import dev.stayer.core.EventType;
import dev.stayer.core.Json;
import dev.stayer.model.ModelException;
import java.util.HashSet;
import java.util.Set;

/**
 * Says that a model cannot be asked now: to whoever watches each time, and for good, in the journal, once for each cause until
 * a model has answered again. Belongs to the task's lane.
 */
final class Trouble {
    private final AgentServices services;
    private final Assignment task;
    private final Set<String> causes = new HashSet<>();

    Trouble(AgentServices services, Assignment task) {
        this.services = services;
        this.task = task;
    }

    /** @param then what comes next, with its own separator; empty where that is said elsewhere */
    void failed(String model, ModelException failure, String then, Deadline attempt) {
        String line = services.redactor().redact(model + ": " + failure.getMessage() + then);
        attempt.show(line);
        if (causes.add(model + " " + failure.kind())) {
            services.database()
                    .writeOnly(tx -> services.journal()
                            .append(
                                    tx,
                                    task.run(),
                                    task.task(),
                                    attempt.turn(),
                                    EventType.MODEL_TROUBLE,
                                    line,
                                    Json.object()
                                            .put("model", model)
                                            .put("kind", failure.kind().name())));
        }
    }

    /** A model has answered: the next trouble is a new one. */
    void quiet() {
        causes.clear();
    }
}
