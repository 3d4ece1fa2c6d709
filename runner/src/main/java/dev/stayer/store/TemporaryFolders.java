package dev.stayer.store;

import dev.stayer.files.FileTrouble;
import dev.stayer.files.Owners;
import dev.stayer.files.UnusableFileException;
import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Folders that an owner has outside of its workspace for a while. Each is recorded before it is made, so that the next owner
 * takes away what a killed one has left, and nothing else. Thread-safe.
 */
public final class TemporaryFolders {
    /** A record is believed only of a name that this class gives, whoever wrote it. */
    private static final Pattern NAME =
            Pattern.compile("stayer-(output|trial)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private static final int MAX_BYTES = 4096;

    private final Workspace workspace;
    private final Path records;

    /** What a folder is for; a part of its name. */
    public enum Purpose {
        OUTPUT,
        TRIAL
    }

    public TemporaryFolders(Workspace workspace) {
        this.workspace = workspace;
        this.records = workspace.state().resolve("temporary");
    }

    /** Where a folder could be; nothing is made yet. */
    public static Path place(Purpose purpose) {
        String name = "stayer-" + purpose.name().toLowerCase(Locale.ROOT) + "-" + UUID.randomUUID();
        return Path.of(System.getProperty("java.io.tmpdir"), name).toAbsolutePath();
    }

    /**
     * Makes the folder, empty and for this user alone.
     *
     * @param folder from {@link #place}
     * @throws IOException if it is there already, or cannot be made or recorded
     */
    public void make(Path folder) throws IOException {
        workspace.files().createFolders(records);
        workspace.files().write(record(folder), folder.toString());
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Takes the folder away with all that is in it, following no link. Does nothing if it was not made. */
    public void remove(Path folder) throws IOException {
        new WorkspaceFiles(Objects.requireNonNull(folder.getParent())).deleteTree(folder);
        workspace.files().delete(record(folder));
    }

    /**
     * Takes away what an owner that was killed has left; to be called by the next one, once nothing of it runs any more.
     *
     * @return sentences on what could not be taken away, for people
     */
    public List<String> removeLeftOvers() {
        List<String> troubles = new ArrayList<>();
        try {
            if (!workspace.files().isFolder(records)) {
                return troubles;
            }
            for (Path record : workspace.files().list(records)) {
                try {
                    removeLeftOver(record);
                } catch (IOException e) {
                    troubles.add("what a killed command left in " + record.getFileName() + " cannot be taken away: "
                            + FileTrouble.of(e));
                }
            }
        } catch (IOException e) {
            troubles.add("what killed commands left cannot be looked for: " + FileTrouble.of(e));
        }
        return troubles;
    }

    private void removeLeftOver(Path record) throws IOException {
        try {
            Path folder = Path.of(new String(workspace.files().read(record, MAX_BYTES), StandardCharsets.UTF_8))
                    .normalize();
            Path name = folder.getFileName();
            boolean ours = folder.isAbsolute()
                    && name != null
                    && NAME.matcher(name.toString()).matches()
                    && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    && Owners.isOurs(Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS));
            if (ours) {
                remove(folder);
            }
        } catch (InvalidPathException | UnusableFileException e) {
            // No record of ours, so nothing of ours lies anywhere because of it.
            workspace.files().deleteTree(record);
            return;
        }
        workspace.files().deleteTree(record);
    }

    private Path record(Path folder) {
        return records.resolve(Objects.requireNonNull(folder.getFileName()).toString());
    }
}
