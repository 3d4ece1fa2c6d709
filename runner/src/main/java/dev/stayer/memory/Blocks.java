package dev.stayer.memory;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes lines of Markdown apart into what belongs together: a bullet with all that is indented below it, a numbered list, a
 * table, a fence, and a sentence with the list, table or fence that it announces. Each is one entry, and keeps its lines. Used
 * once.
 */
final class Blocks {
    private static final Pattern HEADING = Pattern.compile("#{1,6}\\s+(.*?)\\s*#*");
    private static final Pattern BULLET = Pattern.compile(" ?[-*+]\\s+(.*)");
    private static final Pattern NUMBER = Pattern.compile(" ?\\d{1,9}[.)]\\s+.*");
    private static final Pattern FENCE = Pattern.compile("\\s*(?:[-*+]\\s+)?(```+|~~~+).*");
    private static final Pattern STRUCTURE = Pattern.compile("\\s*(?:[-*+]\\s|\\d{1,9}[.)]\\s|\\||>|```|~~~).*");
    private static final Pattern SUFFIX =
            Pattern.compile("(?:(.*\\S)\\s+)?\\((\\d{4}-\\d{2}-\\d{2})\\) \\[([^\\[\\]]+)\\]");

    private final List<MemoryPage.Item> items = new ArrayList<>();
    private final List<String> open = new ArrayList<>();
    private Shape shape = Shape.TEXT;
    private String section = "";
    private @Nullable String fence;
    private int blanks;

    private enum Shape {
        TEXT,
        BULLET,
        NUMBERS,
        TABLE,
        FENCE
    }

    /** The entries, in order. */
    static List<MemoryPage.Item> of(List<String> lines) {
        Blocks blocks = new Blocks();
        lines.forEach(blocks::take);
        blocks.close();
        return blocks.items;
    }

    private void take(String line) {
        if (fence != null) {
            add(line);
            fence = line.strip().startsWith(fence)
                            && line.strip().replace(fence.substring(0, 1), "").isEmpty()
                    ? null
                    : fence;
            return;
        }
        Matcher heading = HEADING.matcher(line);
        if (heading.matches()) {
            close();
            section = heading.group(1);
            return;
        }
        if (line.isBlank()) {
            blanks++;
            return;
        }
        if (line.startsWith(MemoryPage.MORE)) {
            close();
            return;
        }
        Matcher bullet = BULLET.matcher(line);
        Shape next = NUMBER.matcher(line).matches()
                ? Shape.NUMBERS
                : line.stripLeading().startsWith("|")
                        ? Shape.TABLE
                        : FENCE.matcher(line).matches() && !bullet.matches() ? Shape.FENCE : Shape.TEXT;
        boolean indented = line.startsWith("  ") || line.startsWith("\t");
        if (!open.isEmpty() && (indented || isContinued(next))) {
            add(line);
        } else {
            close();
            shape = bullet.matches() ? Shape.BULLET : next;
            add(bullet.matches() ? bullet.group(1) : line.strip());
        }
        Matcher fenced = FENCE.matcher(line);
        fence = fenced.matches() ? fenced.group(1) : null;
    }

    /** A list or table goes on with its own kind; a sentence with what it announces. */
    private boolean isContinued(Shape next) {
        if (next == Shape.TEXT) {
            return false;
        }
        boolean announced = open.getLast().stripTrailing().endsWith(":");
        return blanks == 0
                ? shape == next && next != Shape.FENCE || shape == Shape.TEXT || shape == Shape.BULLET
                : announced;
    }

    private void add(String line) {
        for (; blanks > 0; blanks--) {
            open.add("");
        }
        open.add(line);
    }

    private void close() {
        blanks = 0;
        fence = null;
        if (!open.isEmpty()) {
            items.add(item(section, text()));
            open.clear();
        }
    }

    private String text() {
        List<String> rest = open.subList(1, open.size());
        String first = open.getFirst().strip();
        boolean plain = shape != Shape.FENCE
                && !STRUCTURE.matcher(first).matches()
                && rest.stream()
                        .noneMatch(line ->
                                line.isBlank() || STRUCTURE.matcher(line).matches());
        if (plain) {
            // One sentence that an editor has wrapped.
            StringBuilder sentence = new StringBuilder(first);
            rest.forEach(line -> sentence.append(' ').append(line.strip()));
            return sentence.toString().strip();
        }
        int common = rest.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        StringBuilder text = new StringBuilder(first);
        rest.forEach(line -> text.append('\n')
                .append(line.isBlank() ? "" : line.substring(common).stripTrailing()));
        return text.toString();
    }

    private static MemoryPage.Item item(String section, String text) {
        int end = text.indexOf('\n');
        String first = end < 0 ? text : text.substring(0, end);
        String rest = end < 0 ? "" : text.substring(end);
        Matcher suffix = SUFFIX.matcher(first);
        Matcher below = SUFFIX.matcher(text.substring(text.lastIndexOf('\n') + 1));
        try {
            if (suffix.matches() && suffix.group(1) != null) {
                return new MemoryPage.Item(section, suffix.group(1) + rest, date(suffix.group(2)), suffix.group(3));
            }
            if (end >= 0 && below.matches() && below.group(1) == null) {
                String above = text.substring(0, text.lastIndexOf('\n'));
                return new MemoryPage.Item(section, above, date(below.group(2)), below.group(3));
            }
        } catch (DateTimeParseException e) {
            // No date at all, so the brackets are a person's own.
        }
        return new MemoryPage.Item(section, text, null, null);
    }

    private static Instant date(String text) {
        return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** An entry as a bullet, with what it bears where it can stand: not in a table, a list or a fence. */
    static String bullet(String text, String suffix) {
        int end = text.indexOf('\n');
        if (end < 0) {
            return "- " + text + " " + suffix;
        }
        String first = text.substring(0, end);
        String rest = text.substring(end).replaceAll("\n(?=[^\n])", "\n  ");
        return STRUCTURE.matcher(first).matches()
                ? "- " + first + rest + "\n  " + suffix
                : "- " + first + " " + suffix + rest;
    }
}
