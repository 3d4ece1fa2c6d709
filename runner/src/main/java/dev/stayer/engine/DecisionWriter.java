package dev.stayer.engine;

import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.journal.Endings;
import dev.stayer.journal.Instructions;
import dev.stayer.journal.Journal;
import dev.stayer.journal.Tasks;
import dev.stayer.machine.Decision;
import dev.stayer.machine.TaskRow;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Writes down what the machine decided; beside it nothing writes rows of tasks. In the caller's transaction. */
final class DecisionWriter {
    private DecisionWriter() {}

    /** Writes a decision: endings first, so that whoever starts a task that is to end meets them. */
    static void write(Tx tx, RunId run, Decision decision, Journal journal, Instant now) {
        decision.stops().values().forEach(ending -> Endings.ask(tx, ending, now));
        if (!decision.inserted().isEmpty()) {
            Tasks.insert(tx, List.copyOf(decision.inserted()));
        }
        if (!decision.updated().isEmpty()) {
            Tasks.update(tx, List.copyOf(decision.updated()));
            journal.touched(tx, run, decision.updated());
        }
        hear(tx, run, decision, now);
        for (Decision.Happening event : decision.events()) {
            TaskRow task = event.task();
            journal.append(
                    tx,
                    run,
                    task.id(),
                    0,
                    event.type(),
                    event.text(),
                    Json.object().put("name", task.name()));
        }
    }

    /** Writes down words for agents alone; from here on they are before the model at every turn. */
    static void hear(Tx tx, RunId run, Decision decision, Instant now) {
        for (Decision.Said said : decision.said()) {
            String by = said.by();
            Instructions.add(
                    tx, run, said.task(), said.kind(), said.text(), by == null ? Instructions.NOBODY : by, now);
        }
    }

    /** Writes what a lane has made of its own task, or is about to. */
    static void write(Tx tx, TaskRow row) {
        Tasks.update(tx, List.of(row));
    }

    /** Writes tasks of any run that only wait for another moment than before. */
    static void moved(Tx tx, Collection<TaskRow> rows) {
        Tasks.update(tx, List.copyOf(rows));
    }

    /** Writes new tasks of a run that begins, or parts that an agent has made. */
    static void insert(Tx tx, List<TaskRow> rows) {
        Tasks.insert(tx, rows);
    }
}
