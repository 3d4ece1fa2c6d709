package dev.stayer.files;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** What lies under a name is nothing that Stayer reads from or writes to; the reason is a clause that follows the name. */
public final class UnusableFileException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    private final Why why;

    /** What is wrong with it. */
    public enum Why {
        /** It, or a folder on its way, is a symbolic link. */
        LINK,
        /** It is a pipe, a socket, a device, or a folder where a file is wanted, or the other way round. */
        KIND,
        /** It belongs to somebody else. */
        OWNER,
        /** It is larger than what is taken. */
        SIZE,
        /** It was exchanged while it was opened, or opening it did not end. */
        CHANGED,
        /** It does not lie where it may be looked for. */
        OUTSIDE
    }

    UnusableFileException(Path file, Why why, String reason) {
        super(file.toString(), null, reason);
        this.why = why;
    }

    public Why why() {
        return why;
    }

    /** The name and the reason as one clause. */
    @Override
    public String getMessage() {
        return getFile() + " " + getReason();
    }
}
