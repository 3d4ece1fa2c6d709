package dev.stayer.schedule;

import dev.stayer.config.StayerConfig;
import dev.stayer.core.StayerException;
import dev.stayer.store.Workspace;
import dev.stayer.workflow.LoadedWorkflow;
import dev.stayer.workflow.Routines;
import dev.stayer.workflow.ScheduleSpec;
import dev.stayer.workflow.SourceFiles;
import dev.stayer.workflow.WorkflowReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The schedules that stand in the files of a workspace right now: {@code on.schedule} of what lies in {@code workflows/}, and
 * dream and distill of stayer.yaml. A file is read again only when it has changed. Not thread-safe.
 */
public final class WorkspaceSchedules {
    private final Workspace workspace;
    private final Map<Path, Read> read = new HashMap<>();
    private List<Planned> planned = List.of();
    private Map<String, String> problems = Map.of();

    /** A file as it was when it was read last: what it plans, or why it plans nothing. */
    private record Read(String state, List<Planned> planned, String problem) {}

    public WorkspaceSchedules(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Looks at the files and returns what they plan, in the order of their names. */
    public List<Planned> look() {
        Map<Path, Read> now = new TreeMap<>();
        for (Path file : files()) {
            String state = state(file);
            Read known = read.get(file);
            now.put(file, known != null && known.state().equals(state) ? known : workflow(file, state));
        }
        Path config = workspace.configFile();
        String state = state(config);
        Read known = read.get(config);
        now.put(config, known != null && known.state().equals(state) ? known : config(config, state));
        read.clear();
        read.putAll(now);
        Map<String, Planned> byId = new TreeMap<>();
        Map<String, String> wrong = new TreeMap<>();
        now.forEach((file, found) -> {
            if (!found.problem().isEmpty()) {
                String name = workspace.show(file);
                wrong.put(name, found.problem().startsWith(name) ? found.problem() : name + ": " + found.problem());
            }
            for (Planned each : found.planned()) {
                Planned other = byId.putIfAbsent(each.schedule().id(), each);
                if (other != null) {
                    wrong.put(
                            workspace.show(file),
                            workspace.show(file) + ": its name '"
                                    + each.schedule().target() + "' is that of "
                                    + other.workflow().workflow().file() + " too, so its schedule is not known apart");
                }
            }
        });
        planned = List.copyOf(byId.values());
        problems = Map.copyOf(wrong);
        return planned;
    }

    /** What is wrong with files that were looked at last and where, by their names; nothing of these is started. */
    public Map<String, String> problems() {
        return problems;
    }

    private List<Path> files() {
        Path folder = workspace.root().resolve("workflows");
        try {
            return workspace.files().list(folder).stream()
                    .filter(file -> file.getFileName().toString().matches("[^.].*\\.ya?ml"))
                    .filter(file -> !workspace.files().isFolder(file))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into " + folder, e);
        }
    }

    private String state(Path file) {
        try {
            // The key too: an editor that renames a new file into place may keep size and time.
            BasicFileAttributes now = workspace.files().attributes(file);
            return now == null ? "" : now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
        } catch (IOException e) {
            return "unreadable: " + e.getMessage();
        }
    }

    private Read workflow(Path file, String state) {
        List<Planned> found = new ArrayList<>();
        try {
            LoadedWorkflow loaded = WorkflowReader.read(workspace.show(file), SourceFiles.in(workspace.root()));
            int place = 0;
            for (ScheduleSpec spec : loaded.workflow().schedules()) {
                place++;
                found.add(new Planned(Schedule.of(loaded.workflow().name(), place, spec), loaded));
            }
            return new Read(state, found, "");
        } catch (StayerException e) {
            return new Read(state, List.of(), e.whatHappened());
        }
    }

    private static Read config(Path file, String state) {
        List<Planned> found = new ArrayList<>();
        try {
            StayerConfig config = StayerConfig.read(file);
            Schedule.of("dream", config.dream())
                    .ifPresent(schedule -> found.add(new Planned(schedule, Routines.load("dream"))));
            if (Routines.names().contains("distill")) {
                Schedule.of("distill", config.distill())
                        .ifPresent(schedule -> found.add(new Planned(schedule, Routines.load("distill"))));
            }
            return new Read(state, found, "");
        } catch (StayerException e) {
            return new Read(state, List.of(), e.whatHappened());
        }
    }
}
