package dev.stayer.journal;

import dev.stayer.store.Database;
import dev.stayer.store.Tx;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;

/** Who a workspace is: a random word, made up once, that marks its processes and goes into its effect keys. */
public final class WorkspaceToken {
    private WorkspaceToken() {}

    /** A new token in the place of the one that another folder has too; keys of effects change with it. */
    public static String renewed(Database database, InstantSource clock) {
        database.writeOnly(tx -> tx.update("DELETE FROM WORKSPACE WHERE ID = 1"));
        return of(database, clock);
    }

    /** The token, made up now if there is none yet. */
    public static String of(Database database, InstantSource clock) {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        return database.write(tx -> {
            tx.update(
                    "INSERT INTO WORKSPACE (ID, TOKEN, CREATED) VALUES (1, ?, ?) ON CONFLICT DO NOTHING",
                    HexFormat.of().formatHex(random),
                    clock.instant().toString());
            return of(tx);
        });
    }

    /** The token that has been made up already; in the caller's transaction. */
    public static String of(Tx tx) {
        return tx.first("SELECT TOKEN FROM WORKSPACE WHERE ID = 1", row -> row.getString(1))
                .orElseThrow();
    }
}
