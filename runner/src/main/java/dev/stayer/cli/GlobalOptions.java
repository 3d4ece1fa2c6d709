package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.core.TaskId;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.journal.Tasks;
import dev.stayer.machine.TaskRow;
import dev.stayer.owner.Ownership;
import dev.stayer.report.RunView;
import dev.stayer.search.Backlog;
import dev.stayer.store.Part;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Schema;
import dev.stayer.store.Tx;
import dev.stayer.store.Workspace;
import dev.stayer.store.WorkspaceSecrets;
import dev.stayer.trust.Residence;
import dev.stayer.trust.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command takes, and how it finds its workspace, its run and its task. */
public final class GlobalOptions {
    @Option(
            names = {"-w", "--workspace"},
            paramLabel = "DIR",
            description = "The workspace (default: the nearest folder upwards that has .stayer/, else this folder).")
    @Nullable
    Path workspace;

    @Option(names = "--debug", description = "Show stack traces.")
    boolean debug;

    @Option(names = "--no-color", description = "No colours.")
    boolean noColor;

    private boolean announced;

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec command;

    /** What was typed here, or before the command. */
    private @Nullable Path wanted() {
        CommandSpec spec = command;
        if (workspace == null && spec != null && spec.root().userObject() instanceof Launcher.Root root) {
            return root.options.workspace;
        }
        return workspace;
    }

    /** Colours only where somebody looks. */
    boolean colour() {
        return !noColor && System.getenv("NO_COLOR") == null && System.console() != null;
    }

    /** The folder that was named; empty where none was. */
    Optional<Path> named() {
        return wanted() == null ? Optional.empty() : Optional.of(workspace().root());
    }

    /** The workspace to look at; it may not exist yet. */
    Workspace workspace() {
        Path wanted = wanted();
        if (wanted != null) {
            if (!Files.isDirectory(wanted)) {
                throw new StayerException(
                        ExitCode.USAGE, "there is no folder " + wanted, "make it, or name another with --workspace");
            }
            return new Workspace(wanted);
        }
        return new Workspace(new Surroundings(System.getenv()).look(Path.of("")).root());
    }

    /**
     * The workspace to make or to work in.
     *
     * @throws StayerException exit 78 where nobody named it and it is a folder that nobody means: the home folder, the root, a
     *     temporary folder
     */
    Workspace chosen() {
        if (wanted() != null) {
            return workspace();
        }
        Surroundings surroundings = new Surroundings(System.getenv());
        Surroundings.Found found = surroundings.look(Path.of(""));
        surroundings.refuseOdd(found.root());
        if (found.passedOver() != null) {
            System.err.println("stayer: the workspace " + found.passedOver() + " is not used, because it " + found.why()
                    + " (-w " + found.passedOver() + " names it)");
        }
        return new Workspace(found.root());
    }

    /** The workspace that must exist. */
    Workspace existing() {
        Workspace found = workspace();
        if (!found.exists()) {
            throw new StayerException(
                    ExitCode.USAGE,
                    "nothing has run in " + found.root() + " yet",
                    "start something with stayer run, or name a workspace with --workspace");
        }
        Schema.requireCurrent(found.databaseFile());
        return found;
    }

    /**
     * The workspace for a command that runs, sends or decides: named on stderr, and with what of it this user trusts.
     *
     * @param uses what the command would use, and what is left out where nobody has trusted it
     * @param needs what it cannot do without
     * @throws StayerException exit 78 if something it needs is not trusted, or nobody means the folder as a workspace
     */
    Workspace work(Set<Part> uses, Set<Part> needs) {
        Workspace workspace = chosen();
        if (!announced) {
            System.err.println("stayer: workspace " + workspace.root());
            announced = true;
        }
        return Admission.admit(workspace, uses, needs);
    }

    /**
     * The workspace for a command that writes down what a person says; it is made if it is not there.
     *
     * @param uses what of it the command takes up or writes, besides the database
     */
    Workspace ready(Set<Part> uses) {
        EnumSet<Part> needs = EnumSet.of(Part.DATABASE);
        needs.addAll(uses);
        Workspace workspace = Admission.admit(chosen(), Set.of(), needs);
        new Residence(workspace, System.getenv()).prepare(told -> System.err.println("stayer: " + told));
        return workspace;
    }

    /** Opens the existing workspace's database; to write in it, it must be trusted. */
    PlainDatabase open(Workspace existing) {
        PlainDatabase database = new PlainDatabase(existing.databaseFile(), () -> WorkspaceSecrets.redactor(existing));
        database.beforeWriting(() -> Admission.admit(existing, Set.of(), EnumSet.of(Part.DATABASE)));
        database.beforeCommit(Backlog::index);
        return database;
    }

    /** The live owner that executes {@code run}; null if nobody does. */
    static RunView.@Nullable OwnerView ownerOf(Tx tx, Workspace workspace, RunId run) {
        Optional<Ownership.Owner> owner = owner(tx, workspace);
        return owner.isEmpty()
                ? null
                : Runs.find(tx, run).map(row -> ownerOf(row, owner)).orElse(null);
    }

    /** Who owns the workspace; asked once for many runs. */
    static Optional<Ownership.Owner> owner(Tx tx, Workspace workspace) {
        return Ownership.look(tx, workspace.state());
    }

    /** The live owner that executes {@code run}; null if nobody does. */
    static RunView.@Nullable OwnerView ownerOf(RunRow run, Optional<Ownership.Owner> owner) {
        return owner.filter(found -> found.executes(run.id()) && (!found.serves() || run.isOpen()))
                .map(found -> new RunView.OwnerView(found.pid(), found.host(), found.since()))
                .orElse(null);
    }

    /** The run that a word names: an id, the beginning of one, a name, or {@code last}. */
    static RunRow run(Tx tx, String word) {
        List<RunRow> found = word.equals("last") ? Runs.newest(tx).stream().toList() : Runs.matching(tx, word);
        if (found.isEmpty() && word.equals("last")) {
            throw new StayerException(ExitCode.USAGE, "no run has been started here yet", "start one with stayer run");
        }
        if (found.isEmpty()) {
            throw new StayerException(ExitCode.USAGE, "there is no run '" + word + "'", "see stayer runs");
        }
        if (found.size() > 1) {
            throw new StayerException(
                    ExitCode.USAGE,
                    "'" + word + "' may be any of "
                            + found.stream()
                                    .limit(5)
                                    .map(run -> run.id().value())
                                    .toList(),
                    "type more of it");
        }
        return found.get(0);
    }

    /** The tasks that a word names: a number ({@code 3} or {@code 3.2}), an id ({@code T3.2}), a name, {@code name[key]}, or a pattern with {@code *}. */
    static List<TaskId> tasks(Tx tx, RunId run, String word) {
        List<TaskRow> all = Tasks.of(tx, run);
        String id = word.matches("\\d+(\\.\\d+)*") ? "T" + word : word;
        Pattern pattern =
                Pattern.compile(Pattern.quote(word).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"), Pattern.DOTALL);
        List<TaskId> found = all.stream()
                .filter(task -> task.id().value().equals(id) || task.name().equals(word))
                .map(TaskRow::id)
                .toList();
        if (found.isEmpty() && (word.contains("*") || word.contains("?"))) {
            found = all.stream()
                    .filter(task -> pattern.matcher(task.name()).matches()
                            || pattern.matcher(task.id().value()).matches())
                    .map(TaskRow::id)
                    .toList();
        }
        if (found.isEmpty()) {
            throw new StayerException(
                    ExitCode.USAGE, "run " + run + " has no task '" + word + "'", "see stayer tasks " + run);
        }
        return found;
    }
}
