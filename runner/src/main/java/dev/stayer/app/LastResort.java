package dev.stayer.app;

import dev.stayer.core.ExitCode;

/**
 * What becomes of something thrown that nobody took. A lack of memory ends the process at once and in words: the thread that
 * met it may have been one that others wait for. What was committed goes on with {@code stayer resume}.
 */
final class LastResort implements Thread.UncaughtExceptionHandler {
    @Override
    public void uncaughtException(Thread thread, Throwable fault) {
        try {
            if (fault instanceof VirtualMachineError) {
                System.err.println("stayer: the program needed more memory than it has (" + fault.getMessage()
                        + ") — give it more with STAYER_JAVA_OPTS=-Xmx1g, then stayer resume");
            } else {
                fault.printStackTrace();
            }
        } finally {
            if (fault instanceof VirtualMachineError) {
                Runtime.getRuntime().halt(ExitCode.FAILED);
            }
        }
    }
}
