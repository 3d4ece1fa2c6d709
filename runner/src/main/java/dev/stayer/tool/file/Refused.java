package dev.stayer.tool.file;

/** A path or an argument that a file tool does not take; the message tells the model what to do instead. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
        super(message);
    }
}
