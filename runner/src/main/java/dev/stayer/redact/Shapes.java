package dev.stayer.redact;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Credentials that are known by their shape. */
final class Shapes {
    /** The longest a shape can be, in bytes; a private key is cut at this length. */
    static final int MAX_LENGTH = 16 * 1024;

    /** Each pattern is tried only where its mark stands. */
    private static final List<Shape> ALL = List.of(
            shape("AKIA", 0, "(?<![A-Za-z0-9])AKIA[0-9A-Z]{16}(?![A-Za-z0-9])", "aws-key"),
            shape("ASIA", 0, "(?<![A-Za-z0-9])ASIA[0-9A-Z]{16}(?![A-Za-z0-9])", "aws-key"),
            shape("gh", 0, "(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{36,255}", "github-token"),
            shape("github_pat_", 0, "github_pat_[A-Za-z0-9_]{22,255}", "github-token"),
            shape("glpat-", 0, "glpat-[A-Za-z0-9_-]{20,64}", "gitlab-token"),
            shape("xox", 0, "(?<![A-Za-z0-9])xox[abeoprs]-[A-Za-z0-9-]{10,255}", "slack-token"),
            shape("AIza", 0, "(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}", "google-key"),
            shape("k_live_", -1, "(?<![A-Za-z0-9])[rs]k_live_[A-Za-z0-9]{16,255}", "stripe-key"),
            shape("sk-", 0, "(?<![A-Za-z0-9])sk-(?:ant-|proj-|svcacct-)?[A-Za-z0-9_-]{32,255}", "api-key"),
            shape("npm_", 0, "(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}", "npm-token"),
            shape(
                    "eyJ",
                    0,
                    "(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,4096}+\\.eyJ[A-Za-z0-9_-]{10,4096}+\\.[A-Za-z0-9_-]{10,4096}+",
                    "jwt"),
            shape("earer ", 6, "(?i)(?<=bearer )[A-Za-z0-9._~+/-]{16,4096}=*", "bearer-token"),
            shape("://", 3, "[^\\s/:@'\"]{1,255}+:[^\\s/@'\"]{3,255}+(?=@)", "url-credentials"));

    private static final Pattern KEY_BEGINS = Pattern.compile("-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----");
    private static final Pattern KEY_ENDS = Pattern.compile("-----END [A-Z ]{0,40}PRIVATE KEY-----");
    private static final int MAX_KEY = 15_000;
    private static final String KEY = "[redacted:private-key]";
    private static final String KEY_MARK = "-----BEGIN ";

    /** What every credential of one kind has in it, where its pattern begins from there, and how it is shown. */
    private record Shape(byte[] mark, int offset, Pattern pattern, String replacement) {}

    private Shapes() {}

    private static Shape shape(String mark, int offset, String pattern, String kind) {
        return new Shape(
                mark.getBytes(StandardCharsets.US_ASCII), offset, Pattern.compile(pattern), "[redacted:" + kind + "]");
    }

    /** The marks, of at least two bytes each, in whose places {@link Search#at} has to be asked. */
    static List<byte[]> marks() {
        List<byte[]> marks = new ArrayList<>();
        ALL.forEach(shape -> marks.add(shape.mark()));
        marks.add(KEY_MARK.getBytes(StandardCharsets.US_ASCII));
        return marks;
    }

    /** The search through one text, asked in rising order of places. */
    static final class Search {
        private final byte[] bytes;
        private final int length;
        private final List<Redactor.Hit> hits;
        private @Nullable String text;
        private int keyEnd = -1;

        Search(byte[] bytes, int length, List<Redactor.Hit> hits) {
            this.bytes = bytes;
            this.length = length;
            this.hits = hits;
        }

        /** Adds what stands where this one of the marks was seen. */
        void at(int mark, int place) {
            if (text == null) {
                text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
            }
            if (mark == ALL.size()) {
                key(text, place);
                return;
            }
            Shape shape = ALL.get(mark);
            int from = place + shape.offset();
            if (from < 0 || from >= length) {
                return;
            }
            Matcher matcher = shape.pattern()
                    .matcher(text)
                    .region(from, length)
                    .useTransparentBounds(true)
                    .useAnchoringBounds(false);
            if (matcher.lookingAt()) {
                hits.add(new Redactor.Hit(from, matcher.end(), shape.replacement()));
            }
        }

        /** A key that goes on behind the end is one too. */
        private void key(String text, int place) {
            Matcher begins = KEY_BEGINS.matcher(text).region(place, length);
            if (!begins.lookingAt()) {
                return;
            }
            if (keyEnd < begins.end()) {
                Matcher ends = KEY_ENDS.matcher(text);
                keyEnd = ends.find(begins.end()) ? ends.end() : Integer.MAX_VALUE;
            }
            int end = Math.min(keyEnd, length);
            if (end - place <= MAX_KEY) {
                hits.add(new Redactor.Hit(place, end, KEY));
            }
        }
    }
}
