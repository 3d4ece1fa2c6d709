package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.StayerException;
import dev.stayer.store.Workspace;
import dev.stayer.trust.Residence;
import dev.stayer.trust.Standing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Says that what a folder brings along may run, send and decide here, or takes that back. */
@Command(
        name = "trust",
        mixinStandardHelpOptions = true,
        description = {
            "Say that the settings, memory, skills, schedules and runs that came with this folder may be used, or take it back.",
            "Prints what they would run and send. Needed once for a clone, and after git has changed them."
        })
final class TrustCommand implements Callable<Integer> {
    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "DIR", description = "The folder (default: the workspace).")
    @Nullable
    Path folder;

    @Option(names = "--revoke", description = "Take it back.")
    boolean revoke;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Override
    public Integer call() {
        Workspace workspace = folder();
        Residence residence = new Residence(workspace, System.getenv());
        Standing standing = Standing.of(workspace, System.getenv());
        List<String> lines = standing.isOwn() ? List.of() : Admission.list(workspace, standing);
        if (revoke) {
            residence.revoke();
        } else {
            residence.trust(told -> System.err.println("stayer: " + told));
        }
        if (json) {
            ObjectNode result =
                    Json.object().put("workspace", workspace.root().toString()).put("trusted", !revoke);
            ArrayNode claims = result.putArray("claims");
            lines.stream().skip(1).forEach(line -> claims.add(line.strip()));
            System.out.println(Json.write(result));
        } else if (revoke) {
            System.out.println(workspace.root() + " is not trusted any more");
        } else {
            lines.forEach(System.out::println);
            System.out.println(workspace.root() + " is trusted; stayer trust --revoke takes it back");
        }
        return ExitCode.COMPLETED;
    }

    private Workspace folder() {
        Path named = folder;
        if (named == null) {
            return options.chosen();
        }
        if (!Files.isDirectory(named)) {
            throw new StayerException(ExitCode.USAGE, "there is no folder " + named, "name the workspace's folder");
        }
        return new Workspace(named);
    }
}
