package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.JournalRow;
import dev.stayer.core.RunId;
import dev.stayer.journal.Journal;
import dev.stayer.report.Display;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import java.time.Duration;
import java.util.List;

/** Follows a run that a daemon executes, as if it were executed here: the same lines, the same exit code. */
final class Following {
    private static final int PAGE = 1_000;
    /** A service that is started again is there by then. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Workspace workspace;
    private final PlainDatabase database;
    private final Display display;

    Following(Workspace workspace, PlainDatabase database, Display display) {
        this.workspace = workspace;
        this.database = database;
        this.display = display;
    }

    /**
     * Shows events until nothing more can happen without a person.
     *
     * @return the exit code of a run in the foreground
     * @throws dev.stayer.core.StayerException exit 4, if no daemon executes it any more
     */
    int follow(Delivery.Delivered delivered) {
        RunId run = delivered.run();
        long seen = delivered.after();
        long aliveAt = System.nanoTime();
        while (true) {
            long after = seen;
            List<JournalRow> rows = database.read(tx -> Journal.read(tx, run, null, after, PAGE));
            for (JournalRow row : rows) {
                seen = row.seq();
                display.committed(row);
                switch (row.type()) {
                    case RUN_ENDED, RUN_WAITS, RUN_REFUSED -> {
                        return row.data().path("exitCode").asInt(ExitCode.FAILED);
                    }
                    default -> {}
                }
            }
            if (!rows.isEmpty()) {
                continue;
            }
            if (Delivery.daemon(workspace, database).isPresent()) {
                aliveAt = System.nanoTime();
            } else if (System.nanoTime() - aliveAt > PATIENCE.toNanos()) {
                throw Delivery.lost(run);
            }
            Delivery.pause();
        }
    }
}
