package dev.stayer.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.journal.ToolCalls;
import dev.stayer.memory.Fact.Authority;
import dev.stayer.memory.Fact.Kind;
import dev.stayer.memory.Fact.Status;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What agents bring into memory, and what tasks are told of it. */
class RememberingTest {
    private static final RunId RUN = new RunId("r-20261122-0001");
    private static final TaskId TASK = new TaskId("T1");

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

    private Remembering.Answer remember(Kind kind, String text, String callKey) {
        Remembering.Saying saying =
                new Remembering.Saying(RUN, TASK, 3, callKey, kind, null, null, null, text, List.of());
        return desk().database.write(tx -> new Remembering(desk().facts, MemoryDesk.NOW).remember(tx, saying));
    }

    private String brief(String words) {
        Brief.Question question =
                new Brief.Question(words, new RunId("r-20261122-0009"), "nightly", 6_000, MemoryDesk.NOW);
        return desk().database.read(tx -> Brief.of(tx, question));
    }

    @Test
    void of_two_that_contradict_each_other_a_task_is_told_neither() {
        desk().add(MemoryDesk.slotted("The store is SQLite", "sqlite", MemoryDesk.NOW));
        assertThat(brief("which store engine")).contains("The store is SQLite");
        Fact rival = MemoryDesk.slotted("The store is PostgreSQL", "postgres", MemoryDesk.NOW);
        desk().add(rival.about("  store", "engine\u00a0"));
        assertThat(brief("which store engine")).doesNotContain("SQLite", "PostgreSQL");
        desk().add(MemoryDesk.slotted("The store is H2", "h2", MemoryDesk.NOW.plusSeconds(1)));
        assertThat(brief("which store engine")).contains("The store is H2").doesNotContain("SQLite", "PostgreSQL");
    }

    private void shell(int turn, String command, boolean worked, String output) {
        ToolCalls.Row row = new ToolCalls.Row(
                turn,
                0,
                "c" + turn,
                "shell",
                "{\"command\":\"" + command + "\"}",
                "k-" + turn,
                "OPAQUE_INSIDE",
                MemoryDesk.NOW,
                new ToolCalls.Outcome(
                        worked ? ToolCalls.State.DONE : ToolCalls.State.FAILED,
                        output,
                        null,
                        output.length(),
                        MemoryDesk.NOW));
        desk().database.writeOnly(tx -> ToolCalls.put(tx, RUN, TASK, List.of(row)));
    }

    @Test
    void a_repeat_after_a_crash_adds_nothing() {
        remember(Kind.GOTCHA, "The cache must be warm", "k-1");
        remember(Kind.GOTCHA, "The cache must be warm", "k-1");
        remember(Kind.GOTCHA, "The cache must be warm", "k-2");
        assertThat(desk().all()).singleElement().satisfies(fact -> {
            assertThat(fact.source()).isEqualTo("r-20261122-0001 T1#3");
            assertThat(fact.authority()).isEqualTo(Authority.INFERRED);
        });
    }

    @Test
    void what_a_tool_said_in_these_words_was_observed() {
        shell(2, "./status", true, "The port of the gateway is 8443\n[exit code 0]");
        remember(Kind.KNOWLEDGE, "The port of the gateway is 8443", "k-1");
        remember(Kind.RULE, "Never use the port 8443", "k-2");
        assertThat(desk().all()).extracting(Fact::authority).containsExactly(Authority.OBSERVED, Authority.INFERRED);
        String told = brief("Which port has the gateway? Use 8443");
        assertThat(told).doesNotContain("Rules of the person");
        assertThat(told.indexOf("The port of the gateway")).isGreaterThan(told.indexOf("<data from="));
    }

    @Test
    void what_a_person_took_out_is_not_remembered_again() {
        remember(Kind.DECISION, "Deploy on Tuesdays", "k-1");
        desk().files.refresh();
        desk().write(desk().read().replaceAll("- Deploy on Tuesdays.*\n", ""));
        desk().files.refresh();
        assertThat(remember(Kind.DECISION, "Deploy on Tuesdays", "k-2").kept()).isFalse();
        assertThat(desk().standing("Deploy on Tuesdays")).isNull();
    }

    @Test
    void of_one_subject_and_key_a_task_is_told_what_holds_and_of_a_tie_nothing() {
        desk().add(MemoryDesk.slotted("The store is SQLite", "sqlite", MemoryDesk.NOW.minusSeconds(60)));
        desk().add(MemoryDesk.slotted("The store is PostgreSQL", "postgres", MemoryDesk.NOW));
        assertThat(brief("Which store is used?")).contains("PostgreSQL").doesNotContain("SQLite");
        desk().add(MemoryDesk.slotted("The store is DuckDB", "duckdb", MemoryDesk.NOW));
        assertThat(brief("Which store is used?")).doesNotContain("The store is");
    }

    @Test
    void rules_come_first_and_the_whole_stays_in_its_room() {
        assertThat(brief("anything")).isEmpty();
        for (int i = 0; i < 300; i++) {
            desk().add(MemoryDesk.fact(Kind.RULE, "Rule " + i + " about thing " + i, Authority.PERSON, "person"));
            desk().add(MemoryDesk.fact(
                    Kind.KNOWLEDGE,
                    "The gateway was seen to be slow, case " + i,
                    Authority.OBSERVED,
                    "r-20261120-0001 T1#" + i));
        }
        String told = brief("Why is the gateway slow?");
        assertThat(told).startsWith("Rules of the person\n- Rule ");
        assertThat(told).contains("The gateway was seen to be slow");
        assertThat(told.getBytes(StandardCharsets.UTF_8).length).isLessThan(6_400);
    }

    @Test
    void a_retired_fact_is_told_to_nobody() {
        Fact fact = desk().decision("The gateway is slow");
        assertThat(brief("gateway")).contains("The gateway is slow");
        desk().database.write(tx -> desk().facts.apply(tx, List.of(fact.become(Status.RETIRED, null)), "person", ""));
        assertThat(brief("gateway")).isEmpty();
    }

    @Test
    void an_error_and_what_mended_it_are_one_gotcha() {
        shell(1, "make all", false, "cc main.c\nfatal error: zlib.h: No such file\n[exit code 2]");
        shell(2, "cat Makefile", true, "all:\n[exit code 0]");
        shell(3, "apk add zlib-dev", true, "OK\n[exit code 0]");
        shell(4, "ls", true, "main.c\n[exit code 0]");
        shell(5, "make all", true, "done\n[exit code 0]");
        shell(6, "./configure", false, "error: no shell\n[exit code 1]");
        shell(7, "apk add bash", true, "OK\n[exit code 0]");
        shell(8, "touch x", true, "OK\n[exit code 0]");
        shell(9, "./configure", true, "OK\n[exit code 0]");
        shell(10, "make test", false, "error: nothing to test\n[exit code 2]");
        List<Fixes.Fix> fixes = new ArrayList<>(desk().database.read(tx -> Fixes.of(tx, RUN, TASK, 10)));
        assertThat(fixes)
                .containsExactly(new Fixes.Fix(
                        "make all: fatal error: zlib.h: No such file", "apk add zlib-dev", 5, MemoryDesk.NOW));
        for (int i = 0; i < 2; i++) {
            desk().database.writeOnly(tx -> new Remembering(desk().facts, MemoryDesk.NOW).ended(tx, RUN, TASK, 10));
        }
        assertThat(desk().all()).singleElement().satisfies(fact -> {
            assertThat(fact.kind()).isEqualTo(Kind.GOTCHA);
            assertThat(fact.authority()).isEqualTo(Authority.OBSERVED);
            assertThat(fact.text())
                    .isEqualTo("`make all: fatal error: zlib.h: No such file` was mended by `apk add zlib-dev`");
        });
    }
}
