package dev.stayer.trust;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.store.Part;
import dev.stayer.store.Schema;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A workspace as this user's: made, trusted, taken back, and told from a copy of it. Whoever writes in a workspace comes through
 * {@link #prepare}, so that nothing foreign is taken up by a command that forgot to ask.
 */
public final class Residence {
    private final Workspace workspace;
    private final Map<String, String> environment;
    private final Trusted trusted;

    /** @param environment the process environment, which says where the user's configuration lies */
    public Residence(Workspace workspace, Map<String, String> environment) {
        this.workspace = workspace;
        this.environment = environment;
        this.trusted = new Trusted(environment);
    }

    /** Where it is kept which workspaces are trusted. */
    public Path list() {
        return trusted.file();
    }

    /**
     * Makes what is not there, brings the database up to date, and notes that the workspace is this user's and what of it is
     * used as it stands now.
     *
     * @param told hears, in sentences, what was set aside or could not be noted
     * @throws StayerException exit 78 if the database or its runs are somebody else's, or the database cannot be used
     */
    public void prepare(Consumer<String> told) {
        Standing standing = Standing.of(workspace, environment);
        boolean trusting = Standing.isTrusting(environment);
        if (standing.committedDatabase() && trusting) {
            setAside(told);
        } else if (standing.foreign().contains(Part.DATABASE) && !trusting) {
            throw untrusted(standing, Set.of(Part.DATABASE));
        }
        boolean passing = !standing.isOwn() && trusting;
        Optional<Trusted.Entry> known = WorkspaceId.read(workspace).flatMap(trusted::find);
        if (!passing && known.isEmpty()) {
            settleIn(standing, told);
        }
        workspace.create();
        Schema.prepare(workspace.databaseFile());
        if (!passing && known.isPresent()) {
            Trusted.Entry now = entry(known.get().id(), known.get().newcomer(), known, standing.foreign());
            // A copy is only given an entry of its own by its first owner.
            if (now.path().equals(known.get().path()) && !now.equals(known.get())) {
                trusted.put(now);
            }
        }
    }

    /** Noted before anything lies there that a kill could leave without its owner's word. */
    private void settleIn(Standing standing, Consumer<String> told) {
        String id = WorkspaceId.random();
        try {
            Files.createDirectories(workspace.root());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a workspace in " + workspace.root(), e);
        }
        if (!trusted.put(entry(id, false, Optional.empty(), standing.foreign()))) {
            told.accept("cannot note in " + trusted.file() + " that this workspace is yours — make it writable, or set"
                    + " STAYER_TRUST=1 where only you put files");
        }
        WorkspaceId.write(workspace, id);
    }

    /** The refusal where some parts are needed and not trusted. */
    public StayerException untrusted(Standing standing, Set<Part> needed) {
        List<String> words = EnumSet.copyOf(needed).stream().map(Part::word).toList();
        String which = workspace.root() + ": " + String.join(" and ", words);
        if (standing.committedDatabase() && needed.contains(Part.DATABASE)) {
            return new StayerException(
                    ExitCode.CONFIG,
                    which + " is what git brought, and that is never taken up",
                    "stayer trust sets a committed database aside; one of your own: git rm --cached .stayer/stayer.db");
        }
        return new StayerException(
                ExitCode.CONFIG,
                which + " " + standing.reason(),
                "look at what is there, then stayer trust -w " + workspace.root()
                        + " (STAYER_TRUST=1 where nobody can be asked)");
    }

    /**
     * Trusts all that is there now. A database that git brought is set aside; another foreign one is taken up, and its first
     * owner gives it a token of its own.
     *
     * @param told hears what was set aside
     * @throws StayerException exit 78 if the database is not one that Stayer made, or the configuration cannot be written
     */
    public void trust(Consumer<String> told) {
        Standing standing = Standing.of(workspace, environment);
        if (standing.committedDatabase()) {
            setAside(told);
        } else if (standing.foreign().contains(Part.DATABASE)) {
            Schema.isThere(workspace.databaseFile());
        }
        workspace.create();
        Optional<Trusted.Entry> known = WorkspaceId.read(workspace).flatMap(trusted::find);
        boolean foreign = standing.foreign().contains(Part.DATABASE);
        // An id that somebody else chose may be known to others, too.
        String id = known.map(Trusted.Entry::id).orElseGet(WorkspaceId::random);
        if (known.isEmpty()) {
            WorkspaceId.write(workspace, id);
        }
        boolean newcomer = foreign || known.filter(Trusted.Entry::newcomer).isPresent();
        if (!trusted.put(entry(id, newcomer, known, Set.of()))) {
            throw new StayerException(
                    ExitCode.CONFIG,
                    "cannot write " + trusted.file(),
                    "make it writable, or set XDG_CONFIG_HOME to a folder that is");
        }
    }

    /** Takes trust back; from now on the workspace is as one that came from elsewhere. */
    public void revoke() {
        if (!trusted.remove(WorkspaceId.read(workspace).orElse("-"), Standing.real(workspace))) {
            throw new StayerException(
                    ExitCode.CONFIG, "cannot write " + trusted.file(), "make it writable, or remove the line by hand");
        }
    }

    /**
     * True if this is a copy of a workspace that is still there, or one from elsewhere that was just trusted: then its token is
     * known to somebody else, and its first owner must give it a new one before it looks for anything by it.
     */
    public boolean isNewcomer() {
        return known().map(entry -> entry.newcomer() || isCopy(entry)).orElse(false);
    }

    /** To be called by the owner once a newcomer has a token of its own, and by every owner where the folder was moved. */
    public void settle() {
        Optional<Trusted.Entry> known = known();
        if (known.isEmpty()) {
            return;
        }
        boolean copy = isCopy(known.get());
        String id = copy ? WorkspaceId.random() : known.get().id();
        Trusted.Entry now = new Trusted.Entry(
                id,
                Standing.real(workspace),
                false,
                known.get().mark(),
                known.get().files());
        if (!now.equals(known.get())) {
            trusted.put(now);
        }
        if (copy) {
            WorkspaceId.write(workspace, id);
        }
    }

    private Optional<Trusted.Entry> known() {
        return WorkspaceId.read(workspace).flatMap(trusted::find);
    }

    /** The same id lies in the folder where the workspace was last, and that is another folder than this one. */
    private boolean isCopy(Trusted.Entry entry) {
        Workspace original = new Workspace(entry.path());
        try {
            return !entry.path().equals(Standing.real(workspace))
                    && WorkspaceId.read(original).filter(entry.id()::equals).isPresent()
                    && !Files.isSameFile(WorkspaceId.file(original), WorkspaceId.file(workspace));
        } catch (IOException e) {
            return false;
        }
    }

    /** What is accepted now, but for the parts that stay foreign: of those what was accepted before. */
    private Trusted.Entry entry(String id, boolean newcomer, Optional<Trusted.Entry> before, Set<Part> foreign) {
        Optional<TrackedRepository> clone =
                TrackedRepository.around(workspace.root()).filter(TrackedRepository::cloned);
        Map<String, Set<String>> files = new TreeMap<>();
        if (clone.isPresent()) {
            before.map(Trusted.Entry::files).orElse(Map.of()).forEach((name, hashes) -> {
                if (foreign.stream().flatMap(part -> part.paths().stream()).anyMatch(name::startsWith)) {
                    files.put(name, hashes);
                }
            });
            for (Part part : Part.values()) {
                if (part != Part.DATABASE && !foreign.contains(part)) {
                    accept(clone.get(), part, files);
                }
            }
        }
        String mark = clone.filter(repository -> foreign.isEmpty())
                .map(TrackedRepository::newest)
                .orElse(before.map(Trusted.Entry::mark).orElse(""));
        return new Trusted.Entry(id, Standing.real(workspace), newcomer, mark, files);
    }

    private void accept(TrackedRepository repository, Part part, Map<String, Set<String>> files) {
        Map<String, String> tracked = Standing.tracked(repository, workspace, part);
        String algorithm = repository.tracked().values().stream()
                .findFirst()
                .map(Standing::algorithm)
                .orElse("SHA-1");
        tracked.forEach((name, hash) ->
                files.computeIfAbsent(name, any -> new TreeSet<>()).add(hash));
        for (String path : part.paths()) {
            for (String name : PlainFiles.at(workspace.root(), path)) {
                PlainFiles.blob(workspace.root().resolve(name), algorithm)
                        .ifPresent(hash -> files.computeIfAbsent(name, any -> new TreeSet<>())
                                .add(hash));
            }
        }
    }

    private void setAside(Consumer<String> told) {
        String stamp = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().replaceAll("[:-]", "");
        Path folder = workspace.state().resolve("foreign-" + stamp);
        try {
            workspace.files().createFolders(folder);
            for (String name : List.of("stayer.db", "stayer.db-wal", "stayer.db-shm", "stayer.db-journal", "runs")) {
                Path brought = workspace.state().resolve(name);
                if (Files.exists(brought, LinkOption.NOFOLLOW_LINKS)) {
                    workspace.files().move(brought, folder.resolve(name));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set the database aside in " + folder, e);
        }
        told.accept("the database that git brought is never taken up; it is set aside in " + workspace.show(folder));
    }
}
