package dev.stayer.engine;

import dev.stayer.core.TaskId;
import dev.stayer.journal.Tasks;
import dev.stayer.machine.PartRules;
import dev.stayer.machine.TaskRow;
import dev.stayer.store.Database;
import dev.stayer.store.Tx;
import dev.stayer.tool.task.Parts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** The parts of one agent's task as rows. Belongs to the task's lane. */
final class AgentParts implements Parts {
    private final Database database;
    private final TaskRow whole;
    private final Consumer<List<TaskRow>> changed;

    /** @param changed hears of new and settled parts once they are committed */
    AgentParts(Database database, TaskRow whole, Consumer<List<TaskRow>> changed) {
        this.database = database;
        this.whole = whole;
        this.changed = changed;
    }

    @Override
    public List<TaskRow> all() {
        return database.read(this::all);
    }

    private List<TaskRow> all(Tx tx) {
        return Tasks.children(tx, whole.run(), whole.id());
    }

    @Override
    public List<TaskRow> add(String key, List<ObjectNode> words) {
        return database.write(tx -> {
            List<TaskRow> there = all(tx).stream()
                    .filter(row -> row.key() != null && row.key().startsWith(key + ":"))
                    .toList();
            if (!there.isEmpty()) {
                return there;
            }
            int number = Tasks.lastNumber(tx, whole.run(), whole.id());
            List<TaskRow> rows = new ArrayList<>();
            for (ObjectNode part : words) {
                number++;
                rows.add(PartRules.fresh(whole, whole.id().child(number), part, key + ":" + rows.size()));
            }
            DecisionWriter.insert(tx, rows);
            tx.afterCommit(() -> changed.accept(rows));
            return rows;
        });
    }

    @Override
    public Settled settle(TaskId id, String why) {
        return database.write(tx -> {
            TaskRow part = all(tx).stream()
                    .filter(row -> row.id().equals(id))
                    .findFirst()
                    .orElse(null);
            if (part == null) {
                return Settled.NOT_THERE;
            }
            if (part.state().isSuccess()) {
                return Settled.ALREADY;
            }
            if (!part.state().isEnded()) {
                return Settled.OPEN;
            }
            TaskRow settled = PartRules.settled(part, why);
            DecisionWriter.write(tx, settled);
            tx.afterCommit(() -> changed.accept(List.of(settled)));
            return Settled.DONE;
        });
    }
}
