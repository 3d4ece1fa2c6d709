package dev.stayer.app;

import dev.stayer.core.Json;
import dev.stayer.model.Asked;
import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;

/**
 * Models of a task and its sub-tasks that know only what is in front of them: the step after the newest that they see. The
 * server holds back what has to be in flight at one time: the command of alpha, the reply to beta, the checkpoint of the whole;
 * once all three are, it makes the file {@code armed} and lets the whole go on. Thread-safe.
 */
final class BusyAgents implements ScriptedServer.Script {
    /** How many steps each has. */
    static final Map<String, Integer> STEPS = new TreeMap<>(Map.of("whole", 22, "alpha", 3, "beta", 3, "gamma", 2));

    /** Does one step, loudly; the second of alpha has its effect and then lasts until the workspace is calm. */
    static final String SCRIPT = """
            echo "$1" >> steps.txt
            i=0; while [ $i -lt 24 ]; do echo "  line $i of $1: checked module m$i, state ok, took 0.$i s, nothing odd"; i=$((i+1)); done
            [ "$1" != alpha-2 ] || until [ -e calm ]; do sleep 0.05; done
            """;

    private static final Pattern PART = Pattern.compile("Do the steps of (\\w+) in order");
    private static final Pattern STEP = Pattern.compile("step\\.sh (\\w+)-(\\d+)");

    private final Path root;
    private final boolean writerAnswers;
    private final CountDownLatch calm = new CountDownLatch(1);
    private final CountDownLatch armed = new CountDownLatch(1);
    private final CountDownLatch betaAsked = new CountDownLatch(1);
    private final CountDownLatch writerAsked = new CountDownLatch(1);
    private final Map<String, AtomicInteger> questions = new ConcurrentHashMap<>();

    /** @param writerAnswers true where the checkpoint comes late, false where it never does */
    BusyAgents(Path root, boolean writerAnswers) {
        this.root = root;
        this.writerAnswers = writerAnswers;
    }

    /** From now on nothing is held back. */
    void calm() throws IOException {
        Files.createFile(root.resolve("calm"));
        calm.countDown();
    }

    boolean isArmed() {
        return armed.getCount() == 0;
    }

    /** How often one was asked for a reply. */
    int questions(String who) {
        return questions.getOrDefault(who, new AtomicInteger()).get();
    }

    /** The decision that goes with a step. */
    static String decision(String who, int step) {
        return "Decision: %s-%d listens on port %d".formatted(who, step, 4000 + who.hashCode() % 100 * 37 + step);
    }

    @Override
    public ScriptedReply reply(Asked asked) throws Exception {
        List<String> words = asked.userWords();
        String who = who(words.get(0));
        if (words.get(words.size() - 1).contains("[checkpoint]")) {
            if (who.equals("whole")) {
                writerAsked.countDown();
                (writerAnswers ? armed : calm).await();
            }
            return ScriptedReply.of("{\"current\":\"steps\",\"entries\":[]}");
        }
        questions.computeIfAbsent(who, name -> new AtomicInteger()).incrementAndGet();
        int newest = newest(asked.body(), who);
        if (asked.results().stream().anyMatch(result -> result.contains("outcome unknown"))) {
            String step = who + "-" + Math.max(1, newest);
            return shell("grep -qx %s steps.txt || sh step.sh %s".formatted(step, step));
        }
        if (who.equals("beta") && newest == 1) {
            betaAsked.countDown();
            calm.await();
        }
        return who.equals("whole") ? whole(asked, newest) : part(who, newest);
    }

    private static String who(String opening) {
        Matcher part = PART.matcher(opening);
        return opening.contains("## It is part of") && part.find() ? part.group(1) : "whole";
    }

    private static int newest(String body, String who) {
        int newest = 0;
        for (Matcher steps = STEP.matcher(body); steps.find(); ) {
            newest = steps.group(1).equals(who) ? Math.max(newest, Integer.parseInt(steps.group(2))) : newest;
        }
        return newest;
    }

    private ScriptedReply part(String who, int newest) {
        return newest < STEPS.getOrDefault(who, 0) ? step(who, newest + 1) : finish();
    }

    private ScriptedReply whole(Asked asked, int newest) throws Exception {
        String body = asked.body();
        if (!body.contains("T1.1")) {
            return ScriptedReply.of("Two of it are somebody else's.").call("task", add("alpha", "beta"));
        }
        if (!body.contains("T1.3") && allInFlight()) {
            return step("whole", newest + 1, ScriptedReply.of("").call("task", add("gamma")));
        }
        if (newest < STEPS.getOrDefault("whole", 0)) {
            return step("whole", newest + 1);
        }
        if (!body.contains("T1.3")) {
            return ScriptedReply.calling("task", add("gamma"));
        }
        boolean open = asked.results().stream().anyMatch(result -> result.contains("still open"));
        return open ? ScriptedReply.calling("task", "{\"action\":\"wait\"}") : finish();
    }

    /** True once everything is in flight that is to be; from then on kills count. */
    private boolean allInFlight() throws Exception {
        if (calm.getCount() == 0 || writerAsked.getCount() > 0) {
            return calm.getCount() == 0;
        }
        if (armed.getCount() > 0) {
            betaAsked.await(60, TimeUnit.SECONDS);
            Path steps = root.resolve("steps.txt");
            while (!Files.readString(steps).contains("alpha-2")) {
                Thread.sleep(5);
            }
            Files.createFile(root.resolve("armed"));
            armed.countDown();
        }
        return true;
    }

    private static ScriptedReply step(String who, int number) {
        return step(who, number, ScriptedReply.of(""));
    }

    private static ScriptedReply step(String who, int number, ScriptedReply before) {
        ScriptedReply said = number % 3 == 1 ? before.say(decision(who, number)) : before;
        return said.call("shell", command("sh step.sh %s-%d".formatted(who, number)));
    }

    private static String add(String... names) {
        ArrayNode tasks = Json.NODES.arrayNode();
        for (String name : names) {
            tasks.addObject()
                    .put("title", "Steps of " + name)
                    .put("prompt", "Do the steps of " + name + " in order, each once.");
        }
        return Json.write(Json.object().put("action", "add").set("tasks", tasks));
    }

    private static ScriptedReply shell(String text) {
        return ScriptedReply.calling("shell", command(text));
    }

    private static String command(String text) {
        return Json.write(Json.object().put("command", text));
    }

    private static ScriptedReply finish() {
        return ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"all steps done\"}");
    }
}
