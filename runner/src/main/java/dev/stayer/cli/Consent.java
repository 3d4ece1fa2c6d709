package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import java.io.Console;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The flags of a command that changes what people keep, and the order in which it gets their consent: it looks, shows, and asks on
 * a terminal; elsewhere it only looks. What it found is kept and can be applied by its id, and what was applied is taken back.
 */
final class Consent {
    @Option(names = "--dry-run", description = "Only show what would change, and keep it as a proposal.")
    boolean dryRun;

    @Option(
            names = "--apply",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "ID",
            description = "Apply at once; with an ID: that proposal, if nothing has changed since.")
    @Nullable
    String apply;

    @Option(
            names = "--undo",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "ID",
            description = "Take back what was applied, byte for byte (default: the newest).")
    @Nullable
    String undo;

    @Option(names = "--json", description = "Print JSON, and nothing else.")
    boolean json;

    @Option(names = "--no-wait", description = "Do not wait for another process that owns the workspace.")
    boolean noWait;

    /**
     * What a command does at each point.
     *
     * @param <T> what was found
     */
    interface Deeds<T> {
        /** The id that a person means, who may name none to undo; throws if there is none such: a slip of the pen is no run that failed. */
        String known(String id);

        T look();

        /** @param id of a kept proposal; empty for a new one */
        T apply(String id);

        T undo(String id);

        /** The id of what waits for a yes; empty if there is nothing to agree to. */
        Optional<String> proposal(T found);

        /** Shows what would change, for a person who is about to be asked. */
        void preview(T found);

        /** Says what came of it; answers the exit code. */
        int report(T found);

        /** Says what came of a yes, to a person who has seen the rest. */
        void agreed(T applied);
    }

    /** Goes the way that the flags name; answers the exit code. */
    <T> int given(Deeds<T> deeds, String question) {
        if ((dryRun ? 1 : 0) + (apply == null ? 0 : 1) + (undo == null ? 0 : 1) > 1) {
            throw new StayerException(
                    ExitCode.USAGE, "--dry-run, --apply and --undo exclude each other", "name one of them");
        }
        if (undo != null) {
            return deeds.report(deeds.undo(deeds.known(undo)));
        }
        if (apply != null) {
            return deeds.report(deeds.apply(apply.isEmpty() ? "" : deeds.known(apply)));
        }
        T found = deeds.look();
        Console terminal = dryRun || json ? null : System.console();
        Optional<String> proposal = terminal == null ? Optional.empty() : deeds.proposal(found);
        if (terminal == null || proposal.isEmpty()) {
            return deeds.report(found);
        }
        deeds.preview(found);
        if (isYes(answer(terminal, question))) {
            deeds.agreed(deeds.apply(proposal.get()));
        }
        return ExitCode.COMPLETED;
    }

    private static @Nullable String answer(Console terminal, String question) {
        System.out.print(question + " [y/N] ");
        System.out.flush();
        return terminal.readLine();
    }

    private static boolean isYes(@Nullable String typed) {
        String word = typed == null ? "" : typed.strip().toLowerCase(Locale.ROOT);
        return word.equals("y") || word.equals("yes");
    }
}
