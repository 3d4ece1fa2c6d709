package dev.stayer.redact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Looks for all needles and shapes in one pass: a table of the pairs of bytes with which any of them can begin leaves few
 * places to look at closely. Immutable and thread-safe.
 */
final class Finder {
    private static final int BYTES = 256;

    private final boolean needles;
    private final long[] pairs = new long[BYTES * BYTES / Long.SIZE];
    private final Needle[][] byFirst = new Needle[BYTES][];
    private final List<byte[]> marks = Shapes.marks();
    private final boolean[] marked = new boolean[BYTES];

    /** What was found: places in order that do not overlap, and where a needle begins whose end is not here, or -1. */
    record Found(List<Redactor.Hit> hits, int open) {}

    Finder(List<Needle> needles) {
        this.needles = !needles.isEmpty();
        for (int b = 0; b < BYTES; b++) {
            int first = b;
            byFirst[b] =
                    needles.stream().filter(needle -> needle.opens(0, first)).toArray(Needle[]::new);
            for (Needle needle : byFirst[b]) {
                second(needle, b);
            }
        }
        if (!needles.isEmpty()) {
            for (int b = 0; b < BYTES * BYTES; b++) {
                if (leads((byte) (b >>> 8))) {
                    allow(b >>> 8, b);
                }
            }
        }
        for (byte[] mark : marks) {
            allow(mark[0], mark[1]);
            marked[mark[0]] = true;
        }
    }

    private void allow(int first, int second) {
        int pair = (first & 0xff) << 8 | second & 0xff;
        pairs[pair >>> 6] |= 1L << pair;
    }

    /** What may stand behind a first byte that stands for itself. */
    private void second(Needle needle, int first) {
        if (needle.utf8(0).length > 1) {
            allow(first, needle.utf8(0)[1]);
            return;
        }
        boolean anything = needle.point(0) == '\'' || needle.point(0) == '"' || needle.point(1) == '\n';
        for (int b = 0; b < BYTES; b++) {
            boolean gap = needle.kind() != Needle.Kind.TEXT && (b == '\n' || b == '\r');
            boolean blank = b == '+' && needle.point(1) == ' ';
            if (anything || leads(b) || gap || blank || needle.opens(1, b)) {
                allow(first, b);
            }
        }
    }

    Found find(byte[] text, int length) {
        List<Redactor.Hit> hits = new ArrayList<>();
        Escapes escapes = new Escapes(text, length);
        Walk walk = new Walk(text, length, escapes);
        int open = -1;
        Shapes.Search shapes = new Shapes.Search(text, length, hits);
        for (int at = 0; at < length; at++) {
            int pair = (text[at] & 0xff) << 8 | (at + 1 < length ? text[at + 1] & 0xff : 0);
            if ((pairs[pair >>> 6] >>> pair & 1) == 0 && at + 1 < length) {
                continue;
            }
            if (marked[text[at] & 0xff]) {
                askShapes(shapes, text, length, at);
            }
            boolean opens = tryAll(walk, text[at] & 0xff, at, hits);
            if (needles && leads(text[at])) {
                opens |= tryEscaped(walk, escapes, text, length, at, hits);
            }
            if (opens && open < 0) {
                open = at;
            }
        }
        return new Found(merged(hits), open);
    }

    private static boolean leads(int b) {
        return b == '\\' || b == '%' || b == '=' || b == '&';
    }

    private boolean tryEscaped(Walk walk, Escapes escapes, byte[] text, int length, int at, List<Redactor.Hit> hits) {
        boolean open = false;
        if (text[at] == '\\') {
            // Of a run of backslashes the first stands for all.
            if (at > 0 && text[at - 1] == '\\') {
                return false;
            }
            int after = escapes.backslashes(at);
            open = after >= length || tryAll(walk, text[after] & 0xff, at, hits);
        }
        int escaped = escapes.escapedFirst(at);
        return open | (escaped == Walk.OPEN || escaped >= 0 && tryAll(walk, escaped, at, hits));
    }

    /** Adds where needles that begin with this byte end; true if one goes on behind the end of the text. */
    private boolean tryAll(Walk walk, int first, int at, List<Redactor.Hit> hits) {
        boolean open = false;
        for (Needle needle : byFirst[first]) {
            int end = walk.end(needle, at);
            if (end >= 0) {
                hits.add(new Redactor.Hit(at, end, needle.replacement()));
            }
            open |= end == Walk.OPEN;
        }
        return open;
    }

    private void askShapes(Shapes.Search shapes, byte[] text, int length, int at) {
        for (int i = 0; i < marks.size(); i++) {
            byte[] mark = marks.get(i);
            if (text[at] == mark[0]
                    && at + mark.length <= length
                    && Arrays.equals(text, at, at + mark.length, mark, 0, mark.length)) {
                shapes.at(i, at);
            }
        }
    }

    private static List<Redactor.Hit> merged(List<Redactor.Hit> hits) {
        if (hits.size() < 2) {
            return hits;
        }
        hits.sort(Comparator.comparingInt(Redactor.Hit::from)
                .thenComparing(Comparator.comparingInt(Redactor.Hit::to).reversed()));
        List<Redactor.Hit> result = new ArrayList<>(hits.size());
        for (Redactor.Hit hit : hits) {
            Redactor.Hit last = result.isEmpty() ? null : result.getLast();
            if (last == null || hit.from() >= last.to()) {
                result.add(hit);
            } else if (hit.to() > last.to()) {
                result.set(result.size() - 1, new Redactor.Hit(last.from(), hit.to(), last.replacement()));
            }
        }
        return result;
    }
}
