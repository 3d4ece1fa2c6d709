package dev.stayer.engine;

import dev.stayer.core.Json;
import dev.stayer.core.TurnOutcome;
import dev.stayer.files.Unforeseen;
import dev.stayer.machine.FaultWords;
import dev.stayer.owner.LeaseLostException;
import dev.stayer.store.DatabaseException;
import dev.stayer.workflow.expr.ExpressionException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * What something thrown means: a fault of one task, which fails that task and nothing else, or the end of the owner. This is
 * the only place that decides it, so that no value, whoever chose it, can end the other tasks of a run and the other runs.
 */
final class TaskFault {
    private TaskFault() {}

    /**
     * True if nothing can be committed any more: the workspace has another owner, or the database refuses. An error that is
     * neither a lack of memory or stack nor of a class is a crash that somebody asked for.
     */
    private static boolean endsOwner(Throwable fault) {
        if (fault instanceof LeaseLostException || fault instanceof DatabaseException) {
            return true;
        }
        return fault instanceof Error && !(fault instanceof VirtualMachineError) && !(fault instanceof LinkageError);
    }

    /** What a person is told of a task's fault, in one sentence; what ends the owner is thrown on. */
    static String words(Throwable fault) {
        if (endsOwner(fault)) {
            if (fault instanceof Error error) {
                throw error;
            }
            throw asException(fault);
        }
        return fault instanceof IOException || fault instanceof UncheckedIOException
                ? Unforeseen.words(fault)
                : FaultWords.of(fault);
    }

    /** The end of the attempt that met it; what it was is kept in the journal. What ends the owner is thrown on. */
    static TurnOutcome.Failed outcome(Throwable fault) {
        String words = words(fault);
        StringWriter trace = new StringWriter();
        if (!(fault instanceof VirtualMachineError)) {
            fault.printStackTrace(new PrintWriter(trace));
        }
        boolean retryable = !(fault instanceof ExpressionException);
        return new TurnOutcome.Failed(
                words, null, false, retryable, Json.object().put("trace", trace.toString()));
    }

    /** What the owner ends with, as something its scheduler can throw. */
    static RuntimeException asException(Throwable fault) {
        return fault instanceof RuntimeException exception
                ? exception
                : new IllegalStateException("a lane ended by what nobody foresaw", fault);
    }
}
