package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.checkpoint.Tokens;
import dev.stayer.core.Json;
import dev.stayer.model.Asked;
import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import dev.stayer.model.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ways in which the agent that Stayer grew from lost its context, one test each, on long tasks in a window of 16k. The
 * first task's checkpoint writer never succeeds; between its halves the person is asked and says something more. What a kill
 * could lose is in {@link AgentCrashIT}, sub-tasks left open in {@link PartsTest}.
 */
class WaysToLoseTheThreadTest {
    private static final int TURNS = 48;
    private static final int ASKS_AT = 6;
    private static final String LITERALS = "port 48123, table orders_v7, path lib/Zx9.java, limit 0.375";
    private static final String TOLD = "From now on write umlauts as ae, oe, ue; ticket K-5519.";
    private static final String FIRST_LINE = "first-result-9d1f";

    @TempDir
    static Path folder;

    private static Stayer stayer;
    private static ScriptedServer server;
    private static int turn;

    @BeforeAll
    static void work() {
        server = ScriptedServer.playing(WaysToLoseTheThreadTest::reply);
        stayer = workspace(folder, server);
        Stayer.Result first = stayer.run("""
                name: long
                tasks:
                  - { id: long, prompt: "Go through all steps and keep to these: %s" }
                """.formatted(LITERALS));
        assertThat(first.code()).as(first.out() + first.err()).isEqualTo(4);
        assertThat(stayer.call("runs", "--json").out()).contains("NEEDS_ANSWER");
        assertThat(stayer.call("tell", "last", "T1", TOLD).code()).isZero();
        assertThat(stayer.call("answer", "last", "T1", "yes").code()).isZero();
        Stayer.Result second = stayer.call("resume");
        assertThat(second.code()).as(second.out() + second.err()).isZero();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static Stayer workspace(Path root, ScriptedServer server) {
        Stayer stayer = new Stayer(root);
        stayer.file("stayer.yaml", """
                providers: { here: { type: openai, base-url: "%s" } }
                models: { main: { provider: here, name: scripted, context: 16k, output: 2k, price: { input: 3, cached: 0.3, output: 15 } } }
                """.formatted(server.openAi()));
        return stayer;
    }

    private static boolean isWriter(Asked asked) {
        return asked.isCheckpoint();
    }

    private static ScriptedReply reply(Asked asked) {
        if (isWriter(asked)) {
            return ScriptedReply.status(400, "{\"error\":{\"message\":\"no such model\"}}");
        }
        turn++;
        if (turn == ASKS_AT) {
            return ScriptedReply.calling("ask", "{\"question\":\"Go on?\"}");
        }
        if (turn == TURNS) {
            return ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"all steps\"}");
        }
        ScriptedReply reply = ScriptedReply.calling("shell", shell(turn));
        return turn % 8 == 0 ? reply.call("note", "{\"text\":\"scratch " + turn + "\"}") : reply;
    }

    private static String shell(int turn) {
        String decision =
                turn % 4 == 1 ? "; echo 'Decision: part-" + turn + " is kept in store-" + turn * 37 + "'" : "";
        return Json.write(Json.object()
                .put(
                        "command",
                        "echo " + FIRST_LINE + "-" + turn + "; seq " + turn + "000 " + turn + "250" + decision));
    }

    private static List<Asked> asked() {
        return server.asked().stream().filter(one -> !isWriter(one)).toList();
    }

    private static Asked last() {
        return asked().get(asked().size() - 1);
    }

    private static String task(String file) {
        return stayer.read(".stayer/runs/" + stayer.status().path("run").asString() + "/tasks/T1/" + file);
    }

    /** Rows of a query, columns joined by a space. */
    private static List<String> rows(String sql) {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(".stayer/stayer.db"));
                ResultSet result = connection.createStatement().executeQuery(sql)) {
            while (result.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.append(i == 1 ? "" : " ").append(result.getString(i));
                }
                rows.add(row.toString());
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return rows;
    }

    @Test
    void way_1_the_persons_words_vanish_in_a_long_run() {
        assertThat(asked()).allSatisfy(one -> assertThat(one.body()).contains(LITERALS));
        assertThat(asked().subList(ASKS_AT, asked().size()))
                .allSatisfy(one -> assertThat(one.body()).contains("ticket K-5519"));
        assertThat(last().userWords().get(0)).contains("ae, oe, ue").contains(LITERALS);
    }

    @Test
    void way_2_a_second_overflow_without_a_new_checkpoint_drops_the_tail() {
        List<String> epochs = rows(
                "SELECT e.FIRST_SEQ, c.COVERS_FROM, c.COVERS_TO, c.WRITER FROM EPOCH e JOIN CHECKPOINT c"
                        + " ON c.RUN_ID = e.RUN_ID AND c.TASK_ID = e.TASK_ID AND c.VERSION = e.CHECKPOINT ORDER BY e.EPOCH");
        assertThat(epochs).hasSizeGreaterThanOrEqualTo(3);
        long first = Long.parseLong(rows("SELECT min(SEQ) FROM MESSAGE").get(0));
        assertThat(epochs).allSatisfy(row -> {
            String[] parts = row.split(" ");
            // Covered from the first message on, and live from the next one at the latest.
            assertThat(Long.parseLong(parts[1])).isEqualTo(first);
            assertThat(Long.parseLong(parts[2]) + 1).isGreaterThanOrEqualTo(Long.parseLong(parts[0]));
            assertThat(parts[3]).isEqualTo("code");
        });
        for (int done = 1; done < TURNS; done += 4) {
            assertThat(last().body()).contains("part-" + done + " is kept in store-" + done * 37);
        }
    }

    @Test
    void way_3_an_answer_of_the_writer_that_does_not_fit_costs_more_questions() throws IOException {
        Path other = Files.createDirectory(folder.resolve("nonsense"));
        int[] turns = {0};
        try (ScriptedServer odd = ScriptedServer.playing(asked -> {
            if (isWriter(asked)) {
                return ScriptedReply.of(
                                turns[0] % 2 == 0
                                        ? "{\"entries\":{\"section\":5},\"current\":[1]}"
                                        : "I could not possibly say what has happened.")
                        .call("write", "{\"path\":\"src.txt\",\"text\":\"stolen\"}");
            }
            return ++turns[0] == 30
                    ? ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"x\"}")
                    : ScriptedReply.calling("shell", shell(turns[0]));
        })) {
            Stayer second = workspace(other, odd);
            second.file("src.txt", "mine");
            Stayer.Result result = second.run("name: odd\ntasks:\n  - { id: odd, prompt: Do it }\n");
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            long questions = odd.asked().stream()
                    .filter(WaysToLoseTheThreadTest::isWriter)
                    .count();
            long epochs = second.call("logs", "last")
                    .out()
                    .lines()
                    .filter(line -> line.contains("context "))
                    .count();
            assertThat(questions).isPositive().isLessThanOrEqualTo(2 * epochs);
            // A writer has no tools, whatever it calls.
            assertThat(second.read("src.txt")).isEqualTo("mine");
            Asked last = odd.asked().get(odd.asked().size() - 1);
            assertThat(last.body()).contains("part-1 is kept in store-37").doesNotContain("could not possibly");
        }
    }

    @Test
    void way_4_notes_are_lost_to_a_writer_that_rewrites_them() {
        String notes = stayer.read(".stayer/runs/" + stayer.status().path("run").asString() + "/notes.md");
        int count = 0;
        for (int done = 8; done < TURNS; done += 8) {
            count++;
            assertThat(notes).contains("## n" + count + " ").contains("scratch " + done);
        }
    }

    @Test
    void way_5_a_checkpoint_is_edited_in_place_and_left_half_done() {
        String head = task("checkpoint.md");
        assertThat(head).containsPattern("version: [1-9]").containsPattern("hash: [0-9a-f]{64}");
        assertThat(rows("SELECT count(*) FROM CHECKPOINT").get(0)).isNotEqualTo("1");
        assertThat(stayer.call("mirror", "--check").code()).isZero();
    }

    @Test
    void way_8_what_is_open_is_known_to_one_session_only() {
        // The question was asked in one call of the program, and answered and gone on with in others.
        assertThat(asked().get(ASKS_AT).results()).contains("The person answers: yes");
        assertThat(stayer.status().path("execution").asInt()).isEqualTo(2);
    }

    @Test
    void way_11_chinese_text_is_estimated_as_if_it_were_english() throws IOException {
        assertThat(Tokens.of("缓存在每次构建之后必须清空".repeat(50))).isBetween(500, 750);
        Path other = Files.createDirectory(folder.resolve("chinese"));
        int[] turns = {0};
        try (ScriptedServer strict = ScriptedServer.playing(asked -> {
            long tokens = realTokens(asked.body());
            if (tokens > 16_000 - 2_000) {
                return ScriptedReply.status(
                        400,
                        "{\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"maximum context length is 16000\"}}");
            }
            ScriptedReply reply = isWriter(asked)
                    ? ScriptedReply.of("{\"entries\":[]}")
                    : ++turns[0] == 30
                            ? ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"完成\"}")
                            : ScriptedReply.calling(
                                    "shell",
                                    "{\"command\":\"cat text.txt; echo 决定：第" + turns[0] + "步用方案" + turns[0] * 31
                                            + "\"}");
            return reply.usage(new Usage(tokens, 0, 0, 20));
        })) {
            Stayer second = workspace(other, strict);
            second.file("text.txt", "缓存在每次构建之后必须重新检查，不然结果会出错。\n".repeat(40));
            Stayer.Result result = second.run("name: cjk\ntasks:\n  - { id: cjk, prompt: 逐步检查所有文件，票号七七三一 }\n");
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            List<Asked> asked = strict.asked();
            assertThat(asked).allSatisfy(one -> {
                assertThat(realTokens(one.body())).isLessThan(13_000);
                assertThat(isWriter(one) || one.body().contains("票号七七三一")).isTrue();
            });
            assertThat(asked.get(asked.size() - 1).body()).contains("第1步用方案31").contains("第29步用方案899");
        }
    }

    /** A token for each ideograph, and one for four of the others. */
    private static long realTokens(String body) {
        long wide = body.codePoints().filter(Character::isIdeographic).count();
        return wide + (body.length() - wide) / 4;
    }

    @Test
    void way_12_what_has_no_room_is_cut_at_the_wrong_end() {
        String all = stayer.read(".stayer/runs/" + stayer.status().path("run").asString() + "/tasks/T1/checkpoint.md");
        assertThat(all).contains("part-1 is kept").contains("part-" + (TURNS - 3) + " is kept");
        // The newest turns are live, word by word.
        assertThat(last().body()).contains(FIRST_LINE + "-" + (TURNS - 1)).contains((TURNS - 1) + "250");
    }

    @Test
    void way_13_evidence_is_erased_when_a_context_is_trimmed() {
        List<String> results = rows("SELECT RESULT FROM TOOL_CALL WHERE TOOL = 'shell' ORDER BY TURN");
        assertThat(results).hasSize(TURNS - 2);
        assertThat(results.get(0)).startsWith(FIRST_LINE + "-1").contains("\n1250");
        assertThat(last().body()).doesNotContain(FIRST_LINE + "-1\\n");
        assertThat(task("progress.md")).contains("echo " + FIRST_LINE + "-1;");
    }

    @Test
    void way_14_secrets_are_copied_into_memory() throws IOException {
        Path other = Files.createDirectory(folder.resolve("secrets"));
        String secret = "tok_Zq8-hunter2-55";
        String half = secret.substring(0, 9);
        int[] turns = {0};
        try (ScriptedServer talkative = ScriptedServer.playing(asked -> switch (++turns[0]) {
            case 1 -> ScriptedReply.calling("shell", "{\"command\":\"cat env.txt\"}");
            case 2 -> ScriptedReply.calling("read", "{\"path\":\"env.txt\"}");
            case 3 ->
                ScriptedReply.of("Decision: the token is " + half + secret.substring(9))
                        .call("note", "{\"text\":\"" + secret + "\"}");
            default -> ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"it is " + secret + "\"}");
        })) {
            Stayer second = workspace(other, talkative);
            second.file(
                    "stayer.yaml",
                    second.read("stayer.yaml") + "secrets: { CMS_TOKEN: \"${file:../secret-of-the-test}\" }\n");
            Files.writeString(folder.resolve("secret-of-the-test"), secret);
            second.file("env.txt", "padding\nCMS_TOKEN=" + secret + "\n");
            Stayer.Result result = second.run("name: s\nsecrets: [CMS_TOKEN]\ntasks:\n  - { id: s, prompt: Look }\n");
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            assertThat(talkative.asked())
                    .allSatisfy(one -> assertThat(one.body()).doesNotContain(secret));
            assertThat(result.out() + result.err()).doesNotContain(secret);
            for (String place : List.of(".stayer", "reports")) {
                try (Stream<Path> files = Files.walk(other.resolve(place))) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                                .as(file.toString())
                                .doesNotContain(secret);
                    }
                }
            }
        }
    }

    @Test
    void way_15_a_model_judges_its_own_work() throws IOException {
        Path other = Files.createDirectory(folder.resolve("judged"));
        try (ScriptedServer sure = ScriptedServer.playing(
                ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"surely done\"}"))) {
            Stayer second = workspace(other, sure);
            Stayer.Result result = second.run(
                    "name: j\ntasks:\n  - { id: j, prompt: Make it, check: { run: \"echo nothing-here-77; test -e it\", attempts: 2 } }\n");
            assertThat(result.code()).isEqualTo(3);
            assertThat(result.out() + result.err()).contains("nothing-here-77");
            assertThat(sure.asked().get(1).results().get(0)).contains("nothing-here-77");
        }
    }

    @Test
    void way_18_nobody_measures_what_is_lost() {
        // Every question is a row with its cost, the writer's too, and every context names why it began.
        assertThat(rows("SELECT count(*) FROM SPENDING WHERE ROLE = 'agent'").get(0))
                .isEqualTo(String.valueOf(asked().size()));
        assertThat(rows("SELECT REASON FROM EPOCH"))
                .allSatisfy(reason -> assertThat(reason).isNotBlank());
        assertThat(stayer.call("logs", "last").out()).contains("no checkpoint by a model: ");
    }

    @Test
    void way_19_writing_checkpoints_costs_more_than_the_work() throws IOException {
        Path other = Files.createDirectory(folder.resolve("cost"));
        int[] turns = {0};
        try (ScriptedServer fair = ScriptedServer.playing(asked -> isWriter(asked)
                ? ScriptedReply.of("{\"current\":\"at it\",\"entries\":[]}")
                : ++turns[0] == 30
                        ? ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"x\"}")
                        : ScriptedReply.calling("shell", shell(turns[0])))) {
            Stayer second = workspace(other, fair);
            assertThat(second.run("name: c\ntasks:\n  - { id: c, prompt: Do it }\n")
                            .code())
                    .isZero();
            List<Asked> writers = fair.asked().stream()
                    .filter(WaysToLoseTheThreadTest::isWriter)
                    .toList();
            assertThat(writers).isNotEmpty().hasSizeLessThan(12);
            assertThat(writers)
                    .allSatisfy(one -> assertThat(one.usage().cached())
                            .isGreaterThan(one.usage().prompt() * 7 / 10));
        }
    }

    @Test
    void way_20_the_agent_waits_for_its_writer() throws IOException {
        Path other = Files.createDirectory(folder.resolve("hung"));
        int[] turns = {0};
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedServer slow = ScriptedServer.playing(asked -> {
            if (isWriter(asked)) {
                over.await();
                return ScriptedReply.of("too late");
            }
            return ++turns[0] == 30
                    ? ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"x\"}")
                    : ScriptedReply.calling("shell", shell(turns[0]));
        })) {
            Stayer second = workspace(other, slow);
            Stayer.Result result = second.run("name: h\ntasks:\n  - { id: h, prompt: Do it }\n");
            over.countDown();
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            Asked last = slow.asked().get(slow.asked().size() - 1);
            assertThat(last.body()).contains("part-1 is kept in store-37").contains("part-29 is kept in store-1073");
        }
    }

    @Test
    void way_21_finished_work_is_gone_on_with() {
        int before = server.asked().size();
        assertThat(stayer.call("resume", "last").code()).isEqualTo(2);
        assertThat(server.asked()).hasSize(before);
        assertThat(task("checkpoint.md")).contains("None: COMPLETED");
    }
}
