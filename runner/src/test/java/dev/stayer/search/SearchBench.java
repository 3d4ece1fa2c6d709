package dev.stayer.search;

import dev.stayer.core.Json;
import dev.stayer.search.CodeQuestions.Question;
import dev.stayer.store.PlainDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * How well and how fast things are found: {@code mvn -B -ntp test -Dtest=SearchBench} writes {@code reports/bench/search.md}. Asks
 * this project's history (or that of {@code -Dbench.repository=DIR}) which files a commit changed and where its names are, beside the recipe of MiMo Code
 * (unicode61, OR) on the same entries; {@code -Dbench.entries=1000000} sets the size of the other part, 0 leaves it out. Recorded runs are asked of by
 * {@link RecordedRunsBench}.
 */
class SearchBench {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    @Test
    void measure() throws Exception {
        StringBuilder text = new StringBuilder("# Search\n\nMade by `mvn -B -ntp test -Dtest=SearchBench`. ");
        text.append("Times are CPU time of the thread; they vary with the machine.\n\n");
        quality(text, Path.of(System.getProperty("bench.repository", TOP.toString())));
        conversations(text);
        text.append('\n').append(RecordedRunsBench.section(folder.resolve("recorded")));
        int entries = Integer.getInteger("bench.entries", 1_000_000);
        if (entries > 0) {
            text.append("\n## Size\n\n| what | reached | asked |\n|---|---|---|\n");
            ScaleBench.measure(Files.createDirectories(folder.resolve("scale")), entries)
                    .forEach(row -> text.append(row).append('\n'));
        }
        Files.createDirectories(TOP.resolve("reports/bench"));
        Files.writeString(TOP.resolve("reports/bench/search.md"), text.toString());
        System.out.print(text);
    }

    private void quality(StringBuilder report, Path repository) throws Exception {
        Map<String, String> files = files(repository);
        report.append("## Commit subject → changed files\n\n").append(repository.getFileName());
        part(report, files, Map.of("commit subject", commits(repository, files.keySet())));
        report.append("\n## Names and Javadoc → file\n\nThe same sources without their Javadoc");
        Map<String, String> bare = CodeQuestions.withoutJavadoc(files);
        part(report, bare, CodeQuestions.of(files));
        report.append("\n## Two characters of a text without spaces\n\nGenerated texts of 40 Han characters");
        Random random = new Random(20260309);
        Map<String, String> texts = CodeQuestions.unspaced(random);
        part(report, texts, Map.of("two characters", CodeQuestions.pairs(texts, random)));
    }

    /** Asks both of one set of files. */
    private void part(StringBuilder report, Map<String, String> files, Map<String, List<Question>> kinds)
            throws IOException {
        Path place = Files.createDirectories(folder.resolve("quality-" + report.length()));
        try (PlainDatabase database = IndexWorld.open(place)) {
            List<Entry> entries = entries(files);
            database.writeOnly(tx -> {
                Index.put(tx, entries);
                tx.update("CREATE VIRTUAL TABLE PLAIN USING fts5 (body, tokenize = 'unicode61')");
                for (Entry entry : entries) {
                    tx.update(
                            "INSERT INTO PLAIN (rowid, body) SELECT ID, ? FROM ENTRY WHERE KEY = ?",
                            entry.file() + "\n" + entry.text(),
                            entry.key());
                }
            });
            report.append(String.format(Locale.ROOT, "; %d files, %d entries.%n%n", files.size(), entries.size()));
            report.append(
                    "| questions | | recall@10 | hit@1 | hit@10 | MRR | CPU p50 |\n|---|---|---|---|---|---|---|\n");
            kinds.forEach((kind, questions) -> {
                String head = "| " + kind + " (" + questions.size() + ") ";
                report.append(head).append(line("this search", questions, words -> ours(database, words)));
                report.append(head).append(line("MiMo Code's recipe", questions, words -> plain(database, words)));
            });
        }
    }

    /**
     * Questions over a workspace that notes were imported to: {@code -Dbench.workspace=DIR}, and {@code -Dbench.questions=FILE} with
     * a line of JSON each: scope, words, and in found the right places as FILE:LINE.
     */
    private static void conversations(StringBuilder report) throws IOException {
        String file = System.getProperty("bench.questions");
        if (file == null) {
            return;
        }
        List<JsonNode> lines =
                Files.readAllLines(Path.of(file)).stream().map(Json::parse).toList();
        report.append("\n## Conversations\n\nLoCoMo as notes, a hit being right where it holds the turn.\n\n");
        report.append("| questions | | recall@10 | hit@1 | hit@10 | MRR | CPU p50 |\n|---|---|---|---|---|---|---|\n");
        try (PlainDatabase database =
                new PlainDatabase(Path.of(System.getProperty("bench.workspace")).resolve(".stayer/stayer.db"))) {
            for (boolean scoped : List.of(true, false)) {
                List<Question> questions = new ArrayList<>();
                for (JsonNode line : lines) {
                    Set<String> right = new TreeSet<>();
                    line.path("found").forEach(place -> right.add(place.asString()));
                    String scope = scoped ? line.path("scope").asString() : "";
                    questions.add(new Question(scope + "\n" + line.path("words").asString(), right));
                }
                String head =
                        "| in " + (scoped ? "the conversation" : "all conversations") + " (" + lines.size() + ") ";
                report.append(head).append(line("this search", questions, words -> places(database, words)));
            }
        }
    }

    private static List<String> places(PlainDatabase database, String scopeAndWords) {
        int end = scopeAndWords.indexOf('\n');
        String scope = end == 0 ? null : scopeAndWords.substring(0, end);
        Query query = new Query(scopeAndWords.substring(end + 1), null, null, scope, 10);
        return database.read(tx -> Search.find(tx, query)).hits().stream()
                .map(hit -> hit.entry().file() + ":" + hit.entry().line())
                .toList();
    }

    private interface Finder {
        List<String> find(String words);
    }

    private static List<String> ours(PlainDatabase database, String words) {
        Query query = new Query(words, null, null, null, 60);
        return database.read(tx -> Search.find(tx, query)).hits().stream()
                .map(hit -> hit.entry().file())
                .distinct()
                .toList();
    }

    /** A query of MiMo Code's recipe. */
    static String anyOf(String words) {
        return Arrays.stream(words.split("[^\\p{L}\\p{N}_]+"))
                .filter(word -> !word.isEmpty())
                .map(word -> "\"" + word + "\"")
                .collect(Collectors.joining(" OR "));
    }

    private static List<String> plain(PlainDatabase database, String words) {
        String match = anyOf(words);
        return match.isEmpty()
                ? List.of()
                : database
                        .read(tx -> tx.list(
                                "SELECT P.PATH FROM (SELECT rowid AS ID FROM PLAIN WHERE PLAIN MATCH ? ORDER BY rank LIMIT 60) F"
                                        + " JOIN ENTRY E ON E.ID = F.ID JOIN PLACE P ON P.ID = E.PLACE",
                                row -> row.getString(1),
                                match))
                        .stream()
                        .distinct()
                        .toList();
    }

    private static String line(String name, List<Question> questions, Finder finder) {
        double[] sums = new double[4];
        List<Double> times = new ArrayList<>();
        for (Question question : questions) {
            long start =
                    java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            List<String> found = finder.find(question.words());
            times.add(
                    (java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e6);
            double size = question.files().size();
            sums[0] += !found.isEmpty() && question.files().contains(found.get(0)) ? 1 : 0;
            long ten =
                    found.stream().limit(10).filter(question.files()::contains).count();
            sums[1] += ten / size;
            sums[2] += ten > 0 ? 1 : 0;
            for (int i = 0; i < found.size(); i++) {
                if (question.files().contains(found.get(i))) {
                    sums[3] += 1.0 / (i + 1);
                    break;
                }
            }
        }
        times.sort(null);
        double all = questions.size() / 100.0;
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f | %.1f | %.1f ms |%n",
                name,
                sums[1] / all,
                sums[0] / all,
                sums[2] / all,
                sums[3] / all,
                times.isEmpty() ? 0 : times.get(times.size() / 2));
    }

    private static List<Entry> entries(Map<String, String> files) {
        List<Entry> entries = new ArrayList<>();
        files.forEach((path, content) -> {
            int piece = 0;
            for (String text : Pieces.of(content, 60)) {
                entries.add(new Entry(
                        path + "#" + piece, Layer.NOTES, path, ++piece, null, null, null, Origin.PERSON, "", text));
            }
        });
        return entries;
    }

    private Map<String, String> files(Path repository) throws Exception {
        Map<String, String> files = new TreeMap<>();
        Path archive = folder.resolve("tree.zip");
        git(repository, "archive", "--format=zip", "-o", archive.toString(), "HEAD");
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                String path = entry.getName();
                if (path.endsWith(".java") || path.endsWith(".md") || path.endsWith(".adoc")) {
                    files.put(path, new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return files;
    }

    /** Up to 400 commits whose files are still there, not more than ten each. */
    private static List<Question> commits(Path repository, Set<String> known) throws Exception {
        List<Question> questions = new ArrayList<>();
        String log = git(repository, "log", "--no-merges", "--name-only", "--pretty=format:\u0001%s", "-n", "6000");
        for (String commit : log.split("\u0001")) {
            String[] lines = commit.split("\n");
            Set<String> files = new TreeSet<>(Arrays.asList(lines).subList(Math.min(1, lines.length), lines.length));
            files.removeIf(String::isBlank);
            int all = files.size();
            files.retainAll(known);
            if (all <= 10 && !files.isEmpty() && questions.size() < 400 && lines[0].length() > 15) {
                questions.add(new Question(lines[0], files));
            }
        }
        return questions;
    }

    private static String git(Path repository, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", repository.toString()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
