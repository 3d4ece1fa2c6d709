package dev.stayer.tool.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Words for what the file system refuses. */
final class Trouble {
    private Trouble() {}

    static String of(IOException error) {
        return switch (error) {
            case AccessDeniedException ignored -> "permission denied";
            case NoSuchFileException ignored -> "no such file or folder";
            case NotDirectoryException ignored -> "a folder on its way is no folder";
            case FileSystemException system when system.getReason() != null -> String.valueOf(system.getReason());
            default -> String.valueOf(error.getMessage());
        };
    }
}
