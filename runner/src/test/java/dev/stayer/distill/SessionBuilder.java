package dev.stayer.distill;

import dev.stayer.core.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Writes sessions by hand: {@code sessions().with("s1", "t1", SUCCESS, "make lint", "make test")}. */
final class SessionBuilder implements TraceSource {
    private final Map<String, Trace> traces = new LinkedHashMap<>();

    static SessionBuilder sessions() {
        return new SessionBuilder();
    }

    SessionBuilder with(String id, String task, Trace.Outcome outcome, String... commands) {
        return said(id, task, outcome, List.of(), commands);
    }

    SessionBuilder said(String id, String task, Trace.Outcome outcome, List<String> said, String... commands) {
        List<Trace.TraceCall> calls = new ArrayList<>();
        for (String command : commands) {
            boolean ok = !command.startsWith("!");
            calls.add(new Trace.TraceCall(
                    "shell",
                    Json.object().put("command", ok ? command : command.substring(1)),
                    ok,
                    "",
                    null,
                    id + "#" + calls.size()));
        }
        traces.put(id, new Trace(id, "p", task, outcome, calls, said));
        return this;
    }

    /** A session that goes on where another was after so many calls, which count there. */
    SessionBuilder forked(String id, String of, int copied, String... own) {
        Trace parent = get(of);
        with(id, parent.task(), parent.outcome(), own);
        List<Trace.TraceCall> calls = new ArrayList<>();
        for (Trace.TraceCall call : parent.calls().subList(0, copied)) {
            calls.add(new Trace.TraceCall(
                    call.tool(), call.args(), call.ok(), call.output(), call.time(), call.source(), true));
        }
        calls.addAll(get(id).calls());
        traces.put(id, new Trace(id, parent.project(), parent.task(), parent.outcome(), calls, List.of()));
        return this;
    }

    /** Ten sessions of ten tasks with these commands and some noise; {@code #} in a command becomes the session's number. */
    SessionBuilder tenWith(String... commands) {
        Random random = new Random(42);
        List<String> noise = List.of(
                "ls -l",
                "cat README.md",
                "git status",
                "grep -n x y",
                "df -h",
                "git log",
                "head -3 z",
                "wc -l q",
                "date",
                "ps aux");
        for (int n = 0; n < 10; n++) {
            List<String> all = new ArrayList<>();
            for (String command : commands) {
                all.add(noise.get(random.nextInt(noise.size())));
                all.add(command.replace("#", String.valueOf(n)));
            }
            all.add(noise.get(random.nextInt(noise.size())));
            with("s" + n, "t" + n, Trace.Outcome.SUCCESS, all.toArray(String[]::new));
        }
        return this;
    }

    /** Twenty sessions in which nothing repeats in order. */
    SessionBuilder andNoise() {
        List<String> words = new ArrayList<>(List.of(
                "ls", "make doc", "git diff", "npm outdated", "rg x", "tree", "du", "git show", "node -v", "file x"));
        Random random = new Random(7);
        for (int n = 0; n < 20; n++) {
            Collections.shuffle(words, random);
            with(
                    "n" + n,
                    "t" + n % 12,
                    n % 3 == 0 ? Trace.Outcome.FAILURE : Trace.Outcome.SUCCESS,
                    words.subList(0, 7).toArray(String[]::new));
        }
        return this;
    }

    List<Candidate> mine(Asset... assets) {
        return Mining.mine(this, List.of(assets), Settings.USUAL);
    }

    @Override
    public List<String> ids() {
        return List.copyOf(traces.keySet());
    }

    @Override
    public Trace get(String session) {
        return java.util.Objects.requireNonNull(traces.get(session), session);
    }
}
