package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Makes a workspace. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description =
                "Make a workspace here: .stayer/, stayer.yaml, workflows/, skills/ and reports/. What is there stays.")
final class InitCommand implements Callable<Integer> {
    private static final String CONFIG = """
            # Where secrets come from; a workflow names the ones it needs. Values never stand here.
            # secrets: { CMS_TOKEN: "${env:CMS_TOKEN}" }
            """;

    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Override
    public Integer call() {
        Path root = options.workspace == null
                ? Path.of("").toAbsolutePath()
                : options.workspace().root();
        Workspace workspace = new Workspace(root);
        try {
            workspace.create();
            for (String folder : List.of("workflows", "skills", "reports")) {
                if (!Files.exists(root.resolve(folder), LinkOption.NOFOLLOW_LINKS)) {
                    workspace.files().createFolders(root.resolve(folder));
                }
            }
            if (!Files.exists(workspace.configFile(), LinkOption.NOFOLLOW_LINKS)) {
                workspace.files().write(workspace.configFile(), CONFIG);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a workspace in " + root, e);
        }
        System.out.println("a workspace is ready in " + root);
        return ExitCode.COMPLETED;
    }
}
