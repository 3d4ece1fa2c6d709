package dev.stayer.core;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a text must be like that names one file or folder, wherever it comes from: a file, an expression, a model. */
public final class LiteralPath {
    /** Longer paths cannot be opened (PATH_MAX of Linux). */
    private static final int MAX_LENGTH = 4095;

    private LiteralPath() {}

    /** Why it does not name one, as the end of a sentence that begins with it; null if it does. Touches no file. */
    public static @Nullable String problem(String text) {
        if (text.isBlank()) {
            return "is empty";
        }
        if (text.length() > MAX_LENGTH) {
            return "is longer than any path";
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            return "holds a control character";
        }
        if (text.indexOf('*') >= 0 || text.indexOf('?') >= 0) {
            return "is a pattern, but paths are taken literally";
        }
        try {
            return Path.of(text).toString().isEmpty() ? "is empty" : null;
        } catch (InvalidPathException e) {
            return "cannot be a path on this system";
        }
    }
}
