package dev.stayer.mirror;

import dev.stayer.core.CrashPoint;
import dev.stayer.core.Hashes;
import dev.stayer.core.Inert;
import dev.stayer.files.FileTrouble;
import dev.stayer.files.UnusableFileException;
import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One Markdown mirror on disk. Its front matter ends with a hash of all else, so that the file itself tells whether a person
 * has changed it. Written to a temporary file and renamed, without fsync: a mirror can always be rendered again.
 */
final class MirrorFile {
    private static final Pattern HASH = Pattern.compile("(?m)^hash: ([0-9a-f]{64})$");
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** No rendering comes near it. */
    private static final int MAX_BYTES = 64 * 1024 * 1024;

    private MirrorFile() {}

    /** Puts the hash into the front matter: {@code head} is its lines without the rulers, {@code text} what follows, with everything hidden shown. */
    static String compose(String head, String text) {
        String open = "---\n" + Inert.lines(head);
        String body = Inert.lines(text);
        return open + "hash: " + Hashes.of(open + body) + "\n---\n" + body;
    }

    /** True if the text is exactly as it was rendered once, by its own hash. */
    static boolean isUntouched(String text) {
        Matcher matcher = HASH.matcher(text);
        if (!text.startsWith("---\n") || !matcher.find()) {
            return false;
        }
        int end = matcher.end();
        if (!text.startsWith("\n---\n", end)) {
            return false;
        }
        String rest = text.substring(0, matcher.start()) + text.substring(end + 5);
        return Hashes.of(rest).equals(matcher.group(1));
    }

    /**
     * Writes a mirror. What a person has changed is moved aside, never overwritten.
     *
     * @return where the person's version lies now, if there was one
     */
    static Optional<Path> write(WorkspaceFiles files, Path file, String text, Instant now) {
        try {
            Optional<String> present = present(files, file);
            if (present.isPresent() && present.get().equals(text)) {
                return Optional.empty();
            }
            Optional<Path> kept = Optional.empty();
            if (present.isPresent() && !isUntouched(present.get())) {
                kept = Optional.of(aside(files, file, now));
                files.move(file, kept.get());
            }
            CrashPoint.BEFORE_MIRROR_RENAME.reached();
            files.write(file, text);
            CrashPoint.AFTER_MIRROR_RENAME.reached();
            return kept;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the mirror %s: %s".formatted(file, FileTrouble.of(e)), e);
        }
    }

    /** True if the file is there as it was rendered; nothing else is ever read into. */
    static boolean holds(WorkspaceFiles files, Path file, String text) {
        try {
            return present(files, file).equals(Optional.of(text));
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The text as it is on disk: bytes that are not UTF-8 are shown replaced, and what is not a file of ours at all is nothing;
     * neither equals a rendering.
     */
    private static Optional<String> present(WorkspaceFiles files, Path file) throws IOException {
        try {
            return files.find(file, MAX_BYTES).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
        } catch (UnusableFileException e) {
            // A folder on its way is another matter: nothing can be put behind it.
            if (files.exists(file)) {
                return Optional.of("");
            }
            throw e;
        }
    }

    /** Where a person's version of a file can lie: a name that is not taken. */
    static Path aside(WorkspaceFiles files, Path file, Instant now) {
        String name = file.getFileName().toString().replaceAll("\\.md$", "");
        Path aside = file.resolveSibling(name + ".edited-" + STAMP.format(now) + ".md");
        for (int i = 2; files.exists(aside); i++) {
            aside = file.resolveSibling(name + ".edited-" + STAMP.format(now) + "-" + i + ".md");
        }
        return aside;
    }
}
