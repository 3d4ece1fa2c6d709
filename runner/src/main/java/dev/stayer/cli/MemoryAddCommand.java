package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.StayerException;
import dev.stayer.files.NamedFile;
import dev.stayer.memory.Fact;
import dev.stayer.memory.FactLines;
import dev.stayer.memory.Facts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Adds facts: one by its words, or many from a file. */
@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = "Add a fact, or those of a file with one JSON object a line (- reads standard input).")
final class MemoryAddCommand implements Callable<Integer> {
    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Mixin
    FactOptions about = new FactOptions();

    @Parameters(arity = "0..*", paramLabel = "TEXT", description = "The sentence people and models read.")
    List<String> words = List.of();

    @Option(names = "--file", paramLabel = "FACTS.jsonl", description = "One fact a line; only 'text' is required.")
    @Nullable
    String file;

    @Option(names = "--id", paramLabel = "ID", description = "An id of your own (default: the next number).")
    @Nullable
    String id;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        String path = file;
        if (words.isEmpty() == (path == null)) {
            throw new StayerException(
                    ExitCode.USAGE, "memory add takes either a text or --file", "give one of the two");
        }
        try (MemoryDesk desk = MemoryDesk.open(options)) {
            FactLines.Result read = path == null ? one(desk) : lines(desk, path);
            // Before the files are rendered, an edit that lies in them must not meet facts it has not seen.
            List<Fact> added = desk.database.write(tx -> desk.facts.add(
                    tx,
                    read.facts().stream().map(Facts.Addition::of).toList(),
                    "person",
                    path == null
                            ? "stayer memory add"
                            : "stayer memory add --file " + (path.equals("-") ? "standard input" : path)));
            desk.refresh();
            print(added, read.rejected());
            return read.rejected().isEmpty() ? ExitCode.COMPLETED : ExitCode.FAILED;
        }
    }

    private FactLines.Result one(MemoryDesk desk) {
        ObjectNode line = about.json().put("text", String.join(" ", words));
        if (id != null) {
            line.put("id", id);
        }
        Fact fact = FactOptions.fact(line, desk.clock.instant());
        if (!fact.id().isEmpty()
                && desk.database.read(tx -> Facts.find(tx, fact.id())).isPresent()) {
            throw new StayerException(
                    ExitCode.USAGE,
                    "there is a fact '" + fact.id() + "' already",
                    "change it with stayer memory edit " + fact.id());
        }
        return new FactLines.Result(List.of(fact), List.of());
    }

    private static FactLines.Result lines(MemoryDesk desk, String path) throws IOException {
        Set<String> known = new HashSet<>(
                desk.database.read(tx -> Facts.all(tx).stream().map(Fact::id).collect(Collectors.toSet())));
        try (InputStream bytes = path.equals("-") ? System.in : NamedFile.open(Path.of(path), desk.workspace.files());
                BufferedReader lines = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
            return FactLines.read(lines, known, desk.clock.instant());
        } catch (NoSuchFileException e) {
            throw new StayerException(ExitCode.USAGE, "there is no file " + path, "name one with --file", e);
        }
    }

    private void print(List<Fact> added, List<FactLines.Rejected> rejected) {
        if (json) {
            ObjectNode result = Json.object();
            ArrayNode ids = result.putArray("added");
            added.forEach(fact -> ids.add(fact.id()));
            ArrayNode bad = result.putArray("rejected");
            rejected.forEach(one -> bad.addObject().put("line", one.line()).put("error", one.error()));
            System.out.println(Json.write(result));
            return;
        }
        if (added.size() <= 20) {
            added.forEach(fact -> System.out.println("added " + MemoryDesk.line(fact)));
        } else {
            System.out.println("added " + added.size() + " facts");
        }
        rejected.forEach(one -> System.err.println("stayer: line " + one.line() + ": " + one.error()));
    }
}
