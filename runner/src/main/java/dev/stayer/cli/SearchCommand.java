package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.Screen;
import dev.stayer.core.StayerException;
import dev.stayer.search.Entry;
import dev.stayer.search.Hits;
import dev.stayer.search.IndexRefresh;
import dev.stayer.search.Layer;
import dev.stayer.search.Query;
import dev.stayer.search.Search;
import dev.stayer.search.Snippet;
import dev.stayer.store.DatabaseException;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import dev.stayer.trust.Standing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds what was learnt, said and done. */
@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        description = "Find what was learnt, noted, said and done, by words or a question.")
final class SearchCommand implements Callable<Integer> {
    private static final int SNIPPET = 240;
    private static final int MAX_HITS = 1_000;

    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Option(names = "--layer", paramLabel = "L", description = "Only memory, checkpoint, notes, progress or journal.")
    @Nullable
    Layer layer;

    @Option(names = "--run", paramLabel = "R", description = "Only what this run learnt and did.")
    @Nullable
    String run;

    @Option(names = "--scope", paramLabel = "PATH", description = "Only files whose path holds this folder or name.")
    @Nullable
    String scope;

    @Option(names = "--limit", paramLabel = "N", description = "Most hits (default: 10).")
    int limit = Query.DEFAULT_LIMIT;

    @Option(names = "--stdin", description = "One query a line from standard input, one JSON object a line.")
    boolean stdin;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Option(names = "--rebuild", description = "Make the index anew first.")
    boolean rebuild;

    @Parameters(arity = "0..*", paramLabel = "QUERY", description = "Words, or a question.")
    List<String> words = List.of();

    @Override
    public Integer call() {
        if (words.stream().allMatch(String::isBlank) && !stdin && !rebuild) {
            throw new StayerException(
                    ExitCode.USAGE, "nothing to look for", "say some words, as in stayer search timeout");
        }
        if (stdin && !words.isEmpty()) {
            throw new StayerException(
                    ExitCode.USAGE, "with --stdin the queries come from standard input", "leave the words out");
        }
        if (limit < 1) {
            throw new StayerException(ExitCode.USAGE, "--limit must be 1 or more", "leave it out for ten hits");
        }
        if (json && !stdin && !options.workspace().exists()) {
            System.out.println(
                    Json.write(object(String.join(" ", words), new Hits(List.of(), List.of()), System.nanoTime())));
            return ExitCode.COMPLETED;
        }
        Workspace workspace = options.existing();
        try (PlainDatabase database = options.open(workspace)) {
            if (rebuild) {
                long count = IndexRefresh.rebuild(database);
                System.err.println("stayer: the index was made anew from " + count + " entries");
            } else {
                refresh(workspace, database);
            }
            String word = run;
            RunId ofRun = word == null
                    ? null
                    : database.read(tx -> GlobalOptions.run(tx, word)).id();
            if (stdin) {
                eachLine(workspace, database, ofRun);
            } else if (!words.stream().allMatch(String::isBlank)) {
                one(workspace, database, ofRun);
            }
        }
        return ExitCode.COMPLETED;
    }

    /** What cannot be indexed now, on a disk that is full or only to be read, is no reason not to search the rest. */
    private static void refresh(Workspace workspace, PlainDatabase database) {
        if (!Standing.of(workspace, System.getenv()).isOwn() || !Files.isWritable(workspace.state())) {
            return;
        }
        try {
            IndexRefresh.refresh(database);
        } catch (DatabaseException e) {
            System.err.println("stayer: the newest rows are not searched: " + e.whatHappened() + " — " + e.nextStep());
        }
    }

    private void eachLine(Workspace workspace, PlainDatabase database, @Nullable RunId ofRun) {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                long start = System.nanoTime();
                String text = line;
                Hits hits = IndexRefresh.mending(database, tx -> Search.find(tx, query(workspace, ofRun, text)));
                System.out.println(Json.write(object(line, hits, start)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the standard input", e);
        }
    }

    private void one(Workspace workspace, PlainDatabase database, @Nullable RunId ofRun) {
        long start = System.nanoTime();
        String text = String.join(" ", words);
        Hits hits = IndexRefresh.mending(database, tx -> Search.find(tx, query(workspace, ofRun, text)));
        if (json) {
            System.out.println(Json.write(object(text, hits, start)));
        } else if (hits.hits().isEmpty()) {
            System.out.println(nothing(text, database));
        } else {
            hits.hits().forEach(hit -> print(workspace, hit, hits.terms()));
        }
    }

    private Query query(Workspace workspace, @Nullable RunId ofRun, String text) {
        String path = scope;
        if (path != null && Path.of(path).isAbsolute()) {
            path = workspace.show(Path.of(path));
        }
        return new Query(text, layer, ofRun, path, Math.min(limit, MAX_HITS));
    }

    private String nothing(String text, PlainDatabase database) {
        boolean narrowed = layer != null || run != null || scope != null;
        int wider = narrowed
                ? database.read(tx -> Search.find(tx, Query.of(text))).hits().size()
                : 0;
        if (wider > 0) {
            return "nothing found there; without --layer, --run and --scope there are hits: stayer search " + text;
        }
        return "nothing found for: " + text + "\ntry other or fewer words, the other language, or a part of a name";
    }

    private void print(Workspace workspace, Hits.Hit hit, List<String> terms) {
        Entry entry = hit.entry();
        boolean colour = options.colour();
        String line = entry.line() == 0 ? "" : ":" + entry.line();
        String day = entry.time() == null ? "" : " · " + entry.time().toString().substring(0, 10);
        System.out.println(entry.layer().word() + " · " + entry.file() + line + day + " · "
                + entry.origin().word()
                + (entry.title().isBlank() ? "" : " · " + Snippet.of(entry.title(), List.of(), 80, "", "")));
        System.out.println("  "
                + Snippet.of(
                        entry.text(),
                        terms,
                        SNIPPET,
                        colour ? Screen.code("1", 'm') : "*",
                        colour ? Screen.code("0", 'm') : "*"));
        System.out.println("  → " + open(workspace, hit) + "\n");
    }

    private static String open(Workspace workspace, Hits.Hit hit) {
        Entry entry = hit.entry();
        if (entry.layer() == Layer.JOURNAL && entry.run() != null) {
            return "stayer logs " + entry.run() + (entry.task() == null ? "" : " " + entry.task());
        }
        String line = entry.line() == 0 ? "" : ":" + entry.line();
        return hit.root().isEmpty() ? entry.file() + line : workspace.show(Path.of(hit.root(), entry.file())) + line;
    }

    private static ObjectNode object(String text, Hits hits, long start) {
        ObjectNode result =
                Json.object().put("query", text).put("count", hits.hits().size());
        result.put("tookMs", (System.nanoTime() - start) / 1_000_000);
        ArrayNode array = result.putArray("hits");
        for (Hits.Hit hit : hits.hits()) {
            Entry entry = hit.entry();
            ObjectNode one =
                    array.addObject().put("layer", entry.layer().word()).put("file", entry.file());
            one.put("line", entry.line() == 0 ? null : (Integer) entry.line());
            one.put("run", entry.run() == null ? null : entry.run().value());
            one.put("task", entry.task() == null ? null : entry.task().value());
            one.put("score", Math.round(hit.score() * 1000) / 1000.0);
            one.put("time", entry.time() == null ? null : entry.time().toString());
            one.put("text", entry.text()).put("origin", entry.origin().word()).put("title", entry.title());
            one.put("root", hit.root().isEmpty() ? null : hit.root());
        }
        return result;
    }
}
