package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.dream.DreamPages;
import dev.stayer.journal.Dreams;
import dev.stayer.report.StatusText;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Consolidates memory, by hand. */
@Command(
        name = "dream",
        mixinStandardHelpOptions = true,
        description = {
            "Consolidate memory: merge what says the same, let newer facts take the place of older ones, drop what has gone.",
            "Without an option: shows what would change and asks, on a terminal; otherwise a dry run."
        })
final class DreamCommand implements Callable<Integer>, Consent.Deeds<Dreams.Row> {
    private static final int MAX_LINES = 200;

    private final Engines engines;

    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Mixin
    Consent consent = new Consent();

    DreamCommand(Engines engines) {
        this.engines = engines;
    }

    @Override
    public Integer call() {
        return consent.given(this, "apply this?");
    }

    @Override
    public String known(String id) {
        if (options.workspace().exists()) {
            options.ready(Set.of());
        }
        try (PlainDatabase database = options.open(options.existing())) {
            return database.read(tx -> id.isEmpty() ? Dreams.newestApplied(tx) : Dreams.find(tx, id))
                    .map(Dreams.Row::id)
                    .orElseThrow(() -> new StayerException(
                            ExitCode.USAGE,
                            id.isEmpty() ? "no dream is applied" : "there is no dream '" + id + "'",
                            "see reports/dream"));
        }
    }

    @Override
    public Dreams.Row look() {
        return dream("dream", Map.of("apply", "false"), "");
    }

    @Override
    public Dreams.Row apply(String id) {
        return dream("dream", Map.of("apply", "true", "proposal", id), "");
    }

    @Override
    public Dreams.Row undo(String id) {
        return dream("dream-undo", Map.of("dream", id), id);
    }

    @Override
    public Optional<String> proposal(Dreams.Row found) {
        return found.state() == Dreams.State.PROPOSED ? Optional.of(found.id()) : Optional.empty();
    }

    @Override
    public void preview(Dreams.Row found) {
        print(found, false);
    }

    @Override
    public int report(Dreams.Row found) {
        print(found, consent.json);
        return found.remadeFrom() == null ? ExitCode.COMPLETED : ExitCode.NEEDS_PERSON;
    }

    @Override
    public void agreed(Dreams.Row applied) {
        if (applied.state() == Dreams.State.APPLIED) {
            System.out.println("applied; take it back with stayer dream --undo " + applied.id());
        } else {
            System.out.println("memory has changed meanwhile, so it was made anew as " + applied.id()
                    + "; look at it, then stayer dream --apply " + applied.id());
        }
    }

    /** Runs one of the routines to its end and returns the dream that it was about. */
    private Dreams.Row dream(String routine, Map<String, String> params, String about) {
        Workspace workspace = options.workspace();
        RunId run = new RoutineRun(engines, options, workspace, consent).run(routine, params);
        try (PlainDatabase database = options.open(workspace)) {
            return database.read(tx -> about.isEmpty() ? Dreams.madeBy(tx, run.value()) : Dreams.find(tx, about))
                    .orElseThrow();
        }
    }

    private void print(Dreams.Row row, boolean asJson) {
        Workspace workspace = options.workspace();
        try (PlainDatabase database = options.open(workspace)) {
            if (asJson) {
                System.out.println(Json.write(DreamPages.json(database, row)));
            } else {
                List<String> lines = DreamPages.markdown(database, row).lines().toList();
                lines.stream().limit(MAX_LINES).forEach(line -> System.out.println(StatusText.printable(line)));
                if (lines.size() > MAX_LINES) {
                    System.out.println("… " + (lines.size() - MAX_LINES) + " more lines in "
                            + workspace.show(
                                    DreamPages.folder(workspace, row.id()).resolve("report.md")));
                }
            }
        }
        if (row.remadeFrom() != null) {
            System.err.println("stayer: memory has changed since " + row.remadeFrom()
                    + " was proposed, so it was made anew as " + row.id()
                    + ", and nothing is applied — look at it, then stayer dream --apply " + row.id());
        }
    }
}
