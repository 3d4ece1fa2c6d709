package dev.stayer.schedule;

import dev.stayer.core.RunId;
import dev.stayer.core.Times;
import dev.stayer.engine.Engine;
import dev.stayer.engine.NewRun;
import dev.stayer.files.Unforeseen;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.journal.Schedules;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The timetable of a daemon: schedules from the files, what became of them from rows. Used by the ticker's thread alone. */
final class RowTimetable implements Timetable {
    private final Engine engine;
    private final WorkspaceSchedules files;
    private final InstantSource clock;
    private final Function<Planned, NewRun> starts;
    private final Consumer<String> say;
    private Map<String, Planned> planned = Map.of();
    private Map<String, String> told = Map.of();

    /**
     * @param starts makes the run that a schedule is to start; what it throws is shown as the schedule's outcome
     * @param say tells whoever looks after the daemon
     */
    RowTimetable(
            Engine engine,
            WorkspaceSchedules files,
            InstantSource clock,
            Function<Planned, NewRun> starts,
            Consumer<String> say) {
        this.engine = engine;
        this.files = files;
        this.clock = clock;
        this.starts = starts;
        this.say = say;
    }

    @Override
    public List<Entry> entries() {
        Map<String, Planned> now = new HashMap<>();
        files.look().forEach(each -> now.put(each.schedule().id(), each));
        planned = now;
        Map<String, String> problems = files.problems();
        problems.forEach((file, problem) -> {
            if (!problem.equals(told.get(file))) {
                say.accept("nothing of this file is started by its schedule: " + problem);
            }
        });
        told = problems;
        Map<String, Schedules.Row> rows = engine.database().read(Schedules::all);
        List<Entry> entries = new ArrayList<>();
        for (Planned each : now.values()) {
            Schedule schedule = each.schedule();
            Schedules.Row row = rows.get(schedule.id());
            Instant dealtWith = row == null ? null : row.dealtWith();
            if (row == null || dealtWith == null || !times(schedule).equals(row.times())) {
                Instant instant = clock.instant();
                engine.database().writeOnly(tx -> Schedules.seen(tx, schedule.id(), times(schedule), instant));
                dealtWith = instant;
            }
            if (row == null || row.enabled()) {
                entries.add(new Entry(schedule, dealtWith));
            }
        }
        return entries;
    }

    private static String times(Schedule schedule) {
        return schedule.times() + " " + schedule.missed();
    }

    @Override
    public boolean busy(String target) {
        List<String> ids = planned.values().stream()
                .map(Planned::schedule)
                .filter(schedule -> schedule.target().equals(target))
                .map(Schedule::id)
                .toList();
        String routine = RunRow.ROUTINE + target;
        return engine.database()
                .read(tx -> Schedules.anyOpen(tx, ids)
                        || Runs.open(tx).stream().anyMatch(run -> run.file().equals(routine)));
    }

    @Override
    public void fire(Schedule schedule, Instant due) {
        NewRun wanted = starts.apply(Objects.requireNonNull(planned.get(schedule.id())));
        Optional<RunId> begun = engine.database().write(tx -> {
            Schedules.Row row = Schedules.all(tx).get(schedule.id());
            Instant dealtWith = row == null ? null : row.dealtWith();
            if (dealtWith != null && !dealtWith.isBefore(due)) {
                return Optional.empty();
            }
            if (row != null && due.equals(row.last())) {
                // The clock was set back, and the time comes again; it was started then.
                Schedules.dropped(tx, schedule.id(), due);
                return Optional.empty();
            }
            RunId run = engine.create(tx, wanted);
            Schedules.fired(tx, schedule.id(), due, run);
            return Optional.of(run);
        });
        begun.ifPresent(
                run -> say.accept("schedule " + schedule.id() + " of " + Times.seconds(due) + " starts run " + run));
    }

    @Override
    public void drop(Schedule schedule, Instant upTo) {
        engine.database().writeOnly(tx -> Schedules.dropped(tx, schedule.id(), upTo));
        say.accept(
                "schedule " + schedule.id() + ": times up to " + Times.seconds(upTo) + " were missed and are left out");
    }

    @Override
    public void failed(Schedule schedule, RuntimeException cause, Instant again) {
        String why = Unforeseen.words(cause);
        engine.database().writeOnly(tx -> Schedules.failed(tx, schedule.id(), why));
        say.accept(
                "schedule " + schedule.id() + " could not start: " + why + "; tries again at " + Times.seconds(again));
    }
}
