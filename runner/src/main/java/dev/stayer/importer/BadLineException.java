package dev.stayer.importer;

/** What is wrong with one line of a transcript; the line is skipped, the others are read. */
final class BadLineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message without full stop and without any of the line's own text */
    BadLineException(String message) {
        super(message, null, false, false);
    }
}
