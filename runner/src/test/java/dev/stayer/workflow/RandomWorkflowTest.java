package dev.stayer.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.stayer.yaml.InvalidFileException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RandomWorkflowTest {
    private static final long SEED = Long.getLong("stayer.test.seed", System.nanoTime());

    @Test
    void valid_workflows_of_any_shape_are_read_without_a_word() {
        for (int i = 0; i < 300; i++) {
            String text = new RandomWorkflow(SEED + i).text();
            try {
                assertThat(MemoryFiles.workflow(text).workflow().tasks()).isNotEmpty();
            } catch (RuntimeException e) {
                fail("seed " + (SEED + i) + ": " + e.getMessage() + "\n" + text, e);
            }
        }
    }

    @Test
    void a_file_with_one_thing_changed_is_read_or_refused_with_places_inside_of_it() {
        Random random = new Random(SEED);
        int refused = 0;
        for (int i = 0; i < 3_000; i++) {
            String text = RandomWorkflow.mutated(new RandomWorkflow(SEED + i % 50).text(), random);
            long lines = text.lines().count();
            try {
                MemoryFiles.workflow(text);
            } catch (InvalidFileException e) {
                refused++;
                assertThat(e.problems())
                        .as("seed %d, mutation %d", SEED, i)
                        .isNotEmpty()
                        .allSatisfy(problem -> {
                            assertThat(problem.place().line()).isBetween(1, (int) lines + 1);
                            assertThat(problem.place().column()).isPositive();
                            assertThat(problem.message()).isNotBlank().doesNotContain("\n");
                        });
            } catch (RuntimeException | StackOverflowError e) {
                fail("seed " + SEED + ", mutation " + i + ": " + e + "\n" + text, e);
            }
        }
        assertThat(refused).as("seed %d: the mutations must bite", SEED).isGreaterThan(500);
    }
}
