package dev.stayer.search;

import dev.stayer.core.Json;
import dev.stayer.importer.Transcripts;
import dev.stayer.journal.Journal;
import dev.stayer.redact.Redactor;
import dev.stayer.search.RecordedRuns.Asked;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * How well things are found in recorded runs, beside MiMo Code's recipe on the same entries: the part of {@link SearchBench} that
 * {@code mvn -B -ntp test -Dtest=RecordedRunsBench} writes alone. {@code -Dbench.traces=FILE.jsonl} asks of imported sessions, too.
 */
class RecordedRunsBench {
    private static final String TITLE = "## Recorded runs";
    private static final int SEEN = 60;

    @TempDir
    Path folder;

    @Test
    void measure() throws IOException {
        Path report = Path.of("..").toAbsolutePath().normalize().resolve("reports/bench/search.md");
        String text = Files.exists(report) ? Files.readString(report) : "# Search\n";
        String section = section(folder);
        int from = text.indexOf(TITLE);
        int size = text.indexOf("\n## ", from < 0 ? 0 : from + 1);
        String rest =
                from < 0 ? text.substring(text.indexOf("\n## Size") + 1) : size < 0 ? "" : text.substring(size + 1);
        String head = from < 0 ? text.substring(0, text.length() - rest.length()) : text.substring(0, from);
        Files.writeString(report, head + section + (rest.isEmpty() ? "" : "\n") + rest);
        System.out.print(section);
    }

    /** The section of the report. */
    static String section(Path folder) throws IOException {
        StringBuilder text = new StringBuilder(TITLE + "\n\n");
        RecordedRuns runs = new RecordedRuns(20260309);
        try (PlainDatabase database = IndexWorld.open(Files.createDirectories(folder.resolve("runs")))) {
            database.writeOnly(runs::write);
            text.append("Generated runs of agents (messages, calls, failures and what mended them)");
            table(text, database, runs.questions());
        }
        String traces = System.getProperty("bench.traces");
        if (traces != null) {
            imported(text, folder.resolve("imported"), Path.of(traces));
        }
        return text.toString();
    }

    /** A name in a call's arguments, of those that few sessions have, is asked for all of its sessions. */
    private static void imported(StringBuilder text, Path folder, Path traces) throws IOException {
        Map<String, Set<String>> sessions = new TreeMap<>();
        for (String line : Files.readAllLines(traces)) {
            JsonNode step = Json.parse(line);
            for (JsonNode value : step.path("args")) {
                String word = value.asString("");
                if (word.matches("[A-Za-z]\\w*\\d\\w*") && word.length() > 4) {
                    sessions.computeIfAbsent(word, unknown -> new TreeSet<>())
                            .add(step.path("session").asString());
                }
            }
        }
        List<Asked> asked = new ArrayList<>();
        sessions.forEach((word, all) -> {
            if (all.size() <= 5 && asked.size() < 300) {
                asked.add(new Asked(word, all));
            }
        });
        Workspace workspace = new Workspace(folder);
        workspace.create();
        try (PlainDatabase database = IndexWorld.open(workspace.state())) {
            Redactor redactor = Redactor.of(Map.of(), Map.of());
            new Transcripts(workspace, database, new Journal(InstantSource.system(), redactor), redactor)
                    .read(Transcripts.Kind.JSONL, traces);
            IndexRefresh.refresh(database);
            text.append("\nImported sessions, `").append(traces.getFileName()).append('`');
            table(text, database, Map.of("a name in a call → its sessions", asked));
        }
    }

    private static void table(StringBuilder text, PlainDatabase database, Map<String, List<Asked>> kinds) {
        database.writeOnly(tx -> {
            tx.update("CREATE VIRTUAL TABLE PLAIN USING fts5 (body, tokenize = 'unicode61')");
            tx.update("INSERT INTO PLAIN (rowid, body) SELECT ID, TITLE || '\n' || BODY FROM ENTRY");
        });
        long entries = database.read(tx -> tx.number("SELECT count(*) FROM ENTRY"));
        text.append(String.format(Locale.ROOT, "; %d entries.%n%n", entries));
        text.append("| questions | | recall@5 | recall@10 | MRR | CPU p50 |\n|---|---|---|---|---|---|\n");
        kinds.forEach((kind, questions) -> {
            String head = "| " + kind + " (" + questions.size() + ") | ";
            text.append(head).append(line("this search", questions, words -> ours(database, words)));
            text.append(head).append(line("MiMo Code's recipe", questions, words -> plain(database, words)));
        });
    }

    private interface Finder {
        /** Keys and titles of entries, best first. */
        List<String> find(String words);
    }

    private static List<String> ours(PlainDatabase database, String words) {
        return database.read(tx -> Search.find(tx, new Query(words, null, null, null, SEEN))).hits().stream()
                .map(hit -> hit.entry().key() + " " + hit.entry().title() + " ")
                .toList();
    }

    private static List<String> plain(PlainDatabase database, String words) {
        String match = SearchBench.anyOf(words);
        return match.isEmpty()
                ? List.of()
                : database.read(tx -> tx.list(
                        "SELECT E.KEY, E.TITLE FROM (SELECT rowid AS ID FROM PLAIN WHERE PLAIN MATCH ? ORDER BY rank LIMIT "
                                + SEEN + ") F JOIN ENTRY E ON E.ID = F.ID",
                        row -> row.getString(1) + " " + row.getString(2) + " ",
                        match));
    }

    private static String line(String name, List<Asked> questions, Finder finder) {
        double[] sums = new double[3];
        List<Double> times = new ArrayList<>();
        for (Asked question : questions) {
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            List<String> found = finder.find(question.words());
            times.add((ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e6);
            sums[0] += recall(question.right(), found, 5);
            sums[1] += recall(question.right(), found, 10);
            for (int i = 0; i < found.size(); i++) {
                String one = found.get(i);
                if (question.right().stream().anyMatch(right -> is(one, right))) {
                    sums[2] += 1.0 / (i + 1);
                    break;
                }
            }
        }
        times.sort(null);
        double all = questions.size() / 100.0;
        return String.format(
                Locale.ROOT,
                "%s | %.1f | %.1f | %.1f | %.1f ms |%n",
                name,
                sums[0] / all,
                sums[1] / all,
                sums[2] / all,
                times.get(times.size() / 2));
    }

    /** Of those that are right, as many as could be among so many hits. */
    private static double recall(Set<String> right, List<String> found, int most) {
        List<String> first = found.subList(0, Math.min(most, found.size()));
        long there = right.stream()
                .filter(one -> first.stream().anyMatch(hit -> is(hit, one)))
                .count();
        return there / (double) Math.min(most, right.size());
    }

    private static boolean is(String hit, String right) {
        return hit.startsWith(right + "/") || hit.contains(" " + right + " ");
    }
}
