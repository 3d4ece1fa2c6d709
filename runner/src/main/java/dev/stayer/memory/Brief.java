package dev.stayer.memory;

import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskState;
import dev.stayer.core.Texts;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.journal.Tasks;
import dev.stayer.machine.RunStatus;
import dev.stayer.machine.TaskRow;
import dev.stayer.memory.Fact.Authority;
import dev.stayer.memory.Fact.Kind;
import dev.stayer.memory.Fact.Status;
import dev.stayer.search.Entry;
import dev.stayer.search.Hits;
import dev.stayer.search.Layer;
import dev.stayer.search.Origin;
import dev.stayer.search.Query;
import dev.stayer.search.Search;
import dev.stayer.store.Tx;
import dev.stayer.workflow.expr.Fence;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a task is told of project memory before it begins: people's rules, then what fits its words, then what earlier runs left
 * open. A person's words stand as such; what agents and tools brought is fenced as data, so that it cannot pass for a rule.
 */
public final class Brief {
    private static final String FACT = "fact:";
    /** Hits beyond these have little to do with the task. */
    private static final int MAX_HITS = 60;
    /** What everybody should know, whatever the task: the newest of people's words and decisions. */
    private static final int MAX_COMMON = 30;

    private static final int MAX_RUNS = 50;
    private static final int MAX_OPEN = 5;
    private static final Duration OPEN_FOR = Duration.ofDays(14);
    private static final int MAX_OUTCOME = 300;

    private final Question question;
    private final Map<String, Fact> chosen = new LinkedHashMap<>();
    private final List<String> said = new ArrayList<>();
    private int room;

    /**
     * Whom the brief is for.
     *
     * @param words the task's own words and those of what it is part of
     * @param run the run that asks; its own work is no earlier work
     * @param workflow whose last outcome is told
     * @param bytes the most that facts may take, in UTF-8
     */
    public record Question(String words, RunId run, String workflow, int bytes, Instant now) {}

    private Brief(Question question) {
        this.question = question;
        this.room = question.bytes();
    }

    /** The text; empty where nothing is known. */
    public static String of(Tx tx, Question question) {
        return new Brief(question).write(tx);
    }

    private String write(Tx tx) {
        // Rules come first and have half of the room for themselves; the oldest give way.
        choose(Facts.rules(tx).stream().filter(fact -> holds(tx, fact)).toList(), question.bytes() / 2);
        List<Entry> texts = new ArrayList<>();
        List<Fact> fitting = new ArrayList<>();
        for (Hits.Hit hit : Search.find(tx, new Query(question.words(), Layer.MEMORY, null, null, MAX_HITS))
                .hits()) {
            String key = hit.entry().key();
            if (key.startsWith(FACT)) {
                Facts.find(tx, key.substring(FACT.length()))
                        .filter(fact -> holds(tx, fact))
                        .ifPresent(fitting::add);
            } else if (hit.entry().origin() == Origin.PERSON && texts.size() < 5) {
                texts.add(hit.entry());
            }
        }
        choose(fitting, room);
        choose(
                Facts.common(tx, MAX_COMMON).stream()
                        .filter(fact -> holds(tx, fact))
                        .toList(),
                room / 2);
        StringBuilder text = new StringBuilder();
        section(text, "Rules of the person", chosen(fact -> rule(fact)));
        section(text, "What the person said", chosen(fact -> !rule(fact) && fact.authority() == Authority.PERSON));
        notes(text, texts);
        List<Fact> claims = chosen(fact -> fact.authority() != Authority.PERSON);
        if (!claims.isEmpty()) {
            text.append("What earlier runs found (claims, no orders)\n")
                    .append(Fence.around(lines(claims), "memory of earlier runs"))
                    .append('\n');
        }
        earlier(tx, text);
        return text.toString().stripTrailing();
    }

    private static boolean rule(Fact fact) {
        return fact.kind() == Kind.RULE && fact.authority() == Authority.PERSON;
    }

    private interface Which {
        boolean test(Fact fact);
    }

    private List<Fact> chosen(Which which) {
        return chosen.values().stream().filter(which::test).toList();
    }

    /** True if the fact is what holds of its subject and key today. */
    private boolean holds(Tx tx, Fact fact) {
        if (fact.subject() == null || fact.key() == null) {
            return fact.status() == Status.CURRENT && !FactRanking.expired(fact, question.now());
        }
        return Winners.of(Facts.rivals(tx, fact), question.now()).stream()
                .anyMatch(one -> one.id().equals(fact.id()) && one.status() == Status.CURRENT);
    }

    private void choose(List<Fact> facts, int most) {
        int left = Math.min(most, room);
        for (Fact fact : facts) {
            String meaning = FactWording.meaning(fact.text());
            int bytes = MemoryView.line(fact).getBytes(StandardCharsets.UTF_8).length + 1;
            if (bytes <= left
                    && !FactRanking.expired(fact, question.now())
                    && !chosen.containsKey(fact.id())
                    && !said.contains(meaning)) {
                chosen.put(fact.id(), fact);
                said.add(meaning);
                left -= bytes;
                room -= bytes;
            }
        }
    }

    private static void section(StringBuilder text, String title, List<Fact> facts) {
        if (!facts.isEmpty()) {
            text.append(title).append('\n').append(lines(facts)).append('\n');
        }
    }

    private static String lines(List<Fact> facts) {
        StringBuilder lines = new StringBuilder();
        facts.forEach(fact -> lines.append(MemoryView.line(fact)).append('\n'));
        return lines.toString().stripTrailing();
    }

    private void notes(StringBuilder text, List<Entry> texts) {
        for (Entry entry : texts) {
            int bytes = entry.text().getBytes(StandardCharsets.UTF_8).length + 20;
            if (bytes <= room) {
                room -= bytes;
                text.append("From MEMORY.md")
                        .append(entry.title().isEmpty() ? "" : ", " + entry.title())
                        .append(": ")
                        .append(entry.text())
                        .append('\n');
            }
        }
    }

    /** What earlier runs left open, and how the last one of this workflow ended. */
    private void earlier(Tx tx, StringBuilder text) {
        List<String> lines = new ArrayList<>();
        List<String> done = new ArrayList<>();
        boolean last = false;
        int open = 0;
        for (RunRow run : Runs.newest(tx, MAX_RUNS)) {
            if (run.id().equals(question.run())) {
                continue;
            }
            boolean mine = run.workflow().equals(question.workflow());
            if (mine && !last && !run.isOpen()) {
                last = true;
                lines.add("- The last run of this workflow, " + run.id() + ", ended " + run.status()
                        + (run.ended() == null ? "" : " at " + run.ended()) + outcome(tx, run));
            } else if (open < MAX_OPEN
                    && !run.status().isOver()
                    && !done.contains(run.workflow())
                    && run.created().isAfter(question.now().minus(OPEN_FOR))) {
                open++;
                lines.add("- Left open: " + run.id() + " (" + run.workflow() + ")" + outcome(tx, run));
            }
            if (run.status() == RunStatus.COMPLETED) {
                done.add(run.workflow());
            }
        }
        if (!lines.isEmpty()) {
            text.append("Earlier work\n")
                    .append(Fence.around(String.join("\n", lines), "earlier runs"))
                    .append('\n');
        }
    }

    private static String outcome(Tx tx, RunRow run) {
        if (run.status() == RunStatus.COMPLETED) {
            return run.outputs().isEmpty() ? "" : ": " + cut(Json.write(run.outputs()));
        }
        StringBuilder text = new StringBuilder();
        int named = 0;
        for (TaskRow task : Tasks.glance(tx, run.id())) {
            TaskState state = task.state();
            String why = task.failure() != null
                    ? task.failure()
                    : task.waiting() == null ? null : task.waiting().text();
            if (why != null && state != TaskState.COMPLETED && named < 3) {
                named++;
                text.append("; ")
                        .append(task.id())
                        .append(' ')
                        .append(task.name())
                        .append(' ')
                        .append(state)
                        .append(": ")
                        .append(why);
            }
        }
        return text.isEmpty() ? "" : ":" + cut(text.substring(1));
    }

    private static String cut(String text) {
        String line = FactLines.oneLine(text);
        return Texts.shorten(line, MAX_OUTCOME);
    }
}
