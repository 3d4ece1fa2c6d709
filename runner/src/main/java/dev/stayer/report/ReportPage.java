package dev.stayer.report;

import dev.stayer.core.Claim;
import dev.stayer.core.Inert;
import dev.stayer.core.Texts;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The report of a run as one page of HTML that needs no network and runs no script; it shows what {@code report.json} says and
 * nothing else. Its public parts are for its template. Immutable.
 */
public final class ReportPage {
    /** Tells our pages from those of commands. */
    public static final String GENERATOR = "stayer-report";

    /** More rows than these make a page that nobody reads; all of them are in {@code report.json}. */
    private static final int MAX_TASKS = 2_000;

    private static final int MAX_ENTRIES = 200;
    private static final int MAX_TEXT = 2_000;

    private final JsonNode report;

    /** A link. */
    public record Link(String text, String href) {}

    /** One of the twelve. */
    public record Answer(String id, String question, String answer, String command, List<Link> evidence) {}

    /** A line of a list: where it comes from, and what it says. */
    public record Entry(String task, String text, String more) {}

    /** A task with what is shown of it at once, and what on demand. */
    public record Task(
            String id,
            int depth,
            String name,
            String words,
            String tone,
            String time,
            String tries,
            String cost,
            String because,
            Inside inside) {}

    /** What is shown of a task on demand. */
    public record Inside(
            List<Entry> attempts,
            List<Entry> checks,
            List<String> changed,
            List<Entry> outputs,
            List<Link> evidence,
            List<String> tail) {
        public boolean isEmpty() {
            return attempts.size() < 2
                    && checks.isEmpty()
                    && changed.isEmpty()
                    && outputs.isEmpty()
                    && evidence.isEmpty()
                    && tail.isEmpty();
        }
    }

    /** A model and what it cost. */
    public record Model(String name, String calls, String in, String cached, String out, String cost, int share) {}

    private ReportPage(JsonNode report) {
        this.report = report;
    }

    /** Draws the page. @param report as {@link ReportJson} made it, without secrets */
    static String html(JsonNode report) {
        TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);
        StringOutput out = new StringOutput(64 * 1024);
        engine.render("report.jte", new ReportPage(report), out);
        return out.toString();
    }

    static String text(JsonNode node, String key) {
        return shown(node.path(key).asString(""));
    }

    /** What cannot be seen is shown, and what is too long is cut. */
    private static String shown(String text) {
        return Inert.lines(Texts.shorten(text, MAX_TEXT));
    }

    public String workflow() {
        return text(report, "workflow");
    }

    public String run() {
        return text(report, "run");
    }

    public String status() {
        return Words.state(text(report, "status"));
    }

    /** {@code good}, {@code bad}, {@code wait}, {@code work} or {@code plain}; the colour is never all that tells. */
    public String tone() {
        return tone(text(report, "status"));
    }

    static String tone(String status) {
        return switch (status) {
            case "COMPLETED" -> "good";
            case "FAILED", "CANCELLED" -> "bad";
            case "RUNNING" -> "work";
            case "PENDING", "READY", "SKIPPED" -> "plain";
            default -> "wait";
        };
    }

    /** One character for the state. */
    public String mark() {
        return Words.mark(text(report, "status"));
    }

    public boolean unjailed() {
        return text(report, "sandbox").equals("none");
    }

    /** When the page was made. */
    public String made() {
        return Words.day(Instant.parse(text(report, "made")));
    }

    public List<Answer> answers() {
        List<Answer> answers = new ArrayList<>();
        for (JsonNode question : report.path("questions")) {
            List<Link> links = new ArrayList<>();
            question.path("evidence").forEach(href -> links.add(link(href.asString())));
            answers.add(new Answer(
                    text(question, "id"),
                    text(question, "question"),
                    text(question, "answer"),
                    text(question, "command"),
                    links));
        }
        return answers;
    }

    private static Link link(String href) {
        String name = href.startsWith("#") ? href.substring(1) : href.substring(href.lastIndexOf('/') + 1);
        return new Link(shown(name), href);
    }

    public List<Task> tasks() {
        List<Task> tasks = new ArrayList<>();
        for (JsonNode task : report.path("tasks")) {
            if (tasks.size() == MAX_TASKS) {
                break;
            }
            tasks.add(task(task));
        }
        return tasks;
    }

    /** Tasks that are only in {@code report.json}. */
    public int moreTasks() {
        return Math.max(0, report.path("tasks").size() - MAX_TASKS);
    }

    private Task task(JsonNode task) {
        String id = text(task, "id");
        String title = text(task, "title");
        String status = text(task, "status");
        return new Task(
                id,
                (int) id.chars().filter(c -> c == '.').count(),
                title.isEmpty() ? text(task, "name") : text(task, "name") + " — " + title,
                Words.mark(status) + " " + text(task, "words"),
                tone(status),
                length(task),
                task.path("attempts").size() < 2 ? "" : task.path("attempts").size() + " tries",
                cost(task.path("cost"), task.path("tokens")),
                text(task, "because"),
                inside(task));
    }

    private String length(JsonNode task) {
        String started = text(task, "started");
        if (started.isEmpty()) {
            return "";
        }
        String ended = text(task, "ended");
        Instant end = Instant.parse(ended.isEmpty() ? text(report, "made") : ended);
        return Words.fine(Duration.between(Instant.parse(started), end));
    }

    private static String cost(JsonNode cost, JsonNode tokens) {
        long all = tokens.path("input").asLong(0)
                + tokens.path("cached").asLong(0)
                + tokens.path("output").asLong(0);
        if (all == 0) {
            return "–";
        }
        JsonNode usd = cost.path("usd");
        return usd.isNumber() ? Words.usd(usd.asDouble()) : Words.amount(all) + " tokens";
    }

    private static Inside inside(JsonNode task) {
        List<Entry> attempts = new ArrayList<>();
        for (JsonNode attempt : task.path("attempts")) {
            String ended = text(attempt, "ended");
            Instant started = Instant.parse(text(attempt, "started"));
            attempts.add(new Entry(
                    String.valueOf(attempt.path("n").asInt()),
                    text(attempt, "outcome").isEmpty() ? "goes on" : text(attempt, "outcome"),
                    Words.moment(started)
                            + (ended.isEmpty()
                                    ? ""
                                    : ", " + Words.fine(Duration.between(started, Instant.parse(ended))))
                            + (text(attempt, "reason").isEmpty() ? "" : ": " + text(attempt, "reason"))));
        }
        List<Entry> checks = new ArrayList<>();
        for (JsonNode check : task.path("checks")) {
            checks.add(new Entry(
                    check.path("turn").isNumber() ? "turn " + check.path("turn").asInt() : "",
                    check.path("passed").asBoolean() ? "accepted" : "refused",
                    backing(text(check, "text"))));
        }
        List<Entry> outputs = new ArrayList<>();
        task.path("outputs")
                .properties()
                .forEach(output -> outputs.add(new Entry(
                        "",
                        shown(output.getKey()),
                        shown(
                                output.getValue().isString()
                                        ? output.getValue().asString()
                                        : output.getValue().toString()))));
        List<Link> evidence = new ArrayList<>();
        task.path("evidence").forEach(href -> evidence.add(link(href.asString())));
        return new Inside(attempts, checks, texts(task.path("changed")), outputs, evidence, texts(task.path("tail")));
    }

    private static String backing(String text) {
        for (Claim.State state : Claim.State.values()) {
            if (state.word().equals(text)) {
                return switch (state) {
                    case CLAIMED -> "on its agent's word alone";
                    case CHECKED_HERE -> "its check passed";
                    case CHECKED_AT_TARGET -> "what the work is for says so too";
                };
            }
        }
        return text;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(shown(text.asString(""))));
        return texts;
    }

    /** When each task worked and waited, as a drawing. */
    public TimelineChart chart() {
        return new TimelineChart(report);
    }

    public List<Model> models() {
        double most = 0;
        for (JsonNode model : report.path("usage").path("models")) {
            most = Math.max(most, tokens(model));
        }
        List<Model> models = new ArrayList<>();
        for (JsonNode model : report.path("usage").path("models")) {
            JsonNode usd = model.path("usd");
            models.add(new Model(
                    text(model, "group"),
                    String.valueOf(model.path("calls").asInt()),
                    Words.amount(
                            model.path("input").asLong() + model.path("cached").asLong()),
                    Words.amount(model.path("cached").asLong()),
                    Words.amount(model.path("output").asLong()),
                    (usd.isNumber() ? Words.usd(usd.asDouble()) : "unknown")
                            + (model.path("unpriced").asBoolean() && usd.isNumber() ? ", and some unknown" : ""),
                    (int) Math.round(100 * tokens(model) / Math.max(1, most))));
        }
        return models;
    }

    private static double tokens(JsonNode model) {
        return model.path("input").asDouble()
                + model.path("cached").asDouble()
                + model.path("output").asDouble();
    }

    /** The newest entries of a list. @param key one of the report's lists */
    public List<Entry> entries(String key) {
        JsonNode list = report.path(key);
        List<Entry> entries = new ArrayList<>();
        for (int i = Math.max(0, list.size() - MAX_ENTRIES); i < list.size(); i++) {
            JsonNode one = list.get(i);
            if (key.equals("effects") && isHarmless(one)) {
                continue;
            }
            entries.add(
                    switch (key) {
                        case "facts" ->
                            new Entry("", text(one, "text"), text(one, "kind") + ", " + text(one, "source"));
                        case "skills" -> new Entry(text(one, "task"), text(one, "name"), "");
                        case "effects" ->
                            new Entry(
                                    text(one, "task"),
                                    (text(one, "tool").isEmpty()
                                                    ? text(one, "class")
                                                    : "a call of " + text(one, "tool"))
                                            + (one.path("certain").asBoolean()
                                                    ? ""
                                                    : ": nobody knows whether it happened"),
                                    text(one, "key"));
                        default ->
                            new Entry(
                                    text(one, "task"),
                                    text(one, "text"),
                                    one.path("turn").asInt(0) == 0
                                            ? ""
                                            : "turn " + one.path("turn").asInt());
                    });
        }
        return entries;
    }

    /** Certain, or safe to be made again: nobody need look at it. */
    private static boolean isHarmless(JsonNode effect) {
        String kind = effect.path("class").asString("");
        return effect.path("certain").asBoolean() && (kind.equals("idempotent") || kind.equals("pure"));
    }

    /** How many of a list are not shown. */
    public int left(String key) {
        return Math.max(0, report.path(key).size() - MAX_ENTRIES);
    }
}
