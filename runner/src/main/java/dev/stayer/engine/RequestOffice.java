package dev.stayer.engine;

import dev.stayer.core.InheritedEnvironment;
import dev.stayer.core.MachineTime;
import dev.stayer.core.RequestKind;
import dev.stayer.core.RowListener;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskState;
import dev.stayer.journal.Endings;
import dev.stayer.journal.Journal;
import dev.stayer.journal.Requests;
import dev.stayer.journal.RowClock;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.journal.Tasks;
import dev.stayer.machine.Ending;
import dev.stayer.machine.RunFacts;
import dev.stayer.machine.RunPlan;
import dev.stayer.machine.RunRequests;
import dev.stayer.machine.RunStatus;
import dev.stayer.machine.TaskRow;
import dev.stayer.owner.Ownership;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Database;
import dev.stayer.store.Tx;
import dev.stayer.store.Workspace;
import dev.stayer.store.WorkspaceSecrets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where people's requests are handed in: with a live owner a row that it applies within a second, without one applied at
 * once, in the same transaction that looked for an owner. Words for agents are written down here in any case, so that the
 * next request to a model has them. A request the state does not allow is refused here.
 */
public final class RequestOffice {
    private final Workspace workspace;
    private final Database database;
    private final Supplier<MachineTime> machine;
    private final RowListener listener;

    /**
     * @param machine says what time it is
     * @param listener hears of what is applied here, once it is committed
     */
    public RequestOffice(Workspace workspace, Database database, Supplier<MachineTime> machine, RowListener listener) {
        this.workspace = workspace;
        this.database = database;
        this.machine = machine;
        this.listener = listener;
    }

    /**
     * What became of a request.
     *
     * @param idle true if no live process owns the workspace, so that nothing goes on by itself
     */
    public record Receipt(String sentence, boolean idle) {}

    /**
     * Hands in one request.
     *
     * @param by who asks
     * @throws dev.stayer.core.StayerException exit 2, if the state of the run or task does not allow it; nothing is written
     */
    public Receipt submit(RunId run, @Nullable TaskId task, RequestKind kind, ObjectNode data, String by) {
        RunFacts facts = new RunFacts(InheritedEnvironment.variables(), Map.of());
        Redactor redactor = WorkspaceSecrets.redactor(workspace);
        Journal journal = new Journal(() -> machine.get().wall(), redactor);
        journal.listen(listener);
        return database.write(tx -> {
            MachineTime now = machine.get();
            // One that does not answer may still go on: only a free lock proves that nothing of it will come any more.
            Optional<Ownership.Owner> owner =
                    Ownership.look(tx, workspace.state(), now).filter(Ownership.Owner::holdsLock);
            if (owner.isEmpty()) {
                Recovery.mend(tx, workspace, journal, Ownership.lastSeen(tx, now), RowClock.now(tx, now));
                Duration set = RowClock.set(tx, now);
                if (!set.isZero()) {
                    ClockChange.apply(tx, journal, set, now);
                }
            }
            Instant time = RowClock.now(tx, now);
            refuseEnded(tx, run, task, kind);
            RunPlan plan = StoredPlan.of(tx, run);
            String clean = redactor.redact(by);
            ObjectNode asked = ((ObjectNode) redactor.redact(data)).deepCopy();
            List<TaskRow> rows = Tasks.of(tx, run);
            RunStatus status = Runs.find(tx, run).map(RunRow::status).orElse(RunStatus.OPEN);
            RunRequests.Answered answered = RunRequests.apply(
                    plan,
                    facts,
                    rows,
                    status,
                    owner.isPresent() ? atWork(rows) : Set.of(),
                    new Requests.Asked(0, time, run, task, kind, asked, clean).request(),
                    time);
            String sentence = answered.sentence();
            boolean taken = owner.isPresent() && owner.get().hasTaken(run);
            if (taken && kind == RequestKind.TELL) {
                DecisionWriter.hear(tx, run, answered.decision(), time);
                Requests.heard(asked);
            }
            Requests.submit(tx, time, run, task, kind, asked, clean);
            if (taken) {
                Ownership.Owner other = owner.orElseThrow();
                String of = " (asked of process " + other.pid()
                        + (other.live() ? ")" : ", which does not answer; the next owner applies it)");
                return new Receipt(sentence + of, !other.live());
            }
            RequestDesk.applyIdle(tx, plan, facts, journal, time);
            return new Receipt(sentence, owner.filter(Ownership.Owner::live).isEmpty());
        });
    }

    /** Leaves a request for the owner, who is this process itself; it is applied before the run goes on. */
    public void leave(RunId run, RequestKind kind, ObjectNode data, String by) {
        database.writeOnly(tx -> Requests.submit(tx, RowClock.now(tx, machine.get()), run, null, kind, data, by));
    }

    /** A cancel that was taken counts at once, though what runs may take some seconds to end. */
    private static void refuseEnded(Tx tx, RunId run, @Nullable TaskId task, RequestKind kind) {
        boolean cancelled = Endings.ofRun(tx, run).filter(Ending::isForGood).isPresent()
                || Requests.open(tx, run).stream().anyMatch(open -> open.kind() == RequestKind.CANCEL);
        RunStatus status = cancelled
                ? RunStatus.CANCELLED
                : Runs.find(tx, run).map(RunRow::status).orElse(RunStatus.OPEN);
        RunRequests.refuseEnded(run, status, task, kind);
    }

    private static Set<TaskId> atWork(List<TaskRow> rows) {
        return rows.stream()
                .filter(row -> row.state() == TaskState.RUNNING && row.works())
                .map(TaskRow::id)
                .collect(Collectors.toSet());
    }
}
