package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.cli.Launcher;
import dev.stayer.core.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * All commands with all of their options and words, each with values that cannot be right: what a person is told is one sentence
 * of two parts, in words of people, and with {@code --json} there is one object on standard output. Called are some of them, drawn anew each time; all with
 * {@code -Dstayer.words.calls=1000}.
 */
class FrontDoorWordsTest {
    private static final List<String> ODD = List.of(
            "",
            "-1",
            "nope",
            "one two",
            "99999999999999999999",
            "99999999d",
            "0x1f",
            "d\u00e9j\u00e0",
            "a=b",
            "/",
            "1.5");

    /** What would wait, work for long, or change this user's own settings. */
    private static final Set<String> NOT_CALLED = Set.of("serve", "warmup", "help", "completion", "trust", "import");

    private static final Pattern OPTION = Pattern.compile("(--[a-z-]+)=([A-Z]+)");
    private static final Pattern WORD = Pattern.compile("(?<![-=A-Z])\\b([A-Z]{2,})\\b");
    private static final Pattern FOR_PROGRAMS = Pattern.compile(
            "\\b[a-z]+\\.[a-z]+\\.[A-Z]\\w+|\\b\\w+Exception\\b|\\bPT\\d"
                    + "|\\.\\d{6,9}Z|@[0-9a-f]{6,8}\\b|\\bnull\\b|(?<!there )\\bis no (?!longer)|--debug|an? (int|long)\\b");

    @TempDir
    Path folder;

    @Test
    void wrong_words_are_told_in_one_sentence_of_two_parts() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Stayer stayer = new Stayer(folder);
        stayer.run("""
                name: w
                tasks:
                  - { id: good, run: "true" }
                  - { id: bad, run: "echo broken; exit 3" }
                """);
        List<List<String>> calls = calls(stayer, random);
        Collections.shuffle(calls, random);
        int share = Math.min(Integer.getInteger("stayer.words.calls", 100), calls.size());
        int refused = 0;
        for (List<String> call : calls.subList(0, share)) {
            boolean json = random.nextBoolean();
            List<String> typed = new ArrayList<>(call);
            if (json) {
                typed.add("--json");
            }
            Stayer.Result result = stayer.call(typed.toArray(String[]::new));
            String what = "seed " + seed + ": stayer " + String.join(" ", typed) + "\n" + result.code() + "\n"
                    + result.out() + result.err();
            assertThat(FOR_PROGRAMS
                            .matcher(withoutTyped(result.err() + (json ? "" : result.out()), typed))
                            .find())
                    .as(what)
                    .isFalse();
            if (result.code() == 2 && result.err().contains("stayer: ")) {
                refused++;
                List<String> said = result.err()
                        .lines()
                        .filter(line -> !line.startsWith("stayer: workspace ") && !line.startsWith("stayer: warning"))
                        .toList();
                assertThat(said.get(0)).as(what).startsWith("stayer: ").contains(" — ");
                String advice = said.get(said.size() - 1);
                assertThat(advice.substring(advice.lastIndexOf(" — ") + 3))
                        .as(what)
                        .doesNotContainPattern(Pattern.quote(
                                        "stayer " + String.join(" ", typed).strip()) + "($|[,;])")
                        .isNotBlank();
            }
            if (json && result.code() == 2) {
                JsonNode object = Json.parse(result.out());
                assertThat(object.isObject()).as(what).isTrue();
                assertThat(result.out().lines().count()).as(what).isEqualTo(1);
                if (object.has("error")) {
                    assertThat(object.path("exitCode").asInt()).as(what).isEqualTo(2);
                    assertThat(result.err())
                            .as(what)
                            .contains(object.path("error").asString());
                }
            }
        }
        System.out.println("called " + share + " of " + calls.size() + ", refused " + refused);
        assertThat(refused).isGreaterThan(share / 3);
    }

    /** What was typed comes back in the sentence, and is nobody's fault. */
    private static String withoutTyped(String said, List<String> typed) {
        String left = said;
        for (String word : typed) {
            left = word.isEmpty() ? left : left.replace(word, "");
        }
        return left;
    }

    /** Each option and each word of each command once, with one odd value; all else as it should be. */
    private List<List<String>> calls(Stayer stayer, Random random) {
        List<List<String>> calls = new ArrayList<>();
        for (String command : Launcher.commands(OwnerContext::take)) {
            if (NOT_CALLED.contains(command.split(" ")[0])) {
                continue;
            }
            List<String> begin = List.of(command.split(" "));
            List<String> help = new ArrayList<>(begin);
            help.add("--help");
            String usage = stayer.call(help.toArray(String[]::new)).out();
            String synopsis = usage.substring(0, usage.indexOf("\n", usage.indexOf("-w=DIR")));
            List<String> words = new ArrayList<>();
            for (Matcher word = WORD.matcher(synopsis.replaceAll("-[-a-z]+=[A-Z|]+", "")); word.find(); ) {
                words.add(word.group(1));
            }
            for (int i = 0; i <= words.size(); i++) {
                List<String> call = new ArrayList<>(begin);
                for (int j = 0; j < words.size(); j++) {
                    call.add(i == j ? odd(random) : good(words.get(j)));
                }
                if (i < words.size()) {
                    calls.add(call);
                }
            }
            for (Matcher option = OPTION.matcher(usage); option.find(); ) {
                if (!option.group(1).equals("--workspace")) {
                    List<String> call = new ArrayList<>(begin);
                    words.forEach(word -> call.add(good(word)));
                    call.add(option.group(1) + "=" + odd(random));
                    calls.add(call);
                }
            }
            List<String> more = new ArrayList<>(begin);
            more.add("--" + (char) ('a' + random.nextInt(26)) + "bc");
            calls.add(more);
        }
        return calls;
    }

    private static String odd(Random random) {
        return ODD.get(random.nextInt(ODD.size()));
    }

    private String good(String word) {
        return Map.of(
                        "RUN", "last",
                        "TASK", "T1",
                        "WORKFLOW", folder.resolve("workflow.yaml").toString(),
                        "FILE", folder.resolve("workflow.yaml").toString(),
                        "ID", "f-1",
                        "NAME", "some-skill")
                .getOrDefault(word, "words");
    }
}
