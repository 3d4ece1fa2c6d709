package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher executes what lies in its cache, so it must be the user's alone. */
class LauncherCacheTest {
    @TempDir
    Path folder;

    @Test
    void a_cache_that_others_can_write_is_refused() throws Exception {
        Path cache = Files.createDirectories(folder.resolve("cache"));
        Path planted = Files.createDirectories(cache.resolve("stayer"));
        mode(planted, "rwxrwxrwx");
        assertRefused("XDG_CACHE_HOME", cache);
        mode(planted, "rwxrwx---");
        assertRefused("XDG_CACHE_HOME", cache);
        mode(planted, "rwx------");
        mode(cache, "rwxrwxrwx");
        assertRefused("XDG_CACHE_HOME", cache);
    }

    @Test
    void a_link_in_its_place_is_refused() throws Exception {
        Path cache = Files.createDirectories(folder.resolve("cache"));
        Files.createSymbolicLink(cache.resolve("stayer"), Files.createDirectories(folder.resolve("elsewhere")));
        assertRefused("XDG_CACHE_HOME", cache);
    }

    @Test
    void the_one_among_temporary_files_is_refused_where_somebody_else_may_have_made_it() throws Exception {
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        Object me = Files.getAttribute(temporary, "unix:uid");
        mode(Files.createDirectories(temporary.resolve("cache-" + me)), "rwxrwxrwx");
        assertRefused("TMPDIR", temporary);
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private void assertRefused(String variable, Path value) throws Exception {
        Path said = folder.resolve("said");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of("..", "stayer").toAbsolutePath().normalize().toString(), "--version")
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().keySet().removeIf(name -> name.equals("XDG_CACHE_HOME") || name.equals("HOME"));
        builder.environment().put("STAYER_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put(variable, value.toString());
        Process process = builder.start();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(Files.readString(said))
                .contains("so nothing in it is executed")
                .contains("XDG_CACHE_HOME");
        assertThat(process.exitValue()).isEqualTo(78);
    }
}
