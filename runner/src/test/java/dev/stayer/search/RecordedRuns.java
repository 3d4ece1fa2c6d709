package dev.stayer.search;

import dev.stayer.core.Json;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Runs of agents as their rows stand in a database, and questions about them whose answers are known: the command that mended an
 * error, the turn of a decision, the task that touched a file. The same seed gives the same rows.
 */
final class RecordedRuns {
    private static final int RUNS = 80;
    private static final int TASKS = 4;

    private static final List<String> MODULES = List.of(
            "billing",
            "catalogue",
            "shipping",
            "search",
            "login",
            "mailer",
            "ledger",
            "gateway",
            "importer",
            "report",
            "scheduler",
            "inventory",
            "payments",
            "profile",
            "media",
            "audit");
    private static final List<String> THINGS = List.of(
            "Order",
            "Invoice",
            "Customer",
            "Session",
            "Token",
            "Price",
            "Parcel",
            "Index",
            "Queue",
            "Message",
            "Rate",
            "Refund",
            "Cart",
            "Account",
            "Image",
            "Event",
            "Filter",
            "Batch",
            "Cursor",
            "Retry");
    private static final List<String> SORTS = List.of(
            "Service", "Repository", "Controller", "Mapper", "Client", "Test", "Factory", "Reader", "Writer", "Config");

    /** What goes wrong, and what mends it; {@code M T S N} stand for a module, a thing, a sort and a number. */
    private static final List<List<String>> FAILURES = List.of(
            List.of("error: cannot find symbol class TS in package com.acme.M", "mvn -q -pl M -am install"),
            List.of("java.net.BindException: Address already in use: port N", "kill $(lsof -t -i:N)"),
            List.of("FATAL: password authentication failed for user M_app", "vault kv get -field=password secret/M"),
            List.of("Flyway: Validate failed, checksum mismatch for migration VN", "flyway -configFiles=M.conf repair"),
            List.of("npm ERR! peer dep missing: react@N required by M-ui", "npm install --legacy-peer-deps react@N"),
            List.of(
                    "OOMKilled: container M exceeded its memory limit of NMi",
                    "kubectl set resources deploy/M --limits=memory=2Gi"),
            List.of(
                    "org.hibernate.LazyInitializationException: could not initialize proxy T",
                    "sed -i s/LAZY/EAGER/ M/TS.java"),
            List.of("ImagePullBackOff: manifest for registry.acme/M:N not found", "docker push registry.acme/M:N"),
            List.of(
                    "AssertionFailedError in TSTest: expected N but was 0",
                    "./gradlew :M:test --tests TSTest -Dclock=fixed"),
            List.of("certificate has expired for M.internal.acme", "certbot renew --cert-name M.internal.acme"),
            List.of("deadlock detected while updating table T_N", "psql -f M/sql/order-locks-N.sql"),
            List.of("ModuleNotFoundError: No module named 'M_tools'", "pip install -e tools/M"),
            List.of("No space left on device while writing /var/lib/M/T-N.log", "journalctl --vacuum-size=200M"),
            List.of(
                    "fatal: refusing to merge unrelated histories of M",
                    "git pull --allow-unrelated-histories origin M"),
            List.of(
                    "413 Request Entity Too Large from the proxy before M",
                    "kubectl annotate ingress M proxy-body-size=Nm"));
    /** What is decided, and how somebody who half remembers it asks. */
    private static final List<List<String>> DECISIONS = List.of(
            List.of(
                    "Decision: the M keeps amounts as whole cents, because doubles lost a cent in T sums",
                    "why M amounts are cents and no doubles"),
            List.of(
                    "Decision: T ids are ULIDs in the M, so that they sort by time without another column",
                    "what ids for T in M"),
            List.of(
                    "Decision: the M retries N times with back-off and then parks the T in a dead letter table",
                    "how often does the M retry a T"),
            List.of(
                    "Decision: no cache in front of TS, invalidation cost more than the N ms it saved",
                    "cache for TS yes or no"),
            List.of(
                    "Decision: the M speaks to others only by events, since two-phase commit blocked T for minutes",
                    "M events instead of two-phase commit"),
            List.of(
                    "Decision: times in the M are stored in UTC and shown in the zone of the T",
                    "time zone of T in the M"),
            List.of(
                    "Decision: feature flags of the M live in the database, a restart for each T was too slow",
                    "where are the flags of the M"),
            List.of("Decision: TS is split by tenant, one table grew over N million rows", "why is TS split"),
            List.of(
                    "Decision: PDF of a T is made by a worker, the M answered too slowly with it",
                    "who makes the PDF of a T in M"));

    private static final List<List<String>> LOOKS = List.of(
            List.of(
                    "Let me look how the M handles a T first.",
                    "grep -rn T src/M",
                    "src/M/TS.java:N: // the T of the M"),
            List.of("I run the tests of the M again.", "./gradlew :M:test", "BUILD SUCCESSFUL in N s, TSTest passed"),
            List.of("What changed here lately?", "git log --oneline -5 -- M", "N fixes of TS in the M"),
            List.of("The T is next.", "ls M/src", "TS.java TSTest.java build.gradle"));

    private final Random random;
    private final Map<String, List<Asked>> questions = new LinkedHashMap<>();
    private final Map<String, Set<String>> touched = new TreeMap<>();

    /** Words, and what a right hit is: the beginning of the key of an entry, up to a slash. */
    record Asked(String words, Set<String> right) {}

    RecordedRuns(long seed) {
        random = new Random(seed);
    }

    /** Writes all rows; afterwards {@link #questions} has answers. */
    void write(Tx tx) {
        for (int run = 1; run <= RUNS; run++) {
            String id = "r-20260%d%02d-%04d".formatted(1 + run / 28, 1 + run % 28, run);
            Instant time = Instant.parse("2026-01-01T08:00:00Z").plusSeconds(run * 86_000L);
            tx.update(
                    "INSERT INTO RUN (RUN_ID, WORKFLOW, FILE, STATUS, CREATED, CALLER, PARAMS) VALUES (?, 'w', 'w', 'COMPLETED', ?, '/', '{}')",
                    id,
                    time.toString());
            for (int task = 1; task <= TASKS; task++) {
                task(tx, id, "T" + task, time.plusSeconds(task * 600L));
            }
        }
    }

    /** The kinds of questions by name. */
    Map<String, List<Asked>> questions() {
        Map<String, List<Asked>> all = new LinkedHashMap<>(questions);
        List<Asked> files = new ArrayList<>();
        touched.forEach((name, tasks) -> files.add(new Asked(name, tasks)));
        Collections.shuffle(files, random);
        all.put("file name → a task that touched it", files.subList(0, Math.min(300, files.size())));
        return all;
    }

    /** One task's own choice of words. */
    private final class Scene {
        private final String module = any(MODULES);
        private final String thing = any(THINGS);
        private final String sort = any(SORTS);
        private final String number = String.valueOf(2 + random.nextInt(9_000));

        String fill(String text) {
            return text.replaceAll("TS", thing + sort)
                    .replaceAll("\\bT(?=\\b|_|-|Test)", thing)
                    .replaceAll("\\bM(?=\\b|_|-)", module)
                    .replaceAll("(?<![a-zA-Z])N(?=\\b|m\\b|Mi)|(?<=V)N\\b", number);
        }
    }

    private String any(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }

    private void task(Tx tx, String run, String task, Instant begin) {
        int turns = 8 + random.nextInt(10);
        Scene main = new Scene();
        for (int turn = 1; turn <= turns; turn++) {
            Scene scene = random.nextInt(3) == 0 ? new Scene() : main;
            Instant time = begin.plusSeconds(turn * 20L);
            switch (random.nextInt(8)) {
                case 0 -> {
                    List<String> failure = FAILURES.get(random.nextInt(FAILURES.size()));
                    String error = scene.fill(failure.get(0));
                    call(tx, run, task, turn, "shell", "command", "make check", "FAILED", error, time);
                    turn++;
                    message(
                            tx,
                            run,
                            task,
                            turn,
                            "That is because of the state of the " + scene.module + "; mending it.",
                            time);
                    call(tx, run, task, turn, "shell", "command", scene.fill(failure.get(1)), "DONE", "", time);
                    ask(
                            "words of an error → the command that mended it",
                            some(error),
                            run + "/" + task + "/call/" + turn + ".0");
                }
                case 1 -> {
                    List<String> decision = DECISIONS.get(random.nextInt(DECISIONS.size()));
                    long seq = message(tx, run, task, turn, scene.fill(decision.get(0)), time);
                    ask(
                            "what is remembered of a decision → its turn",
                            scene.fill(decision.get(1)),
                            run + "/" + task + "/message/" + seq);
                }
                case 2 -> {
                    String name = scene.thing + scene.sort + ".java";
                    touched.computeIfAbsent(name, unknown -> new TreeSet<>()).add(run + "/" + task);
                    message(
                            tx,
                            run,
                            task,
                            turn,
                            "I change the " + scene.thing.toLowerCase(java.util.Locale.ROOT) + " of the " + scene.module
                                    + ".",
                            time);
                    call(
                            tx,
                            run,
                            task,
                            turn,
                            "edit",
                            "path",
                            "src/" + scene.module + "/" + name,
                            "DONE",
                            "edited",
                            time);
                }
                default -> {
                    List<String> look = LOOKS.get(random.nextInt(LOOKS.size()));
                    message(tx, run, task, turn, scene.fill(look.get(0)), time);
                    call(
                            tx,
                            run,
                            task,
                            turn,
                            "shell",
                            "command",
                            scene.fill(look.get(1)),
                            "DONE",
                            scene.fill(look.get(2)),
                            time);
                }
            }
        }
    }

    private void ask(String kind, String words, String right) {
        List<Asked> asked = questions.computeIfAbsent(kind, unknown -> new ArrayList<>());
        if (asked.size() < 300) {
            asked.add(new Asked(words, Set.of(right)));
        }
    }

    /** As somebody types what is on the screen: not all of it, and not in order. */
    private String some(String text) {
        List<String> words = new ArrayList<>(Arrays.asList(text.split(" ")));
        Collections.shuffle(words, random);
        return String.join(" ", words.subList(0, Math.max(3, words.size() * 2 / 3)));
    }

    private static long message(Tx tx, String run, String task, int turn, String text, Instant time) {
        return tx.insert(
                "INSERT INTO MESSAGE (RUN_ID, TASK_ID, EPOCH, TURN, KIND, TEXT, TOKENS, TIME) VALUES (?, ?, 1, ?, 'assistant', ?, 1, ?)",
                run,
                task,
                turn,
                text,
                time.toString());
    }

    private static void call(
            Tx tx,
            String run,
            String task,
            int turn,
            String tool,
            String key,
            String value,
            String state,
            String result,
            Instant time) {
        tx.update(
                "INSERT INTO TOOL_CALL (RUN_ID, TASK_ID, TURN, PLACE, CALL_ID, TOOL, ARGUMENTS, EFFECT_KEY, REPEAT_CLASS, STATE, RESULT, STARTED)"
                        + " VALUES (?, ?, ?, 0, 'c', ?, ?, 'k', 'PURE', ?, ?, ?)",
                run,
                task,
                turn,
                tool,
                Json.write(Json.object().put(key, value)),
                state,
                result,
                time.toString());
    }
}
