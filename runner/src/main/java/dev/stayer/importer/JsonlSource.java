package dev.stayer.importer;

import dev.stayer.core.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Trace lines of our own format: one step a line, sessions in any order. */
final class JsonlSource implements Source {
    private static final Set<String> KNOWN = Set.of(
            "session", "project", "task", "seq", "time", "role", "text", "tool", "args", "ok", "output", "outcome");
    private static final Set<String> ROLES = Set.of("user", "assistant", "tool");
    private static final Set<String> OUTCOMES = Set.of("success", "failure", "unknown");
    /** Sessions whose project is remembered for lines that name none. */
    private static final int REMEMBERED = 100_000;

    private final Map<String, String> projects = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > REMEMBERED;
        }
    };

    @Override
    public void read(Path path, Intake intake, Problems problems) throws IOException {
        JsonLines.each(path, intake, problems, line -> line(line, intake));
    }

    private void line(ObjectNode line, Intake intake) {
        String session = text(line, "session");
        if (session == null || session.isBlank()) {
            throw new BadLineException("has no session");
        }
        String outcome = text(line, "outcome");
        if (outcome != null && !OUTCOMES.contains(outcome)) {
            throw new BadLineException("the outcome is not one of success, failure, unknown");
        }
        String task = text(line, "task");
        TranscriptStep step = step(line);
        if (step == null && outcome == null) {
            throw new BadLineException("has neither a text, a tool nor an outcome");
        }
        Intake.Key key = new Intake.Key(project(session, text(line, "project")), session);
        if (step != null) {
            intake.step(key, step);
        }
        ObjectNode extra = step == null ? extra(line) : null;
        if (task != null || outcome != null || extra != null) {
            intake.about(key, task, outcome, extra);
        }
    }

    /** The last line of a session need not repeat its project. */
    private String project(String session, @Nullable String said) {
        if (said == null) {
            return projects.getOrDefault(session, "");
        }
        projects.put(session, said);
        return said;
    }

    private static @Nullable TranscriptStep step(ObjectNode line) {
        String text = text(line, "text");
        String tool = text(line, "tool");
        if (text == null && tool == null) {
            return null;
        }
        String role = text(line, "role");
        if (role == null && tool != null) {
            role = "assistant";
        }
        if (role == null || !ROLES.contains(role)) {
            throw new BadLineException("the role is not one of user, assistant, tool");
        }
        return new TranscriptStep(
                seq(line.get("seq")),
                time(line.get("time")),
                role,
                text,
                tool,
                line.get("args"),
                ok(line.get("ok")),
                output(line.get("output")),
                extra(line));
    }

    private static @Nullable ObjectNode extra(ObjectNode line) {
        ObjectNode extra = null;
        for (Map.Entry<String, JsonNode> entry : line.properties()) {
            if (!KNOWN.contains(entry.getKey())) {
                extra = extra == null ? Json.object() : extra;
                extra.set(entry.getKey(), entry.getValue());
            }
        }
        return extra;
    }

    private static @Nullable String text(ObjectNode line, String key) {
        JsonNode value = line.get(key);
        if (value == null || value.isNull()) {
            return null;
        }
        if (value.isString() || key.equals("session") && value.isIntegralNumber()) {
            return value.asString();
        }
        throw new BadLineException(key + " is not text");
    }

    private static long seq(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return -1;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 0) {
            throw new BadLineException("seq is not a whole number from 0");
        }
        return value.asLong();
    }

    private static @Nullable Boolean ok(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isBoolean()) {
            throw new BadLineException("ok is neither true nor false");
        }
        return value.asBoolean();
    }

    private static @Nullable String output(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return null;
        }
        return value.isString() ? value.asString() : Json.write(value);
    }

    private static @Nullable Instant time(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return null;
        }
        Instant time = value.isString() ? Moments.of(value.asString()) : null;
        if (time == null) {
            throw new BadLineException("the time is not written as 2026-11-01T10:00:00Z");
        }
        return time;
    }
}
