package dev.stayer.skill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Skills that others wrote are read as others read them, and shown without what cannot be seen. */
class CatalogueTest {
    @TempDir
    Path root;

    private Path skill(String folder, String text) throws IOException {
        Path place = Files.createDirectories(root.resolve(folder));
        Files.writeString(place.resolve("SKILL.md"), text);
        return place;
    }

    private Skill only() {
        return Catalogue.read(root).all().get(0);
    }

    @Test
    void however_the_front_matter_is_written_name_and_description_are_read() throws IOException {
        for (String head : List.of(
                "name: tidy\ndescription: Tidies up. Use when it is untidy.\n",
                "name: \"tidy\"\ndescription: 'Tidies up. Use when it is untidy.'\nmetadata:\n  name: other\n",
                "description: >-\n  Tidies up.\n  Use when it is untidy.\nallowed-tools: [Bash, Read]\n",
                "name: tidy\ndescription: \"Tidies up. Use when it is untidy.\"\nhooks: { a: b }\n")) {
            skill("skills/tidy", "---\n" + head + "---\n# Body\nSweep.\n");
            assertThat(only().name()).as(head).isEqualTo("tidy");
            assertThat(only().description()).as(head).isEqualTo("Tidies up. Use when it is untidy.");
            assertThat(only().body()).isEqualTo("# Body\nSweep.");
        }
        skill(
                "skills/tidy",
                "\uFEFF---\r\nname: tidy\r\ndescription: Note: it tidies, use: often\r\n---\r\nSweep.\r\n");
        assertThat(only().description()).isEqualTo("Note: it tidies, use: often");
        assertThat(only().problem()).isEmpty();
    }

    @Test
    void what_has_no_description_or_cannot_be_read_is_there_and_not_offered() throws IOException {
        skill("skills/bare", "# Only words\n");
        assertThat(only().problem()).isEqualTo("has no description");
        skill("skills/bare", "---\nname: bare\ndescription: x\n---\n" + "y".repeat(300_000));
        assertThat(only().problem()).isEqualTo("is longer than 256 KB");
        skill("skills/bare", "---\ndescription: {{{{\n---\nx");
        assertThat(only().problem()).isEmpty();
        skill("skills/bare", "---\nnever: closed\n");
        assertThat(only().problem()).isEqualTo("has no description");
    }

    @Test
    void escapes_and_hidden_text_are_not_shown() throws IOException {
        String hidden = new StringBuilder()
                .appendCodePoint(0xE0041)
                .appendCodePoint(0xE0042)
                .toString();
        skill(
                "skills/odd",
                "---\nname: odd\ndescription: \"Does \\e[31mred\\e[0m\u202e things" + hidden
                        + ".\\nUse when odd.\"\n---\nBody\u001b]0;t\u0007 here\u200b.\n");
        assertThat(only().description()).isEqualTo("Does [31mred[0m things. Use when odd.");
        assertThat(only().body()).isEqualTo("Body]0;t here.");
    }

    @Test
    void the_workspaces_own_skill_comes_before_anothers_of_that_name() throws IOException {
        skill("skills/a", "---\nname: a\ndescription: own\n---\nx");
        skill(".agents/skills/a", "---\nname: a\ndescription: other\n---\nx");
        skill(".claude/skills/b", "---\nname: b\ndescription: theirs\n---\nx");
        assertThat(Catalogue.read(root).all().stream().map(Skill::description)).containsExactly("own", "theirs");
        assertThat(Catalogue.read(root).all().stream().map(Skill::own)).containsExactly(true, false);
    }

    @Test
    void nothing_outside_of_the_workspace_is_read(@TempDir Path elsewhere) throws IOException {
        Files.writeString(elsewhere.resolve("SKILL.md"), "---\nname: x\ndescription: secret\n---\nx");
        Files.createDirectories(root.resolve("skills/file"));
        Files.createSymbolicLink(root.resolve("skills/folder"), elsewhere);
        Files.createSymbolicLink(root.resolve("skills/file/SKILL.md"), elsewhere.resolve("SKILL.md"));
        Files.createSymbolicLink(root.resolve(".agents"), elsewhere);
        assertThat(Catalogue.read(root).all()).isEmpty();
        assertThat(Catalogue.read(root).leftOut())
                .containsExactly("skills/file leads out of the workspace", "skills/folder leads out of the workspace");
    }

    @Test
    void links_within_the_workspace_are_read_and_what_is_not_is_said(@TempDir Path elsewhere) throws IOException {
        skill("library/tidy", "---\nname: tidy\ndescription: d\n---\nx");
        Files.createDirectories(root.resolve("skills"));
        Files.createSymbolicLink(root.resolve("skills/tidy"), root.resolve("library/tidy"));
        Files.createSymbolicLink(root.resolve("skills/gone"), root.resolve("library/gone"));
        Files.createDirectories(root.resolve(".claude"));
        Files.createSymbolicLink(root.resolve(".claude/skills"), elsewhere);
        Files.createDirectories(root.resolve("skills/empty"));
        Files.writeString(root.resolve("skills/README.md"), "no skill");
        assertThat(Catalogue.read(root).all()).extracting(Skill::name).containsExactly("tidy");
        assertThat(Catalogue.read(root).leftOut())
                .containsExactly("skills/gone is a link to nothing", ".claude/skills leads out of the workspace");
    }

    @Test
    void the_skills_that_fit_the_task_are_named_first_and_the_room_is_kept() throws IOException {
        List<Skill> skills = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            skill(
                    "skills/s" + i,
                    "---\ndescription: Prepares report number " + i + " of the harbour. Use when ships come.\n---\nx");
        }
        skill("skills/z-migrate", "---\ndescription: Migrates database schemas. Use when a table changes.\n---\nx");
        skills.addAll(Catalogue.read(root).all());
        String lines = Offer.of(skills, "Write the migration that adds a column to the table of orders", 1_000);
        assertThat(lines).startsWith("- z-migrate: Migrates database schemas.");
        assertThat(lines.length()).isLessThan(1_200);
        assertThat(lines).containsPattern("… \\d+ more fit less: s");
    }
}
