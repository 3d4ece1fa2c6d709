package dev.stayer.tool.file;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * A piece of a file and what takes its place, both in the file's own encoding and with its own line ends: a file is never
 * left in two.
 *
 * @param step of how many bytes a unit of the encoding is; the piece begins at a multiple of it
 */
record Exchange(byte[] old, byte[] fresh, int step) {
    /** @throws Refused if the file's encoding has no way to say {@code fresh}, or does not tell which it is */
    static Exchange of(byte[] file, String shown, String old, String fresh) throws Refused {
        TextForm form = TextForm.of(file);
        Charset charset = form.isWide() || form == TextForm.LATIN ? form.charset() : StandardCharsets.UTF_8;
        int step = form.isWide() ? 2 : 1;
        boolean carriages = hasCarriages(file, charset);
        byte[] piece = old.getBytes(charset);
        String ended = fresh;
        if (carriages && !old.contains("\r") && next(file, piece, 0, step) < 0) {
            piece = withCarriages(old).getBytes(charset);
            ended = withCarriages(fresh);
        } else if (carriages && old.indexOf('\n') < 0) {
            ended = withCarriages(fresh);
        }
        if (form == TextForm.UNKNOWN || form == TextForm.BINARY) {
            boolean known = ended.codePoints().allMatch(c -> c < 128 || old.indexOf(c) >= 0);
            if (!known) {
                throw new Refused(shown + " is in " + TextForm.UNKNOWN.label()
                        + ", and new has letters beyond ASCII; convert the file with iconv first");
            }
        } else if (!charset.newEncoder().canEncode(ended)) {
            throw new Refused(shown + " is in " + form.label()
                    + ", which has no way to write a character of new; convert the file with iconv first");
        }
        return new Exchange(piece, ended.getBytes(charset), step);
    }

    /** Where the old piece begins in {@code file} from {@code from} on; -1 if it does not occur any more. */
    int next(byte[] file, int from) {
        return next(file, old, from, step);
    }

    private static int next(byte[] bytes, byte[] piece, int from, int step) {
        for (int at = from; at <= bytes.length - piece.length; at += step) {
            int same = 0;
            while (same < piece.length && bytes[at + same] == piece[same]) {
                same++;
            }
            if (same == piece.length) {
                return at;
            }
        }
        return -1;
    }

    private static String withCarriages(String text) {
        return text.indexOf('\r') >= 0 ? text : text.replace("\n", "\r\n");
    }

    /** True if the first line ends with CR LF. */
    private static boolean hasCarriages(byte[] file, Charset charset) {
        int step = "\n".getBytes(charset).length;
        int feed = next(file, "\n".getBytes(charset), 0, step);
        return feed >= step && next(file, "\r".getBytes(charset), feed - step, step) == feed - step;
    }
}
