package dev.stayer.checkpoint;

import dev.stayer.journal.Ledger;
import dev.stayer.journal.ToolCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * How many decisions code alone keeps, whatever their spelling: {@code mvn -B -ntp test -Dtest=DecisionsBench} writes {@code
 * reports/bench/decisions.md}. Not part of the tests.
 */
class DecisionsBench {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final int DECISIONS = 20;
    private static final int TURNS = 40;
    private static final int SENTENCES = 400;

    /** The words by which decisions were known before there was anything else. */
    private static final Pattern WORDS = Pattern.compile(
            "(?iu)\\b(decision|decided|decide|we (will|shall) use|agreed|agreement|chosen|choose|settled on|requirement|constraint"
                    + "|policy|must( not)?|never|always|important|remember|convention|adr[- ]?\\d+)\\b");

    private static final Pattern NAMED = Pattern.compile("\\p{L}[^:.!?/]{2,60}: \\S.{5,}");

    /** A topic with what holds for it, and with a number of the decision. */
    private record Topic(String name, String value) {}

    private record Spelling(String name, boolean seen, BiFunction<Integer, Topic, String> line) {}

    private record Score(int found, int wrong) {
        String text() {
            return found + " of " + DECISIONS + ", " + wrong + " wrong";
        }
    }

    private static final List<String> NAMES = List.of(
            "port of the ledger",
            "queue of orders",
            "cache of prices",
            "batch size of imports",
            "store of invoices",
            "time zone of reports",
            "retry limit of payments",
            "format of exports",
            "bucket of images",
            "session length",
            "hash of passwords",
            "index of names",
            "log level of workers",
            "window of quotas",
            "schema of events",
            "owner of migrations",
            "branch of releases",
            "name of the topic",
            "unit of prices",
            "order of steps");

    private static final List<Spelling> SPELLINGS = List.of(
            new Spelling(
                    "Decision 7: …", true, (n, t) -> "Decision %d: the %s is %s".formatted(n, t.name(), t.value())),
            new Spelling(
                    "Settled in K07: …",
                    true,
                    (n, t) -> "Settled in K%02d: the %s is %s".formatted(n, t.name(), t.value())),
            new Spelling("Ruling 7 — …", true, (n, t) -> "Ruling %d — the %s is %s".formatted(n, t.name(), t.value())),
            new Spelling("(Q07) … → …", true, (n, t) -> "(Q%02d) %s → %s".formatted(n, t.name(), t.value())),
            new Spelling(
                    "Festgelegt am Dienstag: … = …",
                    true,
                    (n, t) -> "Festgelegt am %s: %s = %s"
                            .formatted(List.of("Montag", "Dienstag", "Freitag").get(n % 3), t.name(), t.value())),
            new Spelling(
                    "From here on … is ….",
                    true,
                    (n, t) -> "From here on the %s is %s.".formatted(t.name(), t.value())),
            new Spelling(
                    "We go with … for …, and that stands.",
                    true,
                    (n, t) -> "We go with %s for the %s, and that stands.".formatted(t.value(), t.name())),
            new Spelling("✔ …: …", true, (n, t) -> "✔ %s: %s".formatted(t.name(), t.value())),
            new Spelling("定下来了（7）：… 为 …", true, (n, t) -> "定下来了（%d）：%s 为 %s".formatted(n, t.name(), t.value())),
            new Spelling(
                    "Final word on …:: …", true, (n, t) -> "Final word on the %s:: %s".formatted(t.name(), t.value())),
            new Spelling("R-7 | … | …", true, (n, t) -> "R-%d | %s | %s".formatted(n, t.name(), t.value())),
            new Spelling(
                    "The … shall be … [res 7]",
                    true,
                    (n, t) -> "The %s shall be %s [res %d]".formatted(t.name(), t.value(), n)),
            new Spelling("§7 … = …", true, (n, t) -> "§%d %s = %s".formatted(n, t.name(), t.value())),
            new Spelling(
                    "Locked in: … for the …",
                    true,
                    (n, t) -> "Locked in: %s for the %s".formatted(t.value(), t.name())),
            new Spelling(
                    "На том и стоим (7): … — …",
                    true,
                    (n, t) -> "На том и стоим (%d): %s — %s".formatted(n, t.name(), t.value())),
            new Spelling(
                    "The … stays … until further notice.",
                    true,
                    (n, t) -> "The %s stays %s until further notice.".formatted(t.name(), t.value())),
            new Spelling("> [!7] …, hence …", true, (n, t) -> "> [!%d] %s, hence %s".formatted(n, t.name(), t.value())),
            new Spelling(
                    "Closed item D7 => …: …",
                    false,
                    (n, t) -> "Closed item D%d => %s: %s".formatted(n, t.name(), t.value())),
            new Spelling(
                    "No. 7 stands: …, …", false, (n, t) -> "No. %d stands: %s, %s".formatted(n, t.name(), t.value())),
            new Spelling("【7】… に … を使う", false, (n, t) -> "【%d】%s に %s を使う".formatted(n, t.name(), t.value())),
            new Spelling(
                    "Fixed for good: … gets …",
                    false,
                    (n, t) -> "Fixed for good: the %s gets %s".formatted(t.name(), t.value())),
            new Spelling(
                    "… it is for the …, not the old one.",
                    false,
                    (n, t) -> "%s it is for the %s, not the old one.".formatted(t.value(), t.name())),
            new Spelling(
                    "Team vote on …: …", false, (n, t) -> "Team vote on the %s: %s".formatted(t.name(), t.value())));

    @Test
    void measure() throws Exception {
        StringBuilder text = new StringBuilder("""
                # Decisions

                Made by `mvn -B -ntp test -Dtest=DecisionsBench`; no model. %d decisions in %d turns among %d other sentences and \
                lines (reports, plans, questions, figures; one seed a row), once in the agent's words and once in what a command \
                prints. "Words": lines with a word of the list of decisions; "named": those and all lines `name: value`. \
                Spellings of which "seen" says no, and the other sentences beside them, were written after the code and have not \
                changed it.

                | spelling | seen | place | stayer | words | named |
                |---|---|---|---|---|---|
                """.formatted(DECISIONS, TURNS, SENTENCES));
        int seed = 0;
        for (Spelling spelling : SPELLINGS) {
            for (boolean printed : new boolean[] {false, true}) {
                text.append(row(spelling, printed, ++seed));
            }
        }
        Files.createDirectories(TOP.resolve("reports/bench"));
        Files.writeString(TOP.resolve("reports/bench/decisions.md"), text.toString());
        System.out.print(text);
    }

    private static String row(Spelling spelling, boolean printed, long seed) {
        Random random = new Random(seed);
        Set<String> truth = new HashSet<>();
        Overheard overheard = new Overheard();
        Set<String> kept = new HashSet<>();
        List<String> inUse = new ArrayList<>();
        Set<String> words = new HashSet<>();
        Set<String> named = new HashSet<>();
        for (int turn = 1; turn <= TURNS; turn++) {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < SENTENCES / TURNS; i++) {
                lines.add(Chatter.line(random, turn, i, printed, spelling.seen()));
            }
            if (turn % 2 == 0) {
                Topic topic = topic(turn / 2, random);
                String line = spelling.line().apply(turn / 2, topic);
                truth.add(line);
                lines.add(random.nextInt(lines.size() + 1), line);
                inUse.add(topic.value());
            }
            String said = printed ? "Going on with step " + turn + "." : paragraphs(lines, truth, random);
            String output = printed ? String.join("\n", lines) : "ok";
            // Half of the turns work on a file that was talked about, and with one of the newer decisions.
            String command = "sh step.sh " + turn + (turn % 2 == 0 ? "" : " " + Chatter.file(random))
                    + (turn % 4 == 1 || inUse.isEmpty() ? "" : " --with " + inUse.get(inUse.size() - 1));
            Extraction.of(turn, said, List.of(call(turn, command, output)), overheard, Instant.EPOCH).stream()
                    .filter(entry -> entry.section().equals(Extraction.DECISION))
                    .map(Ledger.Entry::text)
                    .forEach(kept::add);
            for (String line : lines) {
                boolean known = WORDS.matcher(line).find();
                if (known) {
                    words.add(line);
                }
                if (known || NAMED.matcher(line).matches()) {
                    named.add(line);
                }
            }
        }
        if (Boolean.getBoolean("stayer.show")) {
            kept.stream().filter(line -> !truth.contains(line)).forEach(line -> System.out.println("  wrong: " + line));
            truth.stream().filter(line -> !kept.contains(line)).forEach(line -> System.out.println("  lost: " + line));
        }
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %s |%n",
                spelling.name(),
                spelling.seen() ? "yes" : "no",
                printed ? "printed" : "said",
                score(kept, truth).text(),
                score(words, truth).text(),
                score(named, truth).text());
    }

    private static Score score(Set<String> kept, Set<String> truth) {
        int found = 0;
        int wrong = 0;
        for (String line : kept) {
            boolean right = truth.stream().anyMatch(line::contains);
            found += right ? 1 : 0;
            wrong += right ? 0 : 1;
        }
        return new Score(found, wrong);
    }

    /** Sentences run on in paragraphs; what was decided has, as often as not, a line for itself. */
    private static String paragraphs(List<String> lines, Set<String> truth, Random random) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            boolean alone = random.nextInt(3) == 0 || truth.contains(line) || !line.matches(".*[.?]");
            if (!text.isEmpty()) {
                text.append(alone || text.charAt(text.length() - 1) == '\n' ? "\n" : " ");
            }
            text.append(line);
            if (alone) {
                text.append('\n');
            }
        }
        return text.toString();
    }

    private static Topic topic(int number, Random random) {
        String value = switch (number % 4) {
            case 0 -> String.valueOf(1000 + random.nextInt(9000));
            case 1 -> List.of("rocksdb", "kafka", "zstd", "sqlite", "nats").get(random.nextInt(5));
            case 2 -> "v" + random.nextInt(9) + "-" + Integer.toHexString(4096 + random.nextInt(60000));
            default -> (2 + random.nextInt(50)) + " minutes";
        };
        return new Topic(NAMES.get(number - 1), value);
    }

    private static ToolCalls.Row call(int turn, String command, String output) {
        return new ToolCalls.Row(
                turn,
                0,
                "c" + turn,
                "shell",
                "{\"command\":\"" + command + "\"}",
                "k" + turn,
                "",
                Instant.EPOCH,
                new ToolCalls.Outcome(ToolCalls.State.DONE, output, null, output.length(), Instant.EPOCH));
    }
}
