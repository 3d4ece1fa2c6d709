package dev.stayer.tool.file;

import dev.stayer.core.Hashes;
import dev.stayer.files.FileTrouble;
import dev.stayer.files.Folder;
import dev.stayer.files.WorkspaceFiles;
import dev.stayer.tool.Call;
import dev.stayer.tool.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Puts new contents in place, and leaves the call's key with the hashes of before and after beside its spool first: with them, after a
 * crash, the file itself tells whether it happened.
 */
final class FileChange {
    private static final int MAX_NOTE = 4_096;

    private final Reach reach;

    FileChange(Reach reach) {
        this.reach = reach;
    }

    /** Makes missing folders only where nothing was. */
    void make(Reach.Target target, String before, byte[] after, Call call) throws IOException, Refused {
        Path real = target.real();
        Path parent = real.getParent();
        Path name = real.getFileName();
        if (parent == null || name == null || real.equals(reach.root(real))) {
            throw new Refused(target.shown() + " is a folder");
        }
        try (Folder folder = Folder.open(reach.root(real), parent, before.equals(Contents.NOTHING))) {
            if (folder.attributes(name) != null) {
                Contents.regular(folder, name, target.shown());
            }
            notes(call).writeDurably(note(call), call.key() + " " + before + " " + Hashes.of(after));
            folder.replace(name, after, true);
        }
    }

    /** The hash of what is there; {@link Contents#NOTHING} if nothing is. */
    String present(Reach.Target target) throws IOException, Refused {
        return Files.exists(target.real(), LinkOption.NOFOLLOW_LINKS)
                ? Hashes.of(Contents.read(reach, target))
                : Contents.NOTHING;
    }

    Tool.Happened happened(String path, Call call) {
        try {
            if (!notes(call).exists(note(call))) {
                return Tool.Happened.NO;
            }
            String[] words = notes(call).text(note(call), MAX_NOTE).split(" ", -1);
            if (words.length != 3 || !words[0].equals(call.key())) {
                return Tool.Happened.NO;
            }
            String now = present(reach.readable(path));
            return now.equals(words[2])
                    ? Tool.Happened.YES
                    : now.equals(words[1]) ? Tool.Happened.NO : Tool.Happened.UNKNOWN;
        } catch (IOException | Refused e) {
            return Tool.Happened.UNKNOWN;
        }
    }

    private static WorkspaceFiles notes(Call call) {
        return new WorkspaceFiles(Objects.requireNonNull(call.spool().getParent()));
    }

    /** One for each task: only its last call can be in doubt. */
    private static Path note(Call call) {
        return call.spool().resolveSibling(call.task().value() + ".change");
    }

    /** A full disk is nothing the model can do something about. */
    static String words(IOException error) {
        if (String.valueOf(error.getMessage()).contains("No space left")) {
            throw new UncheckedIOException(error);
        }
        return FileTrouble.of(error);
    }
}
