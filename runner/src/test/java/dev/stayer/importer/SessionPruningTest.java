package dev.stayer.importer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.journal.SkillStates.State;
import dev.stayer.journal.Skills;
import dev.stayer.memory.Fact;
import dev.stayer.memory.Facts;
import dev.stayer.search.IndexRefresh;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which imported sessions go with time, and that nothing of them is left. */
class SessionPruningTest {
    private static final Instant LATER = Instant.now().plus(Duration.ofDays(40));

    @TempDir
    Path folder;

    private ImportedWorkspace imported;

    @BeforeEach
    void open() {
        imported = new ImportedWorkspace(folder);
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 12; i++) {
            lines.append("""
                    {"session":"s%1$d","seq":1,"time":"2026-01-01T10:00:00Z","role":"user","text":"wish number %1$d of zebra%1$d"}
                    {"session":"s%1$d","seq":2,"time":"2026-01-01T10:01:00Z","role":"tool","tool":"shell","args":{"command":"ls"},"ok":true}
                    """.formatted(i));
        }
        lines.append("{\"session\":\"timeless\",\"seq\":1,\"role\":\"user\",\"text\":\"when\"}\n");
        imported.lines(lines.toString());
    }

    @AfterEach
    void close() {
        imported.close();
    }

    private List<String> names() {
        return imported.sessions().stream().map(session -> session.session()).toList();
    }

    private void fact(String id, String source, Fact.Status status) {
        Fact fact = new Fact(
                id,
                Fact.Kind.KNOWLEDGE,
                null,
                null,
                null,
                "text of " + id,
                Fact.Authority.PERSON,
                source,
                Instant.parse("2026-01-02T00:00:00Z"),
                status,
                null,
                false,
                null,
                List.of());
        Facts facts = new Facts(InstantSource.system(), imported.redactor);
        imported.database.writeOnly(tx -> facts.add(tx, List.of(Facts.Addition.of(fact)), "person", "test"));
    }

    private void skill(String name, State state, String seenIn) {
        imported.database.writeOnly(tx -> Skills.put(
                tx,
                new Skills.Skill(
                        name,
                        "p-" + name,
                        "1.0.0",
                        state,
                        "",
                        "ls",
                        "# " + name + "\n\n## Evidence\n\nSeen in `" + seenIn + "`.\n",
                        null,
                        3,
                        null,
                        Instant.parse("2026-01-02T00:00:00Z"))));
    }

    @Test
    void what_is_old_goes_with_its_steps_and_its_entries_and_what_is_named_stays() {
        fact("stands", "jsonl s2#1", Fact.Status.CURRENT);
        fact("tie", "s3", Fact.Status.FLAGGED);
        fact("gone", "jsonl s4#1", Fact.Status.RETIRED);
        skill("kept", State.ENABLED, "s5#2");
        skill("proposed", State.PROPOSED, "s6#2");
        SessionPruning pruning = new SessionPruning(imported.database);

        SessionPruning.Pruned looked = pruning.prune(LATER, true);
        assertThat(names()).hasSize(13);
        assertThat(looked).isEqualTo(new SessionPruning.Pruned(10, 19, 3));
        assertThat(pruning.prune(LATER, false)).isEqualTo(looked);
        assertThat(names()).containsExactly("s2", "s3", "s5");
        assertThat(imported.number("SELECT count(*) FROM TRACE_STEP")).isEqualTo(6);
        assertThat(imported.number("SELECT count(*) FROM ENTRY WHERE KEY LIKE 'session:%'"))
                .isEqualTo(6);
        assertThat(IndexRefresh.check(imported.database)).isEmpty();
        assertThat(imported.find("zebra2").text()).contains("zebra2");
        assertThat(pruning.prune(LATER, false)).isEqualTo(new SessionPruning.Pruned(0, 0, 3));
    }

    @Test
    void an_old_session_that_was_imported_lately_stays() {
        SessionPruning pruning = new SessionPruning(imported.database);
        assertThat(pruning.prune(Instant.now().minus(Duration.ofDays(30)), false)
                        .sessions())
                .isZero();
        assertThat(names()).hasSize(13);
    }
}
