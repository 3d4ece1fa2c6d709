package dev.stayer.dream;

import dev.stayer.core.Json;
import dev.stayer.journal.Dreams;
import dev.stayer.store.Database;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/** A dream as it is shown: what its row says, whatever has become of it since it was planned. */
public final class DreamPages {
    private DreamPages() {}

    /** The object of {@code dream --json}. */
    public static ObjectNode json(Database database, Dreams.Row row) {
        ObjectNode json = database.read(tx -> Dreams.part(tx, row.id(), Dreams.Part.REPORT))
                .map(report -> (ObjectNode) Json.parse(report))
                .orElseGet(() -> Json.object().put("id", row.id()));
        json.put("applied", row.state() == Dreams.State.APPLIED);
        return json.put("remadeFrom", row.remadeFrom());
    }

    /** The report in Markdown; its second paragraph says where the dream stands. */
    public static String markdown(Database database, Dreams.Row row) {
        String page =
                database.read(tx -> Dreams.part(tx, row.id(), Dreams.Part.PAGE)).orElse("# Dream " + row.id() + "\n");
        boolean applied = row.state() == Dreams.State.APPLIED;
        String stands = switch (row.state()) {
            case APPLIED -> "Applied. It is taken back by `stayer dream --undo " + row.id() + "`.";
            case UNDONE -> "Was applied, and has been taken back.";
            case PROPOSED -> "A proposal. It is applied by `stayer dream --apply " + row.id() + "`.";
            case REPLACED -> "A proposal in whose place there is a newer one.";
            case DREAMING -> "Not finished.";
            case NOTHING -> "Memory is as it should be.";
        };
        String body = applied
                ? DreamReport.asApplied(page)
                : row.state() == Dreams.State.UNDONE ? DreamReport.asUndone(page) : page;
        int end = body.indexOf('\n');
        return body.substring(0, end + 1) + "\n" + stands + "\n" + body.substring(end + 1);
    }

    /** The folder of a dream's report. */
    public static Path folder(Workspace workspace, String id) {
        return workspace.root().resolve("reports").resolve("dream").resolve(id);
    }

    static void write(Workspace workspace, Database database, Dreams.Row row) {
        Path folder = folder(workspace, row.id());
        try {
            workspace.files().write(folder.resolve("report.md"), markdown(database, row));
            workspace.files().write(folder.resolve("report.json"), Json.write(json(database, row)) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the report of a dream to " + folder, e);
        }
    }
}
