package dev.stayer.app;

import dev.stayer.core.Json;
import dev.stayer.model.Asked;
import dev.stayer.model.Fault;
import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model made of rules, that knows no more than any model: the words and tools of the request in front of it. It looks,
 * acts, splits its work, claims to be done too early, writes calls that are none, falls silent, and has a provider that
 * fails. Nothing in it knows how far the work is; only what it is shown does. Thread-safe.
 */
final class BlindModel implements ScriptedServer.Script {
    /** What it is asked to do, as a person would write it. */
    static final String TASK = """
            Build the pages of our shop from items.csv, whose columns are slug, title and price.
            For every item write pages/SLUG.html with the title as a heading and the price below it.
            Then write pages/index.html with one link to each page.
            Every page ends with the same last line. Choose that line once, the word footer, a dash and six hex digits, and keep to it.
            Split the pages among two sub-tasks.
            """;

    /** Refuses what a careless agent leaves behind. */
    static final String CHECK = """
            code=0
            for slug in $(tail -n +2 items.csv | cut -d, -f1); do
              [ -f pages/$slug.html ] || { echo "missing pages/$slug.html"; code=1; continue; }
              grep -q "pages/$slug.html" pages/index.html 2>/dev/null || { echo "pages/index.html has no link to pages/$slug.html"; code=1; }
            done
            [ "$(for f in pages/*.html; do tail -n 1 $f; done | sort -u | wc -l)" = 1 ] || { echo "the last lines differ"; code=1; }
            exit $code
            """;

    private static final Pattern FOOTER = Pattern.compile("footer-[0-9a-f]{6}");
    private static final Pattern ITEM = Pattern.compile("(?m)^([a-z]+-\\d+),([^,\n]+),(\\d+)$");
    private static final Pattern HAVE = Pattern.compile("(?m)^have pages/([a-z0-9-]+)\\.html (\\S*)$");
    private static final Pattern ORDER = Pattern.compile("Write the pages ([a-z0-9, -]+) with the last line");
    private static final String LOOK =
            "cat items.csv; for f in pages/*.html; do [ -f $f ] && echo \"have $f $(tail -n 1 $f)\"; done; cat style.txt; echo looked";

    private final Random random;

    BlindModel(long seed) {
        random = new Random(seed);
    }

    /** The list of items that the task is about. */
    static String items(int count) {
        StringBuilder text = new StringBuilder("slug,title,price\n");
        for (int i = 1; i <= count; i++) {
            text.append("item-%d,Thing number %d,%d\n".formatted(i, i, 10 + i * 7 % 50));
        }
        return text.toString();
    }

    /** Text that costs room each time it is looked at. */
    static String style() {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= 14; i++) {
            text.append("style rule ").append(i).append(": plain words, one idea a sentence, no ornament in part ");
            text.append(i * 37 % 101).append('\n');
        }
        return text.toString();
    }

    @Override
    public synchronized ScriptedReply reply(Asked asked) {
        double dice = random.nextDouble();
        if (dice < 0.01) {
            return ScriptedReply.status(500, "{\"error\":{\"message\":\"overloaded\"}}", "retry-after", "0");
        }
        if (dice < 0.02) {
            return ScriptedReply.of("Let me").with(Fault.HALF_THEN_RESET);
        }
        if (dice < 0.03) {
            return ScriptedReply.tooMany(0);
        }
        List<String> words = asked.userWords();
        if (words.get(words.size() - 1).contains("JSON object")) {
            return dice < 0.4
                    ? ScriptedReply.of("Sure! I have been working on it and it is going well.")
                    : ScriptedReply.of("{\"current\":\"writing pages\",\"entries\":[]}");
        }
        if (dice < 0.09) {
            return ScriptedReply.calling("write", "{\"path\": \"pages/x.html\", \"content\": \"<h1>");
        }
        if (dice < 0.12) {
            return ScriptedReply.of("I will now think about what to do next.");
        }
        if (dice < 0.15) {
            return ScriptedReply.calling("bash", "{\"cmd\":\"ls\"}");
        }
        if (dice < 0.165) {
            return finish();
        }
        return asked.userWords().stream().anyMatch(text -> text.contains("Split the pages"))
                        && !ORDER.matcher(words.get(0)).find()
                ? whole(asked)
                : part(asked, words.get(0));
    }

    private ScriptedReply whole(Asked asked) {
        String seen = String.join("\n", asked.results());
        String footer = footer(asked);
        if (seen.contains("sub-task") && seen.contains("open")) {
            return ScriptedReply.calling("task", "{\"action\":\"wait\"}");
        }
        if (!seen.contains("looked")) {
            return look();
        }
        if (footer == null) {
            String chosen = "footer-%06x".formatted(random.nextInt(0xffffff));
            return ScriptedReply.of("Decision: the last line of every page is " + chosen)
                    .call("shell", command(LOOK));
        }
        List<String> missing = missing(seen, slugs(seen));
        if (missing.size() > slugs(seen).size() / 2 && !asked.body().contains("T1.1")) {
            ObjectNode call = Json.object().put("action", "add");
            ArrayNode tasks = call.putArray("tasks");
            int half = (missing.size() + 1) / 2;
            for (List<String> some : List.of(missing.subList(0, half), missing.subList(half, missing.size()))) {
                ObjectNode task = tasks.addObject()
                        .put("title", "Pages " + some.get(0) + " and on")
                        .put(
                                "prompt",
                                "Write the pages " + String.join(", ", some) + " with the last line " + footer
                                        + ", from items.csv: the title as a heading, then the price.");
                ArrayNode writes = task.putArray("writes");
                some.forEach(slug -> writes.add("pages/" + slug + ".html"));
            }
            return ScriptedReply.of("Two sub-tasks share the pages.").call("task", Json.write(call));
        }
        if (!missing.isEmpty()) {
            return asked.body().contains("T1.1") && random.nextBoolean()
                    ? ScriptedReply.calling("task", "{\"action\":\"wait\"}")
                    : page(asked, seen, missing.get(0), footer);
        }
        Matcher have = HAVE.matcher(seen);
        while (have.find()) {
            if (!have.group(2).equals(footer) && !have.group(1).equals("index")) {
                return page(asked, seen, have.group(1), footer);
            }
        }
        if (!seen.contains("have pages/index.html " + footer)) {
            StringBuilder html = new StringBuilder("<h1>Shop</h1>\n");
            slugs(seen)
                    .forEach(
                            slug -> html.append("<a href=\"pages/").append(slug).append(".html\">-</a>\n"));
            return write(asked, "pages/index.html", html + footer + "\n");
        }
        return finish();
    }

    private ScriptedReply part(Asked asked, String words) {
        String seen = String.join("\n", asked.results());
        Matcher order = ORDER.matcher(words);
        if (!order.find()) {
            return ScriptedReply.calling("finish", "{\"outcome\":\"failed\",\"summary\":\"I do not know what to do\"}");
        }
        if (!seen.contains("looked")) {
            return look();
        }
        String footer = footer(asked);
        List<String> missing = missing(seen, List.of(order.group(1).split(", ")));
        return missing.isEmpty() || footer == null ? finish() : page(asked, seen, missing.get(0), footer);
    }

    private static @org.jspecify.annotations.Nullable String footer(Asked asked) {
        Matcher footer = FOOTER.matcher(asked.body());
        return footer.find() ? footer.group() : null;
    }

    private static Set<String> slugs(String seen) {
        Set<String> slugs = new LinkedHashSet<>();
        for (Matcher item = ITEM.matcher(seen); item.find(); ) {
            slugs.add(item.group(1));
        }
        return slugs;
    }

    private static List<String> missing(String seen, Iterable<String> wanted) {
        List<String> missing = new ArrayList<>();
        for (String slug : wanted) {
            if (!seen.contains("have pages/" + slug + ".html")) {
                missing.add(slug);
            }
        }
        return missing;
    }

    private static ScriptedReply page(Asked asked, String seen, String slug, String footer) {
        Matcher item = ITEM.matcher(seen);
        while (item.find()) {
            if (item.group(1).equals(slug)) {
                return write(
                        asked,
                        "pages/" + slug + ".html",
                        "<h1>%s</h1>\n<p>%s EUR</p>\n%s\n".formatted(item.group(2), item.group(3), footer));
            }
        }
        return look();
    }

    /** As the tool in front of it wants to be called. */
    private static ScriptedReply write(Asked asked, String path, String content) {
        String name = asked.tree().path("tools").toString().contains("\"content\"") ? "content" : "text";
        return ScriptedReply.calling(
                "write", Json.write(Json.object().put("path", path).put(name, content)));
    }

    private static ScriptedReply look() {
        return ScriptedReply.of("Let me look at what is there.").call("shell", command(LOOK));
    }

    private static String command(String text) {
        return Json.write(Json.object().put("command", text));
    }

    private static ScriptedReply finish() {
        return ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"All pages are written.\"}");
    }

    /** For trying the program by hand: prints where it listens. */
    public static void main(String[] args) throws InterruptedException {
        try (ScriptedServer server = ScriptedServer.playing(new BlindModel(Long.parseLong(args[0])))) {
            System.out.println(server.openAi());
            Thread.currentThread().join();
        }
    }
}
