package dev.stayer.report;

import dev.stayer.core.JournalRow;
import dev.stayer.core.Json;
import dev.stayer.journal.Journal;
import dev.stayer.journal.Ledger;
import dev.stayer.machine.TaskRow;
import dev.stayer.store.Database;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What somebody who was not there wants to know of a run: what came of it, what was decided, what went wrong, who said what. */
final class Findings {
    private static final int MAX_FINDINGS = 40;

    private final RunView view;
    private final Database database;

    Findings(RunView view, Database database) {
        this.view = view;
        this.database = database;
    }

    /** What came of it, in Markdown; each section only where there is something to say. */
    String brought() {
        return section("Results", results(), "", "\n") + section("Decisions", ledger("decision"), "", "\n");
    }

    /** How it came to that, in the same form. */
    String history() {
        return section("Errors on the way", ledger("error"), "\n", "") + section("Said by people", said(), "\n", "");
    }

    private static String section(String title, List<String> lines, String before, String after) {
        if (lines.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(before).append("## ");
        text.append(title).append("\n\n");
        int from = Math.max(0, lines.size() - MAX_FINDINGS);
        if (from > 0) {
            text.append("The newest ").append(MAX_FINDINGS).append(":\n\n");
        }
        lines.subList(from, lines.size())
                .forEach(line -> text.append("- ").append(line).append('\n'));
        return text.append(after).toString();
    }

    private List<String> results() {
        List<String> lines = new ArrayList<>();
        for (TaskRow task : view.tasks()) {
            if (task.outputs().isEmpty()) {
                continue;
            }
            StringBuilder line = new StringBuilder("**" + task.id() + " " + RunReport.cell(Words.label(task)) + "**: ");
            String summary = task.outputs().path("summary").asString("");
            List<String> parts = new ArrayList<>();
            if (!summary.isEmpty()) {
                parts.add(RunReport.cell(RunReport.shorten(summary)));
            }
            task.outputs().properties().forEach(output -> {
                boolean empty = output.getValue().isString()
                        && output.getValue().asString().isEmpty();
                if (!empty && !output.getKey().equals("summary")) {
                    parts.add(RunReport.cell(output.getKey()) + " = "
                            + RunReport.cell(RunReport.shorten(Json.write(output.getValue()))));
                }
            });
            lines.add(line.append(String.join("; ", parts)).toString());
        }
        return lines;
    }

    private List<String> ledger(String section) {
        List<String> lines = new ArrayList<>();
        for (Ledger.OfTask one :
                database.read(tx -> Ledger.newest(tx, view.run().id(), section, MAX_FINDINGS + 1))) {
            lines.add(RunReport.cell(RunReport.shorten(one.entry().text())) + " (" + one.task() + ", turn "
                    + one.entry().turn() + ")");
        }
        return lines;
    }

    private List<String> said() {
        List<String> lines = new ArrayList<>();
        Instant now = Instant.now();
        for (JournalRow row :
                database.read(tx -> Journal.requests(tx, view.run().id(), MAX_FINDINGS + 1))) {
            String words = row.data().path("data").path("words").asString("");
            lines.add(Words.time(row.time(), now) + " " + RunReport.cell(row.text())
                    + (words.isEmpty() || row.text().contains(words) ? "" : ": " + RunReport.cell(words)));
        }
        return lines;
    }
}
