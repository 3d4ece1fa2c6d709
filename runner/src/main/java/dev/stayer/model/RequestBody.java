package dev.stayer.model;

import dev.stayer.core.Hashes;
import dev.stayer.core.Json;
import dev.stayer.redact.Redactor;
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
        this.hash = Hashes.of(bytes);
    }

    /** Not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** SHA-256 in lower-case hex. */
    String hash() {
        return hash;
    }
}
