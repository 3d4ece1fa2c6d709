package dev.stayer.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * A regular file that is open for reading. It is read by position, which no pipe or terminal allows: should one have taken its
 * place, reading fails where it would have waited. Not thread-safe.
 */
public final class OpenFile extends InputStream {
    private final FileChannel channel;
    private final BasicFileAttributes attributes;
    private long position;

    OpenFile(FileChannel channel, BasicFileAttributes attributes) {
        this.channel = channel;
        this.attributes = attributes;
    }

    /** As they were when it was opened. */
    public BasicFileAttributes attributes() {
        return attributes;
    }

    /** How many bytes it has now. */
    public long size() throws IOException {
        return channel.size();
    }

    /** Goes on reading at this byte, counted from 0. */
    public void seek(long to) {
        position = to;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        int count = channel.read(ByteBuffer.wrap(bytes, offset, length), position);
        position += Math.max(0, count);
        return count;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
