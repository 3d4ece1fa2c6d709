package dev.stayer.schedule;

import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.journal.Schedules;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A schedule as people are shown it, with or without a daemon.
 *
 * @param workflow what it starts
 * @param next null if it is off, or never comes
 * @param last the due time of the newest start; null before the first
 * @param run what that start began
 * @param outcome the state of that run, or FAILED if it could not even start; null before the first
 * @param why the reason of a start that failed
 */
public record ScheduleLine(
        String id,
        String workflow,
        String cron,
        String zone,
        boolean enabled,
        @Nullable Instant next,
        @Nullable Instant last,
        @Nullable RunId run,
        @Nullable String outcome,
        @Nullable String why) {

    /**
     * All schedules with what rows know of them.
     *
     * @param state the state of a run, as shown
     */
    public static List<ScheduleLine> of(Tx tx, List<Planned> planned, Instant now, Function<RunRow, String> state) {
        Map<String, Schedules.Row> rows = Schedules.all(tx);
        List<ScheduleLine> lines = new ArrayList<>();
        for (Planned each : planned) {
            Schedules.Row row = rows.get(each.schedule().id());
            lines.add(row == null ? unseen(each, now) : known(tx, each.schedule(), row, now, state));
        }
        return lines;
    }

    /** A schedule that no daemon has seen yet. */
    public static ScheduleLine unseen(Planned planned, Instant now) {
        Schedule schedule = planned.schedule();
        return line(schedule, true, now, null, null, null, null);
    }

    private static ScheduleLine known(
            Tx tx, Schedule schedule, Schedules.Row row, Instant now, Function<RunRow, String> state) {
        RunId run = row.run();
        String outcome = run == null ? null : Runs.find(tx, run).map(state).orElse(null);
        return line(
                schedule, row.enabled(), now, row.last(), run, row.fault() == null ? outcome : "FAILED", row.fault());
    }

    private static ScheduleLine line(
            Schedule schedule,
            boolean enabled,
            Instant now,
            @Nullable Instant last,
            @Nullable RunId run,
            @Nullable String outcome,
            @Nullable String why) {
        return new ScheduleLine(
                schedule.id(),
                schedule.target(),
                schedule.times().cron(),
                schedule.times().zone().getId(),
                enabled,
                enabled ? next(schedule.times(), now, last) : null,
                last,
                run,
                outcome,
                why);
    }

    /** A time that comes again, since the clock was set back, is not started again. */
    private static @Nullable Instant next(CronTimes times, Instant now, @Nullable Instant last) {
        Instant next = times.next(now).orElse(null);
        return next != null && next.equals(last) ? times.next(next).orElse(null) : next;
    }

    /** What came of the newest start, in words. */
    public String sentence() {
        String state = outcome == null ? "" : outcome.toLowerCase(Locale.ROOT);
        return why != null ? "could not start: " + why : run == null ? state : state + " (" + run + ")";
    }

    public ObjectNode json() {
        return Json.object()
                .put("id", id)
                .put("workflow", workflow)
                .put("cron", cron)
                .put("zone", zone)
                .put("enabled", enabled)
                .put("next", next == null ? null : next.toString())
                .put("last", last == null ? null : last.toString())
                .put("outcome", outcome)
                .put("run", run == null ? null : run.value())
                .put("why", why);
    }
}
