package dev.stayer.report;

import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.journal.Spending;
import dev.stayer.journal.Spending.Group;
import dev.stayer.journal.Spending.Sum;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tokens and cost, summed up for people and programs: what is dearest first, days in their order. Immutable. */
public final class UsageView {
    private static final int BAR = 8;
    private static final int MAX_NAME = 25;

    private final @Nullable Instant since;
    private final List<Group> groups;
    private final Group total;

    /** What can be asked for. */
    public enum By {
        WORKFLOW,
        TASK,
        MODEL,
        DAY;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private UsageView(@Nullable Instant since, List<Group> groups) {
        this.since = since;
        this.groups = groups;
        this.total = groups.stream().reduce(new Group("total", Sum.NOTHING, 0), UsageView::plus);
    }

    /**
     * Reads the sums.
     *
     * @param run null for all runs
     * @param since null from the beginning on
     * @param zone whose days count
     */
    public static UsageView read(Tx tx, By by, @Nullable RunId run, @Nullable Instant since, ZoneId zone) {
        return switch (by) {
            case WORKFLOW -> dearestFirst(since, Spending.by(tx, Spending.Grouping.WORKFLOW, run, since));
            case TASK -> dearestFirst(since, Spending.by(tx, Spending.Grouping.TASK, run, since));
            case MODEL -> dearestFirst(since, Spending.by(tx, Spending.Grouping.MODEL, run, since));
            case DAY -> new UsageView(since, days(Spending.by(tx, Spending.Grouping.MINUTE, run, since), zone));
        };
    }

    private static UsageView dearestFirst(@Nullable Instant since, List<Group> groups) {
        List<Group> sorted = new ArrayList<>(groups);
        sorted.sort(Comparator.comparingDouble(UsageView::usd)
                .thenComparingLong(group -> group.sum().tokens())
                .reversed()
                .thenComparing(Group::name));
        return new UsageView(since, sorted);
    }

    private static double usd(Group group) {
        Double usd = group.sum().usd();
        return usd == null ? 0 : usd;
    }

    private static List<Group> days(List<Group> minutes, ZoneId zone) {
        Map<String, Group> days = new TreeMap<>();
        for (Group minute : minutes) {
            String day = Instant.parse(minute.name()).atZone(zone).toLocalDate().toString();
            days.merge(day, new Group(day, minute.sum(), minute.unpriced()), UsageView::plus);
        }
        return List.copyOf(days.values());
    }

    private static Group plus(Group one, Group other) {
        return new Group(one.name(), one.sum().plus(other.sum()), one.unpriced() + other.unpriced());
    }

    /** The object of {@code usage --json}. */
    public ObjectNode json() {
        ObjectNode json = Json.object().put("since", since == null ? null : since.toString());
        ArrayNode rows = json.putArray("rows");
        groups.forEach(group -> rows.add(row(group)));
        json.set("total", row(total));
        return json;
    }

    static ObjectNode row(Group group) {
        ObjectNode row = Json.object()
                .put("group", group.name())
                .put("calls", group.sum().calls());
        row.setAll(RunJson.tokens(group.sum()));
        row.set("usd", RunJson.cost(group.sum()).get("usd"));
        return row.put("unpriced", group.unpriced() > 0);
    }

    /**
     * A table with a chart of what each costs, or of its tokens where no price is known.
     *
     * @param by the head of the first column
     */
    public String text(By by) {
        if (groups.isEmpty()) {
            return "no model has been asked" + (since == null ? "" : " since " + Words.day(since)) + "\n";
        }
        int wide = groups.stream().mapToInt(group -> name(group).length()).max().orElse(0);
        wide = Math.max(wide, by.word().length());
        StringBuilder text = new StringBuilder();
        line(text, wide, by.word(), "calls", "tokens in", "cached", "out", "cost", "");
        boolean priced = total.sum().usd() != null && usd(total) > 0;
        double most = groups.stream()
                .mapToDouble(group -> priced ? usd(group) : group.sum().tokens())
                .max()
                .orElse(0);
        for (Group group : groups) {
            double share = most == 0 ? 0 : (priced ? usd(group) : group.sum().tokens()) / most;
            line(text, wide, group, "█".repeat((int) Math.ceil(share * BAR)));
        }
        if (groups.size() > 1) {
            line(text, wide, new Group("all", total.sum(), total.unpriced()), "");
        }
        if (total.unpriced() > 0) {
            text.append(
                    "\n* no price is known for %d of %d calls: their tokens count, their cost does not; set 'price' for the model in stayer.yaml\n"
                            .formatted(total.unpriced(), total.sum().calls()));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, int wide, Group group, String bar) {
        Sum sum = group.sum();
        long in = sum.input() + sum.written() + sum.cached();
        Double usd = sum.usd();
        String cost = usd == null ? "?" : Words.usd(usd);
        line(
                text,
                wide,
                name(group),
                String.valueOf(sum.calls()),
                Words.amount(in),
                in == 0 ? "" : Math.round(100.0 * sum.cached() / in) + " %",
                Words.amount(sum.output()),
                cost + (group.unpriced() > 0 ? "*" : " "),
                bar);
    }

    private static void line(
            StringBuilder text,
            int wide,
            String name,
            String calls,
            String in,
            String cached,
            String out,
            String cost,
            String bar) {
        text.append(String.format(
                                Locale.ROOT,
                                "%-" + wide + "s %6s %9s %6s %8s %12s %s",
                                name,
                                calls,
                                in,
                                cached,
                                out,
                                cost,
                                bar)
                        .stripTrailing())
                .append('\n');
    }

    private static String name(Group group) {
        String name = StatusText.visible(group.name());
        if (name.length() <= MAX_NAME) {
            return name;
        }
        // Both ends tell names apart: a workflow's at the beginning, a task's at the end.
        int half = (MAX_NAME - 1) / 2;
        return name.substring(0, half) + "…" + name.substring(name.length() - half);
    }
}
