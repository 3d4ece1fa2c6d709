package dev.stayer.yaml;

/** A place in a file; line and column count from 1. */
public record Place(String file, int line, int column) {
    /** Of what stands in no file. */
    public static final Place NOWHERE = new Place("", 0, 0);

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
