package dev.stayer.config;

import dev.stayer.files.NamedFile;
import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a secret comes from; the value itself is fetched only when it is asked for, and kept nowhere.
 *
 * @param kind env or file
 * @param name of the variable, or the path of the file
 */
public record SecretReference(Kind kind, String name) {
    /** No secret is as long. */
    private static final int MAX_BYTES = 1024 * 1024;

    private static final Pattern SHAPE = Pattern.compile("\\$\\{(env|file):([^}\\s][^}]*)}");

    /** The places that a secret can come from. */
    public enum Kind {
        ENV,
        FILE
    }

    /** The reference written as {@code ${env:NAME}} or {@code ${file:PATH}}; null if the text is none. */
    static @Nullable SecretReference parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        return new SecretReference(matcher.group(1).equals("env") ? Kind.ENV : Kind.FILE, matcher.group(2));
    }

    /**
     * Fetches the value, without the line ends around what a file holds.
     *
     * @param folder the folder that the paths of files are relative to; {@code ~/} stands for the home folder
     * @return null if there is none: an unset variable, an unreadable or empty file
     */
    public @Nullable String fetch(Map<String, String> environment, Path folder) {
        String value;
        if (kind == Kind.ENV) {
            value = environment.get(name);
        } else {
            try (InputStream in = NamedFile.open(folder.resolve(Folders.expanded(name)), new WorkspaceFiles(folder))) {
                byte[] bytes = in.readNBytes(MAX_BYTES + 1);
                value = bytes.length > MAX_BYTES ? null : new String(bytes, StandardCharsets.UTF_8).strip();
            } catch (IOException | InvalidPathException e) {
                // Missing is all that the caller may say: the text of an error could carry a part of the value.
                return null;
            }
        }
        return value == null || value.isEmpty() ? null : value;
    }

    /** The file that holds the value, absolute; empty for what comes from elsewhere or has a name that no file can have. */
    public Optional<Path> file(Path folder) {
        try {
            return kind == Kind.FILE
                    ? Optional.of(folder.resolve(Folders.expanded(name))
                            .toAbsolutePath()
                            .normalize())
                    : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** What is the matter where there is no value. */
    String absence() {
        return kind == Kind.ENV
                ? "the variable " + name + " is not set"
                : "the file " + name + " is missing, unreadable or empty";
    }
}
