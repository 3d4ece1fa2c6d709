package dev.stayer.redact;

import dev.stayer.core.Json;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes known secrets out of everything that is written: declared values and those of variables whose names say so, in the
 * forms in which they travel, and credentials known by their shape. Works on bytes, so that what is no UTF-8 stays as it is.
 * Immutable and thread-safe.
 */
public final class Redactor {
    /** Shorter values are not taken for secrets: they stand by chance in too much. */
    public static final int MIN_LENGTH = 8;

    /** Words of names, as they stand between underscores, and words that end so without one (APIKEY, but not MONKEY). */
    private static final Pattern SECRET_WORD =
            Pattern.compile("(?:|.*(?:API|APP|ACCESS|ACCOUNT|ADMIN|AUTH|CLIENT|DEPLOY"
                    + "|ENCRYPTION|HOST|LICENSE|MASTER|PRIVATE|RSA|SECRET|SERVICE|SESSION|SIGNING|SSH|STORAGE))KEYS?"
                    + "|.*TOKENS?|.*SECRETS?|.*(?:PASSWORD|PASSWD|PASSPHRASE)S?");
    /** Beside one of these, tokens are what models count. */
    private static final Pattern COUNTED = Pattern.compile("(?:.*_)?(?:MAX|MIN|NUM|COUNT|LIMIT|BUDGET|PER)(?:_.*)?");
    /** What Stayer itself gives to its commands is no secret. */
    private static final Pattern OWN_NAME = Pattern.compile("STAYER_(?!API_KEY$).*");

    private final Finder finder;

    /** A place to be replaced. */
    record Hit(int from, int to, String replacement) {}

    private Redactor(List<Needle> needles) {
        this.finder = new Finder(needles);
    }

    /**
     * @param declared values of declared secrets by name
     * @param environment the process environment, of which only secret-looking names count
     */
    public static Redactor of(Map<String, String> declared, Map<String, String> environment) {
        Map<String, String> secrets = new LinkedHashMap<>(declared);
        environment.forEach((name, value) -> {
            if (isSecretName(name)) {
                secrets.putIfAbsent(name, value);
            }
        });
        List<Needle> needles = new ArrayList<>();
        secrets.forEach((name, value) -> needles.addAll(SecretForms.of(value, "[redacted:" + name + "]")));
        return new Redactor(needles);
    }

    /**
     * True for names of variables that hold secrets: those with a word such as KEY, TOKEN, SECRET or PASSWORD, but not our own.
     * Words are judged, not letters: KEYBOARD and TOKENIZERS_PARALLELISM are ordinary names.
     */
    public static boolean isSecretName(String name) {
        if (OWN_NAME.matcher(name).matches()) {
            return false;
        }
        String upper = name.toUpperCase(Locale.ROOT);
        for (String word : upper.split("[^A-Z0-9]+")) {
            if (SECRET_WORD.matcher(word.replaceFirst("[0-9]+$", "")).matches()
                    && !(word.equals("TOKENS") && COUNTED.matcher(upper).matches())) {
                return true;
            }
        }
        return false;
    }

    /** The text with every secret replaced by {@code [redacted:NAME]}; the same object where there is none. */
    public String redact(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] clean = redact(bytes);
        return clean == bytes ? text : new String(clean, StandardCharsets.UTF_8);
    }

    /** The bytes with every secret replaced; the same array where there is none. */
    public byte[] redact(byte[] bytes) {
        List<Hit> hits = finder.find(bytes, bytes.length).hits();
        return hits.isEmpty() ? bytes : replace(bytes, hits, 0, bytes.length);
    }

    /** A copy of the tree with every text and name redacted. */
    public JsonNode redact(JsonNode node) {
        if (node.isString()) {
            return Json.NODES.stringNode(redact(node.asString()));
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = Json.object();
            object.properties().forEach(entry -> copy.set(redact(entry.getKey()), redact(entry.getValue())));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = Json.NODES.arrayNode();
            array.forEach(item -> copy.add(redact(item)));
            return copy;
        }
        return node;
    }

    /** A stream that passes on what is written to it without secrets, also where one is cut between two writes. */
    public OutputStream stream(OutputStream to) {
        return new RedactingStream(this, to);
    }

    Finder.Found find(byte[] bytes, int length) {
        return finder.find(bytes, length);
    }

    /** The bytes between two places with the hits in them replaced; no hit may reach over either. */
    static byte[] replace(byte[] bytes, List<Hit> hits, int from, int end) {
        ByteArrayOutputStream result = new ByteArrayOutputStream(end - from);
        int at = from;
        for (Hit hit : hits) {
            if (hit.to() > end) {
                break;
            }
            result.write(bytes, at, hit.from() - at);
            result.writeBytes(hit.replacement().getBytes(StandardCharsets.UTF_8));
            at = hit.to();
        }
        result.write(bytes, at, end - at);
        return result.toByteArray();
    }
}
