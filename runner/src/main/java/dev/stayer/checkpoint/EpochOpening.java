package dev.stayer.checkpoint;

import dev.stayer.core.Times;
import dev.stayer.journal.Instructions;
import dev.stayer.journal.Ledger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first message of an epoch: everything an agent must know that is not in the live turns, in a fixed order and within a
 * budget. The person's words are never cut.
 */
public final class EpochOpening {
    /** Tokens that the newest calls get in any window. */
    private static final int MIN_RECENT = 300;

    private final StringBuilder text = new StringBuilder();
    private final int budget;

    /**
     * What the blocks are made of.
     *
     * @param brief what the project knows, ready to be read; empty for none
     * @param words the task as the person wrote it
     * @param goals what the tasks above it are about, outermost first
     * @param told what the person said later, oldest first
     * @param facts lines about the task that code knows: outputs to deliver, paths, the check
     * @param skills the catalogue; empty for none
     * @param loaded skills whose text was given in turns that are not live any more; empty for none
     */
    public record Parts(
            String brief,
            String words,
            List<String> goals,
            List<Instructions.Instruction> told,
            List<String> facts,
            String skills,
            String loaded) {}

    /**
     * What was done before this epoch.
     *
     * @param entries of the ledgers, oldest first
     * @param nextStep what the agent said last
     * @param recent the newest calls in a few words each, oldest first
     * @param children sub-tasks, one line each
     */
    public record Past(
            Ledger.Checkpoint checkpoint,
            List<Ledger.Entry> entries,
            String nextStep,
            List<String> recent,
            List<String> children) {}

    /** @param budget tokens for the checkpoint; the other blocks have their own limits */
    private EpochOpening(int budget) {
        this.budget = budget;
    }

    /** The message; {@code past} is null in the first epoch. */
    public static String render(Parts parts, @Nullable Past past, int budget) {
        EpochOpening opening = new EpochOpening(budget);
        opening.person(parts);
        if (past != null) {
            opening.past(past);
        }
        opening.block("", parts.told().isEmpty() && past == null ? "" : state(past));
        return opening.text.toString();
    }

    private static String state(@Nullable Past past) {
        return past == null ? "" : "Go on from here; what is done above is done.";
    }

    private void person(Parts parts) {
        block("Project memory (claims from earlier; check before relying on them)", parts.brief());
        block("Task", parts.words());
        if (!parts.goals().isEmpty()) {
            block("It is part of", String.join("\n", parts.goals()));
        }
        List<String> told = new ArrayList<>();
        parts.told().forEach(one -> told.add("- " + one.by() + ", " + Times.seconds(one.time()) + ": " + one.text()));
        block("What the person said later (newer words win)", String.join("\n", told));
        block("Facts", String.join("\n", parts.facts()));
        block("Skills (load one with `skill` before work it fits)", parts.skills());
        block("Skills you have loaded", parts.loaded());
    }

    private void past(Past past) {
        Ledger.Checkpoint checkpoint = past.checkpoint();
        block(
                "Checkpoint " + checkpoint.version(),
                "Your earlier turns are summed up here; the turns after it follow as messages.");
        block("Sub-tasks", String.join("\n", past.children()));
        block("Current work", Tokens.cut(checkpoint.currentWork(), budget / 8));
        block("Next step, as you said last", Tokens.cut(past.nextStep(), budget / 8));
        // Decisions first and with the largest share: they are what re-summarising loses.
        section("Decisions", past, Extraction.DECISION, budget * 50 / 100);
        section("Knowledge", past, Extraction.KNOWLEDGE, budget * 15 / 100);
        section("Errors and fixes", past, Extraction.ERROR, budget * 8 / 100);
        section("Files", past, Extraction.FILE, budget * 7 / 100);
        section("Open questions", past, Extraction.QUESTION, budget * 5 / 100);
        block("Newest calls and what they brought", newest(past.recent(), Math.max(MIN_RECENT, budget * 12 / 100)));
    }

    /** As many of the lines as have room, the newest for certain. */
    private static String newest(List<String> lines, int room) {
        int from = lines.size();
        int used = 0;
        while (from > 0) {
            used += Tokens.of(lines.get(from - 1)) + 1;
            if (used > room && from < lines.size()) {
                break;
            }
            from--;
        }
        return String.join("\n", lines.subList(from, lines.size()));
    }

    /** Newest entries first in the choice, oldest first on the page; what has no room is named, not lost. */
    private void section(String title, Past past, String name, int room) {
        List<Ledger.Entry> all = past.entries().stream()
                .filter(entry -> entry.section().equals(name))
                .toList();
        if (all.isEmpty()) {
            return;
        }
        int used = 0;
        int from = all.size();
        while (from > 0) {
            int cost = Tokens.of(all.get(from - 1).text()) + 4;
            if (used + cost > room) {
                break;
            }
            used += cost;
            from--;
        }
        StringBuilder lines = new StringBuilder();
        if (from > 0) {
            lines.append("- … ").append(from).append(" older, in this task's checkpoint.md\n");
        }
        for (Ledger.Entry entry : all.subList(from, all.size())) {
            lines.append("- ")
                    .append(entry.text().replace("\n", " "))
                    .append(" [#")
                    .append(entry.turn())
                    .append("]\n");
        }
        block(title, lines.toString().stripTrailing());
    }

    private void block(String title, String body) {
        if (body.isBlank()) {
            return;
        }
        if (!text.isEmpty()) {
            text.append("\n\n");
        }
        if (!title.isEmpty()) {
            text.append("## ").append(title).append('\n');
        }
        text.append(body.stripTrailing());
    }
}
