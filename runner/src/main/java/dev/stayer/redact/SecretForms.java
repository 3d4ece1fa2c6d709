package dev.stayer.redact;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * What has to be looked for to find one secret: its own characters, those of each of its lines that tells it, and both in
 * base64 at each alignment and in hexadecimal. Escaping and quoting are not forms: {@link Walk} sees through them.
 */
final class SecretForms {
    /** Fewer different letters and digits stand by chance in too many lines. */
    private static final int MIN_DIFFERENT = 6;

    private SecretForms() {}

    /** None for values that are too short. */
    static List<Needle> of(String value, String replacement) {
        List<Needle> needles = new ArrayList<>();
        String whole = value.strip();
        add(needles, whole, replacement);
        if (whole.indexOf('\n') >= 0) {
            whole.lines().map(String::strip).filter(SecretForms::isTelling).forEach(line -> {
                add(needles, line, replacement);
                int assigned = line.indexOf('=');
                if (assigned > 0 && Redactor.isSecretName(line.substring(0, assigned))) {
                    add(needles, line.substring(assigned + 1).replaceAll("^[\"']|[\"']$", ""), replacement);
                }
            });
        }
        return needles;
    }

    private static boolean isTelling(String line) {
        return !line.startsWith("-----")
                && line.codePoints()
                                .filter(Character::isLetterOrDigit)
                                .distinct()
                                .count()
                        >= MIN_DIFFERENT;
    }

    private static void add(List<Needle> needles, String value, String replacement) {
        if (value.length() < Redactor.MIN_LENGTH) {
            return;
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        // Where a line ends, the next one may be set in by any number of blanks.
        needles.add(new Needle(Needle.Kind.TEXT, value.replaceAll("\\s*\\n\\s*", "\n"), replacement));
        for (int shift = 0; shift < 3; shift++) {
            String form = base64(bytes, shift);
            if (form.length() >= Redactor.MIN_LENGTH) {
                needles.add(new Needle(Needle.Kind.BASE64, form, replacement));
            }
        }
        needles.add(new Needle(Needle.Kind.HEX, HexFormat.of().formatHex(bytes), replacement));
    }

    /** The characters that do not depend on what stands before and after, when the value begins {@code shift} bytes into a group. */
    private static String base64(byte[] value, int shift) {
        byte[] shifted = new byte[shift + value.length];
        System.arraycopy(value, 0, shifted, shift, value.length);
        String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int from = shift == 0 ? 0 : shift + 1;
        int whole = shifted.length % 3 == 0 ? encoded.length() : encoded.length() - 1;
        return from < whole ? encoded.substring(from, whole) : "";
    }
}
