package dev.stayer.agent;

import dev.stayer.journal.ServerTraits;
import dev.stayer.model.Learnt;
import dev.stayer.model.Trait;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Database;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps what is learnt of the servers of models in the workspace's rows. Thread-safe. */
public final class RowsOfServers implements Learnt {
    private final Redactor redactor;
    private final InstantSource clock;
    private volatile @Nullable Database database;

    /** Without rows yet: until {@link #use}, nothing is known or kept. */
    public RowsOfServers(Redactor redactor, InstantSource clock) {
        this.redactor = redactor;
        this.clock = clock;
    }

    /** What is learnt in a workspace whose rows are there. */
    public static RowsOfServers in(Database rows, Redactor redactor, InstantSource clock) {
        RowsOfServers servers = new RowsOfServers(redactor, clock);
        servers.use(rows);
        return servers;
    }

    /** From here on there are rows. */
    public void use(Database rows) {
        database = rows;
    }

    @Override
    public Set<Trait> of(Server server) {
        Set<Trait> traits = new LinkedHashSet<>();
        Database rows = database;
        if (rows == null) {
            return traits;
        }
        for (ServerTraits.Row row : rows.read(tx -> ServerTraits.of(tx, server.model(), server.address()))) {
            Trait.Kind kind = Trait.Kind.named(row.kind());
            if (kind != null && clock.instant().isBefore(row.time().plus(kind.believed()))) {
                traits.add(new Trait(kind, row.value()));
            }
        }
        return traits;
    }

    @Override
    public void keep(Server server, Trait trait, String words) {
        Database rows = database;
        if (rows != null) {
            rows.writeOnly(tx -> ServerTraits.keep(
                    tx,
                    new ServerTraits.Row(
                            server.model(),
                            server.address(),
                            trait.kind().name(),
                            trait.value(),
                            redactor.redact(words),
                            clock.instant()),
                    trait.kind().single()));
        }
    }
}
