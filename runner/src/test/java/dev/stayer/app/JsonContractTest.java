package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The keys that scripts rely on, in what the commands really print; more may be there, none may be missing. */
class JsonContractTest {
    private static final String[] TASK = {
        "id",
        "name",
        "key",
        "title",
        "status",
        "kind",
        "parent",
        "needs",
        "attempt",
        "executions",
        "turns",
        "started",
        "ended",
        "exitCode",
        "outputs",
        "waiting",
        "tokens",
        "cost",
        "failure",
        "claim",
        "tail"
    };
    private static final String[] RUN = {"run", "name", "workflow", "status", "started", "ended"};
    private static final String[] FACT = {
        "id",
        "kind",
        "subject",
        "key",
        "value",
        "text",
        "authority",
        "source",
        "time",
        "status",
        "supersededBy",
        "pinned",
        "expires",
        "refs"
    };

    @TempDir
    Path folder;

    private Stayer stayer;

    @BeforeEach
    void run() {
        stayer = new Stayer(folder);
        stayer.file("workflows/nightly.yaml", """
                name: nightly
                on: { schedule: [ { cron: "0 3 * * *" } ] }
                tasks: [ { id: a, run: "true" } ]
                """);
        stayer.file("skills/deploy/SKILL.md", """
                ---
                name: "deploy"
                description: "Deploys. Use when a release is due."
                ---
                1. deploy
                """);
        stayer.call("memory", "add", "The port is 8080", "--subject", "port", "--key", "number", "--value", "8080");
        stayer.call("memory", "add", "The port is 9090", "--subject", "port", "--key", "number", "--value", "9090");
        assertThat(stayer.run("""
                name: w
                tasks:
                  - { id: good, run: 'echo "v=1" >> "$STAYER_OUTPUT"' }
                  - { id: bad, optional: true, run: "for i in $(seq 1 30); do echo line $i; done; exit 3" }
                  - { id: gate, needs: [good], approve: "Go on?" }
                """).code()).isEqualTo(4);
    }

    private JsonNode json(String... args) {
        return stayer.call(args).json();
    }

    private static void has(JsonNode object, String... keys) {
        assertThat(object.propertyNames()).contains(keys);
    }

    @Test
    void of_runs_and_tasks() {
        JsonNode status = json("status", "last", "--json");
        has(status, RUN);
        has(
                status,
                "execution",
                "owner",
                "waiting",
                "attention",
                "next",
                "turns",
                "modelCalls",
                "tokens",
                "cost",
                "params",
                "budget",
                "tasks");
        has(status.path("waiting"), "reason", "until", "text");
        has(status.path("tokens"), "input", "cached", "output");
        has(status.path("cost"), "usd");
        for (JsonNode task : status.path("tasks")) {
            has(task, TASK);
        }
        has(stayer.task("gate").path("waiting"), "reason", "until", "text", "choices", "default");
        JsonNode tail = stayer.task("bad").path("tail");
        assertThat(tail).hasSize(20);
        assertThat(tail.get(19).asString()).isEqualTo("line 30");
        assertThat(stayer.task("good").path("tail").isNull()).isTrue();
        has(json("status", "--json").path("runs").get(0), RUN);
        has(json("runs", "--json").path("runs").get(0), RUN);
        has(json("tasks", "last", "--json"), "run", "tasks");
        has(json("tasks", "last", "--json").path("tasks").get(0), TASK);
        String log = stayer.call("logs", "last", "--json").out();
        log.lines()
                .forEach(line -> has(
                        dev.stayer.core.Json.parse(line),
                        "seq",
                        "time",
                        "run",
                        "task",
                        "turn",
                        "type",
                        "text",
                        "data"));
    }

    @Test
    void of_memory_and_search() {
        JsonNode found = json("search", "port", "--json");
        has(found, "query", "count", "tookMs", "hits");
        has(found.path("hits").get(0), "layer", "file", "line", "run", "task", "score", "time", "text", "origin");
        has(json("memory", "show", "--json").path("facts").get(0), FACT);
        stayer.file("facts.jsonl", "{\"text\":\"one\"}\n{\"text\":7}\n");
        Stayer.Result added = stayer.call(
                "memory",
                "add",
                "--json",
                "--file",
                folder.resolve("facts.jsonl").toString());
        assertThat(added.code()).isEqualTo(1);
        has(added.json(), "added", "rejected");
        has(added.json().path("rejected").get(0), "line", "error");
        has(
                json("memory", "history", "--json").path("changes").get(0),
                "change",
                "time",
                "by",
                "reason",
                "undoes",
                "steps");
        JsonNode dream = json("dream", "--dry-run", "--json");
        has(dream, "id", "applied", "added", "merged", "superseded", "retired", "flagged", "skipped");
        has(dream.path("superseded").get(0), "fact", "reason", "source");
    }

    @Test
    void of_skills_schedules_and_checks() {
        has(json("distill", "--dry-run", "--json"), "id", "applied", "candidates", "written");
        has(json("skills", "list", "--json").path("skills").get(0), "name", "description", "state", "path", "uses");
        has(json("skills", "check", "--json").path("skills").get(0), "name", "ok", "errors");
        JsonNode schedules = json("schedule", "list", "--json").path("schedules");
        has(schedules.get(0), "id", "workflow", "cron", "zone", "enabled", "next", "last", "outcome");
        for (JsonNode checked : List.of(
                json("doctor", "--json"),
                json("validate", "nightly", "--json"),
                json("validate", stayer.file("bad.yaml", "name: w\ntasks: []\n").toString(), "--json"))) {
            has(checked, "ok", "checks");
            has(checked.path("checks").get(0), "name", "ok", "detail");
        }
        has(json("mirror", "--check", "--json"), "ok", "differ");
    }
}
