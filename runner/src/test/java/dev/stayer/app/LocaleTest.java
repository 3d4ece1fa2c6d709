package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names and words reach commands byte for byte or not at all, and nothing that is kept has the digits of a country. */
class LocaleTest {
    @TempDir
    Path folder;

    private Stayer stayer;

    @BeforeEach
    void workspace() {
        stayer = new Stayer(folder);
        stayer.file("clean.yaml", """
                name: clean
                params: { who: { default: Zoë } }
                tasks: [ { id: a, run: "rm -f ä1; printf %s \\"$STAYER_PARAM_WHO $ODD\\" > who" } ]
                """);
        stayer.file("a1", "");
        stayer.file("ä1", "");
    }

    /** Runs a command after a few words of shell, with the variables of a bare machine and those given. */
    private int start(Map<String, String> variables, String shell, List<String> options, String... args)
            throws Exception {
        List<String> words = new ArrayList<>(List.of("sh", "-c", shell, "sh"));
        words.addAll(stayer.words(options, args));
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
        builder.environment().putAll(variables);
        Process process = builder.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    @ParameterizedTest
    @CsvSource({"LC_ALL, C", "LANG, xx_XX.ISO-8859-1"})
    void where_names_would_be_changed_nothing_runs(String variable, String locale) throws Exception {
        assertThat(start(Map.of(variable, locale), "exec \"$@\"", List.of(), "run", "clean.yaml"))
                .isEqualTo(78);
        assertThat(stayer.read("said")).contains("LC_ALL=C.UTF-8");
        assertThat(folder.resolve("a1")).exists();
        assertThat(folder.resolve(".stayer")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"'run clean.yaml -p who='", "'status '"})
    void an_argument_that_is_no_text_is_refused(String args) throws Exception {
        String shell = "exec \"$@\" " + args + "\"$(printf 'a\\344b')\"";
        assertThat(start(Map.of("LC_ALL", "C.UTF-8"), shell, List.of())).isEqualTo(78);
        assertThat(stayer.read("said")).contains("an argument is not text in UTF-8");
        assertThat(folder.resolve(".stayer")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"ar, EG, nu-arab", "tr, TR, ''", "th, TH, nu-thai-ca-buddhist"})
    void a_country_changes_nothing_and_a_variable_that_is_no_text_arrives_as_it_is(
            String language, String country, String extensions) throws Exception {
        List<String> options =
                List.of("-Duser.language=" + language, "-Duser.country=" + country, "-Duser.extensions=" + extensions);
        String shell = "ODD=\"$(printf 'x\\344y')\"; export ODD; exec \"$@\"";
        assertThat(start(Map.of("LANG", "C.UTF-8"), shell, options, "run", "clean.yaml"))
                .as(stayer.read("said"))
                .isZero();
        assertThat(Files.readAllBytes(folder.resolve("who")))
                .isEqualTo(new byte[] {'Z', 'o', (byte) 0xc3, (byte) 0xab, ' ', 'x', (byte) 0xe4, 'y'});
        assertThat(folder.resolve("a1")).exists();
        assertThat(folder.resolve("ä1")).doesNotExist();
        assertThat(stayer.status().path("status").asString()).isEqualTo("COMPLETED");
        String kept = stayer.read("said") + mirrors() + stayer.status();
        assertThat(kept.codePoints().filter(Character::isDigit).allMatch(digit -> digit < 128))
                .as(kept)
                .isTrue();
    }

    private String mirrors() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(".stayer/runs"))) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .map(file -> stayer.read(folder.relativize(file).toString()))
                    .collect(Collectors.joining());
        }
    }

    @Test
    void half_a_character_starts_nothing() {
        assertThat(stayer.run("name: n\ntasks: [ { id: a, env: { X: \"\\uD83D\" }, run: 'touch ran' } ]")
                        .code())
                .isNotZero();
        assertThat(folder.resolve("ran")).doesNotExist();
    }
}
