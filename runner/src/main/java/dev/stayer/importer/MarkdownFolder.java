package dev.stayer.importer;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Hashes;
import dev.stayer.core.StayerException;
import dev.stayer.files.FileTrouble;
import dev.stayer.files.WorkspaceFiles;
import dev.stayer.redact.Redactor;
import dev.stayer.search.Entry;
import dev.stayer.search.Layer;
import dev.stayer.search.NoteFiles;
import dev.stayer.search.Origin;
import dev.stayer.search.Pieces;
import dev.stayer.store.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings a folder of Markdown files into the index: changed files are replaced, vanished ones removed, a bad one is named and the
 * rest kept. Not thread-safe.
 */
public final class MarkdownFolder {
    /** Grows by one with every change of how files are cut, so that the next import cuts them anew. */
    private static final String RULES = "1:";

    private static final int MAX_BYTES = 64 << 20;
    private static final int MAX_DEPTH = 64;
    /** Entries of one commit, so that a run that goes on beside it is not held up. */
    private static final int ROWS = 2_000;

    private final Database database;
    private final Redactor redactor;
    private final Problems problems = new Problems();
    private final List<Read> waiting = new ArrayList<>();
    private long rows;
    private long added;
    private long changed;
    private long unchanged;
    private long entries;

    /** A file whose entries wait for the next commit. */
    private record Read(String path, String hash, List<Entry> entries) {}

    public MarkdownFolder(Database database, Redactor redactor) {
        this.database = database;
        this.redactor = redactor;
    }

    /**
     * Reads a folder.
     *
     * @throws StayerException if there is no such folder
     */
    public NotesResult read(Path folder) {
        Path root;
        try {
            root = folder.toRealPath();
        } catch (IOException e) {
            throw new StayerException(
                    ExitCode.USAGE, "there is no folder " + folder, "name a folder of Markdown files");
        }
        if (!Files.isDirectory(root)) {
            throw new StayerException(ExitCode.USAGE, folder + " is not a folder", "name a folder of Markdown files");
        }
        Map<String, NoteFiles.Known> known = new HashMap<>(database.read(tx -> NoteFiles.of(tx, root.toString())));
        WorkspaceFiles files = WorkspaceFiles.ofAnybody(root);
        for (Path file : found(root, files)) {
            String path = shown(root, file);
            take(files, file, path, known.remove(path));
        }
        commit(root);
        List<NoteFiles.Known> vanished = List.copyOf(known.values());
        if (!vanished.isEmpty()) {
            database.writeOnly(tx -> vanished.forEach(one -> NoteFiles.remove(tx, one)));
        }
        return new NotesResult(added, changed, unchanged, vanished.size(), entries, problems.count(), problems.kept());
    }

    private static String shown(Path root, Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    /** The Markdown files of a folder in the order of their names; links and special files are refused by name, hidden folders passed by. */
    private List<Path> found(Path root, WorkspaceFiles files) {
        List<Path> found = new ArrayList<>();
        try {
            boolean whole = files.walk(root, MAX_DEPTH, (file, folder, name, attributes) -> {
                if (attributes.isDirectory()) {
                    return name.toString().startsWith(".") ? WorkspaceFiles.Next.SKIP : WorkspaceFiles.Next.GO_ON;
                }
                if (attributes.isSymbolicLink()) {
                    link(root, file);
                } else if (isMarkdown(file) && !attributes.isRegularFile()) {
                    problems.add(shown(root, file), 0, "is not a regular file");
                } else if (isMarkdown(file) && attributes.size() > MAX_BYTES) {
                    problems.add(shown(root, file), 0, "is larger than 64 MB");
                } else if (isMarkdown(file)) {
                    found.add(file);
                }
                return WorkspaceFiles.Next.GO_ON;
            });
            if (!whole) {
                problems.add(".", 0, "could not be read to its end");
            }
        } catch (IOException e) {
            problems.add(".", 0, "cannot be read to its end: " + FileTrouble.of(e));
        }
        found.sort(null);
        return found;
    }

    /** What a link inside the folder leads to is read under its own name. */
    private void link(Path root, Path link) {
        try {
            Path target = link.toRealPath();
            if (!target.startsWith(root) && (Files.isDirectory(target) || isMarkdown(link) || isMarkdown(target))) {
                problems.add(shown(root, link), 0, "is a link that leads out of the folder");
            }
        } catch (IOException e) {
            if (isMarkdown(link)) {
                problems.add(shown(root, link), 0, "is a link that leads nowhere");
            }
        }
    }

    private static boolean isMarkdown(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".md") || name.endsWith(".markdown");
    }

    private void take(WorkspaceFiles files, Path file, String path, NoteFiles.@Nullable Known known) {
        byte[] bytes;
        try {
            bytes = files.read(file, MAX_BYTES);
        } catch (IOException e) {
            problems.add(path, 0, "cannot be read: " + FileTrouble.of(e));
            return;
        }
        String hash = RULES + Hashes.of(bytes);
        if (known != null && known.hash().equals(hash)) {
            unchanged++;
            return;
        }
        List<Entry> made = entries(path, text(bytes));
        waiting.add(new Read(path, hash, made));
        rows += made.size() + 1;
        entries += made.size();
        if (known == null) {
            added++;
        } else {
            changed++;
        }
        if (rows >= ROWS) {
            commit(files.root());
        }
    }

    private void commit(Path root) {
        if (!waiting.isEmpty()) {
            database.writeOnly(tx -> waiting.forEach(
                    read -> NoteFiles.replace(tx, root.toString(), read.path(), read.hash(), read.entries())));
            waiting.clear();
            rows = 0;
        }
    }

    /** The content with what is no text replaced. */
    private static String text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8).replace('\0', '\ufffd');
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private List<Entry> entries(String path, String content) {
        List<Entry> result = new ArrayList<>();
        for (MarkdownEntries.Piece piece : MarkdownEntries.of(path, redactor.redact(content))) {
            for (String part : Pieces.of(piece.text(), Integer.MAX_VALUE)) {
                result.add(new Entry(
                        "",
                        Layer.NOTES,
                        path,
                        piece.line(),
                        null,
                        null,
                        piece.time(),
                        Origin.PERSON,
                        piece.title(),
                        part));
            }
        }
        return result;
    }
}
