package dev.stayer.skill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each rule of the portable subset has a skill that breaks it and no other. */
class SkillCheckTest {
    private static final String GOOD = """
            ---
            name: "release-notes"
            description: "Writes release notes from a range of commits. Use when a version is about to be published."
            license: "MIT"
            metadata:
              distill-id: "ab12"
            ---
            # Release notes
            1. `git log --oneline {from}..{to}`
            """;

    @TempDir
    Path root;

    private java.util.List<String> errors(String text) throws IOException {
        Path folder = Files.createDirectories(root.resolve("release-notes"));
        Files.writeString(folder.resolve("SKILL.md"), text);
        return SkillCheck.errors(folder);
    }

    private void broken(String good, String bad, String error) throws IOException {
        assertThat(GOOD).contains(good);
        assertThat(errors(GOOD.replace(good, bad)))
                .as(bad)
                .singleElement()
                .asString()
                .contains(error);
    }

    @Test
    void a_portable_skill_passes() throws IOException {
        assertThat(errors(GOOD)).isEmpty();
        Files.createDirectories(root.resolve("release-notes/scripts"));
        Files.writeString(root.resolve("release-notes/scripts/notes.sh"), "git log\n");
        assertThat(errors(GOOD)).isEmpty();
    }

    @Test
    void every_rule_is_held() throws IOException {
        broken("name: \"release-notes\"", "name: \"release-note\"", "not that of its folder");
        broken("\"MIT\"", "MIT", "line 4: license is not one text in double quotes");
        broken("\"MIT\"", "\"M\\\\T\"", "license is not one text");
        broken("\"MIT\"", "\"<MIT>\"", "license is not one text");
        broken("\"MIT\"", "\"a --- b\"", "holds ---");
        broken("license:", "tools:", "is none of name");
        broken("distill-id", "author", "metadata keys begin with distill-");
        broken("  distill-id: \"ab12\"\n", "  - ab12\n", "line 6: is not a line of the form");
        broken("metadata:\n", "metadata: {}\n", "metadata has its keys on lines of their own");
        broken(" Use when a version is about to be published.", "", "Use when");
        broken("Writes release notes", "Writes " + "long ".repeat(40) + "notes", "more than 250");
        broken("{from}..{to}", "$1..{to}", "line 9: $1");
        broken("{from}..{to}", "${CLAUDE_PLUGIN_ROOT}..{to}", "line 9: $1");
        broken("`git log --oneline {from}..{to}`", "!`git log`", "!`…`");
        broken("# Release notes", "x\n".repeat(499), "fewer than 500");
        broken("# Release notes", "# Release\u200b notes", "cannot be seen");
        broken("license: \"MIT\"\n", "license: \"MIT\"\nlicense: \"MIT\"\n", "twice");
        assertThat(errors("# Release notes\n")).singleElement().asString().contains("no front matter");
        assertThat(errors(GOOD.replace("description:", "compatibility:"))).containsExactly("has no description");
    }

    @Test
    void what_lies_beside_it_counts_too() throws IOException {
        errors(GOOD);
        Path folder = root.resolve("release-notes");
        Files.createDirectories(folder.resolve("archive/1.0"));
        Files.writeString(folder.resolve("archive/1.0/SKILL.md"), GOOD);
        Files.writeString(folder.resolve("run.py"), "pass");
        Files.createSymbolicLink(folder.resolve("link"), Path.of("/etc/hostname"));
        assertThat(SkillCheck.errors(folder))
                .hasSize(3)
                .anyMatch(error -> error.contains("archive/1.0/SKILL.md would be read"))
                .anyMatch(error -> error.contains("run.py is a script"))
                .anyMatch(error -> error.contains("link is a link"));
    }
}
