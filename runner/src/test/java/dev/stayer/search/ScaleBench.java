package dev.stayer.search;

import dev.stayer.store.PlainDatabase;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** The index at a size that years of work reach: generated entries of the real schema, and what a query and an append cost there. */
final class ScaleBench {
    private static final int FILE = 200;
    private static final int VOCABULARY = 200_000;

    private final Random random = new Random(20260309);
    private final String[] words = new String[VOCABULARY];
    private final List<String> report = new ArrayList<>();

    private ScaleBench() {
        for (int i = 0; i < VOCABULARY; i++) {
            words[i] = word(i);
        }
    }

    /** Rows of the report's table: what, reached, asked. */
    public static void main(String[] args) {
        measure(Path.of(args[0]), Integer.parseInt(args[1]));
    }

    static List<String> measure(Path folder, int entries) {
        return new ScaleBench().run(folder, entries);
    }

    private String word(int number) {
        StringBuilder word = new StringBuilder();
        String consonants = "bdfgklmnprstvz";
        String vowels = "aeiou";
        for (int rest = number + 14 * 5; rest > 0; rest /= 70) {
            word.append(consonants.charAt(rest % 14)).append(vowels.charAt(rest / 14 % 5));
        }
        return number % 37 == 0 ? word + "Step" + number % 7 : word.toString();
    }

    /** Few words are in every other entry, most in next to none, as in any language. */
    private String any() {
        double u = random.nextDouble();
        return words[(int) Math.min(VOCABULARY - 1, Math.pow(VOCABULARY, u) - 1)];
    }

    /** As people ask: the words that stand everywhere are none they would look for. */
    private String asked() {
        String word = any();
        while (Arrays.asList(words).subList(0, 30).contains(word)) {
            word = any();
        }
        return word;
    }

    private String text() {
        int length = 15 + random.nextInt(46);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(any()).append(i % 12 == 11 ? ". " : " ");
        }
        return text.toString();
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private List<String> run(Path folder, int entries) {
        try (PlainDatabase database = IndexWorld.open(folder)) {
            fill(database, entries);
            queries(database);
            appends(database, entries);
            IndexRefresh.Size size = database.read(IndexRefresh::size);
            row(
                    "size",
                    "%d MB index, %d MB database".formatted(size.indexBytes() >> 20, size.databaseBytes() >> 20),
                    "");
        }
        return report;
    }

    private void row(String what, String reached, String asked) {
        report.add("| " + what + " | " + reached + " | " + asked + " |");
        System.out.println(report.get(report.size() - 1));
    }

    private void fill(PlainDatabase database, int entries) {
        long spent = 0;
        Instant time = IndexWorld.TIME;
        for (int at = 0; at < entries; at += 2_000) {
            List<List<Entry>> files = new ArrayList<>();
            for (int f = 0; f < 2_000 / FILE; f++) {
                String path = "area-%d/file-%d.md".formatted(at / 50_000, at / FILE + f);
                List<Entry> file = new ArrayList<>();
                for (int i = 0; i < FILE; i++) {
                    file.add(new Entry(
                            "",
                            Layer.NOTES,
                            path,
                            i + 1,
                            null,
                            null,
                            time,
                            Origin.PERSON,
                            any() + " " + any(),
                            text()));
                }
                files.add(file);
            }
            long start = cpu();
            database.writeOnly(tx -> files.forEach(
                    file -> NoteFiles.replace(tx, "/bench", file.get(0).file(), "x", file)));
            spent += cpu() - start;
        }
        row(
                "import of %,d entries".formatted(entries),
                "%,.0f entries per CPU second".formatted(entries / (spent / 1e9)),
                "≥ 8,000");
    }

    private void queries(PlainDatabase database) {
        int count = 150;
        double[] cost = new double[count];
        List<Query> compared = new ArrayList<>();
        List<Hits> found = new ArrayList<>();
        for (int i = -30; i < count; i++) {
            StringBuilder text = new StringBuilder();
            int length = 1 + Math.abs(i) % 6;
            for (int k = 0; k < length; k++) {
                text.append(asked()).append(' ');
            }
            Query query = Query.of(text.toString());
            long start = cpu();
            Hits hits = database.read(tx -> Search.find(tx, query));
            if (i >= 0) {
                cost[i] = (cpu() - start) / 1e6;
                if (i % 25 == 0) {
                    compared.add(query);
                    found.add(hits);
                }
            }
        }
        Arrays.sort(cost);
        row(
                "query of 1–6 words of any frequency, top 10, warm",
                String.format(
                        Locale.ROOT,
                        "CPU p50 %.1f, p95 %.1f, p99 %.1f, max %.1f ms",
                        cost[count / 2],
                        cost[count * 95 / 100],
                        cost[count * 99 / 100],
                        cost[count - 1]),
                "p99 ≤ 80 ms");
        row(
                "overlap@10 with scoring every entry (%d queries, equal scores count as equal)"
                        .formatted(compared.size()),
                String.format(Locale.ROOT, "%.3f", overlap(database, compared, found)),
                "≥ 0.94");
    }

    /** How many of the ten are as good as the true ten. */
    private static double overlap(PlainDatabase database, List<Query> queries, List<Hits> found) {
        List<List<Double>> truth = database.read(tx -> Truth.scores(tx, queries));
        double sum = 0;
        for (int q = 0; q < queries.size(); q++) {
            List<Double> best = truth.get(q);
            double worst = best.isEmpty() ? 0 : best.get(best.size() - 1) - 1e-9;
            long good = found.get(q).hits().stream()
                    .filter(hit -> hit.score() >= worst)
                    .count();
            sum += best.isEmpty() ? 1 : good / (double) best.size();
        }
        return sum / queries.size();
    }

    private void appends(PlainDatabase database, int entries) {
        int count = 1_000;
        double[] cost = new double[count];
        for (int i = 0; i < count; i++) {
            int number = i;
            String text = text();
            long start = cpu();
            database.writeOnly(tx -> IndexWorld.note(tx, number, text));
            cost[i] = (cpu() - start) / 1e6;
        }
        Arrays.sort(cost);
        row(
                "append of one row, synchronous=FULL, at %,d entries".formatted(entries),
                String.format(
                        Locale.ROOT,
                        "CPU p50 %.2f, p99 %.2f, max %.2f ms",
                        cost[count / 2],
                        cost[count * 99 / 100],
                        cost[count - 1]),
                "p99 ≤ 5 ms");
    }
}
