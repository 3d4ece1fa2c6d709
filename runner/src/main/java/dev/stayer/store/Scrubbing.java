package dev.stayer.store;

import dev.stayer.redact.Redactor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Takes secrets out of what was kept before they were known. Nobody else may own the workspace meanwhile. */
public final class Scrubbing {
    private final Redactor redactor;

    /** @param redactor knows the secrets that are to go */
    public Scrubbing(Redactor redactor) {
        this.redactor = redactor;
    }

    /** A text that holds a secret, and what becomes of it. */
    private record Dirty(String column, String text, String clean) {}

    /**
     * Redacts every text of every table in the caller's transaction. The words by which entries are found are not texts: the
     * index has to be made anew.
     *
     * @return how many texts were changed, by table
     */
    public Map<String, Integer> rows(Tx tx) {
        Map<String, Set<Dirty>> dirty = new TreeMap<>();
        eachText(tx, (table, column, text) -> {
            String clean = RedactingConnection.clean(text, redactor);
            if (!clean.equals(text)) {
                dirty.computeIfAbsent(table, name -> new LinkedHashSet<>()).add(new Dirty(column, text, clean));
            }
        });
        Map<String, Integer> changed = new TreeMap<>();
        dirty.forEach((table, texts) -> {
            withoutTriggers(tx, table, () -> texts.forEach(each -> replace(tx, table, each)));
            changed.put(table, texts.size());
        });
        return changed;
    }

    /** Hears of a text that is kept. */
    interface TextVisitor {
        void visit(String table, String column, String text);
    }

    /** Every different text of every column of every table. */
    static void eachText(Tx tx, TextVisitor visitor) {
        List<String> tables = tx.list(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                        + " AND name NOT LIKE 'ENTRY_TERMS%' AND sql NOT LIKE 'CREATE VIRTUAL%'",
                row -> row.getString(1));
        for (String table : tables) {
            for (String column : tx.list("SELECT name FROM pragma_table_info(?)", row -> row.getString(1), table)) {
                String name = quoted(column);
                tx.each(
                        "SELECT DISTINCT " + name + " FROM " + quoted(table) + " WHERE typeof(" + name + ") = 'text'",
                        row -> visitor.visit(table, column, row.getString(1)));
            }
        }
    }

    /**
     * Texts that may stand once only, and differed in nothing but the secret's form, get numbers. The text that is looked for
     * goes as bytes: as a text it would be redacted on its way, and found nowhere.
     */
    private static void replace(Tx tx, String table, Dirty dirty) {
        String column = quoted(dirty.column());
        String where = " WHERE " + column + " = CAST(? AS TEXT)";
        byte[] old = dirty.text().getBytes(StandardCharsets.UTF_8);
        String clean = dirty.clean();
        long rows = tx.number("SELECT count(*) FROM " + quoted(table) + where, old);
        for (int number = 2;
                number <= rows + 1_000 && tx.number("SELECT count(*) FROM " + quoted(table) + where, old) > 0;
                number++) {
            tx.update("UPDATE OR IGNORE " + quoted(table) + " SET " + column + " = ?" + where, clean, old);
            clean = dirty.clean() + "-" + number;
        }
    }

    /** History is append-only, and changes are to be indexed: both are held by triggers, which come back at once. */
    private static void withoutTriggers(Tx tx, String table, Runnable work) {
        Map<String, String> triggers = new TreeMap<>();
        tx.each(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?",
                row -> triggers.put(row.getString(1), row.getString(2)),
                table);
        triggers.keySet().forEach(name -> tx.update("DROP TRIGGER " + quoted(name)));
        work.run();
        triggers.values().forEach(tx::update);
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /**
     * Redacts every file under a folder, in its content and in its name; links are not followed, and the database and locks
     * are passed over.
     *
     * @return the files that were changed, as they are called now
     */
    public List<Path> files(Path folder) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        List<Path> all;
        try (Stream<Path> found = Files.walk(folder)) {
            // What lies deeper first, so that a folder is renamed when nothing in it is to be found any more.
            all = found.filter(path -> !path.equals(folder))
                    .sorted(Comparator.reverseOrder())
                    .toList();
            List<Path> changed = new ArrayList<>();
            for (Path each : all) {
                boolean content = Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)
                        && !isOfTheDatabase(each)
                        && isRewritten(each);
                Path name = named(each);
                if (!name.equals(each)) {
                    Files.move(each, name);
                }
                if (content || !name.equals(each)) {
                    changed.add(name);
                }
            }
            return changed;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot scrub the files in " + folder, e);
        }
    }

    /** What the file is to be called; files whose names differed in nothing but the secret's form get numbers. */
    private Path named(Path file) {
        String old = file.getFileName().toString();
        String clean = redactor.redact(old);
        Path name = file.resolveSibling(clean);
        for (int number = 2; !clean.equals(old) && Files.exists(name, LinkOption.NOFOLLOW_LINKS); number++) {
            name = file.resolveSibling(clean + "-" + number);
        }
        return name;
    }

    static boolean isOfTheDatabase(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith("stayer.db") || name.endsWith(".lock");
    }

    private boolean isRewritten(Path file) throws IOException {
        Path fresh = Files.createTempFile(file.getParent(), ".scrub", ".tmp");
        try {
            try (OutputStream out = redactor.stream(Files.newOutputStream(fresh))) {
                Files.copy(file, out);
            }
            if (Files.mismatch(file, fresh) < 0) {
                return false;
            }
            Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(file));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
