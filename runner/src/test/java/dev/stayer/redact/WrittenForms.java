package dev.stayer.redact;

import dev.stayer.core.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** Every form in which a secret may be written and is to be found. */
public final class WrittenForms {
    private WrittenForms() {}

    /** The text of each form, by its name. */
    public static Map<String, String> of(String secret, Random random) {
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
}
