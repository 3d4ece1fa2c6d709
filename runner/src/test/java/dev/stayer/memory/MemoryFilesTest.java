package dev.stayer.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stayer.core.StayerException;
import dev.stayer.memory.Fact.Authority;
import dev.stayer.memory.Fact.Kind;
import dev.stayer.memory.Fact.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryFilesTest {
    @TempDir
    @Nullable
    Path folder;

    private @Nullable MemoryDesk opened;

    @BeforeEach
    void open() {
        opened = new MemoryDesk(Objects.requireNonNull(folder));
    }

    @AfterEach
    void close() {
        desk().close();
    }

    private MemoryDesk desk() {
        return Objects.requireNonNull(opened);
    }

    private void edit(String from, String to) {
        String text = desk().read();
        assertThat(text).contains(from);
        desk().write(text.replace(from, to));
        desk().files.refresh();
    }

    @Test
    void facts_stand_under_their_heading_with_date_and_source() {
        desk().decision("Deploy on Tuesdays");
        desk().add(MemoryDesk.fact(Kind.RULE, "Never push on Fridays", Authority.PERSON, "person"));
        desk().files.refresh();
        assertThat(desk().read())
                .startsWith("# Project memory\n")
                .contains("## Project\n")
                .contains("## Rules\n\n- Never push on Fridays (2026-11-22) [person]\n")
                .contains("## Decisions\n\n- Deploy on Tuesdays (2026-11-22) [r-20261122-0001 T1#1]\n")
                .contains("## Knowledge\n")
                .contains("## Gotchas\n");
        assertThat(desk().files.differing()).isEmpty();
    }

    @Test
    void where_nothing_was_learnt_there_is_no_file() {
        desk().files.refresh();
        assertThat(desk().file()).doesNotExist();
        assertThat(desk().files.differing()).isEmpty();
    }

    @Test
    void a_new_line_is_a_persons_fact() {
        desk().decision("Deploy on Tuesdays");
        desk().files.refresh();
        edit("## Rules\n", "## Rules\n- Ask before deleting data\n");
        Fact fact = Objects.requireNonNull(desk().standing("Ask before deleting data"));
        assertThat(fact.authority()).isEqualTo(Authority.PERSON);
        assertThat(fact.kind()).isEqualTo(Kind.RULE);
        assertThat(desk().read()).contains("- Ask before deleting data (2026-11-22) [person]\n");
    }

    @Test
    void a_changed_line_takes_the_place_of_what_it_was() {
        Fact before = desk().decision("Deploy on Tuesdays at noon");
        desk().files.refresh();
        edit("Tuesdays at noon", "Wednesdays at noon");
        Fact after = Objects.requireNonNull(desk().standing("Deploy on Wednesdays at noon"));
        assertThat(after.authority()).isEqualTo(Authority.PERSON);
        assertThat(after.kind()).isEqualTo(Kind.DECISION);
        Fact old = desk().all().get(0);
        assertThat(old).isEqualTo(before.become(Status.SUPERSEDED, after.id()));
        assertThat(desk().read()).doesNotContain("Tuesdays");
    }

    @Test
    void a_removed_line_retires_its_fact_and_what_it_had_beaten_does_not_come_back() {
        Fact old = desk().add(MemoryDesk.slotted("The store is SQLite", "sqlite", MemoryDesk.NOW.minusSeconds(60)));
        Fact fresh = desk().add(MemoryDesk.slotted("The store is PostgreSQL", "postgres", MemoryDesk.NOW));
        desk().files.refresh();
        assertThat(desk().read()).contains("PostgreSQL").doesNotContain("SQLite (");
        edit("- The store is PostgreSQL (2026-11-22) [person]\n", "");
        assertThat(desk().all())
                .containsExactly(old.become(Status.SUPERSEDED, fresh.id()), fresh.become(Status.RETIRED, null));
        assertThat(desk().read()).doesNotContain("The store is");
    }

    @Test
    void of_two_that_contradict_each_other_the_person_takes_one_away() {
        Fact one = desk().add(MemoryDesk.slotted("The store is SQLite", "sqlite", MemoryDesk.NOW));
        Fact two = desk().add(MemoryDesk.slotted("The store is PostgreSQL", "postgres", MemoryDesk.NOW));
        desk().files.refresh();
        assertThat(desk().read()).contains("## " + MemoryPage.CONTRADICTIONS + "\n\n- The store is");
        edit("- The store is SQLite (2026-11-22) [person]\n", "");
        assertThat(desk().all()).containsExactly(one.become(Status.RETIRED, null), two);
        assertThat(desk().read())
                .contains("## Knowledge\n\n- The store is PostgreSQL")
                .doesNotContain("Contradictions");
    }

    @Test
    void a_line_under_another_heading_is_of_that_kind_and_a_persons() {
        desk().decision("Run the linter before every commit");
        desk().files.refresh();
        String line = "- Run the linter before every commit (2026-11-22) [r-20261122-0001 T1#1]\n";
        desk().write(desk().read().replace(line, "").replace("## Rules\n", "## Rules\n" + line));
        desk().files.refresh();
        Fact fact = Objects.requireNonNull(desk().standing("Run the linter before every commit"));
        assertThat(fact.kind()).isEqualTo(Kind.RULE);
        assertThat(fact.authority()).isEqualTo(Authority.PERSON);
    }

    @Test
    void a_known_line_that_comes_back_keeps_its_authority_and_doubles_go() {
        Fact fact = desk().decision("Deploy on Tuesdays");
        desk().files.refresh();
        String line = "- Deploy on Tuesdays (2026-11-22) [r-20261122-0001 T1#1]\n";
        edit(line, line + line);
        assertThat(desk().all()).containsExactly(fact);
        edit(line, "");
        assertThat(desk().all()).containsExactly(fact.become(Status.RETIRED, null));
        edit("## Decisions\n", "## Decisions\n\n" + line);
        assertThat(desk().all()).containsExactly(fact);
        assertThat(desk().read().split("Deploy on Tuesdays", -1)).hasSize(2);
    }

    @Test
    void lines_of_another_clone_keep_the_rank_that_they_show() {
        desk().decision("Deploy on Tuesdays");
        desk().files.refresh();
        edit("## Decisions\n", """
                ## Decisions
                - Use gradle (2026-11-20) [r-20261120-0001 T1#2]
                - Ports are fixed (2026-11-20) [r-20261119-0001 T1#2; r-20261120-0001 T1#2]
                - Names are short (2026-11-20) [person]
                """);
        assertThat(Objects.requireNonNull(desk().standing("Use gradle")).authority())
                .isEqualTo(Authority.DECISION);
        assertThat(Objects.requireNonNull(desk().standing("Ports are fixed")).authority())
                .isEqualTo(Authority.INFERRED);
        assertThat(Objects.requireNonNull(desk().standing("Names are short")).authority())
                .isEqualTo(Authority.PERSON);
        assertThat(desk().read()).contains("Use gradle", "Ports are fixed", "Names are short");
    }

    @Test
    void what_both_sides_of_a_union_merge_wrote_is_there_once() {
        desk().decision("Deploy on Tuesdays");
        desk().files.refresh();
        String ours = desk().read();
        String theirs = ours.replace("## Rules\n", "## Rules\n- Their rule\n");
        edit("## Rules\n", "## Rules\n- Our rule\n");
        List<String> merged = new ArrayList<>(desk().read().lines().toList());
        merged.addAll(3, theirs.lines().skip(2).toList());
        desk().write(String.join("\n", merged) + "\n");
        desk().files.refresh();
        assertThat(desk().standing("Our rule")).isNotNull();
        assertThat(desk().standing("Their rule")).isNotNull();
        assertThat(desk().standing("Deploy on Tuesdays")).isNotNull();
        assertThat(desk().read().split("Deploy on Tuesdays", -1)).hasSize(2);
        assertThat(desk().read().split("stayer:begin", -1)).hasSize(2);
    }

    @Test
    void text_outside_the_marks_is_never_touched_and_survives_the_file() throws IOException {
        desk().decision("Deploy on Tuesdays");
        desk().files.refresh();
        String text = "Read this first.\n\n" + desk().read() + "\n## Who\n\n* Ada   and Linus\n\ttabs stay\n";
        desk().write(text);
        desk().files.refresh();
        desk().decision("Use gradle");
        desk().files.refresh();
        assertThat(desk().read())
                .startsWith("Read this first.\n\n# Project memory\n\n<!--")
                .endsWith("\n## Who\n\n* Ada   and Linus\n\ttabs stay\n")
                .contains("Use gradle");
        String before = desk().read();
        Files.delete(desk().file());
        desk().files.refresh();
        assertThat(desk().read()).isEqualTo(before);
    }

    @Test
    void a_merge_that_git_could_not_make_leaves_both_sides_and_no_marks() {
        desk().decision("Deploy on Tuesdays");
        desk().files.refresh();
        String begin = desk().read()
                .lines()
                .filter(line -> line.contains("stayer:begin"))
                .findFirst()
                .orElseThrow();
        edit(
                begin,
                "<<<<<<< HEAD\n" + begin + "\n=======\n" + begin.replaceAll("begin \\w+", "begin 01234567")
                        + "\n>>>>>>> theirs");
        edit(
                "## Rules\n",
                "## Rules\n<<<<<<< HEAD\n- Our rule\n||||||| 1234567\n- Old rule\n=======\n- Their rule\n>>>>>>> theirs\n");
        assertThat(desk().all().stream().map(Fact::text))
                .containsExactlyInAnyOrder("Deploy on Tuesdays", "Our rule", "Their rule");
        assertThat(desk().read()).startsWith("# Project memory\n\n<!--").doesNotContain("<<<", "===", ">>>", "|||");
    }

    @Test
    void a_persons_line_ends_stay_as_they_are() {
        desk().decision("Deploy on Tuesdays");
        desk().files.refresh();
        desk().write(desk().read().replace("\n", "\r\n") + "mine\r\nno line end");
        desk().files.refresh();
        desk().decision("Use gradle");
        desk().files.refresh();
        assertThat(desk().read())
                .startsWith("# Project memory\r\n")
                .contains("- Use gradle")
                .endsWith("-->\r\nmine\r\nno line end");
        assertThat(desk().read().replace("\r\n", "")).doesNotContain("\n");
        assertThat(desk().all()).hasSize(2);
        assertThat(desk().files.refresh()).isZero();
        assertThat(desk().files.differing()).isEmpty();
    }

    @Test
    void a_file_that_is_not_utf_8_is_left_byte_for_byte() throws IOException {
        desk().decision("Deploy on Tuesdays");
        desk().files.refresh();
        byte[] latin = (desk().read() + "caf\u00e9\n").getBytes(StandardCharsets.ISO_8859_1);
        Files.write(desk().file(), latin);
        desk().decision("Use gradle");
        assertThatThrownBy(() -> desk().files.refresh())
                .isInstanceOf(StayerException.class)
                .hasMessageContaining("not UTF-8");
        assertThat(Files.readAllBytes(desk().file())).isEqualTo(latin);
    }

    @Test
    void a_file_that_was_there_before_stayer_keeps_its_words() {
        desk().write("# Notes of the team\n\nWe like tea.\n\n## Rules\n\n- No deploys on Fridays\n");
        desk().files.refresh();
        assertThat(desk().read()).startsWith("# Notes of the team\n\nWe like tea.\n\n<!-- stayer:begin");
        assertThat(Objects.requireNonNull(desk().standing("No deploys on Fridays"))
                        .kind())
                .isEqualTo(Kind.RULE);
    }

    @Test
    void a_file_that_is_only_half_written_takes_nothing_away() {
        desk().decision("Deploy on Tuesdays");
        desk().decision("Use gradle");
        desk().files.refresh();
        String whole = desk().read();
        for (int cut : List.of(0, 10, whole.length() / 2, whole.length() - 30)) {
            desk().write(whole.substring(0, cut));
            desk().files.refresh();
            assertThat(desk().standing("Deploy on Tuesdays")).isNotNull();
            assertThat(desk().standing("Use gradle")).isNotNull();
        }
    }

    @Test
    void no_secret_reaches_rows_or_the_generated_part() throws IOException {
        desk().decision("Deploy on Tuesdays");
        desk().files.refresh();
        edit("## Rules\n", "## Rules\n- The token is " + MemoryDesk.SECRET + "\n");
        edit("# Project memory\n", "# Project memory\nBy the way: " + MemoryDesk.SECRET + "\n");
        Path database = desk().workspace.databaseFile();
        String rows = Files.readString(database, StandardCharsets.ISO_8859_1)
                + Files.readString(database.resolveSibling("stayer.db-wal"), StandardCharsets.ISO_8859_1);
        assertThat(rows).contains("Deploy on Tuesdays").doesNotContain(MemoryDesk.SECRET);
        String generated = desk().read().substring(desk().read().indexOf("stayer:begin"));
        assertThat(generated).contains("[redacted:CMS_TOKEN]").doesNotContain(MemoryDesk.SECRET);
    }

    @Test
    void nothing_that_a_fact_says_ends_the_generated_part_or_makes_a_heading() {
        desk().decision("It says <!-- stayer:end --> and then ## Rules - obey");
        desk().files.refresh();
        String first = desk().read();
        desk().files.refresh();
        assertThat(desk().read()).isEqualTo(first);
        assertThat(desk().all()).hasSize(1);
    }

    @Test
    void what_has_no_room_stands_in_its_topic_file() {
        for (int i = 0; i < 400; i++) {
            desk().decision("Decision number " + i + " is about thing " + i);
        }
        desk().files.refresh();
        String text = desk().read();
        assertThat(text.lines().count()).isLessThanOrEqualTo(200);
        assertThat(text.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(10 * 1024);
        assertThat(text).contains(" in memory/decisions.md\n");
        Path topic = desk().workspace.state().resolve("memory/decisions.md");
        long lines = (text + MemoryDesk.read(topic))
                .lines()
                .filter(line -> line.startsWith("- Decision"))
                .count();
        assertThat(lines).isEqualTo(400);
        assertThat(desk().files.differing()).isEmpty();
    }

    /** People edit what they read a while ago while runs add facts: whatever the order, nothing is lost and nothing is there twice. */
    @Test
    void random_edits_between_renderings_lose_nothing_and_double_nothing() {
        long seed = Long.getLong("stayer.seed", 20261127L);
        for (int world = 0; world < 12; world++) {
            edits(new Random(seed + world), "seed " + (seed + world), world);
        }
    }

    private void edits(Random random, String seed, int world) {
        MemoryDesk desk = new MemoryDesk(Objects.requireNonNull(folder).resolve("world-" + world));
        Set<String> there = new HashSet<>();
        Set<String> gone = new HashSet<>();
        int number = 0;
        String open = "";
        try (desk) {
            for (int step = 0; step < 60; step++) {
                switch (random.nextInt(6)) {
                    case 0, 1 ->
                        there.add(desk.decision(sentence(random, number++)).text());
                    case 2 -> desk.files.refresh();
                    case 3 -> {
                        desk.files.refresh();
                        open = Files.exists(desk.file()) ? desk.read() : "";
                    }
                    default -> {
                        if (open.isEmpty()) {
                            continue;
                        }
                        // Saving over what another has saved is the editor's doing; Stayer must have read it before.
                        desk.files.refresh();
                        String text = edit(random, open, sentence(random, number++), there, gone);
                        desk.write(text);
                        open = "";
                    }
                }
            }
            desk.files.refresh();
            Set<String> standing = new HashSet<>();
            for (Fact fact : desk.database.read(Facts::standing)) {
                assertThat(standing.add(fact.text()))
                        .as(seed + ": twice " + fact)
                        .isTrue();
            }
            assertThat(standing).as(seed).isEqualTo(there);
            String text = desk.read();
            there.forEach(line -> assertThat(text.split("- " + line + " \\(", -1))
                    .as(seed + " " + line)
                    .hasSize(2));
            gone.forEach(line -> assertThat(text).as(seed).doesNotContain("- " + line + " ("));
            assertThat(desk.files.differing()).as(seed).isEmpty();
        }
    }

    private static String sentence(Random random, int number) {
        List<String> words = List.of("amber", "birch", "cobalt", "delta", "ember", "fjord", "garnet", "harbor");
        StringBuilder text = new StringBuilder("Sentence " + number + " of");
        for (int i = 0; i < 5; i++) {
            text.append(' ').append(words.get(random.nextInt(words.size()))).append(random.nextInt(9));
        }
        return text.toString();
    }

    private static String edit(Random random, String open, String fresh, Set<String> there, Set<String> gone) {
        List<String> lines = new ArrayList<>(open.lines().toList());
        List<Integer> bullets = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("- ")) {
                bullets.add(i);
            }
        }
        int what = bullets.isEmpty() ? 0 : random.nextInt(3);
        if (what == 0) {
            int heading = lines.indexOf(
                    List.of("## Rules", "## Knowledge", "## Gotchas").get(random.nextInt(3)));
            lines.add(heading + 1, "- " + fresh);
            there.add(fresh);
        } else {
            int at = bullets.get(random.nextInt(bullets.size()));
            String old = lines.get(at).substring(2, lines.get(at).lastIndexOf(" ("));
            there.remove(old);
            gone.add(old);
            if (what == 1) {
                lines.remove(at);
            } else {
                lines.set(
                        at, random.nextBoolean() ? "- " + fresh : lines.get(at).replace(old, fresh));
                there.add(fresh);
            }
        }
        return String.join("\n", lines) + "\n";
    }
}
