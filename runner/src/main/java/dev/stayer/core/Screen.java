package dev.stayer.core;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * The one way to standard output and error: everything that is printed goes through it, so that nothing which an agent, a
 * command, a file or a model wrote steers a terminal, and nobody prints in vain unseen. Thread-safe as the stream around it is.
 */
public final class Screen extends OutputStream {
    /**
     * Our own colours and movements carry a number that nobody else knows, and pass; it is taken off on the way. Without it
     * they could not be told from those in the output of a command.
     */
    private static final String MARK = ";" + Long.toUnsignedString(new SecureRandom().nextLong());

    private static final int PIECE = 64 * 1024;

    private final OutputStream to;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private ByteBuffer left = ByteBuffer.allocate(0);
    private boolean lineEnds;
    private volatile boolean endsAtOnce;
    private volatile @Nullable IOException lost;

    /** What could not be printed ends what only printed. */
    public static final class LostException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LostException(IOException cause) {
            super(cause);
        }
    }

    /** @param to where bytes go; its errors are kept, see {@link #lost} */
    public Screen(OutputStream to) {
        this.to = to;
    }

    /** What is printed through it. */
    public PrintStream printer() {
        return new PrintStream(this, true, StandardCharsets.UTF_8);
    }

    /**
     * A control sequence of our own, such as a colour.
     *
     * @param parameters numbers, with semicolons between them
     * @param function the letter it ends with
     */
    public static String code(String parameters, char function) {
        return "\u001b[" + parameters + MARK + function;
    }

    /** From now on a {@link LostException} ends what prints as soon as nobody can read it. */
    public void endsAtOnce() {
        endsAtOnce = true;
    }

    /** Why something could not be printed, in the words of the system; null if everything was. */
    public @Nullable String lost() {
        IOException first = lost;
        return first == null ? null : String.valueOf(first.getMessage());
    }

    /** True if whoever read it has heard enough, as {@code head} does. */
    public boolean isClosedByReader() {
        String reason = lost();
        return reason != null && reason.contains("Broken pipe");
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) throws IOException {
        for (int at = from; at < from + length; at += PIECE) {
            int piece = Math.min(PIECE, from + length - at);
            if (left.hasRemaining() || lineEnds || !isPlain(bytes, at, piece)) {
                pass(clean(decode(bytes, at, piece)).getBytes(StandardCharsets.UTF_8));
            } else {
                pass(bytes, at, piece);
            }
        }
    }

    private static boolean isPlain(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (bytes[i] != '\n' && bytes[i] != '\t' && (bytes[i] < ' ' || bytes[i] > '~')) {
                return false;
            }
        }
        return true;
    }

    private String decode(byte[] bytes, int from, int length) {
        ByteBuffer all = ByteBuffer.allocate(left.remaining() + length);
        all.put(left).put(bytes, from, length).flip();
        CharBuffer text = CharBuffer.allocate(all.remaining() + 1);
        decoder.reset().decode(all, text, false);
        left = all.slice();
        return text.flip().toString();
    }

    private String clean(String text) {
        String whole = lineEnds ? "\r" + text : text;
        lineEnds = whole.endsWith("\r");
        StringBuilder clean = new StringBuilder(whole.length() + 16);
        int end = lineEnds ? whole.length() - 1 : whole.length();
        for (int at = 0; at < end; ) {
            int c = whole.codePointAt(at);
            int own = c == 0x1b ? own(whole, at) : -1;
            if (own > 0) {
                clean.append(whole, at, whole.indexOf(MARK, at)).append(whole.charAt(own - 1));
                at = own;
                continue;
            }
            at += Character.charCount(c);
            if (c == '\n' || c == '\t' || c == '\r' && at < whole.length() && whole.charAt(at) == '\n') {
                clean.appendCodePoint(c);
            } else if (Inert.isHidden(c)) {
                // In JSON it can only stand in a string, where this is its escape.
                clean.append(Inert.shown(c));
            } else {
                clean.appendCodePoint(c);
            }
        }
        return clean.toString();
    }

    /** Behind the control sequence of our own that begins here, or -1. */
    private static int own(String text, int at) {
        int mark = text.indexOf(MARK, at);
        if (mark < 0 || mark > at + 12 || mark + MARK.length() >= text.length()) {
            return -1;
        }
        for (int i = at + 2; i < mark; i++) {
            if (text.charAt(i) != ';' && (text.charAt(i) < '0' || text.charAt(i) > '9')) {
                return -1;
            }
        }
        return mark + MARK.length() + 1;
    }

    private void pass(byte... bytes) throws IOException {
        pass(bytes, 0, bytes.length);
    }

    private void pass(byte[] bytes, int from, int length) throws IOException {
        try {
            to.write(bytes, from, length);
            to.flush();
        } catch (IOException e) {
            lose(e);
        }
    }

    private void lose(IOException e) throws IOException {
        if (lost == null) {
            lost = e;
        }
        if (endsAtOnce) {
            throw new LostException(e);
        }
        throw e;
    }

    /** What is left of a character or a line end that was not finished. */
    @Override
    public synchronized void close() throws IOException {
        String rest = (left.hasRemaining() ? "\ufffd" : "") + (lineEnds ? Inert.shown('\r') : "");
        left = ByteBuffer.allocate(0);
        lineEnds = false;
        if (!rest.isEmpty()) {
            pass(rest.getBytes(StandardCharsets.UTF_8));
        }
    }
}
