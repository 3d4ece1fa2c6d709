package dev.stayer.app;

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
final class RowsOfServers implements Learnt {
    private final Redactor redactor;
    private final InstantSource clock;
    private volatile @Nullable Database database;

    RowsOfServers(Redactor redactor, InstantSource clock) {
        this.redactor = redactor;
        this.clock = clock;
    }

    /** From here on there are rows. */
    void use(Database rows) {
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
            if (kind != null) {
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
