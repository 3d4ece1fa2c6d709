package dev.stayer.redact;

import dev.stayer.core.Json;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
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
    public static final int LEAST_LENGTH = 8;

    /** Words of names, as they stand between underscores, and words that end so without one (APIKEY, but not MONKEY). */
    private static final Pattern SECRET_WORD =
            Pattern.compile("(?:|.*(?:API|APP|ACCESS|ACCOUNT|ADMIN|AUTH|CLIENT|DEPLOY"
                    + "|ENCRYPTION|HOST|LICENSE|MASTER|PRIVATE|RSA|SECRET|SERVICE|SESSION|SIGNING|SSH|STORAGE))KEYS?"
                    + "|.*TOKENS?|.*SECRETS?|.*(?:PASSWORD|PASSWD|PASSPHRASE)S?");
    /** Beside one of these, tokens are what models count. */
    private static final Pattern COUNTED = Pattern.compile("(?:.*_)?(?:MAX|MIN|NUM|COUNT|LIMIT|BUDGET|PER)(?:_.*)?");
    /** What Stayer itself gives to its commands is no secret. */
    private static final Pattern OWN_NAME = Pattern.compile("STAYER_(?!API_KEY$).*");

    private final List<Needle> needles;
    private final int longest;

    /** One form of one secret, as bytes seen one to one as characters. */
    private record Needle(String form, String replacement) {}

    /** A place to be replaced. */
    record Hit(int from, int to, String replacement) {}

    private Redactor(List<Needle> needles) {
        this.needles = needles;
        this.longest = needles.stream()
                .mapToInt(needle -> needle.form().length())
                .max()
                .orElse(0);
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
        Map<String, String> forms = new LinkedHashMap<>();
        secrets.forEach((name, value) -> {
            SecretForms.of(value).forEach(form -> forms.putIfAbsent(form, "[redacted:" + name + "]"));
        });
        List<Needle> needles = new ArrayList<>();
        forms.forEach((form, replacement) -> needles.add(new Needle(form, replacement)));
        // The longest first, so that a part of a secret never hides the whole.
        needles.sort(Comparator.comparingInt((Needle needle) -> needle.form().length())
                .reversed());
        return new Redactor(List.copyOf(needles));
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

    /** The text with every secret replaced by {@code [redacted:NAME]}. */
    public String redact(String text) {
        String bytes = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        List<Hit> hits = hits(bytes);
        if (hits.isEmpty()) {
            return text;
        }
        return new String(
                replace(bytes, hits, bytes.length()).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
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

    /** How many bytes must be held back so that no secret is cut. */
    int reach() {
        return Math.max(longest, Shapes.LONGEST);
    }

    List<Hit> hits(String bytes) {
        List<Hit> hits = new ArrayList<>();
        for (Needle needle : needles) {
            for (int at = bytes.indexOf(needle.form()); at >= 0; at = bytes.indexOf(needle.form(), at + 1)) {
                hits.add(new Hit(at, at + needle.form().length(), needle.replacement()));
            }
        }
        Shapes.find(bytes, hits);
        if (hits.size() > 1) {
            hits.sort(Comparator.comparingInt(Hit::from)
                    .thenComparing(Comparator.comparingInt(Hit::to).reversed()));
        }
        return merged(hits);
    }

    private static List<Hit> merged(List<Hit> hits) {
        List<Hit> result = new ArrayList<>(hits.size());
        for (Hit hit : hits) {
            Hit last = result.isEmpty() ? null : result.get(result.size() - 1);
            if (last == null || hit.from() >= last.to()) {
                result.add(hit);
            } else if (hit.to() > last.to()) {
                result.set(result.size() - 1, new Hit(last.from(), hit.to(), last.replacement()));
            }
        }
        return result;
    }

    /** The first {@code end} bytes with the hits in them replaced; no hit may reach over the end. */
    static String replace(String bytes, List<Hit> hits, int end) {
        StringBuilder result = new StringBuilder(end);
        int at = 0;
        for (Hit hit : hits) {
            if (hit.to() > end) {
                break;
            }
            result.append(bytes, at, hit.from()).append(hit.replacement());
            at = hit.to();
        }
        return result.append(bytes, at, end).toString();
    }

    /** Credentials that are known by their shape. */
    static final class Shapes {
        /** The longest a shape can be; a private key is cut at this length. */
        static final int LONGEST = 16 * 1024;

        private record Shape(String mark, Pattern pattern, String replacement) {}

        private static final List<Shape> ALL = List.of(
                shape("AKIA", "(?<![A-Za-z0-9])AKIA[0-9A-Z]{16}(?![A-Za-z0-9])", "aws-key"),
                shape("ASIA", "(?<![A-Za-z0-9])ASIA[0-9A-Z]{16}(?![A-Za-z0-9])", "aws-key"),
                shape("gh", "(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{36,255}", "github-token"),
                shape("github_pat_", "github_pat_[A-Za-z0-9_]{22,255}", "github-token"),
                shape("glpat-", "glpat-[A-Za-z0-9_-]{20,64}", "gitlab-token"),
                shape("xox", "(?<![A-Za-z0-9])xox[abeoprs]-[A-Za-z0-9-]{10,255}", "slack-token"),
                shape("AIza", "(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}", "google-key"),
                shape("k_live_", "(?<![A-Za-z0-9])[rs]k_live_[A-Za-z0-9]{16,255}", "stripe-key"),
                shape("sk-", "(?<![A-Za-z0-9])sk-(?:ant-|proj-|svcacct-)?[A-Za-z0-9_-]{32,255}", "api-key"),
                shape("npm_", "(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}", "npm-token"),
                shape(
                        "eyJ",
                        "(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{10,4096}\\.eyJ[A-Za-z0-9_-]{10,4096}\\.[A-Za-z0-9_-]{10,4096}",
                        "jwt"),
                shape(
                        "PRIVATE KEY",
                        "-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\\s\\S]{0,15000}?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|\\z)",
                        "private-key"),
                shape("earer ", "(?i)(?<=bearer )[A-Za-z0-9._~+/-]{16,4096}=*", "bearer-token"),
                shape("://", "(?<=://)[^\\s/:@'\"]{1,255}:[^\\s/@'\"]{3,255}(?=@)", "url-credentials"));

        private Shapes() {}

        private static Shape shape(String mark, String pattern, String kind) {
            return new Shape(mark, Pattern.compile(pattern), "[redacted:" + kind + "]");
        }

        /** Adds where shapes stand; the cheap mark is looked for before the pattern is tried. */
        static void find(String bytes, List<Hit> hits) {
            for (Shape shape : ALL) {
                if (bytes.contains(shape.mark())) {
                    Matcher matcher = shape.pattern().matcher(bytes);
                    while (matcher.find()) {
                        hits.add(new Hit(matcher.start(), matcher.end(), shape.replacement()));
                    }
                }
            }
        }
    }
}
