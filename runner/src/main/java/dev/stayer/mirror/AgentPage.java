package dev.stayer.mirror;

import dev.stayer.core.Json;
import dev.stayer.core.Texts;
import dev.stayer.core.Times;
import dev.stayer.journal.Conversation;
import dev.stayer.journal.Epochs;
import dev.stayer.journal.Instructions;
import dev.stayer.journal.Ledger;
import dev.stayer.journal.Tasks;
import dev.stayer.journal.ToolCalls;
import dev.stayer.machine.TaskRow;
import dev.stayer.machine.Waiting;
import dev.stayer.store.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An agent task's own {@code checkpoint.md}: what a person would want to read when taking over. A function of rows alone. */
final class AgentPage {
    /** Files, errors and calls beyond this are in progress.md and found by search. */
    private static final int MAX_LINES = 60;

    private final StringBuilder body = new StringBuilder();

    private AgentPage() {}

    /** Empty before the agent has begun. */
    static Optional<String> render(Tx tx, TaskRow task, String goal) {
        Optional<Epochs.Epoch> epoch = Epochs.newest(tx, task.run(), task.id());
        return epoch.map(now -> new AgentPage().page(tx, task, goal, now));
    }

    private String page(Tx tx, TaskRow task, String goal, Epochs.Epoch epoch) {
        Optional<Ledger.Checkpoint> checkpoint = Ledger.newest(tx, task.run(), task.id());
        List<Ledger.Entry> entries = Ledger.upTo(tx, task.run(), task.id(), Long.MAX_VALUE);
        List<ToolCalls.Row> calls = ToolCalls.newest(tx, task.run(), task.id(), task.turns() + 2, 8);
        String head = "run: " + task.run() + "\ntask: " + task.id() + "\nexecution: " + task.executions() + "\nepoch: "
                + epoch.number() + "\nversion: "
                + checkpoint.map(Ledger.Checkpoint::version).orElse(0) + "\ncovers: ["
                + checkpoint.map(Ledger.Checkpoint::coversFrom).orElse(0L) + ", "
                + checkpoint.map(Ledger.Checkpoint::coversTo).orElse(0L) + "]\nwritten: "
                + Times.seconds(checkpoint.map(Ledger.Checkpoint::time).orElse(epoch.time())) + "\n";
        body.append("\n# ")
                .append(task.id())
                .append(' ')
                .append(Markdown.line(task.name()))
                .append('\n');
        intent(tx, task, goal);
        section("Next step", nextStep(tx, task, epoch));
        section("Tasks", children(tx, task));
        section("Current work", current(checkpoint, calls));
        section("Files", newest(entries, "file"));
        section("Decisions", newest(entries, "decision"));
        section("Knowledge", newest(entries, "knowledge"));
        section("Errors and fixes", newest(entries, "error"));
        section("Open effects", openEffects(calls));
        section("Open questions", questions(task, entries));
        return MirrorFile.compose(head, body.toString());
    }

    private void intent(Tx tx, TaskRow task, String goal) {
        body.append("\n## Intent\n\n").append(Markdown.fenced(goal, "text"));
        for (Instructions.Instruction told : Instructions.concerning(tx, task.run(), task.id(), 0)) {
            body.append('\n')
                    .append(Times.seconds(told.time()))
                    .append(", ")
                    .append(Markdown.line(told.by()))
                    .append(" (")
                    .append(told.kind().word())
                    .append("):\n\n")
                    .append(Markdown.fenced(told.text(), "text"));
        }
    }

    private static String nextStep(Tx tx, TaskRow task, Epochs.Epoch epoch) {
        if (task.state().isEnded()) {
            return "None: " + task.state() + (task.failure() == null ? "" : ", " + Markdown.line(task.failure()));
        }
        Waiting waiting = task.waiting();
        if (waiting != null) {
            return Markdown.line(waiting.text());
        }
        String said = "";
        for (Conversation.Entry entry :
                Conversation.between(tx, task.run(), task.id(), epoch.firstSeq(), Long.MAX_VALUE)) {
            said = entry.kind().equals(Conversation.ASSISTANT) && !entry.text().isBlank() ? entry.text() : said;
        }
        return said.isEmpty() ? "Not said yet; see the newest calls under Current work." : Markdown.line(said);
    }

    private static String children(Tx tx, TaskRow task) {
        List<String> lines = new ArrayList<>();
        for (TaskRow child : Tasks.children(tx, task.run(), task.id())) {
            String why = child.failure() == null ? "" : ", " + Markdown.line(child.failure());
            String brought = child.outputs().isEmpty() ? "" : ", " + Markdown.code(cut(Json.write(child.outputs())));
            lines.add("- " + child.id() + " " + Markdown.line(child.title() == null ? child.name() : child.title())
                    + ": " + child.state() + why + brought);
        }
        return String.join("\n", lines);
    }

    private static String cut(String text) {
        return Texts.shorten(text, 300);
    }

    private static String current(Optional<Ledger.Checkpoint> checkpoint, List<ToolCalls.Row> calls) {
        List<String> lines = new ArrayList<>();
        checkpoint
                .map(Ledger.Checkpoint::currentWork)
                .filter(work -> !work.isBlank())
                .ifPresent(work -> {
                    lines.add(Markdown.line(work));
                    lines.add("");
                });
        for (ToolCalls.Row call : calls) {
            String arguments = Texts.shorten(call.arguments(), 200);
            lines.add("- #" + call.turn() + " " + call.tool() + " " + Markdown.code(arguments) + ": " + call.state());
        }
        return String.join("\n", lines);
    }

    private static String newest(List<Ledger.Entry> entries, String section) {
        List<String> lines = new ArrayList<>();
        List<Ledger.Entry> all = entries.stream()
                .filter(entry -> entry.section().equals(section))
                .toList();
        boolean whole = section.equals("decision") || section.equals("knowledge");
        int from = whole ? 0 : Math.max(0, all.size() - MAX_LINES);
        if (from > 0) {
            lines.add("- … and " + from + " older");
        }
        for (Ledger.Entry entry : all.subList(from, all.size())) {
            lines.add("- " + Markdown.line(entry.text()) + " [#" + entry.turn() + ", " + entry.origin() + "]");
        }
        return String.join("\n", lines);
    }

    private static String openEffects(List<ToolCalls.Row> calls) {
        List<String> lines = new ArrayList<>();
        for (ToolCalls.Row call : calls) {
            if (call.state() == ToolCalls.State.INTENDED || call.state() == ToolCalls.State.UNKNOWN) {
                lines.add("- #" + call.turn() + " " + call.tool() + " " + Markdown.code(call.arguments()) + ": "
                        + call.state() + ", key " + call.key());
            }
        }
        return String.join("\n", lines);
    }

    private static String questions(TaskRow task, List<Ledger.Entry> entries) {
        String asked = task.waiting() != null && task.state().needsPerson()
                ? "- " + Markdown.line(task.waiting().text()) + "\n"
                : "";
        return asked + newest(entries, "question");
    }

    private void section(String title, String text) {
        body.append("\n## ")
                .append(title)
                .append("\n\n")
                .append(text.isBlank() ? "none" : text.stripTrailing())
                .append('\n');
    }
}
