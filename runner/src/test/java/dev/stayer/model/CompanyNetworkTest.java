package dev.stayer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.stayer.config.StayerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server with a certificate of a company's own root, behind a proxy that asks for a password; all of it on loopback. */
class CompanyNetworkTest {
    private static final char[] PASSWORD = "of-a-test".toCharArray();
    private static final String HOST = "models.corp.example";

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private HttpsServer server;
    private Tunnel tunnel;

    @BeforeEach
    void start() throws Exception {
        Path store = keys.resolve("store.p12");
        if (!Files.exists(store)) {
            keytool(
                    "-genkeypair",
                    "-alias",
                    "models",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + HOST,
                    "-validity",
                    "3650",
                    "-ext",
                    "bc:c=ca:true",
                    "-ext",
                    "san=dns:" + HOST,
                    "-keystore",
                    store.toString(),
                    "-storetype",
                    "PKCS12");
            keytool(
                    "-exportcert",
                    "-rfc",
                    "-alias",
                    "models",
                    "-keystore",
                    store.toString(),
                    "-file",
                    keys.resolve("root.pem").toString());
        }
        KeyStore loaded = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            loaded.load(in, PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(loaded, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/v1/chat/completions", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer =
                    "{\"id\":\"c\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"}}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}}"
                            .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        tunnel = new Tunnel(server.getAddress().getPort());
    }

    @AfterEach
    void stop() throws Exception {
        server.stop(0);
        tunnel.close();
    }

    private static void keytool(String... args) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        words.addAll(List.of(args));
        words.addAll(List.of("-storepass", new String(PASSWORD)));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private ModelReply ask(String proxy, String variable) throws Exception {
        Map<String, String> environment = new HashMap<>(Map.of("HTTPS_PROXY", proxy, "MY_KEY", "k-0123456789"));
        if (!variable.isEmpty()) {
            environment.put(variable, keys.resolve("root.pem").toString());
        }
        Files.writeString(folder.resolve("stayer.yaml"), """
                providers: { far: { type: openai, base-url: "https://%s/v1", api-key: "${env:MY_KEY}" } }
                models: { main: { provider: far, name: m } }
                """.formatted(HOST));
        Models models =
                new Models(StayerConfig.read(folder.resolve("stayer.yaml")), environment, folder, Clients.SHORT);
        return models.open("main").client().ask(Clients.request("Hi"), text -> {});
    }

    private String proxy(String credentials) {
        return "http://" + credentials + "127.0.0.1:" + tunnel.door.getLocalPort();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE"})
    void a_model_behind_a_companys_proxy_and_root_is_asked(String variable) throws Exception {
        assertThat(ask(proxy("user:p%40ss@"), variable).message().text()).isEqualTo("Hi");
        assertThat(tunnel.heard)
                .isNotEmpty()
                .allSatisfy(head ->
                        assertThat(head).contains("CONNECT " + HOST + ":443").doesNotContain("k-0123456789"));
    }

    @Test
    void without_the_companys_root_nothing_is_said_to_the_server() {
        assertThatThrownBy(() -> ask(proxy("user:p%40ss@"), ""))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(HOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "user:wrong@"})
    void a_proxy_that_refuses_is_named_and_its_password_is_not(String credentials) {
        assertThatThrownBy(() -> ask(proxy(credentials), "SSL_CERT_FILE"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("the proxy 127.0.0.1:" + tunnel.door.getLocalPort() + " refuses: status 407")
                .hasMessageNotContaining("wrong")
                .matches(e -> ((ModelException) e).kind() == ModelException.Kind.PROXY);
    }

    @ParameterizedTest
    @CsvSource({"403 Forbidden, IN_THE_WAY", "451 No, IN_THE_WAY", "502 Bad Gateway, NETWORK", "504 Late, NETWORK"})
    void a_proxy_that_does_not_lead_on_is_named_with_what_it_said(String refusal, ModelException.Kind kind) {
        tunnel.refusal = refusal;
        assertThatThrownBy(() -> ask(proxy("user:p%40ss@"), "SSL_CERT_FILE"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("the proxy 127.0.0.1:" + tunnel.door.getLocalPort())
                .hasMessageContaining("status " + refusal.substring(0, 3))
                .matches(e -> ((ModelException) e).kind() == kind);
    }

    /** A proxy that lets through whoever knows the password, to one server whatever its name. */
    private static final class Tunnel implements AutoCloseable {
        private static final String WANTED =
                "Basic " + Base64.getEncoder().encodeToString("user:p@ss".getBytes(StandardCharsets.UTF_8));

        final ServerSocket door;
        final List<String> heard = new CopyOnWriteArrayList<>();
        private final List<Socket> sockets = new CopyOnWriteArrayList<>();
        private final int target;
        volatile String refusal = "";

        Tunnel(int target) throws IOException {
            this.target = target;
            this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(this::accept);
        }

        private void accept() {
            while (!door.isClosed()) {
                try {
                    Socket client = door.accept();
                    sockets.add(client);
                    Thread.ofVirtual().start(() -> serve(client));
                } catch (IOException e) {
                    return;
                }
            }
        }

        private void serve(Socket client) {
            try {
                StringBuilder head = new StringBuilder();
                while (!head.toString().endsWith("\r\n\r\n")) {
                    int next = client.getInputStream().read();
                    if (next < 0) {
                        return;
                    }
                    head.append((char) next);
                }
                heard.add(head.toString());
                OutputStream out = client.getOutputStream();
                if (!refusal.isEmpty()) {
                    out.write(("HTTP/1.1 " + refusal + "\r\nContent-Length: 0\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
                    client.close();
                    return;
                }
                if (head.toString()
                        .lines()
                        .noneMatch(line -> line.equalsIgnoreCase("Proxy-Authorization: " + WANTED))) {
                    out.write(
                            "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    client.close();
                    return;
                }
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(far);
                out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
                Thread.ofVirtual().start(() -> copy(far, client));
                copy(client, far);
            } catch (IOException e) {
                // The test is over, or one side has gone.
                return;
            }
        }

        private static void copy(Socket from, Socket to) {
            try {
                from.getInputStream().transferTo(to.getOutputStream());
                to.shutdownOutput();
            } catch (IOException e) {
                // One side has gone.
                return;
            }
        }

        @Override
        public void close() throws IOException {
            door.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
