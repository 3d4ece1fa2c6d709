package dev.stayer.search;

import java.util.ArrayList;
import java.util.List;

/** Cuts long texts into entries, at the end of a paragraph, a line or a word where there is one in the last third. */
public final class Pieces {
    private static final String[] ENDS = {"\n\n", "\n", " "};

    private Pieces() {}

    /** At most {@code most} pieces of at most {@link Index#MAX_LENGTH} bytes; none of a blank text. */
    public static List<String> of(String text, int most) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        while (start < text.length() && pieces.size() < most) {
            int end = Cut.end(text, start, Index.MAX_LENGTH);
            if (end < text.length()) {
                end = niceEnd(text, start, end);
            }
            String piece = text.substring(start, end).strip();
            if (!piece.isEmpty()) {
                pieces.add(piece);
            }
            start = end;
        }
        return pieces;
    }

    /** Looks only at the last third: a search back to the beginning would make one long line cost the square of its length. */
    private static int niceEnd(String text, int start, int end) {
        int earliest = start + (end - start) * 2 / 3;
        String last = text.substring(earliest, end);
        for (String mark : ENDS) {
            int at = last.lastIndexOf(mark);
            if (at >= 0) {
                return earliest + at + mark.length();
            }
        }
        return end;
    }
}
