package dev.stayer.dream;

import dev.stayer.dream.SourceTexts.SourceText;
import dev.stayer.memory.Fact;
import dev.stayer.memory.FactWording;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a quote stands in its source, and whether it says what hangs on it; answers with the reason if not. */
final class Proof {
    private static final int MIN_QUOTE = 8;
    /** In percent; a start value, not measured. */
    private static final int MIN_SHARE = 50;

    /** Words that are names, numbers, paths, options: nobody may change them by rewording. */
    private static final Pattern HARD =
            Pattern.compile(".*[\\d_/\\\\=<>@#$%~:].*|--?\\w.*|.*\\.\\w.*|\\w*\\p{Ll}\\p{Lu}\\w*");

    private static final Set<String> TURNING = Set.of("not", "no", "never", "without", "except", "unless", "only");

    private Proof() {}

    /** Why the quote proves nothing; null if it stands there word for word. */
    static @Nullable String unproved(@Nullable String sourceText, String quote) {
        if (sourceText == null) {
            return "Its source does not exist";
        }
        if (quote.length() < MIN_QUOTE) {
            return "Its quote is shorter than " + MIN_QUOTE + " characters";
        }
        return sourceText.contains(quote) ? null : "Its quote does not stand in its source";
    }

    static @Nullable String unproved(@Nullable SourceText source, String quote) {
        return unproved(source == null ? null : source.text(), quote);
    }

    /** Names, numbers and paths must stand in the quote, and so must half of all words and every word that turns the meaning. */
    static @Nullable String unsupported(String text, @Nullable String value, String quote) {
        Set<String> quoted = new HashSet<>(FactWording.words(quote));
        List<String> words = FactWording.words(text);
        for (String word : words) {
            boolean stands = quoted.contains(word) || stands(quote, word);
            if (!stands && weighty(word)) {
                return "Its quote does not say '" + Proposal.shortened(word) + "'";
            }
        }
        for (String word : TURNING) {
            if (quoted.contains(word) && !words.contains(word)) {
                return "Its quote says '" + word + "', which the fact leaves out";
            }
        }
        String exact = FactWording.value(value);
        if (exact != null && !stands(quote, exact)) {
            return "Its quote does not say the value '" + Proposal.shortened(exact) + "'";
        }
        long shared = words.stream().filter(quoted::contains).count();
        return words.isEmpty() || shared * 100 < (long) words.size() * MIN_SHARE
                ? "Its words are not those of its quote"
                : null;
    }

    /** True if it stands there by itself: "80" is no part of "8080". */
    private static boolean stands(String quote, String part) {
        String text = quote.toLowerCase(Locale.ROOT);
        String sought = part.toLowerCase(Locale.ROOT);
        for (int at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + 1)) {
            int end = at + sought.length();
            boolean begins = at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
            boolean ends = end == text.length() || !Character.isLetterOrDigit(text.charAt(end));
            if (begins && ends) {
                return true;
            }
        }
        return false;
    }

    private static boolean weighty(String word) {
        return TURNING.contains(word) || HARD.matcher(word).matches();
    }

    /** True if two facts are about the same and differ in no name, number, value or "not". */
    static boolean alike(Fact one, Fact two) {
        return Objects.equals(FactWording.name(one.subject()), FactWording.name(two.subject()))
                && Objects.equals(FactWording.exact(one.key()), FactWording.exact(two.key()))
                && Objects.equals(FactWording.value(one.value()), FactWording.value(two.value()))
                && one.kind() == two.kind()
                && weighty(one).equals(weighty(two));
    }

    private static Set<String> weighty(Fact fact) {
        Set<String> words = new HashSet<>(FactWording.words(fact.text()));
        words.removeIf(word -> !weighty(word));
        return words;
    }
}
