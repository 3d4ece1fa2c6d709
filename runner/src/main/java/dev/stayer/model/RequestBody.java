package dev.stayer.model;

import dev.stayer.core.Json;
import dev.stayer.redact.Redactor;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.node.ObjectNode;

/** The bytes of a request: compact JSON in insertion order, so that equal requests are equal in any process. */
final class RequestBody {
    private final byte[] bytes;
    private final String hash;

    /** No secret of the workspace goes to a model, whoever put it there. */
    RequestBody(ObjectNode tree, Redactor redactor) {
        byte[] plain = Json.MAPPER.writeValueAsBytes(tree);
        boolean clean = redactor.redact(plain) == plain;
        this.bytes = clean ? plain : Json.MAPPER.writeValueAsBytes(redactor.redact(tree));
        this.hash = sha256(bytes);
    }

    /** Not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** SHA-256 in lower-case hex. */
    String hash() {
        return hash;
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
