package dev.stayer.tool.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A process that runs one command and does nothing else, to be killed meanwhile. */
final class OneCommandMain {
    private OneCommandMain() {}

    /** @param args the token of the workspace, a folder, and the text of the command */
    public static void main(String[] args) {
        Path folder = Path.of(args[1]);
        try (Commands commands = new Commands(args[0])) {
            Command command = new Command(
                    List.of("/bin/sh", "-c", args[2]),
                    folder,
                    Map.of("PATH", "/usr/bin:/bin"),
                    null,
                    Command.DEFAULT_GRACE);
            OutputCapture output =
                    new OutputCapture(folder.resolve(ProcessHandle.current().pid() + ".log"), out -> out, line -> {});
            commands.run(command, output, new StopSignal());
        }
    }
}
