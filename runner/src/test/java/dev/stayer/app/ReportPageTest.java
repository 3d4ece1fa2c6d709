package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import dev.stayer.model.Asked;
import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import dev.stayer.model.Usage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The report as a page and as JSON, of runs in which much went wrong: it answers, its links lead somewhere, and texts stay texts. */
class ReportPageTest {
    private static final List<String> QUESTIONS = List.of(
            "what",
            "how-ended",
            "first-failure",
            "waits-for-me",
            "when-done",
            "cost",
            "changed",
            "decided",
            "assumed",
            "refused",
            "uncertain",
            "learnt");
    private static final Pattern TAG = Pattern.compile("<(/?[a-zA-Z!][^>]*)>");
    private static final Pattern HREF = Pattern.compile("href=\"([^\"]*)\"");

    private static final String WORK = """
            name: moves
            params: { target: { default: "%1$s" } }
            tasks:
              - { id: list, run: "echo listed" }
              - id: answer
                title: "%1$s"
                prompt: "AGENT %1$s"
                check: { run: "grep -q 42 a.txt", attempts: 3 }
              - { id: part, for-each: [one, two], key: "${{ item }}", run: "test ${{ item }} = one || { echo it is not one; exit 1; }", retry: { attempts: 2, backoff: 1s } }
              - { id: gate, approve: "%1$s?" }
            """;

    @TempDir
    Path folder;

    private static ScriptedReply agent(Asked asked, String text) {
        Usage usage = new Usage(900, 100, 0, 50);
        String quoted = Json.write(Json.NODES.stringNode(text));
        return (switch (asked.turns()) {
                    case 0 ->
                        ScriptedReply.of("Decision: " + text)
                                .call("write", "{\"path\":\"a.txt\",\"text\":\"41\"}")
                                .call("remember", "{\"text\":" + quoted + "}");
                    case 1 -> ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":" + quoted + "}");
                    case 2 -> ScriptedReply.calling("write", "{\"path\":\"a.txt\",\"text\":\"42\"}");
                    default -> ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":" + quoted + "}");
                })
                .usage(usage);
    }

    private Stayer played(String name, String text) throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(asked -> agent(asked, text))) {
            Stayer stayer = new Stayer(Files.createDirectories(folder.resolve(name)));
            stayer.file("stayer.yaml", """
                    providers: { here: { type: openai, base-url: "%s" } }
                    models: { main: { provider: here, name: scripted, price: { input: 1, cached: 1, output: 1 } } }
                    """.formatted(server.openAi()));
            String quoted = Json.write(Json.NODES.stringNode(text));
            String yaml = quoted.substring(1, quoted.length() - 1).replace("\u001B", "\\u001B");
            Stayer.Result result = stayer.run(WORK.formatted(yaml));
            assertThat(result.code()).as(result.out() + result.err()).isEqualTo(4);
            assertThat(result.out()).contains("report of the run: reports/");
            return stayer;
        }
    }

    private static String read(Stayer stayer, String page) {
        return stayer.read("reports/" + stayer.status().path("run").asString() + "/" + page);
    }

    @Test
    void the_twelve_questions_are_answered_and_every_link_leads_somewhere() throws Exception {
        Stayer stayer = played("plain", "plain words");
        JsonNode report = Json.parse(read(stayer, "report.json"));
        String page = read(stayer, "index.html");

        List<String> ids = new ArrayList<>();
        report.path("questions").forEach(question -> ids.add(question.path("id").asString()));
        assertThat(ids).isEqualTo(QUESTIONS);
        assertThat(answer(report, "how-ended")).contains("tasks are done (1 failed", "; the run has not ended");
        assertThat(answer(report, "first-failure"))
                .contains("part[two]", "exit code 1, at ", "its last line: it is not one");
        assertThat(answer(report, "waits-for-me")).contains("plain words?", "stayer approve", "T4");
        assertThat(answer(report, "cost")).contains("USD in 4 questions to models");
        assertThat(answer(report, "changed")).contains("1 file: a.txt");
        assertThat(answer(report, "refused")).contains("1 claim", "its check refused it");
        assertThat(answer(report, "learnt")).contains("1 fact", "plain words");
        assertThat(report.path("timeline")).isNotEmpty();
        JsonNode failed = task(report, "part[two]");
        assertThat(failed.path("attempts")).hasSize(2);
        assertThat(failed.path("attempts").path(1).path("outcome").asString()).isEqualTo("failed");
        JsonNode answer = task(report, "answer");
        assertThat(answer.path("changed").path(0).asString()).isEqualTo("a.txt");
        assertThat(answer.path("checks")).hasSize(2);

        Matcher links = HREF.matcher(page);
        while (links.find()) {
            String href = links.group(1);
            if (href.startsWith("#")) {
                assertThat(page).contains("id=\"" + href.substring(1) + "\"");
            } else {
                Path run = stayer.root()
                        .resolve("reports")
                        .resolve(report.path("run").asString());
                assertThat(run.resolve(href).normalize()).exists();
            }
        }
        assertThat(page).doesNotContain("<script", "http://", "https://", "javascript:", "@import");
        report.path("questions")
                .forEach(question ->
                        assertThat(page).contains(question.path("question").asString()));
        assertThat(read(stayer, "report.md")).contains("## In short", "**What failed first, and why?**");
    }

    @Test
    void whatever_texts_say_they_are_texts() throws Exception {
        List<String> expected = skeleton(read(played("plain", "plain words"), "index.html"));
        int n = 0;
        for (String text : List.of(
                "</title><script>alert(1)</script><b title='x' onload=\"alert(2)\">",
                "<svg/onload=alert(3)>--><!--</style></pre></table>]]>",
                "\u202Egnp.exe \u200B\u2066\u001B[31m [link](javascript:alert(4)) ${7*7} {{7*7}}",
                "\uD83D\uDE00".repeat(300) + "&lt;&#60;\u00A0<<<")) {
            Stayer stayer = played("hostile-" + n++, text);
            String page = read(stayer, "index.html");
            assertThat(skeleton(page)).as(text).isEqualTo(expected);
            assertThat(page).doesNotContain("\u202E", "\u200B", "\u2066", "\u001B");
        }
    }

    @Test
    void a_page_of_a_commands_own_is_kept_under_another_name() {
        Stayer stayer = new Stayer(folder);
        String work = "name: w\ntasks: [ { id: t, run: 'echo \"<p>mine\" > \"$STAYER_REPORTS/index.html\"' } ]";
        assertThat(stayer.run(work).code()).isZero();
        assertThat(read(stayer, "index.task.html")).isEqualTo("<p>mine\n");
        assertThat(read(stayer, "index.html")).contains("stayer-report");
        assertThat(stayer.call("report", "last").code()).isZero();
        assertThat(read(stayer, "index.task.html")).isEqualTo("<p>mine\n");
    }

    @Test
    void nothing_that_lies_about_changes_how_a_run_ended() throws Exception {
        Stayer stayer = new Stayer(folder);
        String work = """
                name: w
                tasks:
                  - id: t
                    run: |
                      head -c 70000000 /dev/zero | tr '\\0' '\\377' > "$STAYER_REPORTS/index.html"
                      echo out
                      echo x > "$(ls -d .stayer/runs/*/tasks/T1)/try-99999999999999.log"
                """;
        Stayer.Result result = stayer.run(work);
        assertThat(result.code()).as(result.out() + result.err()).isZero();
        assertThat(read(stayer, "index.html")).contains("stayer-report");
        assertThat(stayer.call("status", "last", "T1").code()).isZero();
        assertThat(stayer.call("report", "last").code()).isZero();
    }

    @Test
    void a_name_means_the_workflow_of_that_name_and_not_a_file_that_lies_about() {
        Stayer stayer = new Stayer(folder);
        stayer.file("workflows/nightly.yaml", "name: own\ntasks: [ { id: t, run: echo own } ]");
        stayer.file("nightly", "name: planted\ntasks: [ { id: t, run: touch planted } ]");
        assertThat(stayer.call("run", "nightly").code()).isZero();
        assertThat(folder.resolve("planted")).doesNotExist();
        assertThat(stayer.call("run", "./nightly").code()).isZero();
    }

    /** The names of all tags in their order; how many lines and attributes a text has is no matter of these. */
    private static List<String> skeleton(String page) {
        List<String> tags = new ArrayList<>();
        Matcher matcher = TAG.matcher(page);
        while (matcher.find()) {
            String name = matcher.group(1).split("[\\s/]", 2)[0];
            // How often a bar is drawn depends on how long things took.
            if (!List.of("rect", "title", "br", "span").contains(name)
                    && !matcher.group(1).startsWith("/")) {
                tags.add(name);
            }
        }
        return tags;
    }

    private static String answer(JsonNode report, String id) {
        for (JsonNode question : report.path("questions")) {
            if (question.path("id").asString().equals(id)) {
                return question.path("answer").asString();
            }
        }
        throw new AssertionError(id);
    }

    private static JsonNode task(JsonNode report, String name) {
        for (JsonNode task : report.path("tasks")) {
            if (task.path("name").asString().equals(name)) {
                return task;
            }
        }
        throw new AssertionError(name);
    }
}
