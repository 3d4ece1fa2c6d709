package dev.stayer.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The timeline of a report as lanes of bars, ready to be drawn; its public parts are for the template. Immutable. */
public final class TimelineChart {
    private static final int MAX_LANES = 60;
    private static final int WIDTH = 1_000;
    private static final int LANE = 18;

    private final JsonNode report;

    /** A stretch of the timeline, in the drawing's own units. */
    public record Bar(String x, String width, String tone, String title) {}

    /** A line of the timeline. */
    public record Lane(String name, String href, int y, List<Bar> bars) {}

    TimelineChart(JsonNode report) {
        this.report = report;
    }

    /** Tasks that worked, in the order in which they began; the run itself first. */
    public List<Lane> lanes() {
        Map<String, List<JsonNode>> byTask = new LinkedHashMap<>();
        byTask.put("", new ArrayList<>());
        for (JsonNode stretch : report.path("timeline")) {
            String task = ReportPage.text(stretch, "task");
            if (byTask.size() <= MAX_LANES || byTask.containsKey(task)) {
                byTask.computeIfAbsent(task, id -> new ArrayList<>()).add(stretch);
            }
        }
        Instant from = first();
        double scale = WIDTH / Math.max(1.0, Duration.between(from, last()).toMillis());
        List<Lane> lanes = new ArrayList<>();
        byTask.forEach((task, stretches) -> {
            List<Bar> bars = new ArrayList<>();
            // Moments lie upon what goes on at the time.
            stretches.sort(Comparator.comparing(stretch -> isMoment(stretch)));
            stretches.forEach(stretch -> bars.add(bar(stretch, from, scale)));
            lanes.add(new Lane(
                    task.isEmpty() ? "run" : task,
                    task.isEmpty() ? "#answers" : "#" + task,
                    lanes.size() * LANE,
                    bars));
        });
        return lanes;
    }

    private static boolean isMoment(JsonNode stretch) {
        return ReportPage.text(stretch, "from").equals(ReportPage.text(stretch, "to"));
    }

    private Bar bar(JsonNode stretch, Instant from, double scale) {
        Instant begin = Instant.parse(ReportPage.text(stretch, "from"));
        String to = ReportPage.text(stretch, "to");
        Instant end = to.isEmpty() ? last() : Instant.parse(to);
        double x = Duration.between(from, begin).toMillis() * scale;
        double width =
                Math.max(isMoment(stretch) ? 3 : 2, Duration.between(begin, end).toMillis() * scale);
        String kind = ReportPage.text(stretch, "kind");
        return new Bar(
                number(Math.min(x, WIDTH - width)),
                number(width),
                stretch.path("failed").asBoolean() ? "kill" : kind,
                "%s, %s%s: %s"
                        .formatted(
                                kind,
                                Words.moment(begin),
                                isMoment(stretch) ? "" : ", " + Words.fine(Duration.between(begin, end)),
                                ReportPage.text(stretch, "text")));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private Instant first() {
        Instant first = Instant.parse(ReportPage.text(report, "made"));
        for (JsonNode stretch : report.path("timeline")) {
            Instant from = Instant.parse(ReportPage.text(stretch, "from"));
            first = from.isBefore(first) ? from : first;
        }
        return first;
    }

    private Instant last() {
        String ended = ReportPage.text(report, "ended");
        return Instant.parse(ended.isEmpty() ? ReportPage.text(report, "made") : ended);
    }

    /** The height of the timeline. */
    public int height() {
        return lanes().size() * LANE;
    }

    public String begun() {
        return Words.moment(first());
    }

    public String over() {
        return Words.moment(last());
    }
}
