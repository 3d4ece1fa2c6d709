package dev.stayer.checkpoint;

import dev.stayer.journal.Ledger;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What of a writer's lines is new: code has most decisions already, letter by letter, and models say them again in their way. */
public final class LedgerLines {
    /** What stands before a point of a list: bullets, numbers, boxes, quotes, headings. */
    private static final Pattern MARK =
            Pattern.compile("^(?:[-*+•–—>]+\\s+|#+\\s+|\\(?\\d{1,3}[.)]\\s+|\\[[ xX]]\\s+|\\*\\*(?=\\S))");

    /** What some models begin their answer with, on the line of the first point. */
    private static final Pattern LEAD = Pattern.compile(
            "(?iu)^(?:here(?:'s| is)[^.:]{0,60}|(?:checkpoint )?summary[^.:]{0,40}|so far)[.:]\\s*(?=[-*+•–—]\\s)");

    private static final Pattern LABEL = Pattern.compile(
            "(?iu)^(?:decision|decided|knowledge|fact|note|error|file|question|决定|決定|决策|결정)(?:\\s+\\d+)?\\s*[:：-]\\s*");

    private LedgerLines() {}

    /** The line without the marks of lists that stand before its words. */
    public static String bare(String line) {
        String clean = LEAD.matcher(line.strip()).replaceFirst("");
        for (String before = ""; !before.equals(clean); ) {
            before = clean;
            clean = MARK.matcher(clean).replaceFirst("").strip();
        }
        return clean.equals(line.strip()) ? clean : clean.replaceAll("\\*\\*", "");
    }

    /** Those entries whose content stands neither in a ledger nor in an entry before them, whatever their section. */
    public static List<Ledger.Entry> fresh(List<Ledger.Entry> known, List<Ledger.Entry> entries) {
        Set<String> said = new HashSet<>();
        known.forEach(entry -> said.add(content(entry.text())));
        List<Ledger.Entry> fresh = new ArrayList<>();
        for (Ledger.Entry entry : entries) {
            if (said.add(content(entry.text()))) {
                fresh.add(entry);
            }
        }
        return List.copyOf(fresh);
    }

    /** The words that count: without label, case, marks and spaces at the edges. Signs within words and numbers count. */
    private static String content(String text) {
        String plain = bare(Normalizer.normalize(text, Normalizer.Form.NFKC)).toLowerCase(Locale.ROOT);
        String words = LABEL.matcher(plain).replaceFirst("");
        return (words.isBlank() ? plain : words)
                .replaceAll("[`*\"'“”‘’]", "")
                .replaceAll("\\s+", " ")
                .replaceAll("^[\\s.,;:!。；]+|[\\s.,;:!。；]+$", "");
    }
}
