package dev.stayer.tool.process;

import dev.stayer.core.InheritedEnvironment;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Starts this program again as a process of its own that outlives the terminal. */
public final class Detached {
    private Detached() {}

    /** A started process; alive until it says otherwise. */
    public record Started(Process process) {
        public boolean isAlive() {
            return process.isAlive();
        }

        public long pid() {
            return process.pid();
        }

        /** What it ended with; only once it is not alive. */
        public int exitCode() {
            return process.exitValue();
        }
    }

    /**
     * Starts it with the same Java, options and arguments as this one.
     *
     * @param without an argument to leave out
     * @param variables set in addition to the environment
     * @param log takes what it prints
     */
    public static Started start(String without, Map<String, String> variables, Path log) throws IOException {
        List<String> command = new ArrayList<>(List.of(Programs.ofThisMachine().need(Programs.Name.SETSID)));
        String line = new String(Files.readAllBytes(Path.of("/proc/self/cmdline")), StandardCharsets.UTF_8);
        for (String word : line.split("\0")) {
            if (!word.equals(without)) {
                command.add(word);
            }
        }
        String java = ProcessHandle.current()
                .info()
                .command()
                .filter(path -> path.startsWith("/"))
                .orElseThrow(() -> new IOException("the system does not say which Java this is"));
        command.set(1, java);
        Files.createDirectories(log.getParent());
        Map<String, String> environment = new HashMap<>(InheritedEnvironment.variables());
        environment.putAll(variables);
        Redirect output = Redirect.appendTo(log.toFile());
        return new Started(new Launch(command, null, environment, Launch.NOTHING, output, null).start());
    }
}
