package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import dev.stayer.model.Asked;
import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person says something once, and once more in the middle, and then nothing for hundreds of turns. */
class LastWordsTest {
    private static final int TURNS = 660;
    private static final int TOLD_AT = 300;
    private static final String WORDS =
            "Read every page of book.txt; keep \"commas, quotes\" & <tags>, naïve café 数据库, at 0.375 of /srv/Zx9.";
    private static final String TOLD = "Skip pages on tariffs — ticket K-5519, see `notes (v2)`, 30 % at most.";

    @TempDir
    Path folder;

    private final AtomicInteger turn = new AtomicInteger();

    private ScriptedReply reply(Stayer stayer, Asked asked) {
        List<String> words = asked.userWords();
        if (words.get(words.size() - 1).contains("[checkpoint]")) {
            return ScriptedReply.of("{\"current\":\"reading\",\"entries\":[]}");
        }
        int now = turn.incrementAndGet();
        if (now == TOLD_AT) {
            assertThat(stayer.call("tell", "last", "T1", TOLD).code()).isZero();
        }
        return now > TURNS
                ? ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"all read\"}")
                : ScriptedReply.calling("read", "{\"path\":\"book.txt\",\"from\":" + now + ",\"lines\":12}");
    }

    @Test
    void three_hundred_turns_after_the_persons_last_words_each_request_still_has_them_verbatim() throws Exception {
        Stayer stayer = new Stayer(folder);
        try (ScriptedServer server = ScriptedServer.playing(asked -> reply(stayer, asked))) {
            stayer.file("stayer.yaml", """
                    providers: { here: { type: openai, base-url: "%s" } }
                    models: { main: { provider: here, name: scripted, context: 16k, output: 2k } }
                    """.formatted(server.openAi()));
            stayer.file(
                    "book.txt",
                    IntStream.rangeClosed(1, TURNS + 20)
                            .mapToObj(line -> "line " + line + " of a long book about nothing in particular")
                            .collect(Collectors.joining("\n")));
            stayer.file(
                    "workflow.yaml",
                    "name: long\nbudget: { tokens: 90M }\ntasks:\n  - { id: long, prompt: "
                            + Json.NODES.stringNode(WORDS) + " }\n");
            Process process = stayer.start(List.of(), "run", "workflow.yaml");
            assertThat(process.waitFor(150, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(stayer.read("process.log")).isZero();

            List<Asked> asked = server.asked().stream()
                    .filter(one -> !one.userWords().toString().contains("[checkpoint]"))
                    .toList();
            assertThat(asked).hasSize(TURNS + 1);
            assertThat(asked.stream().map(one -> one.userWords().get(0)).distinct())
                    .as("contexts")
                    .hasSizeGreaterThan(10);
            assertThat(asked.stream().map(LastWordsTest::said)).allMatch(said -> said.contains(WORDS));
            List<String> later = asked.subList(TOLD_AT, asked.size()).stream()
                    .map(LastWordsTest::said)
                    .toList();
            // The owner looks for requests many times a second; this server answers faster than that.
            int heard =
                    (int) later.stream().takeWhile(said -> !said.contains(TOLD)).count();
            assertThat(heard).isLessThan(60);
            assertThat(later.subList(heard, later.size())).allMatch(said -> said.contains(TOLD));
        }
    }

    private static String said(Asked asked) {
        return String.join("\n", asked.userWords());
    }
}
