package dev.stayer.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Brings in what others recorded. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "SOURCE",
        description = "Bring in notes, and transcripts of other agents; what is there already is not brought twice.",
        subcommands = {
            NotesImport.class,
            TranscriptImports.Jsonl.class,
            TranscriptImports.Claude.class,
            TranscriptImports.Codex.class,
            TranscriptImports.OpenCode.class,
            TranscriptImports.Mimo.class
        })
final class ImportCommand implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        Objects.requireNonNull(spec).commandLine().usage(System.out);
    }
}
