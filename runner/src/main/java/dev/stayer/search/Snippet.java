package dev.stayer.search;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of a text that holds most of what was looked for, on one line, with the words marked. */
public final class Snippet {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}\\p{M}]+");

    private final String text;
    private final Set<String> terms;
    private final int width;

    private Snippet(String text, List<String> terms, int width) {
        this.text = text.replaceAll("\\s+", " ").strip();
        this.terms = new HashSet<>(terms);
        this.width = width;
    }

    /** A word that was looked for. */
    private record Mark(int start, int end) {}

    /**
     * Makes a snippet.
     *
     * @param terms as {@link Hits#terms} has them
     * @param width most characters, marks apart
     * @param before what stands before a word that was looked for
     * @param after what stands after it
     */
    public static String of(String text, List<String> terms, int width, String before, String after) {
        Snippet snippet = new Snippet(text, terms, width);
        return snippet.render(snippet.marks(), before, after);
    }

    private List<Mark> marks() {
        List<Mark> marks = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            Analyser.Terms cut = Analyser.of(word.group());
            if (cut.words().stream().anyMatch(terms::contains)
                    || cut.parts().stream().anyMatch(terms::contains)) {
                marks.add(new Mark(word.start(), word.end()));
            }
        }
        return marks;
    }

    private String render(List<Mark> marks, String before, String after) {
        int start = start(marks);
        int end = Math.min(text.length(), start + width);
        if (end < text.length() && Character.isLowSurrogate(text.charAt(end))) {
            end--;
        }
        StringBuilder result = new StringBuilder(start > 0 ? "… " : "");
        int at = start;
        for (Mark mark : marks) {
            if (mark.start() >= start && mark.end() <= end) {
                result.append(text, at, mark.start()).append(before);
                result.append(text, mark.start(), mark.end()).append(after);
                at = mark.end();
            }
        }
        return result.append(text, at, end)
                .append(end < text.length() ? " …" : "")
                .toString();
    }

    /** Where the window with most marks begins. */
    private int start(List<Mark> marks) {
        if (text.length() <= width || marks.isEmpty()) {
            return 0;
        }
        int best = 0;
        int most = 0;
        for (int i = 0; i < marks.size(); i++) {
            int inside = 0;
            for (int k = i;
                    k < marks.size() && marks.get(k).end() <= marks.get(i).start() + width * 3 / 4;
                    k++) {
                inside++;
            }
            if (inside > most) {
                most = inside;
                best = i;
            }
        }
        int start = Math.max(0, Math.min(marks.get(best).start() - width / 4, text.length() - width));
        int word = text.indexOf(' ', start);
        return start == 0 || word < 0 || word > marks.get(best).start()
                ? start == 0 ? 0 : marks.get(best).start()
                : word + 1;
    }
}
