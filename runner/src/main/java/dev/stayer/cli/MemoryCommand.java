package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.StayerException;
import dev.stayer.memory.Contradictions;
import dev.stayer.memory.Fact;
import dev.stayer.memory.FactJson;
import dev.stayer.memory.Facts;
import dev.stayer.memory.History;
import dev.stayer.memory.MemoryPruning;
import dev.stayer.workflow.Durations;
import dev.stayer.yaml.Quantities;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Project memory: what is known, who said it, what was done to it, and how to take that back. */
@Command(
        name = "memory",
        mixinStandardHelpOptions = true,
        description = "Project memory: show, add, edit, history, undo, prune. Without a word: show.",
        subcommands = {
            MemoryCommand.Show.class,
            MemoryAddCommand.class,
            MemoryEditCommand.class,
            MemoryHistoryCommand.class,
            MemoryCommand.Undo.class,
            MemoryCommand.Prune.class
        })
final class MemoryCommand implements Callable<Integer> {
    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Override
    public Integer call() {
        Show show = new Show();
        show.options = options;
        show.json = json;
        return show.call();
    }

    private static String facts(int count) {
        return count + (count == 1 ? " fact" : " facts");
    }

    /** Prints facts. */
    @Command(name = "show", mixinStandardHelpOptions = true, description = "Show facts.")
    static final class Show implements Callable<Integer> {
        @Mixin
        GlobalOptions options = new GlobalOptions();

        @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = "Only this fact.")
        @Nullable
        String id;

        @Option(names = "--all", description = "Those that others took the place of, too; JSON always has all.")
        boolean all;

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        public Integer call() {
            if (!options.workspace().exists()) {
                // To look at memory must not make a workspace.
                System.out.println(json ? "{\"facts\":[]}" : "nothing is known yet; stayer memory add TEXT");
                return ExitCode.COMPLETED;
            }
            try (MemoryDesk desk = MemoryDesk.look(options)) {
                desk.refresh();
                String one = id;
                List<Fact> facts = one != null
                        ? List.of(desk.find(one))
                        : desk.database.read(all || json ? Facts::all : Facts::standing);
                Map<String, List<String>> against =
                        Contradictions.of(desk.database.read(Facts::all), desk.clock.instant());
                if (json) {
                    ObjectNode result = Json.object();
                    ArrayNode list = result.putArray("facts");
                    for (Fact fact : facts) {
                        ObjectNode shown = FactJson.of(fact);
                        ArrayNode rivals = shown.putArray("contradicts");
                        against.getOrDefault(fact.id(), List.of()).forEach(rivals::add);
                        list.add(shown);
                    }
                    System.out.println(Json.write(result));
                    return ExitCode.COMPLETED;
                }
                StringBuilder text = new StringBuilder();
                for (Fact.Kind kind : Fact.Kind.values()) {
                    List<Fact> lines =
                            facts.stream().filter(fact -> fact.kind() == kind).toList();
                    text.append(lines.isEmpty() ? "" : FactJson.word(kind) + "\n");
                    lines.forEach(fact -> text.append("  ")
                            .append(MemoryDesk.line(fact, against.getOrDefault(fact.id(), List.of())))
                            .append('\n'));
                }
                System.out.print(text.isEmpty() ? "nothing is known yet; stayer memory add TEXT\n" : text);
                return ExitCode.COMPLETED;
            }
        }
    }

    /** Takes a change back. */
    @Command(
            name = "undo",
            mixinStandardHelpOptions = true,
            description = "Take a change back; facts that changed again since stay as they are.")
    static final class Undo implements Callable<Integer> {
        @Mixin
        GlobalOptions options = new GlobalOptions();

        @Parameters(
                index = "0",
                arity = "0..1",
                paramLabel = "CHANGE",
                description = "A number from stayer memory history (default: the newest change that holds).")
        @Nullable
        Long change;

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        public Integer call() {
            try (MemoryDesk desk = MemoryDesk.open(options)) {
                // What a person wrote in MEMORY.md comes first, so that it is not taken for older than it is.
                desk.refresh();
                Long wanted = change;
                History.Change found = desk.database
                        .read(tx -> wanted == null ? History.newestHolding(tx) : History.find(tx, wanted))
                        .orElseThrow(() -> new StayerException(
                                ExitCode.USAGE,
                                wanted == null ? "there is nothing to undo" : "there is no change " + wanted,
                                "see stayer memory history"));
                Facts.Undone undone = desk.database.write(tx -> desk.facts.undo(tx, found.id(), "person"));
                desk.refresh();
                if (json) {
                    ObjectNode result =
                            Json.object().put("change", undone.change()).put("undoes", found.id());
                    ArrayNode restored = result.putArray("restored");
                    undone.restored().forEach(restored::add);
                    ArrayNode kept = result.putArray("kept");
                    undone.kept().forEach(kept::add);
                    System.out.println(Json.write(result));
                } else {
                    System.out.println("change " + found.id() + " (" + found.by() + ": " + found.reason()
                            + ") is taken back for " + facts(undone.restored().size()));
                    undone.kept().forEach(id -> System.out.println(id + " changed again since and stays as it is"));
                }
                return undone.change() == 0 ? ExitCode.FAILED : ExitCode.COMPLETED;
            }
        }
    }

    /** Removes archived facts and old history. */
    @Command(
            name = "prune",
            mixinStandardHelpOptions = true,
            description = "Remove archived facts and old history. Never what stands, is pinned, a person's or a rule.")
    static final class Prune implements Callable<Integer> {
        @Mixin
        GlobalOptions options = new GlobalOptions();

        @Option(names = "--older-than", paramLabel = "D", description = "What last changed longer ago, such as 90d.")
        @Nullable
        String age;

        @Option(names = "--bytes", paramLabel = "N", description = "The oldest, until no more is left, such as 5M.")
        @Nullable
        String bytes;

        @Option(names = "--dry-run", description = "Only say what would be removed.")
        boolean dryRun;

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        public Integer call() {
            Instant before = before();
            long most = most();
            try (MemoryDesk desk = MemoryDesk.open(options)) {
                MemoryPruning pruning = new MemoryPruning(desk.clock);
                MemoryPruning.Pruned pruned = dryRun
                        ? desk.database.read(tx -> pruning.prune(tx, before, most, true))
                        : desk.database.write(tx -> pruning.prune(tx, before, most, false));
                long left = desk.database.read(MemoryPruning::bytes) - (dryRun ? pruned.bytes() : 0);
                if (json) {
                    ObjectNode result = Json.object();
                    ArrayNode facts = result.putArray("facts");
                    pruned.facts().forEach(fact -> facts.add(fact.id()));
                    System.out.println(Json.write(result.put("changes", pruned.changes())
                            .put("bytes", pruned.bytes())
                            .put("left", left)
                            .put("dryRun", dryRun)));
                    return ExitCode.COMPLETED;
                }
                String verb = dryRun ? "would remove " : "removed ";
                pruned.facts().forEach(fact -> System.out.println(verb + MemoryDesk.line(fact)));
                System.out.println(verb + facts(pruned.facts().size()) + " of the archive and " + pruned.changes()
                        + " entries of the history, " + pruned.bytes() + " bytes; " + left + " bytes are left");
                return ExitCode.COMPLETED;
            }
        }

        private Instant before() {
            String text = age;
            if (text == null && bytes == null) {
                throw new StayerException(
                        ExitCode.USAGE, "prune needs --older-than or --bytes", "write --older-than 90d or --bytes 5M");
            }
            if (text == null) {
                return Instant.now();
            }
            Duration limit = Durations.parse(text);
            if (limit == null) {
                throw new StayerException(
                        ExitCode.USAGE, "'" + text + "' " + Quantities.noDuration(text), "write one such as 90d");
            }
            return Instant.now().minus(limit);
        }

        private long most() {
            String text = bytes;
            if (text == null) {
                return 0;
            }
            Long amount = Quantities.amount(text);
            if (amount == null || amount == 0) {
                throw new StayerException(
                        ExitCode.USAGE,
                        "'" + text + "' " + (amount == null ? Quantities.noAmount(text) : "would keep nothing"),
                        "write one such as 500k or 5M");
            }
            return amount;
        }
    }
}
