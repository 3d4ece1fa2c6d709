package dev.stayer.machine;

import dev.stayer.core.StayerException;
import dev.stayer.workflow.expr.ExpressionException;

/** What a person is told of a fault that ends one task, in one sentence. */
public final class FaultWords {
    private FaultWords() {}

    public static String of(Throwable fault) {
        return switch (fault) {
            case StayerException known -> String.valueOf(known.getMessage());
            case ExpressionException known -> String.valueOf(known.getMessage());
            case StackOverflowError ignored -> "something was nested too deeply for it";
            case VirtualMachineError ignored ->
                "it needed more memory than the runner has; give the runner more with STAYER_JAVA_OPTS=-Xmx1g";
            default -> "something went wrong in Stayer itself; stayer logs with --json shows what it was";
        };
    }
}
