package dev.stayer.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Words for what the file system refuses: many of its exceptions carry nothing but the name of the file. */
public final class FileTrouble {
    private FileTrouble() {}

    /** Why it was refused, without the file's name. */
    public static String of(IOException error) {
        return switch (error) {
            case AccessDeniedException ignored -> "permission denied";
            case NoSuchFileException ignored -> "no such file or folder";
            case NotDirectoryException ignored -> "something on the way to it is not a folder";
            case FileAlreadyExistsException ignored -> "something of that name is there already";
            case DirectoryNotEmptyException ignored -> "the folder is not empty";
            case FileSystemException system when system.getReason() != null -> String.valueOf(system.getReason());
            case FileSystemException ignored -> "the file system refused it";
            default -> {
                String said = error.getMessage();
                yield said == null || said.isBlank() ? "the system gave no reason" : said;
            }
        };
    }
}
