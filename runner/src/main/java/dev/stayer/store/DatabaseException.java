package dev.stayer.store;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The database refused: full disk, damaged file, a lock that was not given up. Nothing of the transaction was kept. */
public final class DatabaseException extends StayerException {
    private static final long serialVersionUID = 1L;
    private final boolean diskFull;
    private final boolean damage;

    DatabaseException(String whatHappened, String nextStep, boolean diskFull, Throwable cause) {
        super(ExitCode.FAILED, whatHappened, nextStep, cause);
        this.diskFull = diskFull;
        String message = rootMessage(cause);
        this.damage = message.contains("SQLITE_CORRUPT") || message.contains("SQLITE_NOMEM");
    }

    /** Names the cause in the words of the person who has to mend it. */
    static DatabaseException of(Throwable cause) {
        String message = String.valueOf(rootMessage(cause));
        if (message.contains("SQLITE_FULL") || message.contains("SQLITE_IOERR") && message.contains("full")) {
            return new DatabaseException(
                    "the disk is full, the last change was not saved",
                    "free some space, then stayer resume",
                    true,
                    cause);
        }
        if (message.contains("SQLITE_IOERR")) {
            return new DatabaseException(
                    "the disk refused to write (" + message + ")", "look at the disk, then stayer resume", true, cause);
        }
        if (message.contains("SQLITE_BUSY") || message.contains("SQLITE_LOCKED")) {
            return new DatabaseException(
                    "another program kept the database locked for 30 seconds",
                    "close what has .stayer/stayer.db open, then try again",
                    false,
                    cause);
        }
        if (message.contains("SQLITE_READONLY") || message.contains("SQLITE_CANTOPEN")) {
            return new DatabaseException(
                    "the database .stayer/stayer.db cannot be opened for writing (" + message + ")",
                    "look at the owner and the permissions of the folder .stayer, and whether the disk may be written",
                    false,
                    cause);
        }
        if (message.contains("SQLITE_TOOBIG")) {
            return new DatabaseException(
                    "the database .stayer/stayer.db holds a value that is larger than any that Stayer writes",
                    "put back the database that belongs here from a backup",
                    false,
                    cause);
        }
        if (message.contains("SQLITE_CORRUPT") || message.contains("SQLITE_NOTADB")) {
            return new DatabaseException(
                    "the database .stayer/stayer.db is damaged (" + message + ")",
                    "keep a copy of the folder .stayer and restore it from a backup",
                    false,
                    cause);
        }
        return new DatabaseException(
                "the database refused: " + message,
                "look whether another program changed .stayer/stayer.db; stayer doctor tells of its state",
                false,
                cause);
    }

    private static String rootMessage(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /** True where what is stored contradicts itself, or asks for more memory than there is, as a broken index may. */
    public boolean isDamage() {
        return damage;
    }

    /** True where space on the disk is what is missing. */
    public boolean isDiskFull() {
        return diskFull;
    }

    /** What the database refused, where that lies behind something thrown by whoever asked it; empty where it does not. */
    public static Optional<DatabaseException> within(Throwable fault) {
        for (@Nullable Throwable at = fault; at != null; at = at.getCause()) {
            if (at instanceof DatabaseException known) {
                return Optional.of(known);
            }
            if (at instanceof SQLException refused) {
                return Optional.of(of(refused));
            }
        }
        return Optional.empty();
    }
}
