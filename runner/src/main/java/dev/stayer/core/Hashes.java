package dev.stayer.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names made of content. */
public final class Hashes {
    private Hashes() {}

    /** SHA-256 in lower-case hex: 64 digits. */
    public static String of(byte[] content) {
        return HexFormat.of().formatHex(begin().digest(content));
    }

    /** The same of the text's UTF-8. */
    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** SHA-256 of what comes piece by piece. */
    public static MessageDigest begin() {
        return begin("SHA-256");
    }

    /**
     * The same with an algorithm that somebody else has chosen.
     *
     * @param algorithm one that every Java has
     */
    public static MessageDigest begin(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
