package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.model.Asked;
import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that outgrows its window many times: what was decided and what the person said is still before it at the end. */
class LongAgentTest {
    @TempDir
    Path folder;

    /** A provider that has a shell call made each turn, and sums up no better than many models do. */
    static final class LongWork implements AutoCloseable {
        final ScriptedServer server;
        final List<String> decisions = new ArrayList<>();
        private final int turns;
        private int done;

        LongWork(int turns, long seed) {
            this.turns = turns;
            Random random = new Random(seed);
            for (int i = 1; i <= 20; i++) {
                decisions.add("Decision %d: component-%s uses %s-%d"
                        .formatted(
                                i,
                                Integer.toHexString(random.nextInt(0xffff)),
                                List.of("port", "queue", "schema").get(i % 3),
                                random.nextInt(9000) + 1000));
            }
            server = ScriptedServer.playing(this::reply);
        }

        private ScriptedReply reply(Asked asked) {
            List<String> words = asked.userWords();
            boolean summary = !words.isEmpty() && words.get(words.size() - 1).contains("[checkpoint]");
            if (summary) {
                List<String> known =
                        decisions.stream().filter(d -> asked.body().contains(d)).toList();
                StringBuilder json = new StringBuilder("{\"current\":\"going on\",\"entries\":[");
                List<String> newest = known.subList(Math.max(0, known.size() - 12), known.size());
                for (int i = 0; i < newest.size(); i++) {
                    json.append(i == 0 ? "" : ",")
                            .append("{\"section\":\"decision\",\"text\":\"")
                            .append(newest.get(i))
                            .append("\"}");
                }
                return ScriptedReply.of(json.append("]}").toString());
            }
            if (done == turns) {
                return ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"all steps done\"}");
            }
            done++;
            int every = Math.max(1, turns / 2 / 20);
            int number = done % every == 0 ? done / every : 0;
            String decision = number >= 1 && number <= 20 ? decisions.get(number - 1) : "";
            return ScriptedReply.calling("shell", "{\"command\":\"sh step.sh %d '%s'\"}".formatted(done, decision));
        }

        @Override
        public void close() {
            server.close();
        }
    }

    static final String STEP = """
            echo "step $1 begins"
            echo "$1" >> steps.txt
            i=0; while [ $i -lt 24 ]; do echo "  line $i of step $1: checked module m$i, state ok, took 0.$i s, nothing odd"; i=$((i+1)); done
            [ -z "$2" ] || echo "$2"
            echo "step $1 ends"
            """;

    @Test
    void after_many_rebuilds_all_decisions_and_the_persons_words_are_in_the_last_prompt() {
        try (LongWork work = new LongWork(80, 1)) {
            Stayer stayer = new Stayer(folder);
            stayer.file("stayer.yaml", """
                    providers: { here: { type: openai, base-url: "%s" } }
                    models: { main: { provider: here, name: scripted, context: 48k, price: { input: 3, cached: 0.3, output: 15 } } }
                    """.formatted(work.server.openAi()));
            stayer.file("step.sh", STEP);
            Stayer.Result result = stayer.run("""
                    name: long
                    budget: { usd: 100 }
                    tasks:
                      - { id: long, prompt: "Run step.sh from 1 to the end, one step a turn. The secret of success is patience-7731." }
                    """);
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            List<Asked> asked = work.server.asked();
            Asked last = asked.get(asked.size() - 1);
            assertThat(asked).allSatisfy(one -> assertThat(one.body()).contains("patience-7731"));
            assertThat(work.decisions)
                    .allSatisfy(decision -> assertThat(last.body()).contains(decision));
            assertThat(stayer.read("steps.txt").lines().toList()).hasSize(80).doesNotHaveDuplicates();
        }
    }
}
