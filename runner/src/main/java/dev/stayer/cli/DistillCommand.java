package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.distill.DistillReport;
import dev.stayer.distill.DistillResult;
import dev.stayer.distill.SkillPlanning;
import dev.stayer.distill.SkillWorkspace;
import dev.stayer.journal.Skills;
import dev.stayer.report.LineDiff;
import dev.stayer.report.StatusText;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Finds repeated work, and makes skills of it where a person agrees. */
@Command(
        name = "distill",
        mixinStandardHelpOptions = true,
        description = {
            "Find work that was done the same way again and again, and write it as skills.",
            "Without an option: shows the skills and asks, on a terminal; otherwise a dry run."
        },
        footer = {"", "Example: stayer import claude ~/.claude/projects && stayer distill"})
final class DistillCommand implements Callable<Integer>, Consent.Deeds<Skills.Distill> {
    private final Engines engines;

    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Mixin
    Consent consent = new Consent();

    DistillCommand(Engines engines) {
        this.engines = engines;
    }

    @Override
    public Integer call() {
        return consent.given(this, "Write these skills?");
    }

    @Override
    public String known(String id) {
        if (id.isEmpty()) {
            return id;
        }
        if (options.workspace().exists()) {
            options.ready(Set.of());
        }
        try (PlainDatabase database = options.open(options.existing())) {
            if (database.read(tx -> Skills.distill(tx, id)).isEmpty()) {
                throw new StayerException(ExitCode.USAGE, "there is no distill '" + id + "'", "see reports/distill");
            }
        }
        return id;
    }

    @Override
    public Skills.Distill look() {
        return distill("distill", Map.of(), "");
    }

    @Override
    public Skills.Distill apply(String id) {
        return distill("distill", Map.of("apply", "true", "person", "true", "proposal", id), id);
    }

    @Override
    public Skills.Distill undo(String id) {
        return distill("distill-undo", Map.of("proposal", id), id);
    }

    @Override
    public Optional<String> proposal(Skills.Distill found) {
        return preview(found, options.workspace()).changes().isEmpty() ? Optional.empty() : Optional.of(found.id());
    }

    /** Every skill as it would stand there, or what would change in it. */
    @Override
    public void preview(Skills.Distill found) {
        System.out.print(report(found, result(found)).summary());
        SkillPlanning.Preview preview = preview(found, options.workspace());
        for (SkillPlanning.Page page : preview.changes()) {
            System.out.println("\n── " + page.title());
            List<String> lines =
                    page.before() == null ? page.after().lines().toList() : LineDiff.of(page.before(), page.after());
            lines.forEach(line -> System.out.println("  " + StatusText.printable(line)));
        }
        preview.notes().forEach(note -> System.out.println("\nNote: " + StatusText.printable(note) + "."));
        System.out.println();
    }

    private SkillPlanning.Preview preview(Skills.Distill found, Workspace workspace) {
        try (PlainDatabase database = options.open(workspace)) {
            return new SkillPlanning(database, new SkillWorkspace(workspace.root()), Instant.now())
                    .preview(result(found));
        }
    }

    @Override
    public int report(Skills.Distill found) {
        DistillReport report = report(found, result(found));
        if (consent.json) {
            System.out.println(Json.write(report.json()));
        } else if (found.state().equals("UNDONE")) {
            System.out.println("Taken back: what " + found.id() + " had written.");
        } else {
            System.out.print(report.summary());
            if (found.state().equals("PROPOSED")
                    && !result(found).accepted().isEmpty()
                    && proposal(found).isEmpty()) {
                System.out.println("Nothing is to be written: what is worth a skill is there as it should be.");
            }
        }
        return ExitCode.COMPLETED;
    }

    @Override
    public void agreed(Skills.Distill applied) {
        report(applied);
        System.out.println("Take it back with stayer distill --undo " + applied.id());
    }

    /** Runs one of the routines to its end and returns the distill that it was about. */
    private Skills.Distill distill(String routine, Map<String, String> params, String about) {
        Workspace workspace = options.workspace();
        RunId run = new RoutineRun(engines, options, workspace, consent).run(routine, params);
        try (PlainDatabase database = options.open(workspace)) {
            return database.read(tx -> !about.isEmpty()
                            ? Skills.distill(tx, about)
                            : routine.equals("distill-undo")
                                    ? Skills.newest(tx, List.of("UNDONE"))
                                    : Skills.distill(tx, run.value()))
                    .orElseThrow();
        }
    }

    private static DistillReport report(Skills.Distill distill, DistillResult result) {
        return new DistillReport(distill.id(), distill.state().equals("APPLIED"), result);
    }

    private static DistillResult result(Skills.Distill distill) {
        return Json.MAPPER.readValue(distill.result(), DistillResult.class);
    }
}
