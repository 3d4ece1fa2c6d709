package dev.stayer.memory;

import dev.stayer.core.Hashes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of MEMORY.md's kind, taken apart: what people wrote around the generated part, and the bullets in it. Tolerant,
 * because people, editors and git write these files too.
 *
 * @param head lines before the generated part
 * @param items its bullets, in order
 * @param tail lines after it; the last is empty where the file ends with a line end
 * @param mark names the rendering that the file was made from; null where that is not known
 * @param whole true if both marks are there, so that a line that is missing was taken away and is not just not there yet
 */
record MemoryPage(
        List<String> head,
        List<Item> items,
        List<String> tail,
        @Nullable String mark,
        boolean whole) {
    /** Where contradictions stand; their lines are lines of facts like any other. */
    static final String CONTRADICTIONS = "Contradictions: keep what holds";

    static final String MORE = "- More: ";

    private static final String BEGIN = "<!-- stayer:begin";
    private static final String END = "<!-- stayer:end";
    private static final Pattern MARK = Pattern.compile("<!-- stayer:begin ([0-9a-f]{8})\\b.*");
    private static final Pattern HEADING = Pattern.compile("#{1,6}\\s+(.*?)\\s*#*");
    private static final Pattern BULLET = Pattern.compile("\\s*[-*+]\\s+(.*)");

    /**
     * One bullet.
     *
     * @param section the heading it stands under; empty for none
     * @param text without date and source
     * @param time the date it bears; null for none
     * @param source the source it bears; null for none
     */
    record Item(
            String section,
            String text,
            @Nullable Instant time,
            @Nullable String source) {
        /** What makes two bullets the same. */
        String key() {
            return section + "\n" + text;
        }
    }

    static MemoryPage read(String text) {
        List<String> all = List.of(text.split("\n", -1));
        List<String> lines = withoutConflicts(all);
        boolean merged = lines.size() < all.size();
        int begin = first(lines, BEGIN, 0);
        int end = last(lines, END);
        boolean whole = begin >= 0 && end > begin && !merged;
        int from = begin >= 0 ? begin : opening(lines);
        if (from < 0 && end < 0) {
            boolean ended = lines.getLast().isEmpty();
            return new MemoryPage(
                    ended ? lines.subList(0, lines.size() - 1) : lines, List.of(), List.of(), null, false);
        }
        int start = from < 0 ? end : begin >= 0 ? begin + 1 : from;
        int stop = end >= start ? end : closing(lines, start);
        List<String> body = new ArrayList<>(
                lines.subList(start, stop).stream().map(MemoryPage::bare).toList());
        List<String> tail = stop == end ? lines.subList(end + 1, lines.size()) : lines.subList(stop, lines.size());
        tail = tail.equals(List.of("")) ? List.of() : tail;
        String mark = null;
        if (begin >= 0) {
            Matcher matcher = MARK.matcher(bare(lines.get(begin)));
            mark = matcher.matches() ? matcher.group(1) : null;
            // A merge may leave two: then neither tells what was taken away.
            int second = first(lines, BEGIN, begin + 1);
            whole &= second < 0 || second > stop;
        }
        body.removeIf(line -> line.startsWith(BEGIN) || line.startsWith(END));
        return new MemoryPage(lines.subList(0, from < 0 ? start : from), Blocks.of(body), tail, mark, whole);
    }

    private static String bare(String line) {
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    /**
     * What git leaves of a merge that it could not make: in the generated part both sides count, and neither their common
     * ancestor nor the marks are a line of anybody.
     */
    private static List<String> withoutConflicts(List<String> lines) {
        List<String> kept = new ArrayList<>();
        int at = 0;
        boolean fence = false;
        while (at < lines.size()) {
            fence ^= lines.get(at).strip().startsWith("```");
            // In a fence somebody shows what marks look like.
            int end = fence ? -1 : conflict(lines, at);
            if (end < 0) {
                kept.add(lines.get(at++));
                continue;
            }
            boolean ancestor = false;
            for (String line : lines.subList(at + 1, end)) {
                boolean middle = bare(line).equals("=======");
                ancestor = !middle && (ancestor || line.startsWith("|||||||"));
                if (!middle && !ancestor) {
                    kept.add(line);
                }
            }
            at = end + 1;
        }
        return kept;
    }

    /** Where a conflict ends that begins here and touches the generated part; -1 if none does. */
    private static int conflict(List<String> lines, int at) {
        if (!lines.get(at).startsWith("<<<<<<< ")) {
            return -1;
        }
        int end = first(lines, ">>>>>>> ", at);
        boolean touches = end >= 0 && first(lines, BEGIN, 0) < end && last(lines, END) > at;
        return touches && lines.subList(at, end).stream().map(MemoryPage::bare).anyMatch("======="::equals) ? end : -1;
    }

    private static int first(List<String> lines, String start, int from) {
        for (int i = from; i < lines.size(); i++) {
            if (lines.get(i).startsWith(start)) {
                return i;
            }
        }
        return -1;
    }

    private static int last(List<String> lines, String start) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).startsWith(start)) {
                return i;
            }
        }
        return -1;
    }

    /** Without marks: where the first heading of ours stands. */
    private static int opening(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            Matcher heading = HEADING.matcher(lines.get(i));
            if (lines.get(i).startsWith("## ")
                    && heading.matches()
                    && kind(heading.group(1)).isPresent()) {
                return i;
            }
        }
        return -1;
    }

    /** Without an end: as far as lines look like ours. */
    private static int closing(List<String> lines, int from) {
        int at = from;
        boolean ours = true;
        while (at < lines.size()) {
            String line = bare(lines.get(at));
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                ours = heading.group(1).equals(CONTRADICTIONS)
                        || kind(heading.group(1)).isPresent();
            }
            if (!ours
                    || !(line.isBlank()
                            || heading.matches()
                            || BULLET.matcher(line).matches()
                            || line.startsWith(" "))) {
                break;
            }
            at++;
        }
        return at;
    }

    /** The kind of fact that stands under a heading; empty for a heading of a person's own. */
    static Optional<Fact.Kind> kind(String heading) {
        return switch (heading.strip().toLowerCase(Locale.ROOT)) {
            case "project" -> Optional.of(Fact.Kind.PROJECT);
            case "rules", "rule" -> Optional.of(Fact.Kind.RULE);
            case "decisions", "decision" -> Optional.of(Fact.Kind.DECISION);
            case "knowledge" -> Optional.of(Fact.Kind.KNOWLEDGE);
            case "gotchas", "gotcha" -> Optional.of(Fact.Kind.GOTCHA);
            default -> Optional.empty();
        };
    }

    /** The heading over the facts of a kind. */
    static String heading(Fact.Kind kind) {
        return switch (kind) {
            case PROJECT -> "Project";
            case RULE -> "Rules";
            case DECISION -> "Decisions";
            case KNOWLEDGE -> "Knowledge";
            case GOTCHA -> "Gotchas";
        };
    }

    /** The name of a rendering. */
    static String markOf(String body) {
        return Hashes.of(body).substring(0, 8);
    }

    /**
     * The whole file again, with another generated part; {@code body} ends with a line end. People's lines keep the ends that
     * they have, and ours end as the first of theirs does.
     */
    static String compose(List<String> head, String body, List<String> tail) {
        StringBuilder ours = new StringBuilder();
        ours.append(BEGIN)
                .append(' ')
                .append(markOf(body))
                .append(" (kept by Stayer: edit, add or remove lines here and it takes that over) -->\n")
                .append(body)
                .append(END)
                .append(" -->\n");
        boolean carriage = !head.isEmpty() && head.getFirst().endsWith("\r");
        StringBuilder text = new StringBuilder();
        head.forEach(line -> text.append(line).append('\n'));
        return text.append(carriage ? ours.toString().replace("\n", "\r\n") : ours)
                .append(String.join("\n", tail))
                .toString();
    }

    /** The generated part of a text that {@link #compose} made. */
    static List<Item> itemsOf(String body) {
        return Blocks.of(body.lines().toList());
    }
}
