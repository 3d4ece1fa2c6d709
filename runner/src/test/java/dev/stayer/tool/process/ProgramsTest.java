package dev.stayer.tool.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs are found where nobody but their owner writes, whatever the PATH says. */
class ProgramsTest {
    @TempDir
    private Path folder;

    private Path plant(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\ntouch " + folder.resolve("ran") + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    @Test
    void no_entry_of_a_persons_path_comes_before_the_systems_folders() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> entries = new ArrayList<>(List.of("", ".", "bin", "node_modules/.bin", "../bin", "/usr/bin"));
        for (String name : List.of(".venv/bin", "node_modules/.bin", ".direnv/python/bin", "vendor/bin", "bin")) {
            for (Programs.Name program : Programs.Name.values()) {
                plant(folder.resolve(name).resolve(program.word()));
            }
            entries.add(folder.resolve(name).toString());
        }
        for (int round = 0; round < 20; round++) {
            Collections.shuffle(entries, random);
            Programs programs = new Programs(Map.of(
                    "PATH", String.join(":", entries.subList(0, random.nextInt(entries.size()) + 1))));
            for (Programs.Name name : Programs.Name.values()) {
                assertThat(programs.find(name))
                        .as("%s of %s, seed %d", name, entries, seed)
                        .hasValueSatisfying(file -> assertThat(file.toString()).matches("(/usr)?/bin/[a-z]+"));
            }
        }
    }

    @Test
    void a_program_of_another_folder_counts_while_nobody_else_may_write_it() throws IOException {
        Path program = plant(folder.resolve("tools/bin/thing"));
        assertThat(Programs.isTrusted(program)).isTrue();

        for (Path shared : List.of(program, program.getParent(), folder.resolve("tools"))) {
            var before = Files.getPosixFilePermissions(shared);
            Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
            assertThat(Programs.isTrusted(program))
                    .as("others may write " + shared)
                    .isFalse();
            Files.setPosixFilePermissions(shared, before);
        }
        assertThat(Programs.isTrusted(program)).isTrue();
    }

    @Test
    void a_program_in_a_workspace_is_none_also_by_another_name() throws IOException {
        Path workspace = folder.resolve("ws");
        Files.createDirectories(workspace.resolve(".stayer"));
        Path program = plant(workspace.resolve("a/bin/thing"));
        Path link = Files.createSymbolicLink(folder.resolve("thing"), program);
        Path through = Files.createSymbolicLink(folder.resolve("tools"), program.getParent());
        Path back = Files.createSymbolicLink(workspace.resolve("back"), Path.of("/usr/bin/true"));

        for (Path each : List.of(program, link, through.resolve("thing"), back)) {
            assertThat(Programs.isTrusted(each)).as(each.toString()).isFalse();
        }
    }

    @Test
    void what_is_no_program_is_none() throws IOException {
        Path folderOfThatName = Files.createDirectory(folder.resolve("sh"));
        Path text = Files.writeString(folder.resolve("text"), "x");

        for (Path each : List.of(folderOfThatName, text, folder.resolve("missing"))) {
            assertThat(Programs.isTrusted(each)).as(each.toString()).isFalse();
        }
    }
}
