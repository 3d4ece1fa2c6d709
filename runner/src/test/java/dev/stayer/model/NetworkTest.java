package dev.stayer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stayer.config.StayerConfig;
import dev.stayer.core.StayerException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proxies, certificates and addresses that a company's machine names in its environment. */
class NetworkTest {
    @TempDir
    Path folder;

    private static String way(Map<String, String> environment, String address) {
        Network.Way way = new Network(environment).way(URI.create(address));
        return way == null
                ? "direct"
                : way.proxy().getHostString() + ":" + way.proxy().getPort();
    }

    @ParameterizedTest
    @CsvSource({
        "http://p:1, https://models.example.org/v1, direct",
        "http://p:1, http://models.example.org/v1, p:1",
        "http://p:1, http://127.0.0.1:8080/v1, direct",
        "http://p:1, http://localhost:8080/v1, direct",
        "http://p:1, http://[::1]:8080/v1, direct",
        "p:3128, http://models.example.org/v1, p:3128",
        "http://p, http://models.example.org/v1, p:80"
    })
    void plain_addresses_go_through_http_proxy(String proxy, String address, String way) {
        assertThat(way(Map.of("HTTP_PROXY", proxy), address)).isEqualTo(way);
        assertThat(way(Map.of("http_proxy", proxy), address)).isEqualTo(way);
    }

    @Test
    void the_special_variable_counts_before_the_one_for_all_and_lower_case_before_upper() {
        Map<String, String> both =
                Map.of("HTTPS_PROXY", "http://upper:1", "https_proxy", "http://lower:1", "ALL_PROXY", "http://all:1");
        assertThat(way(both, "https://m.example.org/")).isEqualTo("lower:1");
        assertThat(way(both, "http://m.example.org/")).isEqualTo("all:1");
        assertThat(way(Map.of("HTTP_PROXY", "http://p:1", "REQUEST_METHOD", "GET"), "http://m.example.org/"))
                .isEqualTo("direct");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        example.org|direct
        .example.org|direct
        *.example.org|direct
        EXAMPLE.org.|direct
        other.org, models.example.org|direct
        ple.org|p:1
        models.example.org:8443|direct
        models.example.org:443|p:1
        *|direct
        10.0.0.0/8|p:1
        ''|p:1
        """)
    void names_are_left_out(String exceptions, String way) {
        assertThat(way(Map.of("ALL_PROXY", "http://p:1", "NO_PROXY", exceptions), "https://models.example.org:8443/v1"))
                .isEqualTo(way);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, direct",
        "10.1.2.3, direct",
        "10.1.2.3:80, direct",
        "10.1.2.3:81, p:1",
        "10.1.2.0/30, direct",
        "10.1.2.4/30, p:1",
        "'192.168.0.0/16, 10.0.0.0/99', p:1",
        "2001:db8::/32, p:1"
    })
    void networks_are_left_out(String exceptions, String way) {
        assertThat(way(Map.of("ALL_PROXY", "http://p:1", "NO_PROXY", exceptions), "http://10.1.2.3/v1"))
                .isEqualTo(way);
    }

    @Test
    void a_proxy_that_cannot_be_used_means_that_nothing_is_sent_and_its_password_is_not_shown() {
        for (String proxy : new String[] {"socks5://u:secret@p:1", "https://u:secret@p:1", "http://u:secret@@ bad"}) {
            assertThatThrownBy(() -> way(Map.of("ALL_PROXY", proxy), "http://m.example.org/"))
                    .isInstanceOf(StayerException.class)
                    .hasMessageContaining("ALL_PROXY")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void a_model_is_asked_through_the_proxy_with_its_credentials_and_the_proxy_gets_no_more() throws Exception {
        try (ScriptedServer proxy = ScriptedServer.playing(ScriptedReply.of("Hi"))) {
            Map<String, String> environment = Map.of(
                    "HTTP_PROXY",
                    "http://user:p%40ss@127.0.0.1:" + proxy.openAi().getPort(),
                    "MY_KEY",
                    "k-0123456789");
            Files.writeString(folder.resolve("stayer.yaml"), """
                providers: { far: { type: openai, base-url: "http://models.corp.example/v1", api-key: "${env:MY_KEY}" } }
                models: { main: { provider: far, name: m } }
                """);
            Models models = new Models(StayerConfig.read(folder.resolve("stayer.yaml")), environment, folder);
            ModelReply reply = models.open("main").client().ask(Clients.request("Hi"), text -> {});
            assertThat(reply.message().text()).isEqualTo("Hi");
            assertThat(proxy.asked().get(0).headers())
                    .containsEntry("authorization", "Bearer k-0123456789")
                    .containsEntry(
                            "proxy-authorization",
                            "Basic "
                                    + Base64.getEncoder()
                                            .encodeToString(
                                                    "user:p@ss".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }
    }

    @Test
    void certificates_that_are_named_and_not_there_mean_that_nothing_is_sent() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing\n");
        for (String variable : new String[] {"SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE"}) {
            for (Path file : new Path[] {empty, folder.resolve("missing.pem")}) {
                assertThatThrownBy(() -> Certificates.of(Map.of(variable, file.toString())))
                        .isInstanceOf(StayerException.class)
                        .hasMessageContaining(variable);
            }
        }
        assertThat(Certificates.of(Map.of())).isNull();
    }

    @Test
    void an_address_beside_the_key_of_a_service_is_used_and_one_beside_another_key_never() throws Exception {
        try (ScriptedServer gateway = ScriptedServer.playing(ScriptedReply.of("Hi"))) {
            Map<String, String> environment = Map.of(
                    "OPENAI_BASE_URL",
                    gateway.openAi().toString(),
                    "OPENAI_API_KEY",
                    "k-0123456789",
                    "ANTHROPIC_BASE_URL",
                    gateway.anthropic().toString(),
                    "TEAM_KEY",
                    "k-9876543210");
            Files.writeString(folder.resolve("stayer.yaml"), """
                providers:
                  own: { type: openai }
                  named: { type: openai, api-key: "${env:OPENAI_API_KEY}" }
                  team: { type: anthropic, api-key: "${env:TEAM_KEY}" }
                models: { a: { provider: own, name: m }, b: { provider: named, name: m }, c: { provider: team, name: m } }
                """);
            Models models = new Models(StayerConfig.read(folder.resolve("stayer.yaml")), environment, folder);
            models.open("a").client().ask(Clients.request("Hi"), text -> {});
            models.open("b").client().ask(Clients.request("Hi"), text -> {});
            assertThat(gateway.asked()).hasSize(2);
            assertThatThrownBy(() -> models.open("c"))
                    .isInstanceOf(StayerException.class)
                    .hasMessageContaining("ANTHROPIC_BASE_URL")
                    .hasMessageContaining("nothing was sent");
            Models alone = new Models(StayerConfig.read(folder.resolve("none.yaml")), environment, folder);
            alone.open(alone.order(null).get(0)).client().ask(Clients.request("Hi"), text -> {});
            assertThat(gateway.asked()).hasSize(3);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/v1, https://h/v1/chat/completions",
        "https://h, https://h/v1/chat/completions",
        "https://h/v1/chat/completions, https://h/v1/chat/completions",
        "https://h/openai/deployments/d?api-version=2024-10-21,"
                + " https://h/openai/deployments/d/chat/completions?api-version=2024-10-21",
        "https://h/openai/deployments/d/chat/completions?api-version=1,"
                + " https://h/openai/deployments/d/chat/completions?api-version=1"
    })
    void pasted_addresses_are_understood(String base, String address) {
        assertThat(new OpenAiProtocol().address(URI.create(base))).isEqualTo(URI.create(address));
    }

    @Test
    void an_address_is_shown_without_what_may_be_secret() {
        assertThat(Address.shown(URI.create("https://u:p@h/v1/x?api-version=1&key=secret")))
                .isEqualTo("https://h/v1/x?api-version=1&key=…");
        assertThat(new AnthropicProtocol().address(URI.create("https://h/v1/messages")))
                .isEqualTo(URI.create("https://h/v1/messages"));
    }
}
