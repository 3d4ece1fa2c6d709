package dev.stayer.report;

import dev.stayer.core.Claim;
import dev.stayer.core.TaskState;
import dev.stayer.machine.TaskRole;
import dev.stayer.machine.TaskRow;
import dev.stayer.machine.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** How states, times and lengths are said to people. */
public final class Words {
    /** How a wait is said that ends by itself; true as long as somebody executes the run. */
    static final String BY_ITSELF = ", then goes on by itself";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
    private static final DateTimeFormatter ZONED =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm zzz", java.util.Locale.ROOT);
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss zzz", java.util.Locale.ROOT);

    private Words() {}

    /** A state as a plain word. */
    public static String state(String state) {
        for (TaskState known : TaskState.values()) {
            if (known.name().equals(state)) {
                return known.words();
            }
        }
        return state.toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    /** One character for a state, readable without colour. */
    public static String mark(String state) {
        return switch (state) {
            case "COMPLETED" -> "✓";
            case "FAILED" -> "✗";
            case "SKIPPED" -> "-";
            case "RUNNING" -> "●";
            case "PENDING", "READY" -> "·";
            case "STOPPED", "CANCELLED", "INTERRUPTED" -> "■";
            default -> state.startsWith("WAITING_") ? "…" : "?";
        };
    }

    /** The colour of a state as an ANSI number; null for none. */
    static @Nullable String colour(String state) {
        return switch (state) {
            case "COMPLETED" -> "32";
            case "FAILED", "CANCELLED" -> "31";
            case "RUNNING" -> "36";
            case "PENDING", "READY", "SKIPPED" -> "2";
            default -> "33";
        };
    }

    /** A length as {@link #length}, with tenths of a second where whole seconds would hide what was longer. */
    static String fine(Duration duration) {
        return duration.toSeconds() >= 10
                ? length(duration)
                : String.format(java.util.Locale.ROOT, "%.1fs", Math.max(0, duration.toMillis()) / 1e3);
    }

    /** A day and time to the second in the reader's zone, with its name. */
    static String moment(Instant instant) {
        return MOMENT.format(instant.atZone(ZoneId.systemDefault()));
    }

    /** A length such as {@code 3s}, {@code 4m10s}, {@code 2h05m}, {@code 3d4h}. */
    public static String length(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return "%dm%02ds".formatted(seconds / 60, seconds % 60);
        }
        if (seconds < 86_400) {
            return "%dh%02dm".formatted(seconds / 3600, seconds % 3600 / 60);
        }
        return "%dd%dh".formatted(seconds / 86_400, seconds % 86_400 / 3600);
    }

    /**
     * That the machine's clock was set, and what it means.
     *
     * @param set by how much: forward, or back where it is negative
     */
    public static String clockSet(Duration set) {
        return "the machine's clock was set %s by %s; what waits for a length of time still waits as long"
                .formatted(
                        set.isNegative() ? "back" : "forward", length(set.abs().plusMillis(500)));
    }

    /** A sum of money, with four digits where two would say nothing. */
    static String usd(double usd) {
        return String.format(java.util.Locale.ROOT, usd < 0.1 ? "%.4f USD" : "%.2f USD", usd);
    }

    /** A number such as {@code 950}, {@code 12.3k}, {@code 4.5M}. */
    public static String amount(long number) {
        if (number < 1_000) {
            return String.valueOf(number);
        }
        return number < 1_000_000
                ? String.format(java.util.Locale.ROOT, "%.1fk", number / 1e3)
                : String.format(java.util.Locale.ROOT, "%.1fM", number / 1e6);
    }

    /** A time of day in the reader's zone, with the day where it is not today. */
    public static String time(Instant instant, Instant now) {
        ZoneId zone = ZoneId.systemDefault();
        boolean today =
                instant.atZone(zone).toLocalDate().equals(now.atZone(zone).toLocalDate());
        return (today ? TIME : DAY_AND_TIME).format(instant.atZone(zone));
    }

    /** A day and time in the reader's zone, with its name. */
    public static String day(Instant instant) {
        return ZONED.format(instant.atZone(ZoneId.systemDefault()));
    }

    /** What a task is called: its name and title; the part of an agent's task by its title alone. */
    static String label(TaskRow task) {
        String title = task.title();
        return title == null ? task.name() : task.role() == TaskRole.PART ? title : task.name() + " — " + title;
    }

    /** How long a task has taken, or takes so far; empty before it started. */
    public static String elapsed(TaskRow task, Instant now) {
        Instant started = task.started();
        if (started == null) {
            return "";
        }
        Instant ended = task.ended() == null ? now : task.ended();
        return length(Duration.between(started, ended));
    }

    /** The sentence behind a task's state: why it waits, why it failed, why it was skipped; empty where there is none. */
    public static String because(TaskRow task, Instant now) {
        Waiting waiting = task.waiting();
        if (waiting != null) {
            Instant until = waiting.until();
            if (task.state() == TaskState.WAITING_TIME && until != null) {
                return "until " + time(until, now) + BY_ITSELF;
            }
            String choices = waiting.choices().isEmpty() ? "" : " [" + String.join(" | ", waiting.choices()) + "]";
            return waiting.text()
                    + choices
                    + (until == null || task.state().isWaiting() ? "" : " (until " + time(until, now) + ")");
        }
        Claim claim = task.claim();
        if (task.state() == TaskState.COMPLETED && claim != null && claim.by() == Claim.By.WORDS) {
            return claim.state() == Claim.State.CLAIMED
                    ? "done by its agent's word alone, in a reply that called nothing"
                    : "its agent said so in a reply that called nothing, and the check passed";
        }
        return task.failure() == null ? "" : task.failure();
    }
}
