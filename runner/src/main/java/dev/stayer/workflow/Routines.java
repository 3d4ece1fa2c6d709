package dev.stayer.workflow;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The workflows that come with the program: what a workspace does for itself, as runs like any other, so that they are
 * restartable, scheduled, handed over and shown in the same way.
 */
public final class Routines {
    /** Begins the file name of such a workflow. */
    public static final String PREFIX = "stayer:";

    private static final List<String> NAMES = List.of("dream", "dream-undo", "distill", "distill-undo");

    private Routines() {}

    public static List<String> names() {
        return NAMES;
    }

    /** @param name one of {@link #names} */
    public static LoadedWorkflow load(String name) {
        return WorkflowReader.read(PREFIX + name, path -> {
            if (!path.equals(PREFIX + name)) {
                throw new FileNotFoundException(path);
            }
            try (InputStream in = Routines.class.getResourceAsStream("/routines/" + name + ".yaml")) {
                if (in == null) {
                    throw new IOException("the program lacks its own routine " + name);
                }
                return in.readAllBytes();
            }
        });
    }
}
