package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stayer.core.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret that was declared later is in nothing any more once it was scrubbed. */
class ScrubTest {
    private static final String SECRET = "late-declared-Q7x9";

    @TempDir
    Path folder;

    private List<String> kept() throws IOException {
        try (Stream<Path> all =
                Stream.concat(Files.walk(folder.resolve(".stayer")), Files.walk(folder.resolve("reports")))) {
            return all.filter(file -> file.toString().contains(SECRET)
                            || Files.isRegularFile(file) && read(file).contains(SECRET))
                    .map(Path::toString)
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void a_secret_declared_later_goes_from_everything_that_is_kept() throws IOException {
        Stayer stayer = new Stayer(folder);
        Files.writeString(folder.resolve("late.txt"), SECRET + "\n");
        stayer.run("""
                name: w
                tasks:
                  - id: a
                    run: 'S=$(cat late.txt); echo "$S"; echo "v=$S" >> "$STAYER_OUTPUT"; echo x > "$STAYER_REPORTS/$S.txt"'
                """);
        stayer.call("memory", "add", "we deploy with " + SECRET);
        stayer.call("tell", "last", "the word is " + SECRET);
        assertThat(kept()).isNotEmpty();
        Files.writeString(folder.resolve("stayer.yaml"), "secrets: { LATE: \"${file:late.txt}\" }\n");
        Stayer.Result scrubbed = stayer.call("scrub");
        assertThat(scrubbed.code()).as(scrubbed.err()).isZero();
        assertThat(scrubbed.out()).contains("scrubbed ").contains("FACT").contains("JOURNAL");
        assertThat(kept()).isEmpty();
        assertThat(stayer.call("search", "deploy").out()).contains("[redacted:LATE]");
        assertThat(stayer.call("mirror").code()).isZero();
        assertThat(stayer.call("scrub").out()).contains("no known secret");
    }

    @Test
    void nothing_is_scrubbed_under_the_hands_of_an_owner() throws Exception {
        Stayer stayer = new Stayer(folder);
        Path file = stayer.file(
                "w.yaml", "name: w\ntasks: [ { id: a, run: 'echo " + SECRET + " | tee begun; sleep 60' } ]");
        Process owner = stayer.start(List.of(), "run", file.toString());
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(folder.resolve("begun")) || !owner.isAlive());
        Files.writeString(folder.resolve("late.txt"), SECRET + "\n");
        Files.writeString(folder.resolve("stayer.yaml"), "secrets: { LATE: \"${file:late.txt}\" }\n");
        Stayer.Result scrubbed = stayer.call("scrub");
        assertThat(scrubbed.code()).isEqualTo(ExitCode.OWNED);
        assertThat(scrubbed.err()).contains("process " + owner.pid());
        owner.destroyForcibly().waitFor();
        assertThat(stayer.call("scrub").code()).isZero();
    }
}
