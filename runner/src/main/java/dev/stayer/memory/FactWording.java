package dev.stayer.memory;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When two sentences say the same. Only what cannot change the meaning is ignored (case of plain words, punctuation, spaces,
 * articles): likeness by shared words would take "deploys to staging" for "deploys to production" in a long sentence, and
 * is not transitive, so that the result would depend on the order.
 */
public final class FactWording {
    /** The mark of an unverified reference. */
    public static final String UNVERIFIED = " [unverified]";

    private static final Set<String> EMPTY_WORDS =
            Set.of("a", "an", "the", "please", "just", "also", "really", "very", "currently", "now", "that");
    private static final Set<String> NARROWING = Set.of(
            "not",
            "no",
            "never",
            "cannot",
            "without",
            "except",
            "unless",
            "only",
            "if",
            "when",
            "until",
            "but",
            "instead",
            "avoid",
            "old",
            "deprecated",
            "formerly",
            "was",
            "were",
            "on",
            "in",
            "for",
            "before",
            "after",
            "or");
    private static final Pattern SPACE = Pattern.compile("[\\s\\u00a0]+");
    private static final Pattern LABEL =
            Pattern.compile("^\\s*(?:note|remember|reminder|important|fyi|nb|tip)\\s*:\\s*", Pattern.CASE_INSENSITIVE);
    /** People write "on 2026-11-17" or the date alone. */
    private static final Pattern BEFORE_A_DATE =
            Pattern.compile("\\b(on|in) (?=\\d{4}-(\\d\\d(-\\d\\d)?|Q\\d)(?![\\w-]))");

    private static final Pattern PLAIN_WORD = Pattern.compile("\\p{Lu}?\\p{Ll}*|\\p{Lu}+");
    private static final String OPENING = "\"'`*([{,;:“‘«„";
    private static final String CLOSING = "\"'`*)]},;:.!?”’»“";
    /** A shorter sentence stands by chance inside another. */
    private static final int MIN_CONTAINED = 3;

    private FactWording() {}

    /** A value, subject or key as it is compared: spaces and Unicode composition do not count, case does; null if blank. */
    public static @Nullable String exact(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String plain = SPACE.matcher(Normalizer.normalize(text, Normalizer.Form.NFC))
                .replaceAll(" ")
                .strip();
        return plain.isEmpty() ? null : plain;
    }

    /**
     * The name of a thing as it is compared: neither case nor the form of letters counts, in any script (Straße is STRASSE,
     * İzmir is izmir, ΟΔΟΣ is οδος); null if blank.
     */
    public static @Nullable String name(@Nullable String text) {
        String plain = exact(text);
        if (plain == null) {
            return null;
        }
        String folded = Normalizer.normalize(plain, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT)
                .replace('ς', 'σ')
                .replace("i\u0307", "i");
        return exact(Normalizer.normalize(folded, Normalizer.Form.NFKC));
    }

    /** A value as it is compared: like {@link #exact}, without quotation marks or backticks around the whole. */
    public static @Nullable String value(@Nullable String text) {
        String plain = exact(text);
        while (plain != null
                && plain.length() > 1
                && "\"'`".indexOf(plain.charAt(0)) >= 0
                && plain.charAt(0) == plain.charAt(plain.length() - 1)) {
            plain = exact(plain.substring(1, plain.length() - 1));
        }
        return plain;
    }

    /** The words that carry the meaning, joined by one space; equal for two sentences that say the same. */
    public static String meaning(String text) {
        return BEFORE_A_DATE.matcher(String.join(" ", words(text))).replaceAll("");
    }

    /** The words that carry the meaning. */
    public static List<String> words(String text) {
        String plain = Normalizer.normalize(unmarked(text), Normalizer.Form.NFC).replace('’', '\'');
        List<String> words = new ArrayList<>();
        List<String> empty = new ArrayList<>();
        for (String piece : SPACE.split(LABEL.matcher(plain).replaceFirst(""))) {
            String word = bare(piece);
            if (word.isEmpty()) {
                continue;
            }
            if (PLAIN_WORD.matcher(word.replace("'", "")).matches()) {
                String lower = word.toLowerCase(Locale.ROOT);
                if (lower.endsWith("n't") && lower.length() > 3) {
                    words.add(lower.equals("can't") ? "can" : lower.substring(0, lower.length() - 3));
                    words.add("not");
                } else if (lower.equals("cannot")) {
                    words.add("can");
                    words.add("not");
                } else {
                    (EMPTY_WORDS.contains(lower) ? empty : words).add(lower);
                }
            } else {
                words.add(word);
            }
        }
        return words.isEmpty() ? empty : words;
    }

    private static String bare(String piece) {
        int from = 0;
        int to = piece.length();
        while (from < to && OPENING.indexOf(piece.charAt(from)) >= 0) {
            from++;
        }
        while (to > from && CLOSING.indexOf(piece.charAt(to - 1)) >= 0) {
            to--;
        }
        String word = piece.substring(from, to);
        return word.equals("-") || word.equals("–") || word.equals("—") ? "" : word;
    }

    /** The text without the mark of an unverified reference. */
    public static String unmarked(String text) {
        return text.endsWith(UNVERIFIED) ? text.substring(0, text.length() - UNVERIFIED.length()) : text;
    }

    /**
     * True if the line says what the fact says: in the same words, or with more around them, as long as nothing around them
     * could narrow or turn it.
     */
    public static boolean says(List<String> line, List<String> fact) {
        if (line.equals(fact)) {
            return !fact.isEmpty();
        }
        if (fact.size() < MIN_CONTAINED || line.size() <= fact.size()) {
            return false;
        }
        for (int at = 0; at + fact.size() <= line.size(); at++) {
            if (line.subList(at, at + fact.size()).equals(fact)) {
                return line.subList(0, at).stream().noneMatch(NARROWING::contains)
                        && line.subList(at + fact.size(), line.size()).stream().noneMatch(NARROWING::contains);
            }
        }
        return false;
    }
}
