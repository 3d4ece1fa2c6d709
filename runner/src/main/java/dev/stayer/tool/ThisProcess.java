package dev.stayer.tool;

/** The process this program runs in. */
public final class ThisProcess {
    private ThisProcess() {}

    /** Its number on this host. */
    public static long id() {
        return ProcessHandle.current().pid();
    }
}
