package dev.stayer.cli;

import dev.stayer.store.Workspace;
import java.nio.file.Path;

/** A systemd unit that keeps the daemon of one workspace alive. */
final class ServiceUnit {
    /** The launcher says by this property how it was called. */
    private static final String LAUNCHER = "stayer.launcher";

    private final Workspace workspace;

    ServiceUnit(Workspace workspace) {
        this.workspace = workspace;
    }

    /** The unit's text; its first lines say what to do with it. */
    String text() {
        Path root = workspace.root();
        String name = "stayer-" + root.getFileName().toString().replaceAll("[^A-Za-z0-9_.-]", "-");
        return """
                # Keeps Stayer alive for %1$s, also after a reboot.
                #   mkdir -p ~/.config/systemd/user && %2$s -w %3$s serve --install > ~/.config/systemd/user/%4$s.service
                #   systemctl --user enable --now %4$s && loginctl enable-linger
                # Secrets and keys of models come from the file behind EnvironmentFile=, one NAME=VALUE a line, readable by you alone.
                [Unit]
                Description=Stayer in %1$s
                After=network-online.target

                [Service]
                Type=exec
                WorkingDirectory=%5$s
                Environment=LANG=C.UTF-8
                EnvironmentFile=-%5$s/.stayer/serve.env
                ExecStart=%2$s -w %3$s serve
                Restart=on-failure
                RestartSec=5
                KillMode=mixed
                TimeoutStopSec=25

                [Install]
                WantedBy=default.target
                """.formatted(
                        root,
                        quoted(System.getProperty(LAUNCHER, "stayer")),
                        quoted(root.toString()),
                        name,
                        root.toString().replace("%", "%%"));
    }

    /** A word as systemd reads it. */
    private static String quoted(String word) {
        String plain = word.replace("%", "%%").replace("$", "$$");
        return plain.matches("[\\w@%+=:,./$-]+")
                ? plain
                : "\"" + plain.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
