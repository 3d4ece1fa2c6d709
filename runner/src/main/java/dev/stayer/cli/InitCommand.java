package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.store.Schema;
import dev.stayer.store.Workspace;
import dev.stayer.trust.Surroundings;
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
        Path root = options.named().orElseGet(InitCommand::here);
        Workspace workspace = new Workspace(root);
        try {
            workspace.create();
            if (Schema.isLost(workspace.databaseFile())) {
                Schema.anew(workspace.databaseFile());
                System.err.println("stayer: the database was lost, and a new one is begun; the runs before it stay in "
                        + workspace.show(workspace.state().resolve("runs"))
                        + " and reports/, and their ids stay theirs");
            }
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

    private static Path here() {
        Path root = Path.of("").toAbsolutePath();
        new Surroundings(System.getenv()).refuseOdd(root);
        return root;
    }
}
