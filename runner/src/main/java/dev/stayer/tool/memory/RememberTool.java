package dev.stayer.tool.memory;

import dev.stayer.core.Json;
import dev.stayer.memory.Fact;
import dev.stayer.memory.Facts;
import dev.stayer.memory.Remembering;
import dev.stayer.model.ToolSpec;
import dev.stayer.store.Database;
import dev.stayer.tool.Call;
import dev.stayer.tool.Tool;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Keeps what later runs should know as a fact of project memory; never with the authority of a person. */
public final class RememberTool implements Tool {
    private static final ToolSpec SPEC = new ToolSpec(
            "remember", "Keeps one sentence for later runs, in project memory.", (ObjectNode) Json.parse("""
                    {"type":"object","properties":{"text":{"type":"string"},"kind":{"enum":["decision","knowledge","gotcha","rule"]},\
                    "subject":{"type":"string"},"key":{"type":"string"},"value":{"type":"string"},\
                    "files":{"type":"array","items":{"type":"string"}}},"required":["text"]}"""));

    private final Database database;
    private final Facts facts;
    private final InstantSource clock;

    public RememberTool(Database database, Facts facts, InstantSource clock) {
        this.database = database;
        this.facts = facts;
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
        List<String> files = new ArrayList<>();
        arguments.path("files").forEach(file -> files.add(file.asString("")));
        String kind = arguments.path("kind").asString("knowledge");
        Remembering.Saying saying = new Remembering.Saying(
                call.run(),
                call.task(),
                call.turn(),
                call.key(),
                Fact.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                text(arguments, "subject"),
                text(arguments, "key"),
                text(arguments, "value"),
                arguments.path("text").asString(""),
                files);
        Remembering.Answer answer = database.write(tx -> new Remembering(facts, clock.instant()).remember(tx, saying));
        return answer.kept() ? Answer.of(answer.words()) : Answer.failure(answer.words());
    }

    private static @Nullable String text(ObjectNode arguments, String key) {
        String text = arguments.path(key).asString("").strip();
        return text.isEmpty() ? null : text;
    }
}
