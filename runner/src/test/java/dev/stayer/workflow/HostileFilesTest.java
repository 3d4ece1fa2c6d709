package dev.stayer.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stayer.yaml.InvalidFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files made to hurt end in one plain sentence, without memory, stack or time being used up. */
@Timeout(30)
class HostileFilesTest {
    @Test
    void a_file_of_ten_megabytes_is_refused_without_reading_it_whole(@TempDir Path folder) throws IOException {
        Files.write(folder.resolve("w.yaml"), new byte[10 * 1024 * 1024]);
        AtomicLong read = new AtomicLong();
        SourceFiles counting = path -> {
            byte[] bytes = SourceFiles.in(folder).read(path);
            read.addAndGet(bytes.length);
            return bytes;
        };
        InvalidFileException thrown =
                catchThrowableOfType(InvalidFileException.class, () -> WorkflowReader.read("w.yaml", counting));
        assertThat(texts(thrown))
                .containsExactly("w.yaml:1:1: the file w.yaml is larger than 1 MB, which is the most that is read");
        assertThat(read.get()).isEqualTo(1024 * 1024 + 1);
    }

    @Test
    void a_file_of_more_than_512_kilobytes_is_no_workflow() {
        assertThat(problems("name: w\ndescription: \"" + "x".repeat(512 * 1024) + "\"\n"))
                .containsExactly(
                        "w.yaml:1:1: the file has more than 512 KB, which is the most that is read: move parts of it into files of their own");
    }

    @Test
    void ten_thousand_levels_are_refused_at_the_first_that_is_too_deep() {
        assertThat(problems("[".repeat(10_000))).containsExactly("w.yaml:1:51: this is nested deeper than 50 levels");
        assertThat(problems("- ".repeat(10_000))).containsExactly("w.yaml:1:101: this is nested deeper than 50 levels");
        String steps =
                IntStream.range(0, 500).mapToObj(i -> " ".repeat(i) + "a:\n").collect(Collectors.joining());
        assertThat(problems(steps)).containsExactly("w.yaml:51:51: this is nested deeper than 50 levels");
    }

    @Test
    void a_bomb_of_aliases_does_not_go_off() {
        StringBuilder bomb = new StringBuilder("name: w\na: &a [x, x]\n");
        for (char c = 'b'; c <= 'z'; c++) {
            char before = (char) (c - 1);
            bomb.append("%c: &%c [*%c, *%c]\n".formatted(c, c, before, before));
        }
        assertThat(problems(bomb.toString()))
                .containsExactly("w.yaml:3:8: an alias to a list is not possible here: write it out");
        assertThat(problems("name: &x [*x]\n"))
                .containsExactly("w.yaml:1:11: an alias to a list is not possible here: write it out");
    }

    @Test
    void binary_files_are_no_workflows() {
        assertThat(problems("name: w\n\0\n".getBytes(StandardCharsets.UTF_8)))
                .containsExactly("w.yaml:2:1: this is not a text file: it holds a NUL character");
        assertThat(problems(new byte[] {'n', (byte) 0xC3, (byte) 0x28}))
                .containsExactly("w.yaml:1:1: this is not a text file in UTF-8: save it as UTF-8");
    }

    @Test
    void messages_carry_nothing_that_a_terminal_would_obey() {
        List<String> told = problems("name: w\n\"a\\e[2Jb\\u202Ec\": 1\ntasks: [ { id: a, run: x } ]\n");
        assertThat(told).containsExactly("w.yaml:2:1: a workflow has no key 'a\\u001b[2Jb\\u202ec'");
    }

    @Test
    void a_direction_mark_in_a_command_is_a_warning_at_its_place() {
        LoadedWorkflow loaded =
                MemoryFiles.workflow("name: w\ntasks:\n  - id: a\n    run: |\n      echo ok\n      rm \u202Ex\n");
        assertThat(loaded.warnings())
                .map(Object::toString)
                .containsExactly(
                        "w.yaml:6:10: an invisible direction mark stands here (U+202E): what runs is not what an editor shows");
    }

    @Test
    void thousands_of_tasks_are_read_and_the_end_of_a_long_chain_sees_its_beginning() {
        StringBuilder file = new StringBuilder("name: w\ntasks:\n- {id: a0, run: x}\n");
        for (int i = 1; i < 5_000; i++) {
            file.append("- {id: a%d, needs: a%d, run: 'x'}\n".formatted(i, i - 1));
        }
        file.append("- {id: z, needs: a4999, run: \"echo ${{ tasks.a0.status }}\"}\n");
        assertThat(MemoryFiles.workflow(file.toString()).workflow().tasks()).hasSize(5_001);

        StringBuilder many = new StringBuilder("name: w\ntasks:\n");
        for (int i = 0; i < 10_000; i++) {
            many.append("- {id: a%d, run: x}\n".formatted(i));
        }
        assertThat(MemoryFiles.workflow(many.toString()).workflow().tasks()).hasSize(10_000);
    }

    @Test
    void thousands_of_faults_are_all_found_and_the_message_stays_short() {
        StringBuilder file = new StringBuilder("name: w\ntasks:\n");
        for (int i = 0; i < 5_000; i++) {
            file.append("- {id: a%d, needs: b%d, run: x}\n".formatted(i, i));
        }
        InvalidFileException thrown =
                catchThrowableOfType(InvalidFileException.class, () -> MemoryFiles.workflow(file.toString()));
        assertThat(thrown.problems()).hasSize(5_000);
        assertThat(thrown.whatHappened().lines()).hasSize(51).last().isEqualTo("and 4950 more");
    }

    @Test
    void workflows_that_double_at_every_level_are_each_read_once() {
        MemoryFiles files = new MemoryFiles();
        for (int i = 0; i < 18; i++) {
            files.with(
                    "w" + i + ".yaml",
                    "name: w\ntasks:\n  - { id: a, uses: w%d.yaml }\n  - { id: b, uses: w%d.yaml }\n"
                            .formatted(i + 1, i + 1));
        }
        files.with("w18.yaml", "name: w\ntasks: [ { id: a, run: x, window: 1 } ]\n");
        LoadedWorkflow loaded = WorkflowReader.read("w0.yaml", files);
        assertThat(loaded.sources()).hasSize(19);
        assertThat(loaded.workflow().notBuilt()).hasSize(1);
    }

    @Test
    void a_tower_of_files_has_an_end() {
        MemoryFiles files = new MemoryFiles();
        for (int i = 0; i < 500; i++) {
            files.with("w" + i + ".yaml", "name: w\ntasks:\n  - { id: a, uses: w%d.yaml }\n".formatted(i + 1));
        }
        InvalidFileException thrown =
                catchThrowableOfType(InvalidFileException.class, () -> WorkflowReader.read("w0.yaml", files));
        assertThat(texts(thrown)).containsExactly("w19.yaml:3:20: 'uses' is nested deeper than 20 files");
    }

    private static List<String> problems(String text) {
        return problems(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> problems(byte[] bytes) {
        InvalidFileException thrown =
                catchThrowableOfType(InvalidFileException.class, () -> WorkflowReader.read("w.yaml", path -> bytes));
        return texts(thrown);
    }

    private static List<String> texts(InvalidFileException thrown) {
        assertThat(thrown).isNotNull();
        return thrown.problems().stream().map(Object::toString).toList();
    }
}
