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
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Secrets drawn by chance, written in every promised form, in text around them, whole and cut anywhere. */
class SecretFormsTest {
    private static final String ALPHABET = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private static final String ODD = "$!&<>'\"\\/ +%=#@ü\u20ac\ud83d\ude00;:`*?";

    /** What every form of a secret has to be found by: the name of the form and its text. */
    private static Map<String, String> forms(String secret, Random random) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        String json = Json.write(Json.NODES.stringNode(secret));
        String inner = json.substring(1, json.length() - 1);
        String url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        byte[] around = ("user:" + secret + "\n" + "x".repeat(random.nextInt(3))).getBytes(StandardCharsets.UTF_8);
        byte[] shifted = ("a".repeat(random.nextInt(120)) + secret + "b".repeat(90)).getBytes(StandardCharsets.UTF_8);
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("plain", secret);
        forms.put("json", inner);
        forms.put("json, slashes", inner.replace("/", "\\/"));
        forms.put("json in json", Json.write(Json.NODES.stringNode(json)));
        forms.put("json in json in json", Json.write(Json.NODES.stringNode(Json.write(Json.NODES.stringNode(json)))));
        forms.put("json, ascii", ascii(secret, "\\u%04x"));
        forms.put("json, ascii, upper", ascii(secret, "\\u%04X"));
        forms.put("url", url);
        forms.put("url, %20", url.replace("+", "%20"));
        forms.put("url, / kept", url.replace("%2F", "/"));
        forms.put("url, lower", lowerHex(url));
        forms.put("url, twice", URLEncoder.encode(url.replace("+", "%20"), StandardCharsets.UTF_8));
        forms.put("shell, '", "'" + secret.replace("'", "'\\''") + "'");
        forms.put("shell, python", "'" + secret.replace("'", "'\"'\"'") + "'");
        forms.put("printf %q", quoted(secret));
        forms.put("$'octal'", octal(secret));
        forms.put("declare -p", "declare -x S=\"" + secret.replaceAll("([\"\\\\$`])", "\\\\$1") + "\"");
        forms.put("xml", xml(secret));
        forms.put(
                "xml, numbers",
                secret.codePoints().mapToObj(p -> "&#" + p + ";").collect(Collectors.joining()));
        forms.put("xml, hex", secret.codePoints().mapToObj("&#x%x;"::formatted).collect(Collectors.joining()));
        forms.put("xml, twice", xml(xml(secret)));
        forms.put("csv", "\"" + secret.replace("\"", "\"\"") + "\"");
        forms.put("hex", HexFormat.of().formatHex(bytes));
        forms.put("hex, upper", HexFormat.of().withUpperCase().formatHex(bytes));
        forms.put("hex, colons", HexFormat.ofDelimiter(":").formatHex(bytes));
        forms.put("bytes", HexFormat.of().withPrefix("\\x").formatHex(bytes));
        forms.put("base64", Base64.getEncoder().encodeToString(bytes));
        forms.put("base64, basic", Base64.getEncoder().encodeToString(around));
        forms.put("base64, url", Base64.getUrlEncoder().withoutPadding().encodeToString(around));
        for (int columns : new int[] {60, 64, 76}) {
            Base64.Encoder mime = Base64.getMimeEncoder(columns, "\n".getBytes(StandardCharsets.US_ASCII));
            forms.put("base64, " + columns, mime.encodeToString(shifted));
            forms.put(
                    "base64, " + columns + ", url",
                    mime.encodeToString(shifted).replace('+', '-').replace('/', '_'));
            forms.put(
                    "base64, " + columns + ", yaml",
                    mime.encodeToString(shifted).replace("\n", "\n    "));
            forms.put(
                    "base64, " + columns + ", crlf",
                    mime.encodeToString(shifted).replace("\n", "\r\n"));
            forms.put(
                    "base64, " + columns + ", json",
                    mime.encodeToString(shifted).replace("\n", "\\n"));
        }
        return forms;
    }

    private static String ascii(String text, String form) {
        StringBuilder result = new StringBuilder();
        for (char c : text.toCharArray()) {
            result.append(c == '"' || c == '\\' ? "\\" + c : c < 128 && c >= 32 ? "" + c : form.formatted((int) c));
        }
        return result.toString();
    }

    private static String lowerHex(String url) {
        return java.util.regex.Pattern.compile("%..")
                .matcher(url)
                .replaceAll(match -> match.group().toLowerCase(java.util.Locale.ROOT));
    }

    private static String quoted(String secret) {
        StringBuilder result = new StringBuilder();
        secret.codePoints()
                .forEach(p -> result.append(p < 128 && !Character.isLetterOrDigit(p) ? "\\" : "")
                        .appendCodePoint(p));
        return result.toString();
    }

    private static String octal(String secret) {
        StringBuilder result = new StringBuilder("$'");
        for (byte b : secret.getBytes(StandardCharsets.UTF_8)) {
            result.append(
                    b < 0 ? "\\%03o".formatted(b & 0xff) : b == '\'' || b == '\\' ? "\\" + (char) b : "" + (char) b);
        }
        return result.append('\'').toString();
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

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
            for (Map.Entry<String, String> form : forms(secret, random).entrySet()) {
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
