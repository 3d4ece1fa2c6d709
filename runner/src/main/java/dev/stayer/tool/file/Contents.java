package dev.stayer.tool.file;

import dev.stayer.files.Folder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Whole files as bytes. */
final class Contents {
    /** Larger files are for commands. */
    static final int MAX_BYTES = 16 * 1024 * 1024;
    /** What stands for a file that is not there. */
    static final String NOTHING = "nothing";

    private Contents() {}

    /** Opens a regular file; {@link Refused} says what else it is. */
    static InputStream open(Reach reach, Reach.Target target) throws IOException, Refused {
        Path real = target.real();
        Path parent = real.getParent();
        Path name = real.getFileName();
        if (parent == null || name == null || real.equals(reach.root(real))) {
            throw new Refused(target.shown() + " is a folder; list it with find");
        }
        try (Folder folder = Folder.open(reach.root(real), parent, false)) {
            regular(folder, name, target.shown());
            return folder.read(name);
        }
    }

    static BasicFileAttributes regular(Folder folder, Path name, String shown) throws IOException, Refused {
        BasicFileAttributes attributes = folder.attributes(name);
        if (attributes == null) {
            throw new Refused(shown + " is not there; look with find");
        }
        if (attributes.isDirectory()) {
            throw new Refused(shown + " is a folder; list it with find");
        }
        if (!attributes.isRegularFile()) {
            throw new Refused(shown + " is not a regular file but a device, pipe, socket or link");
        }
        return attributes;
    }

    static byte[] read(Reach reach, Reach.Target target) throws IOException, Refused {
        try (InputStream in = open(reach, target)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new Refused("%s is larger than %d MB; use shell commands for it"
                        .formatted(target.shown(), MAX_BYTES / 1024 / 1024));
            }
            return bytes;
        }
    }
}
