package dev.stayer.cli;

import dev.stayer.config.Provider;
import dev.stayer.config.SecretReference;
import dev.stayer.config.StayerConfig;
import dev.stayer.core.StayerException;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.report.StatusText;
import dev.stayer.schedule.Planned;
import dev.stayer.schedule.WorkspaceSchedules;
import dev.stayer.skill.Catalogue;
import dev.stayer.skill.Skill;
import dev.stayer.store.Part;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import dev.stayer.trust.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the foreign parts of a workspace would run, send and decide, one line each, for the person who is to trust them. */
final class TrustRequest {
    private static final int MAX_OF_A_KIND = 20;

    private final Workspace workspace;
    private final List<String> lines = new ArrayList<>();

    private TrustRequest(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Reads only; what cannot be read is said as such. */
    static List<String> of(Workspace workspace, Standing standing) {
        TrustRequest claims = new TrustRequest(workspace);
        Set<Part> foreign = standing.foreign();
        claims.when(foreign, Part.SETTINGS, claims::settings);
        claims.when(foreign, Part.WORKFLOWS, claims::schedules);
        claims.when(
                foreign,
                Part.MEMORY,
                () -> claims.lines.add("MEMORY.md would be told to agents as what is known here"));
        claims.when(foreign, Part.SKILLS, claims::skills);
        if (standing.committedDatabase()) {
            claims.lines.add("the database that git brought is never taken up, but set aside");
        } else {
            claims.when(foreign, Part.DATABASE, claims::runs);
        }
        return claims.lines.stream().map(StatusText::printable).toList();
    }

    private void when(Set<Part> foreign, Part part, Runnable reading) {
        if (foreign.contains(part)) {
            try {
                reading.run();
            } catch (StayerException e) {
                lines.add(part.word() + " cannot be read: " + e.whatHappened());
            }
        }
    }

    private void settings() {
        StayerConfig config = StayerConfig.read(workspace.root().resolve("stayer.yaml"));
        for (Provider provider : config.providers().values()) {
            if (provider.type() != Provider.Type.PLAYBACK) {
                String where = provider.baseUrl() == null
                        ? provider.type().name().toLowerCase(Locale.ROOT) + "'s own address"
                        : provider.baseUrl().toString();
                lines.add("would send what agents see to " + where + key(provider.apiKey()));
            }
        }
        config.sources()
                .forEach((name, source) ->
                        lines.add("would give commands " + source(source) + " as the secret " + name));
        config.notices()
                .forEach(notice ->
                        lines.add("would run at " + String.join(", ", notice.on()) + ": " + notice.command()));
        config.sandbox().read().forEach(folder -> lines.add("would let agents read " + folder));
        config.sandbox().write().forEach(folder -> lines.add("would let agents write to " + folder));
    }

    private static String key(@Nullable SecretReference key) {
        return key == null ? "" : ", with " + source(key) + " as the key";
    }

    private static String source(SecretReference source) {
        return (source.kind() == SecretReference.Kind.ENV ? "the variable " : "the file ") + source.name();
    }

    private void schedules() {
        for (Planned planned : limited(new WorkspaceSchedules(workspace).look(), "schedules")) {
            lines.add("stayer serve would start " + planned.schedule().target() + " at "
                    + planned.schedule().times().cron() + " "
                    + planned.schedule().times().zone());
        }
    }

    private void skills() {
        for (Skill skill : limited(Catalogue.read(workspace.root()).all(), "skills")) {
            lines.add("would offer agents the skill " + skill.name() + " (" + skill.path() + ")");
        }
    }

    private void runs() {
        lines.add("the database decides what runs and memory are");
        if (workspace.exists()) {
            try (PlainDatabase database = new PlainDatabase(workspace.databaseFile())) {
                for (RunRow run : limited(
                        database.read(Runs::all).stream()
                                .filter(TrustRequest::canGoOn)
                                .toList(),
                        "unfinished runs")) {
                    lines.add("stayer resume would go on with run " + run.id() + " of " + run.workflow());
                }
            }
        }
    }

    private static boolean canGoOn(RunRow run) {
        return !run.status().isOver();
    }

    private <T> List<T> limited(List<T> all, String what) {
        if (all.size() > MAX_OF_A_KIND) {
            lines.add(all.size() + " " + what + ", of which these are the first " + MAX_OF_A_KIND + ":");
        }
        return all.stream().limit(MAX_OF_A_KIND).toList();
    }
}
