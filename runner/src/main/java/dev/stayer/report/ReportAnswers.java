package dev.stayer.report;

import dev.stayer.core.JournalRow;
import dev.stayer.core.Json;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskState;
import dev.stayer.core.Texts;
import dev.stayer.journal.RunHistory.Matter;
import dev.stayer.journal.Spending;
import dev.stayer.machine.TaskRow;
import dev.stayer.machine.Waiting;
import dev.stayer.store.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The twelve questions of somebody who comes back to a run, each answered in one sentence that leads to its evidence. */
final class ReportAnswers {
    private static final int MAX_EVIDENCE = 5;
    private static final int MAX_WORDS = 160;

    private final Story story;
    private final RunView view;
    private final Workspace workspace;
    private final Instant now;
    private final AnswerWords words;
    private final List<Question> all = new ArrayList<>();

    /**
     * A question with its answer.
     *
     * @param id as the contract names it
     * @param command what to type; null where there is nothing
     * @param evidence links from the report's folder, or to a place on its page ({@code #T1.2})
     */
    record Question(
            String id,
            String question,
            String answer,
            @Nullable String command,
            List<String> evidence) {}

    private ReportAnswers(Story story, Workspace workspace, Instant now) {
        this.story = story;
        this.view = story.view();
        this.workspace = workspace;
        this.now = now;
        this.words = new AnswerWords(view);
    }

    /** Always all twelve, in the order of the contract. */
    static List<Question> of(Story story, Workspace workspace, Instant now) {
        ReportAnswers questions = new ReportAnswers(story, workspace, now);
        questions.what();
        questions.howEnded();
        questions.firstFailure();
        questions.waitsForMe();
        questions.whenDone();
        questions.cost();
        questions.changed();
        questions.decided();
        questions.assumed();
        questions.refused();
        questions.uncertain();
        questions.learnt();
        return List.copyOf(questions.all);
    }

    private void add(String id, String question, String answer, List<String> evidence) {
        add(id, question, answer, null, evidence);
    }

    private void add(String id, String question, String answer, @Nullable String command, List<String> evidence) {
        all.add(new Question(
                id,
                question,
                answer,
                command,
                evidence.stream().distinct().limit(MAX_EVIDENCE).toList()));
    }

    private void what() {
        String params = view.run().params().properties().stream()
                .map(param -> param.getKey() + " = " + Texts.shorten(Json.write(param.getValue()), 40))
                .collect(Collectors.joining(", "));
        long leaves =
                view.counts().values().stream().mapToInt(Integer::intValue).sum();
        add(
                "what",
                "What was it?",
                "The workflow %s (%s)%s: %s."
                        .formatted(
                                view.run().workflow(),
                                view.run().file(),
                                params.isEmpty() ? "" : " with " + params,
                                AnswerWords.count(leaves, "task") + ", in " + workspace.root()),
                List.of("#tasks"));
    }

    private void howEnded() {
        List<TaskRow> failed = view.attention().stream()
                .filter(task -> task.state() == TaskState.FAILED)
                .toList();
        String which =
                failed.isEmpty() ? "" : " Failed: " + AnswerWords.some(failed, task -> words.name(task.id())) + ".";
        List<TaskRow> skipped = view.tasks().stream()
                .filter(task -> task.state() == TaskState.SKIPPED && !view.isGroup(task))
                .toList();
        String left =
                skipped.isEmpty() ? "" : " Skipped: " + AnswerWords.some(skipped, task -> words.name(task.id())) + ".";
        add(
                "how-ended",
                "How did it end?",
                RunReport.sentence(view) + which + left,
                Stream.concat(
                                Stream.of("#tasks"),
                                Stream.concat(failed.stream(), skipped.stream())
                                        .map(task -> AnswerWords.anchor(task.id())))
                        .toList());
    }

    private void firstFailure() {
        JournalRow first = story.timeline().firstFailure();
        TaskId task = first == null ? null : first.task();
        if (first == null || task == null) {
            add("first-failure", "What failed first, and why?", "Nothing has failed.", List.of());
            return;
        }
        TaskRow row = words.row(task);
        String since = row == null || row.state() == TaskState.FAILED
                ? ""
                : "; since then it was tried again and is " + view.words(row);
        List<String> evidence = new ArrayList<>(List.of(AnswerWords.anchor(task)));
        Optional<Path> log = row == null ? Optional.empty() : TaskText.log(workspace, view, row);
        log.ifPresent(file -> evidence.add(AnswerWords.link(workspace.show(file))));
        add(
                "first-failure",
                "What failed first, and why?",
                "%s %s, at %s%s%s."
                        .formatted(
                                words.name(task),
                                Texts.shorten(AnswerWords.plain(first.text()), MAX_WORDS),
                                Words.moment(first.time()),
                                log.map(this::lastWords).orElse(""),
                                since),
                evidence);
    }

    private String lastWords(Path log) {
        return TaskText.lastLines(workspace, log).stream()
                .filter(line -> !line.isBlank())
                .reduce((one, next) -> next)
                .map(line -> "; its last line: " + Texts.shorten(AnswerWords.plain(line), MAX_WORDS))
                .orElse("");
    }

    private void waitsForMe() {
        List<TaskRow> waiting = view.attention().stream()
                .filter(task -> task.state().needsPerson())
                .toList();
        List<TaskRow> failed = view.attention().stream()
                .filter(task -> task.state() == TaskState.FAILED)
                .toList();
        String id = view.run().id().value();
        String command = view.next();
        String answer = "Nothing.";
        if (!waiting.isEmpty()) {
            TaskRow first = waiting.get(0);
            command = view.isExpired(first) ? "stayer resume " + id : RunView.next(id, first);
            answer = "%s %s: %s; type: %s"
                    .formatted(
                            waiting.size() == 1
                                    ? "One task waits for you,"
                                    : waiting.size() + " tasks wait for you, first",
                            words.name(first.id()),
                            Texts.shorten(AnswerWords.plain(view.because(first)), MAX_WORDS),
                            command);
        } else if (!command.isEmpty()) {
            answer = "No question is open%s; to go on, type: %s"
                    .formatted(
                            failed.isEmpty() ? "" : ", and " + AnswerWords.count(failed.size(), "task") + " failed",
                            command);
        }
        add(
                "waits-for-me",
                "What waits for me, and what do I type?",
                answer,
                command.isEmpty() ? null : command,
                Stream.concat(waiting.stream(), failed.stream())
                        .map(task -> AnswerWords.anchor(task.id()))
                        .toList());
    }

    private void whenDone() {
        Instant ended = view.run().ended();
        Instant started = view.run().started();
        Waiting waiting = view.waiting();
        Duration usual = usual();
        String answer;
        if (!view.run().isOpen() && ended != null) {
            answer = "It ended at " + Words.day(ended) + ".";
        } else if (view.owner() == null) {
            answer = "Not by itself: nobody executes it.";
        } else if (waiting != null && waiting.until() != null) {
            answer = "Not before %s, for which it waits.".formatted(Words.day(waiting.until()));
        } else if (usual == null || started == null) {
            answer = "Nobody knows: no run of this workflow has been completed before.";
        } else {
            Instant end = started.plus(usual);
            answer = end.isAfter(now)
                    ? "About %s, if it takes as long as %s before (%s)."
                            .formatted(
                                    Words.day(end),
                                    AnswerWords.count(story.lengths().size(), "completed run"),
                                    Words.length(usual))
                    : "It has taken longer than usual already (%s).".formatted(Words.length(usual));
        }
        add("when-done", "When will it end?", answer, List.of("#timeline"));
    }

    private @Nullable Duration usual() {
        List<Duration> lengths = story.lengths();
        return lengths.isEmpty() ? null : lengths.get(lengths.size() / 2);
    }

    private void cost() {
        Spending.Sum spent = view.spent();
        int unpriced =
                story.models().stream().mapToInt(Spending.Group::unpriced).sum();
        Double usd = spent.usd();
        String money = spent.calls() == 0
                ? "No model was asked"
                : "%s in %s to models%s"
                        .formatted(
                                usd == null
                                        ? "Nobody knows what it cost, " + Words.amount(spent.tokens()) + " tokens"
                                        : Words.usd(usd),
                                AnswerWords.count(spent.calls(), "question"),
                                usd != null && unpriced > 0 ? " (without " + unpriced + " that have no price)" : "");
        List<TaskRow> longest = view.tasks().stream()
                .filter(task -> !view.isGroup(task) && task.started() != null)
                .sorted(Comparator.comparing(this::worked).reversed())
                .limit(3)
                .toList();
        String time = longest.isEmpty()
                ? ""
                : "; most time went into "
                        + longest.stream()
                                .map(task -> words.name(task.id()) + " " + Words.fine(worked(task)))
                                .collect(Collectors.joining(", "));
        add(
                "cost",
                "What did it cost, and where did the time go?",
                money + time + ".",
                Stream.concat(
                                Stream.of("#usage", "#timeline"),
                                longest.stream().map(task -> AnswerWords.anchor(task.id())))
                        .toList());
    }

    /** The time in which it was tried, without its waits. */
    private Duration worked(TaskRow task) {
        Duration sum = Duration.ZERO;
        for (Timeline.Attempt attempt : story.timeline().attempts(task.id())) {
            Instant end = attempt.ended();
            sum = sum.plus(Duration.between(attempt.started(), end == null ? now : end));
        }
        return sum;
    }

    private void changed() {
        List<String> paths =
                story.written().stream().map(Matter::text).distinct().toList();
        String files = paths.isEmpty()
                ? "Agents wrote no file with their tools"
                : "Agents wrote %s: %s"
                        .formatted(AnswerWords.count(paths.size(), "file"), AnswerWords.some(paths, path -> path));
        add(
                "changed",
                "What changed in the workspace?",
                files + "; what commands changed is not tracked.",
                story.written().stream()
                        .map(one -> AnswerWords.anchor(one.task()))
                        .toList());
    }

    private void decided() {
        List<String> texts = story.decisions().stream()
                .map(one -> one.entry().text())
                .distinct()
                .toList();
        add(
                "decided",
                "What was decided?",
                texts.isEmpty()
                        ? "No decision was noted."
                        : "%s: %s."
                                .formatted(
                                        AnswerWords.such(texts.size(), "decision"),
                                        Texts.shorten(AnswerWords.plain(texts.get(0)), MAX_WORDS)),
                texts.isEmpty() ? List.of() : List.of("#decisions"));
    }

    private void assumed() {
        matters("assumed", "What was assumed without me?", story.assumed(), "Nothing.", "assumption", "#assumptions");
    }

    private void refused() {
        matters("refused", "Which claims were refused?", story.refused(), "None.", "claim", "#refused");
    }

    private void uncertain() {
        List<TaskRow> unknown = view.tasks().stream()
                .filter(task -> task.state() == TaskState.UNKNOWN_EFFECT)
                .toList();
        int sum = unknown.size() + story.uncertain().size();
        String first = !unknown.isEmpty()
                ? words.name(unknown.get(0).id())
                : story.uncertain().isEmpty()
                        ? ""
                        : words.name(story.uncertain().get(0).task()) + ", a call of "
                                + story.uncertain().get(0).text();
        add(
                "uncertain",
                "Which effects are uncertain?",
                sum == 0
                        ? "None."
                        : "%s may or may not have happened: %s."
                                .formatted(AnswerWords.capital(AnswerWords.count(sum, "effect")), first),
                Stream.concat(
                                unknown.stream().map(task -> AnswerWords.anchor(task.id())),
                                story.uncertain().stream().map(one -> AnswerWords.anchor(one.task())))
                        .toList());
    }

    private void learnt() {
        int facts = story.learnt().size();
        List<String> skills =
                story.skills().stream().map(Matter::text).distinct().toList();
        String used = skills.isEmpty() ? "" : "; skills used: " + AnswerWords.some(skills, skill -> skill);
        add(
                "learnt",
                "What was learnt?",
                facts == 0
                        ? "No fact was added to memory" + used + "."
                        : "%s: %s%s."
                                .formatted(
                                        AnswerWords.such(facts, "fact"),
                                        Texts.shorten(
                                                AnswerWords.plain(
                                                        story.learnt().get(0).text()),
                                                MAX_WORDS),
                                        used),
                facts == 0 ? List.of() : List.of("#facts"));
    }

    private void matters(String id, String question, List<Matter> matters, String none, String noun, String place) {
        add(
                id,
                question,
                matters.isEmpty()
                        ? none
                        : "%s by %s: %s."
                                .formatted(
                                        matters.size() == 1
                                                ? "1 " + noun
                                                : matters.size() + " " + noun + "s, the first",
                                        words.name(matters.get(0).task()),
                                        Texts.shorten(
                                                AnswerWords.plain(matters.get(0).text()), MAX_WORDS)),
                matters.isEmpty() ? List.of() : List.of(place));
    }
}
