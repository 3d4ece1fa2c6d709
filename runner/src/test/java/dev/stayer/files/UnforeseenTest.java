package dev.stayer.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.StayerException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever is thrown, a person hears what happened, and never the name of a class. */
class UnforeseenTest {
    private static final List<Throwable> THROWN = List.of(
            new StayerException(1, "the run is gone", "start another"),
            new IOException(),
            new IOException("No space left on device"),
            new FileNotFoundException(),
            new AccessDeniedException("/a/b"),
            new FileSystemException("/a/b"),
            new FileSystemException("/a/b", null, "Too many open files"),
            new UncheckedIOException(new AccessDeniedException("/a/b")),
            new UncheckedIOException("cannot read /a/b", new AccessDeniedException("/a/b")),
            new UncheckedIOException("cannot read /a/b: permission denied", new AccessDeniedException("/a/b")),
            new OutOfMemoryError("Java heap space"),
            new StackOverflowError(),
            new IllegalStateException("x"),
            new NullPointerException(),
            new NoClassDefFoundError("dev/stayer/Missing"),
            new ArrayIndexOutOfBoundsException(7));

    @Test
    void it_is_said_in_words() {
        for (Throwable thrown : THROWN) {
            assertThat(Unforeseen.words(thrown))
                    .as("%s", thrown)
                    .isNotBlank()
                    .doesNotContain("Exception", "Error", "null", "java.", "dev.stayer")
                    .doesNotEndWith(".");
        }
        assertThat(Unforeseen.words(new UncheckedIOException("cannot read /a/b", new AccessDeniedException("/a/b"))))
                .isEqualTo("cannot read /a/b: permission denied");
    }

    @Test
    void the_details_lie_in_a_file_that_is_named_without_secrets() throws IOException {
        String told = Unforeseen.told(
                new IllegalStateException("the key is hunter2hunter2"),
                text -> text.replace("hunter2hunter2", "[redacted]"));
        assertThat(told).startsWith("something went wrong in Stayer itself; the details are in ");
        Path kept = Path.of(told.substring(told.lastIndexOf(' ') + 1));
        try {
            assertThat(Files.readString(kept))
                    .contains("IllegalStateException: the key is [redacted]", "UnforeseenTest")
                    .doesNotContain("hunter2");
        } finally {
            Files.delete(kept);
        }
        assertThat(Unforeseen.told(new IOException("No space left on device"), text -> text))
                .isEqualTo("No space left on device");
    }
}
