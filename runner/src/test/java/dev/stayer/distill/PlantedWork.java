package dev.stayer.distill;

import dev.stayer.core.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.node.ObjectNode;

/** Sessions with workflows hidden in them, and the truth about them: the same seed gives the same sessions. */
final class PlantedWork implements TraceSource {
    /** How hard it is. */
    record Level(double noise, double interleave, double drop, double fail, boolean planted, boolean traps) {
        static final Level USUAL = new Level(0.4, 0.3, 0.08, 0.12, true, true);
        static final Level HARD = new Level(0.6, 0.5, 0.15, 0.2, true, true);
        static final Level NOTHING = new Level(0.4, 0.3, 0.08, 0.12, false, true);
    }

    /** What the calls look like. */
    enum Style {
        COMMANDS,
        STRANGE_COMMANDS,
        TOOLS,
        MIXED
    }

    /** One kind of call: how it begins, and what follows. */
    record Kind(String tool, String head, List<String> arguments) {}

    /** Something hidden: its steps, and how many sessions got it. */
    record Hidden(String name, List<Kind> steps, int support, boolean trap) {
        List<String> heads() {
            return steps.stream().map(Kind::head).toList();
        }
    }

    private final Random random;
    private final Level level;
    private final Style style;
    private final Map<String, Trace> traces = new LinkedHashMap<>();
    private final List<Hidden> hidden = new ArrayList<>();
    private final List<Kind> vocabulary = new ArrayList<>();
    private final List<Kind> noise = new ArrayList<>();
    private final List<String> existingSkills = new ArrayList<>();

    private static final List<String> PROGRAMS = List.of(
            "git checkout -b {branch}",
            "git add -A",
            "git commit -m {message}",
            "git push origin {branch}",
            "git tag {version}",
            "git merge {branch}",
            "git rebase main",
            "git fetch --all",
            "gh pr create --title {message}",
            "gh release create {version}",
            "npm ci",
            "npm run build",
            "npm test",
            "npm publish --tag {version}",
            "npm version {version}",
            "docker build -t {image} .",
            "docker push {image}",
            "docker compose up -d",
            "docker compose down",
            "kubectl apply -f {file}",
            "kubectl rollout status deploy/{name}",
            "kubectl get pods -n {name}",
            "helm upgrade {name} chart/",
            "helm lint chart/",
            "terraform init",
            "terraform plan -out {file}",
            "terraform apply {file}",
            "make lint",
            "make test",
            "make package",
            "make deploy ENV={name}",
            "mvn -q verify",
            "mvn versions:set -DnewVersion={version}",
            "mvn deploy",
            "pytest -q {file}",
            "ruff check {file}",
            "black {file}",
            "alembic revision -m {message}",
            "alembic upgrade head",
            "alembic downgrade -1",
            "psql -f {file}",
            "pg_dump {name}",
            "curl -s http://localhost:8080/{name}",
            "aws s3 cp {file} s3://bucket/",
            "aws ecs update-service --service {name}",
            "systemctl restart {name}",
            "systemctl status {name}",
            "rsync -a {file} host:/srv/",
            "cargo build --release",
            "cargo test",
            "cargo publish",
            "go build ./...",
            "go test ./...",
            "go mod tidy",
            "pip install -r {file}",
            "python scripts/migrate.py {name}",
            "python scripts/seed.py --env {name}",
            "./scripts/smoke.sh {name}",
            "bash tools/changelog.sh {version}",
            "pre-commit run --all-files",
            "sphinx-build docs out",
            "jq .version {file}",
            "gpg --sign {file}",
            "sha256sum {file}",
            "tar czf {file} dist");
    private static final List<String> SHELL_NOISE = List.of(
            "ls -la {file}",
            "cat {file}",
            "grep -rn {word} src",
            "git status",
            "git diff",
            "git log --oneline -5",
            "pwd",
            "find . -name {word}",
            "head -50 {file}",
            "tail -20 {file}",
            "wc -l {file}",
            "rg {word}",
            "sed -n 1,40p {file}",
            "which {word}",
            "env",
            "df -h",
            "ps aux",
            "mkdir -p {word}",
            "rm -f {file}",
            "cp {file} {file}",
            "mv {file} {file}",
            "tree -L 2",
            "echo {word}",
            "history",
            "date",
            "du -sh {file}",
            "diff {file} {file}",
            "touch {file}",
            "less {file}",
            "python -c 'print(1)'",
            "node -v",
            "man {word}",
            "stat {file}",
            "file {file}");
    private static final String[] SYLLABLES = {
        "zor", "kel", "vap", "dri", "mun", "sto", "qui", "lax", "ben", "tro", "fil", "gam", "hex", "jup", "nol", "pry",
        "rud", "sem", "wex", "yan"
    };
    private static final String[] VERBS = {
        "open",
        "close",
        "stage",
        "promote",
        "freeze",
        "mark",
        "ledger",
        "refit",
        "scan",
        "attest",
        "ship",
        "quote",
        "settle",
        "index",
        "brew",
        "fold",
        "trace",
        "notify",
        "audit",
        "merge",
        "split",
        "verify",
        "draft",
        "reserve",
        "price",
        "assign",
        "escalate",
        "archive",
        "restore",
        "ping"
    };
    private static final String[] NOUNS = {
        "order",
        "invoice",
        "ticket",
        "shipment",
        "account",
        "refund",
        "contract",
        "policy",
        "claim",
        "batch",
        "device",
        "route",
        "sample",
        "report",
        "cluster"
    };

    PlantedWork(long seed, Level level, Style style) {
        this(seed, level, style, 0);
    }

    /** @param wanted sessions; 0 for 120 to 500 by the seed */
    PlantedWork(long seed, Level level, Style style, int wanted) {
        this.random = new Random(seed * 7919 + 17);
        this.level = level;
        this.style = style;
        words();
        int count = wanted > 0 ? wanted : 120 + random.nextInt(381);
        int planted = level.planted() ? 8 + random.nextInt(9) : 0;
        int tasks = 24 + random.nextInt(16);
        List<List<Hidden>> bySession = new ArrayList<>();
        int[] task = new int[count];
        for (int i = 0; i < count; i++) {
            bySession.add(new ArrayList<>());
            task[i] = random.nextInt(tasks);
        }
        for (int i = 0; i < planted; i++) {
            int support = Math.min(count / 3, random.nextInt(3) == 0 ? 4 + random.nextInt(3) : 8 + random.nextInt(18));
            if (wanted > 1000) {
                support = support * wanted / 300;
            }
            plant(new Hidden("w" + i, steps(3 + random.nextInt(5)), support, false), bySession, task, -1);
        }
        if (level.traps()) {
            plant(
                    new Hidden(
                            "failing",
                            steps(3 + random.nextInt(3)),
                            Math.min(count / 6, 15 + random.nextInt(15)),
                            true),
                    bySession,
                    task,
                    -1);
            plant(new Hidden("rare", steps(3 + random.nextInt(4)), 2, true), bySession, task, -1);
            plant(
                    new Hidden("one-task", steps(3 + random.nextInt(4)), 5 + random.nextInt(6), true),
                    bySession,
                    task,
                    random.nextInt(tasks));
            Hidden covered = new Hidden("covered", steps(3 + random.nextInt(4)), 8 + random.nextInt(8), true);
            plant(covered, bySession, task, -1);
            existingSkills.add(skillText(covered));
            List<Kind> secret = steps(3 + random.nextInt(3));
            int at = random.nextInt(secret.size());
            Kind kind = secret.get(at);
            secret.set(
                    at,
                    new Kind(
                            kind.tool(),
                            kind.head(),
                            kind.tool().equals("shell")
                                    ? List.of("--token", "{secret}")
                                    : List.of("api_key={secret}")));
            plant(new Hidden("secret", secret, 6 + random.nextInt(8), true), bySession, task, -1);
        }
        double[] ease = random.doubles(tasks, 0.4, 0.95).toArray();
        for (int i = 0; i < count; i++) {
            session("s%06d".formatted(i), task[i], ease[task[i]], bySession.get(i));
        }
    }

    private void words() {
        List<Kind> shell = new ArrayList<>();
        for (String line : PROGRAMS) {
            shell.add(kind(line));
        }
        List<Kind> strange = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            String program =
                    SYLLABLES[random.nextInt(20)] + SYLLABLES[random.nextInt(20)] + (random.nextBoolean() ? "ctl" : "");
            int subs = random.nextInt(5);
            if (subs == 0) {
                strange.add(new Kind("shell", program, List.of("{name}")));
            }
            List<String> verbs = new ArrayList<>(List.of(VERBS));
            Collections.shuffle(verbs, random);
            for (int j = 0; j < subs; j++) {
                strange.add(new Kind(
                        "shell",
                        program + " " + verbs.get(j),
                        random.nextBoolean() ? List.of("--for", "{name}") : List.of("{version}")));
            }
        }
        List<Kind> tools = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String name = VERBS[random.nextInt(VERBS.length)] + "_" + NOUNS[random.nextInt(NOUNS.length)];
            if (tools.stream().noneMatch(kind -> kind.head().equals(name))) {
                tools.add(new Kind(
                        name,
                        name,
                        random.nextBoolean() ? List.of("id={name}", "note={message}") : List.of("id={version}")));
            }
        }
        List<Kind> shellNoise = SHELL_NOISE.stream().map(this::kind).toList();
        List<Kind> toolNoise = new ArrayList<>();
        for (String name : List.of(
                "read",
                "list_files",
                "search",
                "think",
                "open_page",
                "get_time",
                "get_user",
                "find",
                "view",
                "edit",
                "write",
                "todo",
                "fetch_url",
                "grep")) {
            toolNoise.add(new Kind(name, name, List.of("path={file}")));
        }
        switch (style) {
            case COMMANDS -> vocabulary.addAll(shell);
            case STRANGE_COMMANDS -> {
                vocabulary.addAll(strange);
                vocabulary.addAll(shell.subList(0, 20));
            }
            case TOOLS -> vocabulary.addAll(tools);
            case MIXED -> {
                vocabulary.addAll(shell);
                vocabulary.addAll(strange);
                vocabulary.addAll(tools.subList(0, 15));
            }
        }
        Collections.shuffle(vocabulary, random);
        noise.addAll(style == Style.TOOLS ? toolNoise : shellNoise);
        if (style == Style.MIXED) {
            noise.addAll(toolNoise);
        }
        noise.addAll(vocabulary.subList(0, Math.min(12, vocabulary.size())));
        Collections.shuffle(noise, random);
    }

    private Kind kind(String line) {
        String[] parts = line.split(" ");
        int head = 1;
        int depth = switch (parts[0]) {
            case "gh", "aws" -> 3;
            case "docker", "npm" -> parts.length > 1 && (parts[1].equals("compose") || parts[1].equals("run")) ? 3 : 2;
            case "kubectl" -> parts[1].equals("rollout") ? 3 : 2;
            case "git", "helm", "terraform", "make", "alembic", "systemctl", "cargo", "go", "pip", "python", "bash" ->
                2;
            default -> 1;
        };
        while (head < Math.min(depth, parts.length) && !parts[head].contains("{") && !parts[head].startsWith("-")) {
            head++;
        }
        return new Kind(
                "shell",
                String.join(" ", List.of(parts).subList(0, head)),
                List.of(parts).subList(head, parts.length));
    }

    private List<Kind> steps(int count) {
        List<Kind> steps = new ArrayList<>();
        while (steps.size() < count) {
            Kind kind = vocabulary.get(random.nextInt(vocabulary.size()));
            if (steps.stream().noneMatch(other -> other.head().equals(kind.head()))) {
                steps.add(kind);
            }
        }
        return steps;
    }

    private void plant(Hidden what, List<List<Hidden>> bySession, int[] task, int onlyTask) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < task.length; i++) {
            places.add(i);
        }
        Collections.shuffle(places, random);
        int left = what.support();
        for (int place : places) {
            if (left > 0 && bySession.get(place).size() < 2) {
                bySession.get(place).add(what);
                if (onlyTask >= 0) {
                    task[place] = onlyTask;
                }
                left--;
            }
        }
        hidden.add(what);
    }

    private void session(String id, int task, double ease, List<Hidden> content) {
        List<Trace.TraceCall> calls = new ArrayList<>();
        Map<String, String> values = new HashMap<>();
        List<List<Kind>> queues = new ArrayList<>();
        for (Hidden one : content) {
            List<Kind> queue = new ArrayList<>();
            for (Kind kind : one.steps()) {
                if (random.nextDouble() >= level.drop()) {
                    queue.add(kind);
                }
            }
            queues.add(queue);
        }
        noise(calls, random.nextInt(content.isEmpty() ? 20 : 6), id);
        boolean mixed = queues.size() > 1 && random.nextDouble() < level.interleave();
        while (queues.stream().anyMatch(queue -> !queue.isEmpty())) {
            List<List<Kind>> open =
                    queues.stream().filter(queue -> !queue.isEmpty()).toList();
            List<Kind> queue = open.get(mixed ? random.nextInt(open.size()) : 0);
            call(calls, queue.remove(0), values, id);
            while (random.nextDouble() < level.noise()) {
                noise(calls, 1, id);
            }
        }
        noise(calls, random.nextInt(5), id);
        boolean failing = content.stream().anyMatch(one -> one.name().equals("failing"));
        Trace.Outcome outcome = random.nextDouble() < 0.1
                ? Trace.Outcome.UNKNOWN
                : random.nextDouble() < (failing ? 0.1 : ease) ? Trace.Outcome.SUCCESS : Trace.Outcome.FAILURE;
        traces.put(id, new Trace(id, "p", "t" + task, outcome, calls, List.of("do task " + task)));
    }

    private void noise(List<Trace.TraceCall> calls, int count, String id) {
        for (int i = 0; i < count; i++) {
            double skew = Math.pow(random.nextDouble(), 1.7);
            call(calls, noise.get((int) (skew * noise.size())), new HashMap<>(), id);
        }
    }

    private void call(List<Trace.TraceCall> calls, Kind kind, Map<String, String> values, String id) {
        List<String> arguments = new ArrayList<>();
        for (String argument : kind.arguments()) {
            arguments.add(filled(argument, values));
        }
        int tries = random.nextDouble() < level.fail() ? 2 : 1;
        boolean givesUp = tries == 2 && random.nextDouble() < 0.3;
        for (int i = 0; i < tries; i++) {
            boolean ok = tries == 1 || i == 1;
            if (i == 1 && givesUp) {
                break;
            }
            ObjectNode args = Json.object();
            if (kind.tool().equals("shell")) {
                args.put("command", (kind.head() + " " + String.join(" ", arguments)).strip());
            } else {
                for (String argument : arguments) {
                    args.put(
                            argument.substring(0, argument.indexOf('=')),
                            argument.substring(argument.indexOf('=') + 1));
                }
            }
            calls.add(new Trace.TraceCall(
                    kind.tool(),
                    args,
                    ok,
                    "",
                    Instant.parse("2026-11-01T10:00:00Z").plusSeconds(20L * calls.size()),
                    id + "#" + calls.size()));
        }
    }

    private String filled(String argument, Map<String, String> values) {
        String text = argument;
        for (String name : List.of("branch", "message", "version", "image", "file", "name", "word", "secret")) {
            if (text.contains("{" + name + "}")) {
                String value = values.computeIfAbsent(name, this::value);
                text = text.replace("{" + name + "}", value);
            }
        }
        return text;
    }

    private String value(String name) {
        return switch (name) {
            case "branch" -> "feature/" + SYLLABLES[random.nextInt(20)] + "-" + random.nextInt(900);
            case "message" ->
                "'" + NOUNS[random.nextInt(15)] + " " + VERBS[random.nextInt(30)] + " " + random.nextInt(1000) + "'";
            case "version" -> random.nextInt(5) + "." + random.nextInt(20) + "." + random.nextInt(9);
            case "image" -> "registry.local/" + NOUNS[random.nextInt(15)] + ":" + random.nextInt(100);
            case "file" ->
                NOUNS[random.nextInt(15)] + "/" + SYLLABLES[random.nextInt(20)]
                        + List.of(".py", ".yaml", ".txt", ".sql").get(random.nextInt(4));
            case "secret" ->
                "ghp_"
                        + new Random(random.nextInt())
                                .ints(36, 0, 36)
                                .collect(
                                        StringBuilder::new,
                                        (s, i) -> s.append(Character.forDigit(i, 36)),
                                        StringBuilder::append);
            case "word" -> VERBS[random.nextInt(30)];
            default -> NOUNS[random.nextInt(6)];
        };
    }

    private static String skillText(Hidden covered) {
        StringBuilder text = new StringBuilder(
                "---\nname: \"existing\"\ndescription: \"Does it. Use when asked.\"\n---\n\n# Existing\n\n");
        int number = 1;
        for (Kind kind : covered.steps()) {
            text.append(number++).append(". `").append(kind.head());
            if (kind.tool().equals("shell")) {
                kind.arguments().forEach(argument -> text.append(' ').append(argument));
            }
            text.append("`\n");
        }
        return text.toString();
    }

    List<String> existingSkills() {
        return existingSkills;
    }

    List<Hidden> hidden() {
        return hidden;
    }

    @Override
    public List<String> ids() {
        return List.copyOf(traces.keySet());
    }

    @Override
    public Trace get(String session) {
        Trace trace = traces.get(session);
        if (trace == null) {
            throw new IllegalArgumentException(session);
        }
        return trace;
    }

    /** Writes the sessions as trace lines, and the existing skill to {@code skills/existing}. */
    void write(java.nio.file.Path workspace) throws java.io.IOException {
        java.nio.file.Files.createDirectories(workspace.resolve("skills/existing"));
        try (var out = java.nio.file.Files.newBufferedWriter(workspace.resolve("traces.jsonl"))) {
            for (Trace trace : traces.values()) {
                int seq = 0;
                ObjectNode said = line(trace, ++seq)
                        .put("role", "user")
                        .put("text", trace.said().get(0));
                out.write(Json.write(said) + "\n");
                for (Trace.TraceCall call : trace.calls()) {
                    ObjectNode line =
                            line(trace, ++seq).put("role", "assistant").put("tool", call.tool());
                    line.put("time", String.valueOf(call.time()))
                            .put("ok", call.ok())
                            .put("output", call.output());
                    line.set("args", call.args());
                    out.write(Json.write(line) + "\n");
                }
                out.write(Json.write(Json.object()
                                .put("session", trace.session())
                                .put("outcome", trace.outcome().name().toLowerCase(java.util.Locale.ROOT)))
                        + "\n");
            }
        }
        for (String skill : existingSkills) {
            java.nio.file.Files.writeString(workspace.resolve("skills/existing/SKILL.md"), skill);
        }
    }

    private static ObjectNode line(Trace trace, int seq) {
        return Json.object()
                .put("session", trace.session())
                .put("project", trace.project())
                .put("task", trace.task())
                .put("seq", seq);
    }

    /** Fills a folder for a look by hand: {@code SEED STYLE FOLDER [SESSIONS]}. */
    public static void main(String[] args) throws java.io.IOException {
        PlantedWork work = new PlantedWork(
                Long.parseLong(args[0]),
                Level.USUAL,
                Style.valueOf(args[1]),
                args.length > 3 ? Integer.parseInt(args[3]) : 0);
        work.write(java.nio.file.Path.of(args[2]));
        work.hidden.forEach(one -> System.out.println(one.name() + " " + one.support() + " " + one.heads()));
    }
}
