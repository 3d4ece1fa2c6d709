package dev.stayer.command;

import dev.stayer.config.SandboxFolders;
import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.engine.WorkFactory;
import dev.stayer.journal.Runs;
import dev.stayer.store.Workspace;
import dev.stayer.tool.sandbox.Jail;
import dev.stayer.workflow.expr.Template;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The jail of one task: what its file, stayer.yaml and the run say of it, and what no work may change whatever they say. */
public final class TaskJail {
    private TaskJail() {}

    /**
     * The jail of the task that is ordered; the whole machine is still closed to its network.
     *
     * @param folders what is open besides the workspace
     * @param guarded more files that speak to later tasks, such as system prompts; relative to the workspace
     * @throws StayerException exit 2 if a path that it names leaves the workspace, is a pattern, or is guarded and was not
     *     written out in the file
     */
    public static Jail of(Workspace workspace, WorkFactory.Order order, SandboxFolders folders, List<Path> guarded) {
        Path root = workspace.root();
        List<String> writes = texts(order.spec().writes(), order);
        Jail named = Jail.of(root)
                .writing(writes)
                .protecting(texts(order.spec().protect(), order))
                .protecting(List.of(order.workflow().file()))
                .with(folders);
        List<Path> granted = order.granted().stream()
                .filter(Template::isLiteral)
                .map(path -> named.resolve(path.source()))
                .toList();
        Path own = workspace.reports(order.row().run());
        Jail jail =
                guarded(named, granted, files(workspace, order, guarded)).opening(List.of(root.relativize(own) + "/"));
        for (Path page : workspace.reportPages(order.row().run())) {
            jail = jail.protectingFile(page);
        }
        for (String path : writes) {
            Path place = jail.resolve(path);
            if (!granted.contains(place) && jail.isGuarded(place)) {
                throw new StayerException(
                        ExitCode.USAGE,
                        "'writes' of task " + order.row().id() + " names " + path + ", which is guarded",
                        "write the path out in the workflow file if the task is to write there");
            }
        }
        return jail;
    }

    private static List<Path> files(Workspace workspace, WorkFactory.Order order, List<Path> guarded) {
        List<Path> files = new ArrayList<>(guarded);
        order.database().read(tx -> Runs.filePaths(tx)).forEach(path -> files.add(Path.of(path)));
        files.addAll(GuardedPlaces.workflows(workspace.root()));
        return files;
    }

    /** What a person wrote out in the file as a place to write is open, and nothing around it. */
    private static Jail guarded(Jail named, List<Path> granted, List<Path> files) {
        List<String> folders = GuardedPlaces.folders(named.workspace()).stream()
                .filter(folder -> !granted.contains(named.resolve(folder)))
                .toList();
        List<String> opened = granted.stream()
                .filter(path -> !named.isGuarded(path))
                .filter(path -> folders.stream().anyMatch(folder -> path.startsWith(named.resolve(folder))))
                .map(path -> named.workspace().relativize(path).toString())
                .toList();
        return named.protecting(folders)
                .protectingExisting(files.stream()
                        .filter(file -> !granted.contains(named.resolve(file.toString())))
                        .toList())
                .opening(opened);
    }

    private static List<String> texts(List<Template> templates, WorkFactory.Order order) {
        return templates.stream().map(template -> template.text(order.scope())).toList();
    }
}
