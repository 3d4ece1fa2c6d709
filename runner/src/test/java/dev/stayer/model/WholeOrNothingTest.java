package dev.stayer.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import dev.stayer.redact.Redactor;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random replies through both protocols, whole, cut and damaged. */
class WholeOrNothingTest {
    private static final String[] WORDS = {
        "a", "\n\n", "Größe ", "日本語", "🌍🚀", "\"quoted\" ", "data: x\n", "\u2028", "\\"
    };

    private static String words(Random random) {
        StringBuilder text = new StringBuilder("w");
        for (int i = random.nextInt(20); i > 0; i--) {
            text.append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.toString();
    }

    private static ScriptedReply reply(Random random) {
        ScriptedReply reply =
                random.nextBoolean() ? ScriptedReply.of(words(random)) : ScriptedReply.thinking(words(random));
        for (int i = random.nextInt(4); i > 0; i--) {
            reply = switch (random.nextInt(3)) {
                case 0 -> reply.say(words(random));
                case 1 -> reply.think(words(random));
                default ->
                    reply.call(
                            "tool_" + random.nextInt(3),
                            Json.write(Json.object().put("text", words(random)).put("n", random.nextInt())));
            };
        }
        return reply.usage(new Usage(random.nextInt(1000), random.nextInt(1000), 0, random.nextInt(1000)));
    }

    private static ModelReply read(String protocol, byte[] stream, Random random) throws Exception {
        Protocol spoken = protocol.equals("openai") ? new OpenAiProtocol() : new AnthropicProtocol();
        Wire wire = ask -> Pieces.cut(stream, random);
        return new WireClient(
                        spoken,
                        wire,
                        null,
                        "small",
                        null,
                        null,
                        WireLimits.DEFAULT,
                        Redactor.of(Map.of(), Map.of()),
                        Clock.systemUTC())
                .ask(Clients.request("Hi"), text -> {});
    }

    private static List<byte[]> frames(String protocol, ScriptedReply reply, long seed) {
        Asked asked = new Asked(1, protocol, Map.of(), "seed " + seed, Json.object(), Usage.NONE);
        return Frames.of(asked, reply).stream()
                .map(frame -> frame.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static byte[] joined(List<byte[]> frames) {
        byte[] all = new byte[frames.stream().mapToInt(frame -> frame.length).sum()];
        int at = 0;
        for (byte[] frame : frames) {
            System.arraycopy(frame, 0, all, at, frame.length);
            at += frame.length;
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void a_reply_is_read_as_it_was_said(String protocol) throws Exception {
        for (long seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            ScriptedReply reply = reply(random);
            ModelReply read = read(protocol, joined(frames(protocol, reply, seed)), random);
            List<String> calls = new ArrayList<>();
            StringBuilder said = new StringBuilder();
            for (ScriptedReply.Part part : reply.parts()) {
                if (part instanceof ScriptedReply.Call call) {
                    calls.add(call.name() + call.arguments());
                } else if (part instanceof ScriptedReply.Words words) {
                    said.append(words.text());
                }
            }
            assertThat(read.message().calls())
                    .as("seed %d", seed)
                    .extracting(call -> call.name() + call.arguments())
                    .isEqualTo(calls);
            String text = read.message().text();
            assertThat(text.replace("\n\n", ""))
                    .as("seed %d", seed)
                    .isEqualTo(said.toString().replace("\n\n", ""));
            assertThat(read.usage()).as("seed %d", seed).isEqualTo(reply.usage());
            assertThat(read.stop()).isEqualTo(calls.isEmpty() ? ModelReply.Stop.END : ModelReply.Stop.TOOLS);
            // What is sent back is one JSON value with every thought in it.
            assertThat(Json.write(Json.parse(read.message().raw()))).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void a_stream_that_ends_anywhere_before_its_last_word_is_never_a_reply(String protocol) throws Exception {
        int refused = 0;
        for (long seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            List<byte[]> frames = frames(protocol, reply(random), seed);
            byte[] whole = joined(frames);
            ModelReply full = read(protocol, whole, random);
            List<Integer> ends = new ArrayList<>();
            int at = 0;
            for (byte[] frame : frames) {
                ends.add(at);
                ends.add(at + random.nextInt(frame.length));
                at += frame.length;
            }
            for (int end : ends) {
                try {
                    ModelReply part = read(protocol, Arrays.copyOf(whole, end), random);
                    // Only what follows the finish_reason, or the very last line end, may be missing.
                    assertThat(part.message()).as("seed %d, end %d", seed, end).isEqualTo(full.message());
                    assertThat(part.stop()).isEqualTo(full.stop());
                } catch (ModelException e) {
                    assertThat(e.kind()).as("seed %d, end %d", seed, end).isEqualTo(ModelException.Kind.BROKEN);
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void a_stream_with_a_cut_event_never_gives_another_call(String protocol) throws Exception {
        for (long seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            ScriptedReply reply =
                    ScriptedReply.calling("read", Json.write(Json.object().put("path", words(random))));
            List<byte[]> frames = new ArrayList<>(frames(protocol, reply, seed));
            ToolCall call =
                    read(protocol, joined(frames), random).message().calls().get(0);
            int place = random.nextInt(frames.size());
            byte[] damaged = frames.get(place).clone();
            // Inside the JSON: a line that is lost as a whole leaves no trace in this format, and an empty one is a
            // keep-alive.
            int begin = new String(damaged, StandardCharsets.ISO_8859_1).indexOf("data: ") + "data: ".length();
            int from = begin + 1 + random.nextInt(damaged.length - begin - 1);
            byte[] cut = Arrays.copyOf(damaged, from);
            byte[] ended = Arrays.copyOf(cut, from + 2);
            ended[from] = '\n';
            ended[from + 1] = '\n';
            frames.set(place, ended);
            try {
                ModelReply read = read(protocol, joined(frames), random);
                assertThat(read.message().calls())
                        .as("seed %d, event %d cut at %d", seed, place, from)
                        .allMatch(call::equals);
            } catch (ModelException e) {
                assertThat(e.kind()).as("seed %d", seed).isEqualTo(ModelException.Kind.BROKEN);
            }
        }
    }
}
