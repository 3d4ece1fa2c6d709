package dev.stayer.redact;

import dev.stayer.core.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;

/** The forms in which a secret travels: plain, base64 at each alignment, URL-encoded, JSON-escaped, quoted for a shell. */
final class SecretForms {
    private SecretForms() {}

    /** All forms as bytes seen one to one as characters; none for values that are too short. */
    static Set<String> of(String value) {
        Set<String> forms = new LinkedHashSet<>();
        String whole = value.strip();
        add(forms, whole);
        if (whole.indexOf('\n') >= 0) {
            whole.lines().forEach(line -> add(forms, line.strip()));
        }
        return forms;
    }

    private static void add(Set<String> forms, String value) {
        if (value.length() < Redactor.LEAST_LENGTH) {
            return;
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        keep(forms, new String(bytes, StandardCharsets.ISO_8859_1));
        for (int shift = 0; shift < 3; shift++) {
            keep(forms, base64(bytes, shift, Base64.getEncoder()));
            keep(forms, base64(bytes, shift, Base64.getUrlEncoder()));
        }
        keep(forms, percent(bytes, true, false));
        keep(forms, percent(bytes, false, false));
        keep(forms, percent(bytes, true, true));
        String json = Json.write(Json.NODES.stringNode(value));
        keep(forms, latin(json.substring(1, json.length() - 1)));
        keep(forms, latin(json.substring(1, json.length() - 1).replace("/", "\\/")));
        keep(forms, latin(unicodeEscaped(value)));
        keep(forms, latin(value.replace("'", "'\\''")));
    }

    private static void keep(Set<String> forms, String form) {
        if (form.length() >= Redactor.LEAST_LENGTH) {
            forms.add(form);
        }
    }

    /** The characters that do not depend on what stands before and after, when the value begins {@code shift} bytes into a group. */
    private static String base64(byte[] value, int shift, Base64.Encoder encoder) {
        byte[] shifted = new byte[shift + value.length];
        System.arraycopy(value, 0, shifted, shift, value.length);
        String encoded = encoder.withoutPadding().encodeToString(shifted);
        int from = shift == 0 ? 0 : shift + 1;
        int whole = shifted.length % 3 == 0 ? encoded.length() : encoded.length() - 1;
        return from < whole ? encoded.substring(from, whole) : "";
    }

    private static String percent(byte[] value, boolean upper, boolean plus) {
        StringBuilder text = new StringBuilder();
        for (byte b : value) {
            char c = (char) (b & 0xff);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
            if (plain) {
                text.append(c);
            } else if (plus && c == ' ') {
                text.append('+');
            } else {
                text.append((upper ? "%%%02X" : "%%%02x").formatted((int) c));
            }
        }
        return text.toString();
    }

    private static String unicodeEscaped(String value) {
        StringBuilder text = new StringBuilder();
        for (char c : value.toCharArray()) {
            if (c < 128 && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&' && c != '\'') {
                text.append(c);
            } else {
                text.append("\\u%04x".formatted((int) c));
            }
        }
        return text.toString();
    }

    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
