package dev.stayer.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Secrets drawn by chance, written in every promised form, in text around them, whole and cut anywhere. */
class SecretFormsTest {
    private static final String ALPHABET = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private static final String ODD = "$!&<>'\"\\/ +%=#@ü\u20ac\ud83d\ude00;:`*?";

    private static String secret(Random random) {
        StringBuilder secret = new StringBuilder();
        int[] odd = ODD.codePoints().toArray();
        int length = 10 + random.nextInt(40);
        boolean plain = random.nextInt(4) == 0;
        // Quotes and backslashes beside each other can be read in two ways; everything else stands beside everything.
        boolean last = true;
        for (int i = 0; i < length; i++) {
            if (!plain && !last && random.nextInt(4) == 0 && i < length - 1) {
                secret.appendCodePoint(odd[random.nextInt(odd.length)]);
                last = true;
            } else {
                secret.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
                last = false;
            }
        }
        return secret.toString();
    }

    @Test
    void every_form_of_every_secret_is_found_whole_and_in_pieces() throws IOException {
        long seed = Long.getLong("secret.seed", System.nanoTime());
        for (int round = 0; round < Integer.getInteger("secret.rounds", 150); round++) {
            Random random = new Random(seed + round);
            String secret = secret(random);
            Redactor redactor = Redactor.of(Map.of("S", secret, "OTHER", secret(random)), Map.of());
            for (Map.Entry<String, String> form :
                    WrittenForms.of(secret, random).entrySet()) {
                String what = "seed %d, form %s of %s".formatted(seed + round, form.getKey(), secret);
                String text = "before: " + form.getValue() + " :after\nnext line\n";
                String clean = redactor.redact(text);
                assertThat(clean)
                        .as(what)
                        .contains("[redacted:S]")
                        .startsWith("before: ")
                        .endsWith(":after\nnext line\n");
                if (!form.getKey().startsWith("base64")) {
                    assertThat(clean.length())
                            .as(what + " in " + clean)
                            .isLessThan("before: [redacted:S] :after\nnext line\n".length() + 20);
                }
                assertThat(redactor.redact(clean)).as(what).isEqualTo(clean);
                assertThat(cut(redactor, text, random)).as(what).isEqualTo(clean);
            }
        }
    }

    /** What begins like an escape of the very character that it is. */
    @Test
    void a_backslash_before_digits_of_the_secret_itself_is_found() throws IOException {
        for (String secret :
                List.of("a1\\134b2c3d4", "a1\\x5cb2c3d4", "a1\\534b2c3d4", "a1\\u005cb2c3d4", "\\134\\134b2c3")) {
            Redactor redactor = Redactor.of(Map.of("S", secret), Map.of());
            WrittenForms.of(secret, new Random(1))
                    .forEach((name, form) -> assertThat(redactor.redact("a " + form + " b"))
                            .as("%s of %s", name, secret)
                            .contains("[redacted:S]"));
        }
    }

    private static String cut(Redactor redactor, String text, Random random) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream stream = redactor.stream(out)) {
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(40));
                stream.write(bytes, at, length);
                at += length;
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_secret_of_many_lines_is_found_whole_set_in_escaped_and_line_by_line() throws IOException {
        Random random = new Random(11);
        List<String> lines = new ArrayList<>(List.of("-----BEGIN SOMETHING-----"));
        for (int i = 0; i < 5; i++) {
            lines.add("line" + i + secret(new Random(i)).replaceAll("[^A-Za-z0-9]", ""));
        }
        lines.add("-----END SOMETHING-----");
        String secret = String.join("\n", lines);
        Redactor redactor = Redactor.of(Map.of("PEM", secret + "\n"), Map.of());
        for (String form : List.of(
                secret,
                secret.replace("\n", "\r\n"),
                secret.replace("\n", "\\n"),
                secret.replace("\n", "\\\\n"),
                secret.replace("\n", "\\r\\n"),
                secret.replace("\n", "\n      "),
                secret.replace("\n", " "),
                secret.replace("\n", ""),
                secret.replace("\n", "%0A"),
                secret.replace("\n", "&#10;"),
                Base64.getMimeEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)))) {
            String clean = redactor.redact("a " + form + " b");
            assertThat(clean).as(form).contains("[redacted:PEM]").doesNotContain("line3");
            assertThat(cut(redactor, "a " + form + " b", random)).isEqualTo(clean);
        }
        for (String line : lines.subList(1, 6)) {
            assertThat(redactor.redact("> " + line)).isEqualTo("> [redacted:PEM]");
        }
        assertThat(redactor.redact("-----BEGIN SOMETHING-----")).isEqualTo("-----BEGIN SOMETHING-----");
    }

    @Test
    void what_holds_no_secret_stays_byte_for_byte() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Redactor redactor = Redactor.of(Map.of("S", secret(random), "T", "it's 'quoted' & \"so\"\\on"), Map.of());
        String pieces = "abc\\\\\\n\"'&amp;%25%41=\n\r\n\t \\u00e9\\x41\\101{}+/-_ü";
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(2000); i > 0; i--) {
                text.append(pieces.charAt(random.nextInt(pieces.length())));
            }
            assertThat(redactor.redact(text.toString())).as("seed %d", seed).isEqualTo(text.toString());
            assertThat(cut(redactor, text.toString(), random))
                    .as("seed %d", seed)
                    .isEqualTo(text.toString());
        }
    }

    @Test
    void hostile_text_takes_time_linear_to_its_length() throws IOException {
        Redactor redactor = Redactor.of(Map.of("S", "pa$$ \"w/rd+ü-9z", "M", "first-line-1\nsecond-line-2"), Map.of());
        for (String piece : List.of("\\", "%25", "&amp;", "'", "\n", " ", "first-line-1", "=", "a", "{", "\\u")) {
            byte[] text = piece.repeat(2_000_000 / piece.length()).getBytes(StandardCharsets.UTF_8);
            ByteArrayOutputStream out = new ByteArrayOutputStream(text.length);
            try (OutputStream stream = redactor.stream(out)) {
                stream.write(text);
            }
            assertThat(out.size()).isPositive();
        }
    }
}
