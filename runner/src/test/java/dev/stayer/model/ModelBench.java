package dev.stayer.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * What asking costs beside the model: {@code mvn -B -ntp test -Dtest=ModelBench} writes {@code reports/bench/model.md}. The
 * scripted provider runs in the same process, so its work is counted too. Nothing here can fail by being slow.
 */
class ModelBench {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final List<String> rows = new ArrayList<>();

    private interface Body {
        void run() throws Exception;
    }

    private static double cpuMillis(int times, Body body) throws Exception {
        long cpu = SYSTEM.getProcessCpuTime();
        for (int i = 0; i < times; i++) {
            body.run();
        }
        return (SYSTEM.getProcessCpuTime() - cpu) / 1e6 / times;
    }

    private void row(String what, String format, Object... values) {
        rows.add("| " + what + " | " + format.formatted(values) + " |");
    }

    @Test
    void measure() throws Exception {
        for (String protocol : List.of("openai", "anthropic")) {
            ScriptedReply small = ScriptedReply.of("I look.").call("read", "{\"path\":\"a.txt\"}");
            try (ScriptedServer server = ScriptedServer.playing(small)) {
                WireClient client = Clients.of(server, protocol, WireLimits.DEFAULT);
                double first = cpuMillis(1, () -> client.ask(Clients.request("Hi"), text -> {}));
                if (rows.isEmpty()) {
                    row("first call of the process, client and provider", "%.0f ms CPU", first);
                }
                cpuMillis(300, () -> client.ask(Clients.request("Hi"), text -> {}));
                row(
                        protocol + ": later calls, client and provider",
                        "%.2f ms CPU",
                        cpuMillis(300, () -> client.ask(Clients.request("Hi"), text -> {})));
                row(protocol + ": connections for these 601 calls", "%d", server.connections());
                ModelRequest large =
                        large(client.ask(Clients.request("Hi"), text -> {}).message());
                cpuMillis(30, () -> client.body(large));
                row(
                        protocol + ": bytes and hash of a request of "
                                + client.body(large).bytes().length / 1000 + " kB",
                        "%.1f ms CPU",
                        cpuMillis(30, () -> client.body(large)));
            }
            try (ScriptedServer server = ScriptedServer.playing(ScriptedReply.of("a word, ".repeat(25_000)))) {
                WireClient client = Clients.of(server, protocol, WireLimits.DEFAULT);
                client.ask(Clients.request("Hi"), text -> {});
                row(
                        protocol + ": a reply of 200 kB in 28,572 events, client and provider",
                        "%.0f ms CPU",
                        cpuMillis(3, () -> client.ask(Clients.request("Hi"), text -> {})));
            }
        }
        lanes();
        StringBuilder text = new StringBuilder(
                "# Asking a model\n\nMade by `mvn -B -ntp test -Dtest=ModelBench`; Java "
                        + Runtime.version().feature() + ", " + SYSTEM.getAvailableProcessors()
                        + " processors. The provider of the tests runs in the same process.\n\n| what | reached |\n|---|---|\n");
        rows.forEach(row -> text.append(row).append('\n'));
        Files.createDirectories(TOP.resolve("reports/bench"));
        Files.writeString(TOP.resolve("reports/bench/model.md"), text.toString());
        System.out.println(text);
    }

    private void lanes() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(ScriptedReply.of("Hi"));
                ExecutorService lanes = Executors.newVirtualThreadPerTaskExecutor()) {
            ModelClient client = Clients.openAi(server);
            int before = ManagementFactory.getThreadMXBean().getThreadCount();
            List<Future<ModelReply>> replies = new ArrayList<>();
            for (int lane = 0; lane < 200; lane++) {
                String words = "lane " + lane;
                replies.add(lanes.submit(() -> client.ask(Clients.request(words), text -> {})));
            }
            for (Future<ModelReply> reply : replies) {
                assertThat(reply.get().message().text()).isEqualTo("Hi");
            }
            row(
                    "platform threads more after 200 questions at once",
                    "%d",
                    ManagementFactory.getThreadMXBean().getThreadCount() - before);
        }
    }

    private static ModelRequest large(Message.Assistant said) {
        List<Message> talk = new ArrayList<>(List.of(new Message.User("Go")));
        for (int turn = 0; turn < 200; turn++) {
            talk.add(said);
            talk.add(Clients.results(
                    said.calls(),
                    String.format(Locale.ROOT, "line of output %d\n", turn).repeat(200)));
        }
        return Clients.request(talk.toArray(Message[]::new));
    }
}
