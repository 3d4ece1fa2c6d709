package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.store.Workspace;
import dev.stayer.workflow.LoadedWorkflow;
import dev.stayer.workflow.SourceFiles;
import dev.stayer.workflow.WorkflowReader;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Finds the workflow file that a word names. */
final class WorkflowFiles {
    private WorkflowFiles() {}

    /**
     * A file as typed, relative to the current folder, or a name in the workspace's {@code workflows/}. What looks like a name
     * is looked for there first: jailed work may leave a file of that name anywhere but there.
     */
    static LoadedWorkflow load(Workspace workspace, String word) {
        Path typed = Path.of("").toAbsolutePath().resolve(word).normalize();
        Path folder = workspace.root().resolve("workflows");
        List<Path> named = List.of(folder.resolve(word + ".yaml"), folder.resolve(word + ".yml"), folder.resolve(word));
        List<Path> places = new ArrayList<>(named);
        places.add(isName(word) ? places.size() : 0, typed);
        for (Path file : places) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(file)) {
                return WorkflowReader.read(workspace.show(file), SourceFiles.in(workspace.root(), file));
            }
        }
        throw new StayerException(
                ExitCode.USAGE,
                "there is no workflow '" + word + "', neither here nor in " + workspace.show(folder),
                next(folder));
    }

    private static boolean isName(String word) {
        return word.indexOf('/') < 0 && !word.endsWith(".yaml") && !word.endsWith(".yml");
    }

    /** Names what is there: an example of a name could be the very one that was typed. */
    private static String next(Path folder) {
        List<String> there = new ArrayList<>();
        for (File file : Objects.requireNonNullElse(folder.toFile().listFiles(), new File[0])) {
            String name = file.getName();
            if (name.endsWith(".yaml") || name.endsWith(".yml")) {
                there.add(name.substring(0, name.lastIndexOf('.')));
            }
        }
        there.sort(null);
        return there.isEmpty()
                ? "write one; docs/workflow.md shows how"
                : "name a file, or one of " + String.join(", ", there.subList(0, Math.min(10, there.size())));
    }
}
