package dev.stayer.batch;

import dev.stayer.config.SandboxFolders;
import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.journal.Runs;
import dev.stayer.skill.Catalogue;
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
        List<String> written = order.granted().stream()
                .filter(Template::isLiteral)
                .map(Template::source)
                .toList();
        List<String> writes = texts(order.spec().writes(), order);
        List<Path> files = new ArrayList<>(guarded);
        files.addAll(order.database().read(tx -> Runs.filePaths(tx)).stream()
                .map(Path::of)
                .toList());
        Jail jail = Jail.of(root)
                .writing(writes)
                .protecting(texts(order.spec().protect(), order))
                .protecting(List.of(order.workflow().file()))
                .protecting(Catalogue.guarded(root, written))
                .protectingExisting(files)
                .with(folders);
        for (String path : writes) {
            if (!written.contains(path) && jail.isGuarded(jail.resolve(path))) {
                throw new StayerException(
                        ExitCode.USAGE,
                        "'writes' of task " + order.row().id() + " names " + path + ", which is guarded",
                        "write the path out in the workflow file if the task is to write there");
            }
        }
        return jail;
    }

    private static List<String> texts(List<Template> templates, WorkFactory.Order order) {
        return templates.stream().map(template -> template.text(order.scope())).toList();
    }
}
