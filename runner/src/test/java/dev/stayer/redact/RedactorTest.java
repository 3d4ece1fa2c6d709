package dev.stayer.redact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** No form of a known secret passes, wherever a stream is cut; what is no secret passes unchanged. */
class RedactorTest {
    private static final String SECRET = "pa$$ \"w/rd+ü-9z";
    private static final Redactor REDACTOR = Redactor.of(
            Map.of("CMS", SECRET),
            Map.of("MY_API_KEY", "k3y-of-the-house", "STAYER_EFFECT_KEY", "0123456789abcdef", "PATH", "/usr/bin:/bin"));

    private static List<String> forms() {
        byte[] bytes = SECRET.getBytes(StandardCharsets.UTF_8);
        List<String> forms = new ArrayList<>(List.of(
                SECRET,
                URLEncoder.encode(SECRET, StandardCharsets.UTF_8),
                URLEncoder.encode(SECRET, StandardCharsets.UTF_8).replace("+", "%20"),
                Json.write(Json.NODES.stringNode(SECRET)),
                "k3y-of-the-house"));
        for (String around : List.of("", "a", "ab")) {
            byte[] joined = (around + SECRET + around).getBytes(StandardCharsets.UTF_8);
            forms.add(Base64.getEncoder().encodeToString(joined));
        }
        forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        return forms;
    }

    @Test
    void every_form_of_a_secret_is_replaced() {
        for (String form : forms()) {
            String clean = REDACTOR.redact("before " + form + " after");
            assertThat(clean)
                    .as(form)
                    .contains("[redacted:")
                    .startsWith("before ")
                    .endsWith(" after");
            assertThat(clean).doesNotContain("w/rd").doesNotContain("house");
        }
    }

    @Test
    void what_stayer_sets_itself_and_short_values_are_no_secrets() {
        assertThat(REDACTOR.redact("0123456789abcdef /usr/bin:/bin")).isEqualTo("0123456789abcdef /usr/bin:/bin");
        assertThat(Redactor.of(Map.of("S", "short"), Map.of()).redact("short")).isEqualTo("short");
    }

    @Test
    void known_shapes_are_replaced() {
        for (String shape : List.of(
                "AKIA" + "IOSFODNN7EXAMPLE",
                "ghp_" + "a".repeat(36),
                "-----BEGIN RSA PRIVATE " + "KEY-----\nMIIE\nabc\n-----END RSA PRIVATE " + "KEY-----",
                "xoxb-" + "1234567890-abcdef",
                "https://user:hunter22@example.org/")) {
            assertThat(REDACTOR.redact("x " + shape + " y")).as(shape).contains("[redacted:");
        }
    }

    @Test
    void wherever_a_stream_is_cut_it_says_the_same_as_the_whole() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        List<String> forms = forms();
        for (int i = 0; i < 200; i++) {
            text.append("line ").append(i).append(' ');
            text.append(forms.get(random.nextInt(forms.size())));
            text.append(random.nextBoolean() ? "\n" : " ");
        }
        text.append("-----BEGIN PRIVATE KEY-----\nMIIEabc\nMIIEdef\n-----END PRIVATE KEY-----\nend");
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        String whole = REDACTOR.redact(text.toString());
        for (int round = 0; round < 50; round++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (OutputStream stream = REDACTOR.stream(out)) {
                for (int at = 0; at < bytes.length; ) {
                    int length = Math.min(bytes.length - at, 1 + random.nextInt(round < 5 ? 3 : 400));
                    stream.write(bytes, at, length);
                    at += length;
                }
            }
            assertThat(out.toString(StandardCharsets.UTF_8)).as("seed %d", seed).isEqualTo(whole);
        }
    }

    @Test
    void bytes_that_are_no_text_pass_unchanged() throws IOException {
        byte[] bytes = new byte[100_000];
        new Random(7).nextBytes(bytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream stream = Redactor.of(Map.of(), Map.of()).stream(out)) {
            stream.write(bytes);
        }
        assertThat(out.toByteArray()).isEqualTo(bytes);
    }
}
