package dev.stayer.app;

import dev.stayer.core.ExitCode;
import dev.stayer.files.Unforeseen;
import dev.stayer.redact.Redactor;
import java.util.Map;

/**
 * What becomes of something thrown that nobody took. A lack of memory ends the process at once and in words: the thread that
 * met it may have been one that others wait for. What was committed goes on with {@code stayer resume}.
 */
final class LastResort implements Thread.UncaughtExceptionHandler {
    @Override
    public void uncaughtException(Thread thread, Throwable fault) {
        try {
            if (fault instanceof VirtualMachineError) {
                System.err.println("stayer: the program needed more memory than it has"
                        + " — give it more with STAYER_JAVA_OPTS=-Xmx1g, then stayer resume");
            } else {
                Redactor redactor = Redactor.of(Map.of(), System.getenv());
                System.err.println("stayer: " + Unforeseen.told(fault, redactor::redact)
                        + " — stayer status shows whether work goes on; report it with that file");
            }
        } finally {
            if (fault instanceof VirtualMachineError) {
                Runtime.getRuntime().halt(ExitCode.FAILED);
            }
        }
    }
}
