package dev.stayer.machine;

import dev.stayer.workflow.TaskSpec;
import dev.stayer.workflow.expr.Scope;
import dev.stayer.workflow.expr.Template;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The key by which a receiver tells a repeated effect from a new one: the same at every attempt, made of content. */
final class EffectKeys {
    private EffectKeys() {}

    /** Of workspace and the written key; where none is written, of workspace, run, task and item key. */
    static String of(String workspace, TaskRow row, TaskSpec spec, Scope scope) {
        Template written = spec.effects().key();
        String content = written != null
                ? workspace + "\n" + written.text(scope)
                : workspace + "\n" + row.run() + "\n" + row.spec() + "\n" + row.name() + "\n" + row.key();
        return hash(content).substring(0, 32);
    }

    /** SHA-256 in lower-case hex. */
    static String hash(String content) {
        return hash(content.getBytes(StandardCharsets.UTF_8));
    }

    static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
