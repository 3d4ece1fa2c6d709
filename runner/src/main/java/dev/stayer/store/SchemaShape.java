package dev.stayer.store;

import dev.stayer.core.Hashes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * What tables, indexes, triggers and views a database has, as one hash, and what it should be after each migration. A trigger
 * or a view that somebody else put into the file would be executed by whoever opens it.
 */
final class SchemaShape {
    /** A line a version: its number and the hash; a test says the new line when a migration is added. */
    private static final String KNOWN = "/db/shapes.txt";

    private SchemaShape() {}

    /** The hash of what the database has. What SQLite, its search and the migration tool keep for themselves does not count. */
    static String of(Tx tx) {
        List<String> objects = tx.list(
                "SELECT type || '\\t' || name || '\\t' || tbl_name || '\\t' || coalesce(sql, '') FROM sqlite_schema"
                        + " WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                        + " AND NOT (type = 'table' AND name IN ('flyway_schema_history', 'ENTRY_TERMS_data',"
                        + " 'ENTRY_TERMS_idx', 'ENTRY_TERMS_content', 'ENTRY_TERMS_docsize', 'ENTRY_TERMS_config'))"
                        + " AND NOT (type = 'index' AND name = 'flyway_schema_history_s_idx') ORDER BY 1",
                row -> row.getString(1));
        MessageDigest hash = Hashes.begin();
        for (String object : objects) {
            hash.update(object.getBytes(StandardCharsets.UTF_8));
            hash.update((byte) 0);
        }
        return HexFormat.of().formatHex(hash.digest());
    }

    /** True if a database of this version has what our migrations make, and nothing else. */
    static boolean isOurs(Tx tx, int version) {
        return known().contains(version + " " + of(tx));
    }

    static List<String> known() {
        try (InputStream in = SchemaShape.class.getResourceAsStream(KNOWN)) {
            if (in == null) {
                throw new IllegalStateException(KNOWN + " is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + KNOWN, e);
        }
    }
}
