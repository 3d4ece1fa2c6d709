package dev.stayer.trust;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The names that git tracks, with the hash of what it keeps of each: read from the index file as data, without asking git. */
final class GitIndex {
    private static final byte[] SIGNATURE = "DIRC".getBytes(StandardCharsets.US_ASCII);
    /** Times, device, inode, mode, owner and size. */
    private static final int STAT_BYTES = 40;

    private static final int EXTENDED = 0x4000;
    private static final int NAME_LENGTH = 0x0fff;
    private static final int PATHS_COMPRESSED = 4;

    private GitIndex() {}

    /** The hash by the name; empty where it is not an index that is understood. */
    static Optional<Map<String, String>> parse(byte[] bytes, int hashBytes) {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            byte[] signature = new byte[SIGNATURE.length];
            in.get(signature);
            int version = in.getInt();
            if (!Arrays.equals(signature, SIGNATURE) || version < 2 || version > PATHS_COMPRESSED) {
                return Optional.empty();
            }
            int count = in.getInt();
            Map<String, String> entries = new TreeMap<>();
            byte[] before = new byte[0];
            for (int i = 0; i < count; i++) {
                int begin = in.position();
                in.position(begin + STAT_BYTES);
                byte[] hash = new byte[hashBytes];
                in.get(hash);
                int flags = Short.toUnsignedInt(in.getShort());
                if ((flags & EXTENDED) != 0) {
                    in.getShort();
                }
                int kept = version == PATHS_COMPRESSED ? before.length - offset(in) : 0;
                if (kept < 0 || kept > before.length) {
                    return Optional.empty();
                }
                byte[] rest = upToZero(in);
                byte[] name = Arrays.copyOf(before, kept + rest.length);
                System.arraycopy(rest, 0, name, kept, rest.length);
                if (version < PATHS_COMPRESSED) {
                    // One to eight zero bytes end an entry, so that its length is a multiple of eight.
                    in.position(begin + ((in.position() - 1 - begin) / 8 + 1) * 8);
                }
                if ((flags & NAME_LENGTH) != Math.min(name.length, NAME_LENGTH)) {
                    return Optional.empty();
                }
                entries.put(
                        new String(name, StandardCharsets.UTF_8), HexFormat.of().formatHex(hash));
                before = name;
            }
            return Optional.of(entries);
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static byte[] upToZero(ByteBuffer in) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte next = in.get(); next != 0; next = in.get()) {
            bytes.write(next);
        }
        return bytes.toByteArray();
    }

    /** The number that packs use for distances: seven bits a byte, each but the first one more than it says. */
    private static int offset(ByteBuffer in) {
        int next = in.get() & 0xff;
        int value = next & 0x7f;
        while ((next & 0x80) != 0) {
            next = in.get() & 0xff;
            value = (value + 1 << 7) | (next & 0x7f);
        }
        return value;
    }
}
