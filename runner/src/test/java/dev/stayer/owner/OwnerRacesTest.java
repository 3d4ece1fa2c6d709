package dev.stayer.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.ChildJvm;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two real processes go for the same workspace at the same moment, again and again. */
class OwnerRacesTest {
    private static final int RACES = 60;

    @TempDir
    Path folder;

    private static final class Rival implements AutoCloseable {
        private final Process process;
        private final BufferedReader out;
        private final BufferedWriter in;

        Rival() throws IOException {
            process = new ProcessBuilder(ChildJvm.command(List.of(), RivalMain.class))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        }

        String hear() {
            try {
                return String.valueOf(out.readLine());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void tell(String line) {
            try {
                in.write(line + "\n");
                in.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Test
    void of_two_that_start_together_exactly_one_owns_the_workspace() throws Exception {
        try (Rival one = new Rival();
                Rival two = new Rival()) {
            one.hear();
            two.hear();
            for (int race = 0; race < RACES; race++) {
                // Every third race is for a workspace that had an owner before.
                Path workspace = folder.resolve("w" + race / 3);
                String start = workspace + " " + (System.currentTimeMillis() + (race < 3 ? 1500 : 60));
                one.tell(start);
                two.tell(start);
                List<String> said = List.of(one.hear(), two.hear());
                assertThat(said.stream().filter(word -> word.startsWith("won")))
                        .as("race " + race + ": " + said)
                        .hasSize(1);
                assertThat(said).as("race " + race).contains("lost");
                one.tell("next");
                two.tell("next");
            }
        }
    }
}
