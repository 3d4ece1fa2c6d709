package dev.stayer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.stayer.model.ModelException.Kind;
import dev.stayer.redact.Redactor;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must never be taken for a whole reply, over real sockets. */
class WireFaultsTest {
    private static final ScriptedReply REPLY = ScriptedReply.of("Let me look at it.")
            .call("read", "{\"path\":\"a\"}")
            .call("read", "{\"path\":\"b\"}");

    private static final Map<Fault, Kind> KINDS = Map.ofEntries(
            Map.entry(Fault.HALF_THEN_SILENCE, Kind.TIMEOUT),
            Map.entry(Fault.HALF_THEN_END, Kind.BROKEN),
            Map.entry(Fault.HALF_THEN_RESET, Kind.NETWORK),
            Map.entry(Fault.HALF_THEN_CLOSE, Kind.NETWORK),
            Map.entry(Fault.ERROR_INSIDE, Kind.SERVER),
            Map.entry(Fault.INVALID_JSON, Kind.BROKEN),
            Map.entry(Fault.HTML, Kind.IN_THE_WAY),
            Map.entry(Fault.EMPTY, Kind.BROKEN),
            Map.entry(Fault.RESET, Kind.NETWORK),
            Map.entry(Fault.STALL, Kind.TIMEOUT),
            Map.entry(Fault.STALL_AFTER_HEADERS, Kind.TIMEOUT),
            Map.entry(Fault.ONLY_PINGS, Kind.TIMEOUT));

    static Stream<Arguments> faults() {
        return Stream.of("openai", "anthropic")
                .flatMap(protocol -> KINDS.keySet().stream().sorted().map(fault -> arguments(protocol, fault)));
    }

    private static ModelException failure(ScriptedServer server, String protocol, WireLimits limits) {
        ModelClient client = Clients.of(server, protocol, limits);
        ModelException e =
                catchThrowableOfType(ModelException.class, () -> client.ask(Clients.request("Read both"), text -> {}));
        assertThat(e).as("a failure").isNotNull();
        return e;
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_fault_is_a_failure_of_the_right_kind_and_nothing_stays_open(String protocol, Fault fault) {
        try (ScriptedServer server = ScriptedServer.playing(REPLY.with(fault))) {
            ModelException e = failure(server, protocol, Clients.SHORT);
            assertThat(e.kind()).as(e.getMessage()).isEqualTo(KINDS.get(fault));
            assertThat(e.passing()).isTrue();
            assertThat(e).hasMessageStartingWith("small at http://127.0.0.1:").hasMessageNotContaining(Clients.KEY);
            assertThat(server.asked()).hasSize(1);
            if (e.kind() == Kind.TIMEOUT) {
                await().atMost(Duration.ofSeconds(10)).until(() -> server.abandoned() == 1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void a_call_cut_by_the_limit_is_no_call(String protocol) throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(REPLY.with(Fault.CUT_CALL))) {
            ModelReply reply =
                    Clients.of(server, protocol, Clients.SHORT).ask(Clients.request("Read both"), text -> {});
            assertThat(reply.stop()).isEqualTo(ModelReply.Stop.LENGTH);
            assertThat(reply.message().calls()).extracting(ToolCall::arguments).containsExactly("{\"path\":\"a\"}");
            assertThat(reply.message().raw().split("\"name\":\"read\"", -1)).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void every_deadline_says_which_wait_was_too_long(String protocol) {
        Map<Fault, String> words = Map.of(
                Fault.STALL, "no answer within 400 ms",
                Fault.STALL_AFTER_HEADERS, "no first byte of the answer within 400 ms",
                Fault.HALF_THEN_SILENCE, "nothing came for 300 ms in the middle of the answer",
                Fault.ONLY_PINGS, "the answer was not whole within 2 s");
        words.forEach((fault, expected) -> {
            try (ScriptedServer server = ScriptedServer.playing(REPLY.with(fault))) {
                assertThat(failure(server, protocol, Clients.SHORT)).hasMessageEndingWith(expected);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"STALL", "STALL_AFTER_HEADERS", "HALF_THEN_SILENCE"})
    void an_interrupt_gives_the_request_up_at_once(String fault) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.playing(request -> {
            asked.countDown();
            return REPLY.with(Fault.valueOf(fault));
        })) {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread asking = Thread.ofVirtual().start(() -> {
                try {
                    Clients.openAi(server).ask(Clients.request("Read both"), text -> {});
                } catch (ModelException | InterruptedException e) {
                    thrown.set(e);
                }
            });
            asked.await();
            asking.interrupt();
            assertThat(asking.join(Duration.ofSeconds(10))).isTrue();
            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
            await().atMost(Duration.ofSeconds(10)).until(() -> server.abandoned() == 1);
        }
    }

    @Test
    void whoever_listens_and_fails_closes_the_connection() {
        try (ScriptedServer server = ScriptedServer.playing(REPLY.with(Fault.HALF_THEN_SILENCE))) {
            IllegalStateException e = catchThrowableOfType(
                    IllegalStateException.class,
                    () -> Clients.openAi(server).ask(Clients.request("Read both"), text -> {
                        throw new IllegalStateException("full");
                    }));
            assertThat(e).hasMessage("full");
            await().atMost(Duration.ofSeconds(10)).until(() -> server.abandoned() == 1);
        }
    }

    @Test
    void nobody_there_is_a_failure_of_the_network() throws Exception {
        int port;
        try (ServerSocket door = new ServerSocket(0)) {
            port = door.getLocalPort();
        }
        for (String address : List.of("http://127.0.0.1:" + port + "/v1", "http://nobody.invalid/v1")) {
            ModelClient client = new WireClient(
                    new OpenAiProtocol(),
                    new HttpWire(HttpWire.client(Clients.SHORT), Clients.SHORT),
                    URI.create(address),
                    "small",
                    null,
                    null,
                    Clients.SHORT,
                    Redactor.of(Map.of(), Map.of()),
                    Clock.systemUTC());
            ModelException e =
                    catchThrowableOfType(ModelException.class, () -> client.ask(Clients.request("Hi"), text -> {}));
            assertThat(e.kind()).as(e.getMessage()).isIn(Kind.NETWORK, Kind.TIMEOUT);
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    @Test
    void a_line_and_an_answer_without_end_are_cut() {
        String word = "x".repeat(100_000);
        String chunk = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"}}]}";
        try (ScriptedServer line = ScriptedServer.playing(ScriptedReply.stream(chunk.formatted(word)));
                ScriptedServer whole = ScriptedServer.playing(
                        ScriptedReply.stream(Stream.generate(() -> chunk.formatted(word.substring(0, 60_000)))
                                .limit(20)
                                .toArray(String[]::new)));
                ScriptedServer plain = ScriptedServer.playing(
                        ScriptedReply.status(200, "{\"choices\":[" + " ".repeat(2 << 20) + "]}"))) {
            assertThat(failure(line, "openai", Clients.SHORT)).hasMessageContaining("a line of the answer is longer");
            assertThat(failure(whole, "openai", Clients.SHORT)).hasMessageContaining("the answer is longer");
            assertThat(failure(plain, "anthropic", Clients.SHORT)).hasMessageContaining("the answer is longer");
        }
    }

    @Test
    void a_key_that_the_provider_repeats_is_not_shown_and_redirects_are_not_followed() {
        try (ScriptedServer server = ScriptedServer.playing(
                ScriptedReply.status(
                        401, "{\"error\":{\"message\":\"Incorrect API key provided: " + Clients.KEY + "\"}}"),
                ScriptedReply.status(307, "", "location", "http://127.0.0.1:9/v1/chat/completions"))) {
            ModelException wrong = failure(server, "openai", Clients.SHORT);
            assertThat(wrong.kind()).isEqualTo(Kind.AUTH);
            assertThat(wrong).hasMessageContaining("Incorrect API key provided: [key]");
            ModelException moved = failure(server, "openai", Clients.SHORT);
            assertThat(moved.kind()).isEqualTo(Kind.NOT_THERE);
            assertThat(moved).hasMessageContaining("http://127.0.0.1:9/");
        }
    }
}
