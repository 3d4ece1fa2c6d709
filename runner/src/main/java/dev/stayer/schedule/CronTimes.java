package dev.stayer.schedule;

import dev.stayer.yaml.Cron;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/**
 * The instants that a cron expression names in a time zone. A fixed time is read on the wall clock and then carried over to
 * instants: one that the clock leaps over comes at the instant of the leap, one that the clock shows twice comes the first
 * time only. What has a wildcard for minutes or hours goes on in every hour that there is, as Debian's cron does it: in one
 * that comes twice, twice. No instant comes twice. Immutable and thread-safe.
 */
public final class CronTimes {
    private final String cron;
    private final ZoneId zone;
    /** With a wildcard for minutes or hours, as in {@code *}{@code /15}. */
    private final boolean goesOn;
    /** Two, if days of the month and of the week are both given: either of them is enough, as crontab(5) has it. */
    private final List<CronExpression> expressions;

    private CronTimes(String cron, ZoneId zone, boolean goesOn, List<CronExpression> expressions) {
        this.goesOn = goesOn;
        this.cron = cron;
        this.zone = zone;
        this.expressions = expressions;
    }

    /**
     * @param cron five fields: minute, hour, day of the month, month, day of the week
     * @throws IllegalArgumentException if the expression is not valid; the message says why
     */
    public static CronTimes of(String cron, ZoneId zone) {
        String fault = Cron.fault(cron);
        if (fault != null) {
            throw new IllegalArgumentException("'" + cron + "' is not a cron expression: " + fault);
        }
        String[] fields = cron.strip().split("\\s+");
        List<CronExpression> expressions = new ArrayList<>();
        if (fields[2].contains("*") || fields[4].contains("*")) {
            expressions.add(expression(fields, fields[2], fields[4]));
        } else {
            expressions.add(expression(fields, fields[2], "*"));
            expressions.add(expression(fields, "*", fields[4]));
        }
        boolean goesOn = fields[0].startsWith("*") || fields[1].startsWith("*");
        return new CronTimes(cron.strip(), zone, goesOn, List.copyOf(expressions));
    }

    private static CronExpression expression(String[] fields, String monthDay, String weekDay) {
        return CronExpression.parse(String.join(" ", "0", fields[0], fields[1], monthDay, fields[3], weekDay));
    }

    public String cron() {
        return cron;
    }

    public ZoneId zone() {
        return zone;
    }

    /** The first instant after the given one; empty if none ever comes. */
    public Optional<Instant> next(Instant after) {
        if (goesOn) {
            return nextInstant(after);
        }
        LocalDateTime local = LocalDateTime.ofInstant(after, zone);
        // What the clock shows for the second time lies before the instant it came at: go on until it has caught up.
        for (LocalDateTime time = nextLocal(local); time != null; time = nextLocal(time)) {
            Instant instant = instant(time);
            if (instant.isAfter(after)) {
                return Optional.of(instant);
            }
        }
        return Optional.empty();
    }

    /** Between two changes of the clock the wall clock goes as instants do. */
    private Optional<Instant> nextInstant(Instant after) {
        ZoneRules rules = zone.getRules();
        ZoneOffset offset = rules.getOffset(after);
        LocalDateTime from = LocalDateTime.ofInstant(after, offset);
        ZoneOffsetTransition change = rules.nextTransition(after);
        while (true) {
            LocalDateTime time = nextLocal(from);
            if (time == null) {
                return Optional.empty();
            }
            Instant instant = time.toInstant(offset);
            if (change == null || instant.isBefore(change.getInstant())) {
                return Optional.of(instant);
            }
            offset = change.getOffsetAfter();
            from = change.getDateTimeAfter().minusNanos(1);
            change = rules.nextTransition(change.getInstant());
        }
    }

    private @Nullable LocalDateTime nextLocal(LocalDateTime after) {
        LocalDateTime first = null;
        for (CronExpression expression : expressions) {
            LocalDateTime next = expression.next(after);
            if (next != null && (first == null || next.isBefore(first))) {
                first = next;
            }
        }
        return first;
    }

    private Instant instant(LocalDateTime time) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(time);
        return offsets.isEmpty() ? zone.getRules().getTransition(time).getInstant() : time.toInstant(offsets.get(0));
    }

    /**
     * The last instants after {@code after} and not after {@code until}, in order, at most {@code most} of them. Looks back
     * from the end in growing steps, so that a year of downtime costs no more than a day.
     */
    public List<Instant> newest(Instant after, Instant until, int most) {
        for (Duration back = Duration.ofMinutes(most); ; back = back.multipliedBy(4)) {
            Instant from = until.minus(back);
            boolean all = !from.isAfter(after);
            List<Instant> found = between(all ? after : from, until, most);
            if (all || found.size() == most) {
                return found;
            }
        }
    }

    private List<Instant> between(Instant after, Instant until, int most) {
        Deque<Instant> found = new ArrayDeque<>();
        Optional<Instant> next = next(after);
        while (next.isPresent() && !next.get().isAfter(until)) {
            found.addLast(next.get());
            if (found.size() > most) {
                found.removeFirst();
            }
            next = next(next.get());
        }
        return List.copyOf(found);
    }

    @Override
    public String toString() {
        return cron + " " + zone;
    }
}
