package dev.stayer.tool.memory;

import dev.stayer.core.Inert;
import dev.stayer.core.Json;
import dev.stayer.journal.Notes;
import dev.stayer.model.ToolSpec;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Database;
import dev.stayer.tool.Call;
import dev.stayer.tool.Tool;
import java.time.InstantSource;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** Writes down what may help later in this run; added to the run's notes.md, never lost, found by search. */
public final class NoteTool implements Tool {
    private static final Pattern HEADING = Pattern.compile("(?m)^([ \\t]*)(#{1,6}\\s)");
    private static final ToolSpec SPEC =
            new ToolSpec("note", "Adds a scratch note to this run's notes.", (ObjectNode) Json.parse(
                    "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"}},\"required\":[\"text\"]}"));

    private final Database database;
    private final Redactor redactor;
    private final InstantSource clock;

    public NoteTool(Database database, Redactor redactor, InstantSource clock) {
        this.database = database;
        this.redactor = redactor;
        this.clock = clock;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public Repeat repeat(ObjectNode arguments) {
        return Repeat.IDEMPOTENT;
    }

    @Override
    public Answer call(ObjectNode arguments, Call call) {
        String said = redactor.redact(arguments.path("text").asString("")).strip();
        // A line of it must not pass for the heading of another note.
        String text = HEADING.matcher(Inert.markdown(said)).replaceAll("$1\\\\$2");
        if (text.isEmpty()) {
            return Answer.failure("the note is empty");
        }
        int number =
                database.write(tx -> Notes.addOnce(tx, call.run(), call.task(), call.turn(), text, clock.instant()));
        return Answer.of("noted as n" + number);
    }
}
