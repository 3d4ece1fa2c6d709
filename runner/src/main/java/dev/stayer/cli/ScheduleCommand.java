package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.StayerException;
import dev.stayer.journal.Schedules;
import dev.stayer.report.RunView;
import dev.stayer.report.StatusText;
import dev.stayer.report.Words;
import dev.stayer.schedule.Planned;
import dev.stayer.schedule.ScheduleLine;
import dev.stayer.schedule.WorkspaceSchedules;
import dev.stayer.store.Part;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Schema;
import dev.stayer.store.Workspace;
import dev.stayer.store.WorkspaceSecrets;
import dev.stayer.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What starts by itself, and when. */
@Command(
        name = "schedule",
        mixinStandardHelpOptions = true,
        description = {
            "List what starts by itself, switch it off and on, or start it now.",
            "Schedules stand in on.schedule of the files in workflows/ and in stayer.yaml; stayer serve starts them."
        })
final class ScheduleCommand implements Callable<Integer> {
    private final Engines engines;

    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "list|enable|disable|run",
            description = "What to do (default: list).")
    String action = "list";

    @Parameters(index = "1", arity = "0..1", paramLabel = "ID", description = "A schedule, as the list names it.")
    @Nullable
    String id;

    ScheduleCommand(Engines engines) {
        this.engines = engines;
    }

    @Override
    public Integer call() {
        Workspace workspace = options.workspace();
        WorkspaceSchedules schedules = new WorkspaceSchedules(workspace);
        List<Planned> planned = schedules.look();
        schedules
                .problems()
                .forEach((file, problem) ->
                        System.err.println("stayer: nothing of this file is started by its schedule: " + problem));
        switch (action) {
            case "list" -> list(workspace, planned, schedules.problems());
            case "enable" -> enable(workspace, named(planned), true);
            case "disable" -> enable(workspace, named(planned), false);
            case "run" -> {
                return start(named(planned));
            }
            default ->
                throw new StayerException(
                        ExitCode.USAGE, "unknown action '" + action + "'", "it is list, enable, disable or run");
        }
        return ExitCode.COMPLETED;
    }

    private Planned named(List<Planned> planned) {
        String word = id;
        if (word == null) {
            throw new StayerException(
                    ExitCode.USAGE, "schedule " + action + " needs the id of a schedule", "see stayer schedule list");
        }
        List<Planned> found = planned.stream()
                .filter(each -> each.schedule().id().equals(word)
                        || each.schedule().target().equals(word))
                .toList();
        if (found.isEmpty()) {
            throw new StayerException(
                    ExitCode.USAGE, "there is no schedule '" + word + "'", "see stayer schedule list");
        }
        if (found.size() > 1
                && found.stream().noneMatch(each -> each.schedule().id().equals(word))) {
            throw new StayerException(
                    ExitCode.USAGE,
                    "'" + word + "' may be any of "
                            + found.stream().map(each -> each.schedule().id()).toList(),
                    "type more of it");
        }
        return found.get(0);
    }

    private void list(Workspace workspace, List<Planned> planned, Map<String, String> problems) {
        List<ScheduleLine> lines = new ArrayList<>();
        Instant now = Instant.now();
        if (workspace.exists()) {
            Schema.requireCurrent(workspace.databaseFile());
            try (PlainDatabase database = options.open(workspace)) {
                database.read(tx -> lines.addAll(ScheduleLine.of(
                        tx,
                        planned,
                        now,
                        run -> RunView.line(tx, run, GlobalOptions.ownerOf(tx, workspace, run.id()))
                                .status())));
            }
        } else {
            planned.forEach(each -> lines.add(ScheduleLine.unseen(each, now)));
        }
        if (json) {
            ObjectNode result = Json.object();
            ArrayNode list = result.putArray("schedules");
            lines.forEach(line -> list.add(line.json()));
            ArrayNode wrong = result.putArray("problems");
            problems.forEach(
                    (file, problem) -> wrong.addObject().put("file", file).put("problem", problem));
            System.out.println(Json.write(result));
            return;
        }
        if (lines.isEmpty()) {
            System.out.println(
                    "nothing starts by itself; write on: { schedule: [ { cron: \"0 3 * * *\" } ] } into a file in"
                            + " workflows/");
        }
        for (ScheduleLine line : lines) {
            System.out.println(text(line, now));
        }
        if (workspace.exists()) {
            try (PlainDatabase database = options.open(workspace)) {
                StatusCommand.sayProposal(database);
            }
        }
    }

    private static String text(ScheduleLine line, Instant now) {
        StringBuilder text = new StringBuilder(line.id());
        text.append("  ").append(line.cron()).append(' ').append(line.zone());
        if (!line.enabled()) {
            text.append("  is off");
        } else if (line.next() != null) {
            text.append("  next ").append(Words.time(line.next(), now));
        } else {
            text.append("  never comes");
        }
        if (line.last() != null) {
            text.append("  last ").append(Words.time(line.last(), now));
        }
        if (line.outcome() != null) {
            text.append("  ").append(StatusText.printable(line.sentence()));
        }
        return text.toString();
    }

    private void enable(Workspace workspace, Planned planned, boolean enabled) {
        options.ready(EnumSet.of(Part.WORKFLOWS, Part.SETTINGS));
        String name = planned.schedule().id();
        try (PlainDatabase database = options.open(workspace)) {
            database.writeOnly(tx -> Schedules.enable(tx, name, enabled, Instant.now()));
        }
        System.out.println("schedule " + name + (enabled ? " is on" : " is off"));
    }

    private int start(Planned planned) {
        Workspace workspace = options.work(
                EnumSet.of(Part.MEMORY, Part.SKILLS), EnumSet.of(Part.DATABASE, Part.SETTINGS, Part.WORKFLOWS));
        Workflow file = planned.workflow().workflow();
        Map<String, String> secrets = Start.secrets(workspace, file.secrets());
        return new Foreground(engines, workspace, options, json, secrets, WorkspaceSecrets.redactor(workspace, secrets))
                .run("run " + file.name(), Start.beginning(Scheduled.run(workspace, planned)));
    }
}
