package dev.stayer.cli;

import dev.stayer.config.StayerConfig;
import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.importer.ImportResult;
import dev.stayer.importer.Problems;
import dev.stayer.importer.Transcripts;
import dev.stayer.journal.Journal;
import dev.stayer.redact.Redactor;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import dev.stayer.store.WorkspaceSecrets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The sub-commands of {@code import} that read transcripts of other agents. */
final class TranscriptImports {
    /** Problems that are printed; the others are counted. */
    private static final int SHOWN = 20;

    private TranscriptImports() {}

    /** What they have in common. */
    abstract static class OfTranscripts implements Callable<Integer> {
        @Mixin
        GlobalOptions options = new GlobalOptions();

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Parameters(paramLabel = "PATH", description = "What to read, as above.")
        Path path = Path.of("");

        private final Transcripts.Kind kind;

        OfTranscripts(Transcripts.Kind kind) {
            this.kind = kind;
        }

        @Override
        public Integer call() {
            Workspace workspace = options.ready(Set.of());
            StayerConfig config = StayerConfig.read(workspace.configFile());
            Redactor redactor = WorkspaceSecrets.redactor(workspace);
            try (PlainDatabase database = options.open(workspace)) {
                ImportResult result = new Transcripts(
                                workspace, database, new Journal(InstantSource.system(), redactor), redactor)
                        .read(kind, path);
                print(result);
                return result.skipped() == 0 ? ExitCode.COMPLETED : ExitCode.FAILED;
            }
        }

        private void print(ImportResult result) {
            if (json) {
                System.out.println(Json.write(object(result)));
                return;
            }
            result.problems().stream()
                    .limit(SHOWN)
                    .forEach(problem -> System.err.println("stayer: " + problem + " — skipped"));
            if (result.skipped() > SHOWN) {
                System.err.println("stayer: … and " + (result.skipped() - SHOWN) + " more");
            }
            System.out.println(count(result.sessions(), "session") + ": " + result.added() + " new, "
                    + result.replaced() + " replaced, " + result.unchanged() + " unchanged; "
                    + count(result.steps(), "step") + " written"
                    + (result.skipped() == 0 ? "" : "; " + result.skipped() + " skipped"));
        }

        private static String count(long number, String what) {
            return number + " " + what + (number == 1 ? "" : "s");
        }

        private ObjectNode object(ImportResult result) {
            ObjectNode object = Json.object()
                    .put("source", kind.word())
                    .put("sessions", result.sessions())
                    .put("added", result.added())
                    .put("replaced", result.replaced())
                    .put("unchanged", result.unchanged())
                    .put("steps", result.steps())
                    .put("skipped", result.skipped());
            ArrayNode problems = object.putArray("problems");
            for (Problems.Problem problem : result.problems()) {
                problems.addObject()
                        .put("file", problem.file())
                        .put("line", problem.line())
                        .put("error", problem.error());
            }
            return object;
        }
    }

    /** Trace lines of our own format. */
    @Command(
            name = "jsonl",
            mixinStandardHelpOptions = true,
            description =
                    "Import trace lines: a file with one JSON object a line, with session, seq, role and a text or a tool.")
    static final class Jsonl extends OfTranscripts {
        Jsonl() {
            super(Transcripts.Kind.JSONL);
        }
    }

    /** Transcripts of Claude Code. */
    @Command(
            name = "claude",
            mixinStandardHelpOptions = true,
            description = "Import transcripts of Claude Code: ~/.claude/projects, a folder in it, or one .jsonl file.")
    static final class Claude extends OfTranscripts {
        Claude() {
            super(Transcripts.Kind.CLAUDE);
        }
    }

    /** Transcripts of Codex. */
    @Command(
            name = "codex",
            mixinStandardHelpOptions = true,
            description =
                    "Import transcripts of Codex: ~/.codex/sessions, a folder in it, or one rollout-*.jsonl file.")
    static final class Codex extends OfTranscripts {
        Codex() {
            super(Transcripts.Kind.CODEX);
        }
    }

    /** Transcripts of OpenCode. */
    @Command(
            name = "opencode",
            mixinStandardHelpOptions = true,
            description =
                    "Import transcripts of OpenCode: ~/.local/share/opencode, its storage folder, its opencode.db, or a session exported as JSON.")
    static final class OpenCode extends OfTranscripts {
        OpenCode() {
            super(Transcripts.Kind.OPENCODE);
        }
    }

    /** Transcripts of MiMo Code. */
    @Command(
            name = "mimo",
            mixinStandardHelpOptions = true,
            description =
                    "Import transcripts of MiMo Code: ~/.local/share/mimocode, its storage folder, its mimocode.db, or a session exported as JSON.")
    static final class Mimo extends OfTranscripts {
        Mimo() {
            super(Transcripts.Kind.MIMO);
        }
    }
}
