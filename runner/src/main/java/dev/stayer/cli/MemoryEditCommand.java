package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.StayerException;
import dev.stayer.memory.Fact;
import dev.stayer.memory.FactJson;
import dev.stayer.memory.FactLines;
import dev.stayer.memory.Facts;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Changes one fact. */
@Command(
        name = "edit",
        mixinStandardHelpOptions = true,
        description = "Change a fact. What you say anew is your word from now on; an empty text takes a value away.")
final class MemoryEditCommand implements Callable<Integer> {
    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Mixin
    FactOptions about = new FactOptions();

    @Parameters(index = "0", paramLabel = "ID", description = "Which fact.")
    String id = "";

    @Option(names = "--text", paramLabel = "TEXT", description = "The sentence people and models read.")
    @Nullable
    String text;

    @Option(names = "--status", paramLabel = "S", description = "current or retired.")
    @Nullable
    String status;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Override
    public Integer call() {
        try (MemoryDesk desk = MemoryDesk.open(options)) {
            desk.refresh();
            Fact before = desk.find(id);
            ObjectNode said = about.json();
            if (text != null) {
                said.put("text", text);
            }
            if (said.isEmpty() && status == null) {
                throw new StayerException(
                        ExitCode.USAGE, "nothing is to be changed", "see stayer memory edit --help for what can be");
            }
            ObjectNode whole = FactJson.of(before);
            if (List.of("text", "subject", "key", "value", "kind").stream().anyMatch(said::has)) {
                whole.put("authority", "person")
                        .put("source", "person")
                        .put("time", desk.clock.instant().toString());
            }
            whole.setAll(said);
            Fact after = FactOptions.fact(whole, before.time()).become(statusOf(before), null);
            if (after.status() == before.status()) {
                after = after.become(before.status(), before.supersededBy());
            }
            Fact edited = after;
            desk.database.write(tx -> desk.facts.apply(tx, List.of(edited), "person", "stayer memory edit"));
            desk.refresh();
            Fact stored = desk.database.read(tx -> Facts.find(tx, id)).orElse(edited);
            System.out.println(json ? Json.write(FactJson.of(stored)) : MemoryDesk.line(stored));
            return ExitCode.COMPLETED;
        }
    }

    private Fact.Status statusOf(Fact before) {
        String word = status;
        if (word == null) {
            return before.status();
        }
        try {
            Fact.Status wanted = FactLines.word("status", word, Fact.Status.class);
            if (wanted == Fact.Status.CURRENT || wanted == Fact.Status.RETIRED) {
                return wanted;
            }
        } catch (FactLines.NoFactException e) {
            // Said below.
        }
        throw new StayerException(
                ExitCode.USAGE, "'" + word + "' is not a status that a person can give", "write current or retired");
    }
}
