package dev.stayer.tool.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** In which encoding a file is written, as far as its own bytes tell. */
enum TextForm {
    /** Also plain ASCII, and what is in no encoding that its bytes tell. */
    UTF_8("UTF-8", StandardCharsets.UTF_8),
    UTF_16LE("UTF-16LE", StandardCharsets.UTF_16LE),
    UTF_16BE("UTF-16BE", StandardCharsets.UTF_16BE),
    /** Bytes over 127 stand alone, as in the letters of western languages. */
    LATIN("Windows-1252 (Latin-1)", Charset.forName("windows-1252")),
    /** Neither UTF-8 nor Latin-1 for sure: an encoding of other languages, or a mixture. */
    UNKNOWN("an encoding that its bytes do not tell", StandardCharsets.ISO_8859_1),
    BINARY("binary", StandardCharsets.ISO_8859_1);

    private static final int SNIFFED = 8 * 1024;

    private final String label;
    private final Charset charset;

    TextForm(String label, Charset charset) {
        this.label = label;
        this.charset = charset;
    }

    String label() {
        return label;
    }

    Charset charset() {
        return charset;
    }

    boolean isWide() {
        return this == UTF_16LE || this == UTF_16BE;
    }

    /** By a byte order mark, or by where NULs stand in the first 8 kB; {@link #UTF_8} for all other text. */
    static TextForm sniff(byte[] bytes, int length) {
        int end = Math.min(length, SNIFFED);
        if (end >= 2 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xfe) {
            return UTF_16LE;
        }
        if (end >= 2 && (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xff) == 0xff) {
            return UTF_16BE;
        }
        int even = 0;
        int odd = 0;
        for (int i = 0; i < end; i++) {
            if (bytes[i] == 0) {
                even += 1 - i % 2;
                odd += i % 2;
            }
        }
        if (even == 0 && odd == 0) {
            return UTF_8;
        }
        TextForm wide = even == 0 ? UTF_16LE : UTF_16BE;
        return (even == 0 || odd == 0) && isText(bytes, end - end % 2, wide.charset) ? wide : BINARY;
    }

    /** The form of a whole file. */
    static TextForm of(byte[] bytes) {
        TextForm form = sniff(bytes, bytes.length);
        if (form != UTF_8 || strict(bytes, 0, bytes.length, StandardCharsets.UTF_8) != null) {
            return form;
        }
        for (int i = 0; i < bytes.length; i++) {
            boolean high = bytes[i] < 0;
            boolean lonely = (i == 0 || bytes[i - 1] >= 0) && (i == bytes.length - 1 || bytes[i + 1] >= 0);
            if (high && !lonely) {
                return UNKNOWN;
            }
        }
        return strict(bytes, 0, bytes.length, LATIN.charset) == null ? UNKNOWN : LATIN;
    }

    private static boolean isText(byte[] bytes, int length, Charset charset) {
        String text = strict(bytes, 0, length, charset);
        // The last character may be cut in two.
        if (text == null && length > 2) {
            text = strict(bytes, 0, length - 2, charset);
        }
        return text != null
                && text.codePoints()
                        .allMatch(c -> Character.isDefined(c)
                                && (c >= ' ' && c != 0x7f || c == '\t' || c == '\n' || c == '\r' || c == '\f'));
    }

    /** The text; null if the bytes are not of this encoding. */
    private static @org.jspecify.annotations.Nullable String strict(
            byte[] bytes, int from, int length, Charset charset) {
        try {
            return charset.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** A line of a file that is no UTF-16: as UTF-8, or where it is none, its bytes as letters of Latin-1. */
    static String line(byte[] bytes) {
        String text = strict(bytes, 0, bytes.length, StandardCharsets.UTF_8);
        return text == null ? new String(bytes, LATIN.charset) : text;
    }

    /** A whole file as text, for people and models to look at. */
    static String text(byte[] bytes) {
        TextForm form = of(bytes);
        return new String(bytes, form.isWide() || form == LATIN ? form.charset : StandardCharsets.UTF_8);
    }

    static boolean isUtf8(byte[] bytes) {
        return strict(bytes, 0, bytes.length, StandardCharsets.UTF_8) != null;
    }

    /** A file's bytes; those of UTF-16 as UTF-8, so that whoever reads them needs to know one way only. */
    record Opened(TextForm form, InputStream in) implements AutoCloseable {
        /** Owns the stream from here on. */
        static Opened of(InputStream raw) throws IOException {
            PushbackInputStream in = new PushbackInputStream(raw, SNIFFED);
            byte[] head = in.readNBytes(SNIFFED);
            in.unread(head);
            TextForm form = sniff(head, head.length);
            return new Opened(form, form.isWide() ? new Recoded(new InputStreamReader(in, form.charset)) : in);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** Characters as UTF-8. */
    private static final class Recoded extends InputStream {
        private final Reader reader;
        private final char[] characters = new char[8 * 1024];
        private byte[] bytes = new byte[0];
        private int at;
        private boolean begun;

        Recoded(Reader reader) {
            this.reader = reader;
        }

        private boolean fill() throws IOException {
            while (at == bytes.length) {
                int read = reader.read(characters, 1, characters.length - 1);
                if (read < 0) {
                    return false;
                }
                int end = read + 1;
                if (Character.isHighSurrogate(characters[end - 1])) {
                    int next = reader.read();
                    if (next >= 0) {
                        bytes = (new String(characters, 1, read) + (char) next).getBytes(StandardCharsets.UTF_8);
                        at = 0;
                        begun = true;
                        continue;
                    }
                }
                int from = !begun && characters[1] == '\uFEFF' ? 2 : 1;
                begun = true;
                bytes = new String(characters, from, end - from).getBytes(StandardCharsets.UTF_8);
                at = 0;
            }
            return true;
        }

        @Override
        public int read() throws IOException {
            return fill() ? bytes[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int taken = Math.min(length, bytes.length - at);
            System.arraycopy(bytes, at, into, from, taken);
            at += taken;
            return taken;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
