package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.store.Workspace;
import dev.stayer.workflow.LoadedWorkflow;
import dev.stayer.workflow.SourceFiles;
import dev.stayer.workflow.WorkflowReader;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** Finds the workflow file that a word names. */
final class WorkflowFiles {
    private WorkflowFiles() {}

    /** A file as typed, relative to the current folder; else a name in the workspace's {@code workflows/}. */
    static LoadedWorkflow load(Workspace workspace, String word) {
        Path typed = Path.of("").toAbsolutePath().resolve(word).normalize();
        Path folder = workspace.root().resolve("workflows");
        for (Path file :
                List.of(typed, folder.resolve(word), folder.resolve(word + ".yaml"), folder.resolve(word + ".yml"))) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(file)) {
                return WorkflowReader.read(workspace.show(file), SourceFiles.in(workspace.root(), file));
            }
        }
        throw new StayerException(
                ExitCode.USAGE,
                "there is no workflow '" + word + "', neither here nor in " + workspace.show(folder),
                "name a file such as workflows/repo-health.yaml");
    }
}
