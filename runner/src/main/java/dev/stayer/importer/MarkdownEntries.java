package dev.stayer.importer;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a Markdown file into what can be found one by one: a bullet, a paragraph, a block of code, and a heading that has nothing
 * under it. Any text is Markdown: nothing here fails.
 */
final class MarkdownEntries {
    private static final Pattern BULLET = Pattern.compile("\\s*(?:[-*+]|\\d{1,9}[.)])\\s+(?=\\S)");
    private static final Pattern RULE = Pattern.compile(" {0,3}(?:(?:-\\s*){3,}|(?:\\*\\s*){3,}|(?:_\\s*){3,}|=+\\s*)");
    private static final Pattern KEY_DATE =
            Pattern.compile("(?i)\\s*(date|day|time|created|created_at|updated|published)\\s*:.*");
    /** Longer lines are no headings, bullets or marks. */
    private static final int MAX_MARK = 2_000;

    private static final int DEEPEST_TITLE = 300;

    /**
     * One piece of the file.
     *
     * @param line from 1
     * @param title the headings above it, outermost first
     * @param time the nearest date: of its own line, the headings above, the front matter, the file's name; null where none is said
     */
    record Piece(int line, String title, @Nullable Instant time, String text) {}

    private record Head(int level, String text, @Nullable Instant time) {}

    private final List<String> lines;
    private final List<Piece> pieces = new ArrayList<>();
    private final Deque<Head> heads = new ArrayDeque<>();
    private final StringBuilder text = new StringBuilder();
    private int first;
    private @Nullable Instant fileTime;
    private @Nullable Head bare;
    private int bareLine;
    private @Nullable String fence;
    private boolean inBullet;

    private MarkdownEntries(List<String> lines, @Nullable Instant fileTime) {
        this.lines = lines;
        this.fileTime = fileTime;
    }

    /** @param path of the file; its name may hold a date */
    static List<Piece> of(String path, String content) {
        MarkdownEntries reader = new MarkdownEntries(
                content.lines().toList(), Dates.in(path.replace('_', '-')).orElse(null));
        reader.read();
        return reader.pieces;
    }

    private void read() {
        int at = frontMatter();
        for (int i = at; i < lines.size(); i++) {
            line(i + 1, lines.get(i));
        }
        end();
        endBare();
    }

    /** Reads what stands between two lines of dashes at the very beginning, and returns the number of lines. */
    private int frontMatter() {
        if (lines.isEmpty() || !lines.get(0).strip().equals("---")) {
            return 0;
        }
        for (int i = 1; i < Math.min(lines.size(), 200); i++) {
            String line = lines.get(i).strip();
            if (line.equals("---") || line.equals("...")) {
                StringBuilder rest = new StringBuilder();
                for (String one : lines.subList(1, i)) {
                    if (KEY_DATE.matcher(one).matches()) {
                        fileTime = Dates.in(one).orElse(fileTime);
                    } else {
                        rest.append(one.strip()).append('\n');
                    }
                }
                add(2, rest.toString().strip(), null);
                return i + 1;
            }
        }
        return 0;
    }

    private void line(int number, String line) {
        String open = fence;
        if (open != null) {
            append(number, line);
            String stripped = line.strip();
            if (stripped.startsWith(open) && stripped.chars().allMatch(c -> c == open.charAt(0))) {
                fence = null;
                end();
            }
        } else if (line.isBlank()) {
            end();
        } else if (line.length() > MAX_MARK || !marked(number, line)) {
            append(number, line);
        }
    }

    /** True where the line is more than words. */
    private boolean marked(int number, String line) {
        String stripped = line.stripLeading();
        char mark = stripped.charAt(0);
        if (mark == '#') {
            int level = level(stripped);
            if (level > 0) {
                end();
                head(number, level, heading(stripped.substring(level)));
            }
            return level > 0;
        }
        if (stripped.startsWith("```") || stripped.startsWith("~~~")) {
            end();
            fence = stripped.substring(0, 3);
            append(number, line);
            return true;
        }
        if ((mark == '-' || mark == '*' || mark == '_' || mark == '=')
                && RULE.matcher(line).matches()) {
            rule(mark);
            return true;
        }
        Matcher bullet = BULLET.matcher(line);
        if ("-*+0123456789".indexOf(mark) >= 0 && bullet.lookingAt()) {
            end();
            append(number, line.substring(bullet.end()));
            inBullet = true;
            return true;
        }
        return false;
    }

    /** How many marks of a heading a line begins with; 0 where it is none. */
    private static int level(String line) {
        int count = 0;
        while (count < line.length() && line.charAt(count) == '#') {
            count++;
        }
        boolean ends = count == line.length() || Character.isWhitespace(line.charAt(count));
        return count <= 6 && ends ? count : 0;
    }

    private static String heading(String rest) {
        int end = rest.length();
        while (end > 0 && (rest.charAt(end - 1) == '#' || Character.isWhitespace(rest.charAt(end - 1)))) {
            end--;
        }
        return rest.substring(0, end).strip();
    }

    /** A line of dashes or equals signs makes a heading of the line above it; alone it divides. */
    private void rule(char mark) {
        boolean underlines = (mark == '=' || mark == '-') && !inBullet && !text.isEmpty() && text.indexOf("\n") < 0;
        if (underlines) {
            String heading = text.toString();
            int number = first;
            text.setLength(0);
            head(number, mark == '=' ? 1 : 2, heading);
        } else {
            end();
        }
    }

    private void head(int number, int level, String heading) {
        endBare();
        while (!heads.isEmpty() && heads.peekLast().level() >= level) {
            heads.removeLast();
        }
        Head head = new Head(level, heading.strip(), Dates.in(heading).orElse(null));
        heads.addLast(head);
        bare = head;
        bareLine = number;
    }

    private void append(int number, String line) {
        if (text.isEmpty()) {
            inBullet = false;
            first = number;
        } else {
            text.append('\n');
        }
        text.append(fence == null ? line.strip() : line);
    }

    private void end() {
        if (!text.isEmpty()) {
            String whole = text.toString().strip();
            text.setLength(0);
            bare = null;
            int newLine = whole.indexOf('\n');
            add(
                    first,
                    whole,
                    Dates.in(newLine < 0 ? whole : whole.substring(0, newLine)).orElse(null));
        }
    }

    /** A heading with nothing under it would be lost otherwise. */
    private void endBare() {
        Head alone = bare;
        if (alone != null) {
            bare = null;
            add(bareLine, alone.text(), alone.time());
        }
    }

    private void add(int number, String whole, @Nullable Instant own) {
        if (whole.isEmpty()) {
            return;
        }
        Instant time = own != null ? own : headTime();
        pieces.add(new Piece(number, title(), time, whole));
    }

    private @Nullable Instant headTime() {
        for (Iterator<Head> inner = heads.descendingIterator(); inner.hasNext(); ) {
            Instant time = inner.next().time();
            if (time != null) {
                return time;
            }
        }
        return fileTime;
    }

    private String title() {
        String all =
                heads.stream().map(Head::text).filter(one -> !one.isEmpty()).collect(Collectors.joining(" › "));
        return all.length() <= DEEPEST_TITLE ? all : all.substring(all.length() - DEEPEST_TITLE);
    }
}
