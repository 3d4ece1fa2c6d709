package dev.stayer.tool.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a model asks for, a part may write nothing that its whole may not. */
class GrantsTest {
    private static final int CASES = 2_000;
    private static final List<String> PIECES = List.of(
            "/",
            "//",
            ".",
            "..",
            "src",
            "a.txt",
            "skills",
            ".stayer",
            ".git",
            ".GIT",
            "hooks",
            "workflows",
            "stayer.yaml",
            "reports",
            "etc",
            "*",
            "?",
            " ",
            "\0",
            "\n",
            "ä",
            "ci",
            "check.sh",
            "~");

    @TempDir
    private Path folder;

    private Jail jail;

    @BeforeEach
    void open() throws IOException {
        jail = Jail.of(folder).protecting(List.of("skills/", "reports/", "ci/check.sh"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/etc/x",
                "../x",
                "src/../../x",
                ".stayer/x",
                "stayer.yaml",
                "workflows/w.yaml",
                "skills/",
                "skills/evil/SKILL.md",
                "./skills/x",
                ".git/hooks/pre-commit",
                "deep/.git/config",
                "reports/r/report.md",
                "src/*.java",
                "ci/check.sh",
                "a\0b",
                "a\nb"
            })
    void none_of_these_is_handed_on(String path) {
        assertThat(Grants.problem(jail, path)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"src", "src/", "a.txt", "./src/a", "ci", "deep/er/x"})
    void these_are(String path) {
        assertThat(Grants.problem(jail, path)).isNull();
    }

    @Test
    void no_drawn_path_gives_a_part_more_than_its_whole() {
        long seed = Long.getLong("stayer.seed", System.nanoTime());
        System.out.println("seed of grants: " + seed);
        Random random = new Random(seed);
        Jail whole = jail.writing(List.of("src", "skills"));
        for (int i = 0; i < CASES; i++) {
            StringBuilder path = new StringBuilder();
            for (int length = random.nextInt(6); length >= 0; length--) {
                path.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            for (Jail from : List.of(jail, whole)) {
                if (Grants.problem(from, path.toString()) == null) {
                    Jail part = from.writing(List.of(path.toString()));
                    Path place = part.writes().get(0).path();
                    assertThat(part.mayWrite(place))
                            .as("'%s', seed %d", path, seed)
                            .isTrue();
                    assertThat(from.mayWrite(place))
                            .as("'%s', seed %d", path, seed)
                            .isTrue();
                }
            }
        }
    }
}
