package dev.stayer.tool.file;

import dev.stayer.tool.Tool;
import dev.stayer.tool.sandbox.Jail;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The file tools of one task: read, write, edit, find, grep. */
public final class FileTools {
    private FileTools() {}

    /**
     * In this order; they hold the jail's rules themselves, since they run in this process.
     *
     * @param directory relative paths start here; in the workspace
     * @param outputs where the spool file of a call lies, by its name, for {@code read output:NAME}; null if there is none
     */
    public static List<Tool> of(Jail jail, Path directory, Function<String, @Nullable Path> outputs) {
        Reach reach = new Reach(jail, directory);
        return List.of(
                new ReadTool(reach, outputs),
                new WriteTool(reach),
                new EditTool(reach),
                new FindTool(reach),
                new GrepTool(reach));
    }
}
