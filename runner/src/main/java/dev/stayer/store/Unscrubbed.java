package dev.stayer.store;

import dev.stayer.files.WorkspaceFiles;
import dev.stayer.redact.Redactor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where known secrets are still kept that were written before they were known; {@code stayer scrub} takes them out. Immutable.
 *
 * @param tables how many texts of which table
 * @param files of {@code .stayer} and {@code reports}, relative to the workspace, named without secrets
 * @param complete false if there is more than is looked at
 */
public record Unscrubbed(Map<String, Integer> tables, List<String> files, boolean complete) {
    /** Nothing of that kind. */
    public static final Unscrubbed NOTHING = new Unscrubbed(Map.of(), List.of(), true);

    /** At ten megabytes a second this is half a minute, beside a dream that is made at night. */
    private static final long MAX_BYTES = 256L << 20;

    private static final int MAX_FILE_BYTES = 64 << 20;
    private static final int MAX_DEPTH = 32;
    private static final int MAX_FILES = 100;

    public Unscrubbed {
        tables = Map.copyOf(tables);
        files = List.copyOf(files);
    }

    public boolean isNothing() {
        return tables.isEmpty() && files.isEmpty();
    }

    /**
     * Looks at every text of every table, and at the files that scrubbing would rewrite. Changes nothing, and may be called
     * while work goes on.
     */
    public static Unscrubbed look(Database database, Workspace workspace, Redactor redactor) {
        long[] left = {MAX_BYTES};
        Map<String, Integer> tables = new TreeMap<>();
        database.read(tx -> {
            Scrubbing.eachText(tx, (table, column, text) -> {
                left[0] -= text.length();
                if (left[0] > 0 && !redactor.redact(text).equals(text)) {
                    tables.merge(table, 1, Integer::sum);
                }
            });
            return true;
        });
        long[] leftOfFiles = {MAX_BYTES};
        TreeSet<String> files = new TreeSet<>();
        boolean all = true;
        for (Path folder : List.of(workspace.state(), workspace.root().resolve("reports"))) {
            all &= look(workspace, folder, redactor, leftOfFiles, files);
        }
        return new Unscrubbed(tables, new ArrayList<>(files), all && left[0] > 0 && leftOfFiles[0] > 0);
    }

    private static boolean look(
            Workspace workspace, Path start, Redactor redactor, long[] left, TreeSet<String> found) {
        WorkspaceFiles files = WorkspaceFiles.ofAnybody(workspace.root());
        try {
            return files.walk(start, MAX_DEPTH, (file, folder, name, attributes) -> {
                boolean named = !redactor.redact(name.toString()).equals(name.toString());
                if (attributes.isRegularFile() && !named && !Scrubbing.isOfTheDatabase(file)) {
                    left[0] -= Math.min(attributes.size(), MAX_FILE_BYTES);
                    if (left[0] < 0) {
                        return WorkspaceFiles.Next.STOP;
                    }
                    try (InputStream in = folder.read(name)) {
                        named = holdsSecret(in, attributes.size(), redactor);
                    } catch (IOException e) {
                        // Gone, or no file any more; who scrubs meets it as it is then.
                        return WorkspaceFiles.Next.GO_ON;
                    }
                }
                if (named) {
                    found.add(redactor.redact(workspace.show(file)));
                }
                return found.size() < MAX_FILES ? WorkspaceFiles.Next.GO_ON : WorkspaceFiles.Next.STOP;
            });
        } catch (IOException e) {
            return false;
        }
    }

    /** Reads no more than the file had when it was looked at. */
    private static boolean holdsSecret(InputStream in, long size, Redactor redactor) throws IOException {
        byte[] bytes = in.readNBytes((int) Math.min(size, MAX_FILE_BYTES));
        return redactor.redact(bytes) != bytes;
    }
}
