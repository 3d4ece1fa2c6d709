package dev.stayer.tool.sandbox;

import java.nio.file.Path;

/**
 * One place of the machine as a jailed command sees it.
 *
 * @param source the real path on the machine
 * @param path where it stands in the jail
 */
record Mount(Path source, Path path, Kind kind) {
    /** The stronger last: of two for one path the stronger counts. */
    enum Kind {
        READ,
        /** May be written, and cannot be renamed since it is a mount. */
        WRITE,
        /** The same, by name: also within what is guarded. */
        OPEN,
        /** May be read, and nothing in it can be opened up again. */
        GUARD,
        /** A folder that looks empty. */
        HIDDEN,
        /** A file that looks empty: it holds secrets. */
        EMPTY
    }

    private static final Path NOTHING = Path.of("/dev/null");

    /** What is bound at the path; of a hidden folder nothing is. */
    Path bound() {
        return kind == Kind.EMPTY ? NOTHING : source;
    }

    /** True if what is in it can be changed there. */
    boolean isWritable() {
        return kind == Kind.WRITE || kind == Kind.OPEN;
    }

    /** True if another one, within it, is not to be made. */
    boolean covers(Mount inner) {
        return kind == Kind.HIDDEN
                || kind == Kind.GUARD
                        && inner.kind != Kind.HIDDEN
                        && inner.kind != Kind.OPEN
                        && inner.kind != Kind.EMPTY;
    }
}
