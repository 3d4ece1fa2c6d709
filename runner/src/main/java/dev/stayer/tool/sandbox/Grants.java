package dev.stayer.tool.sandbox;

import dev.stayer.core.LiteralPath;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Judges where a task may hand on leave to write: never more than it has itself, and nothing that is guarded in it. */
public final class Grants {
    private Grants() {}

    /**
     * Why work in this jail cannot let a part of itself write there, as the end of a sentence that begins with the path; null
     * if it can. Touches no file: what links lead to is seen when the part's own jail is built.
     */
    public static @Nullable String problem(Jail jail, String text) {
        String problem = LiteralPath.problem(text);
        if (problem != null) {
            return problem;
        }
        for (Path name : Path.of(text)) {
            if (name.toString().equals("..")) {
                return "leads out of a folder with '..'";
            }
        }
        Path path = jail.resolve(text);
        if (!path.startsWith(jail.workspace())) {
            return "is outside of the workspace";
        }
        if (jail.isGuarded(path) || belongsToGit(jail.workspace().relativize(path))) {
            return "is guarded, so no task can be given it";
        }
        boolean within = jail.writes().isEmpty() || jail.writes().stream().anyMatch(own -> path.startsWith(own.path()));
        return within ? null : "is outside of what this task may write";
    }

    private static boolean belongsToGit(Path path) {
        for (Path name : path) {
            if (name.toString().equalsIgnoreCase(".git")) {
                return true;
            }
        }
        return false;
    }
}
