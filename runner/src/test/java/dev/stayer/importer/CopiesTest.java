package dev.stayer.importer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.importer.Transcripts.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Work that was copied counts once, whatever is imported when; seeds are drawn anew with {@code -Dstayer.seed}. */
class CopiesTest {
    private static final String OWN = "SELECT count(*) FROM TRACE_STEP S JOIN TRACE T ON T.ID = S.TRACE_ID"
            + " WHERE T.STATE = 'LIVE' AND S.COPY = 0";

    @TempDir
    Path folder;

    private static String text(Kind kind, CopiedWork work, CopiedWork.Saved file) {
        return switch (kind) {
            case CLAUDE -> CopiedWork.claude(file);
            case CODEX -> work.codex(file);
            default -> CopiedWork.openCode(file);
        };
    }

    private static String name(Kind kind, CopiedWork.Saved file) {
        return switch (kind) {
            case CLAUDE -> "state-" + file.number() + "/s-" + file.session().number() + ".jsonl";
            case CODEX -> "state-" + file.number() + "/" + CopiedWork.name(file);
            default -> "export-" + file.number() + ".json";
        };
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"CLAUDE", "CODEX", "OPENCODE"})
    void every_call_counts_once_at_once_and_file_by_file(Kind kind) throws Exception {
        long first = Long.getLong("stayer.seed", 20);
        for (long seed = first; seed < first + Integer.getInteger("stayer.draws", 3); seed++) {
            CopiedWork work = new CopiedWork(new Random(seed), 1 + (int) (seed % 3));
            Path transcripts = folder.resolve(kind + "-" + seed);
            List<Path> files = new ArrayList<>();
            for (CopiedWork.Saved saved : work.files) {
                Path file = transcripts.resolve(name(kind, saved));
                Files.createDirectories(file.getParent());
                files.add(Files.writeString(file, text(kind, work, saved)));
            }
            try (ImportedWorkspace at = new ImportedWorkspace(folder.resolve("once-" + kind + seed))) {
                assertThat(at.read(kind, transcripts).steps())
                        .as(kind + " at once, seed " + seed)
                        .isEqualTo(work.made());
                ImportResult again = at.read(kind, transcripts);
                assertThat(again.added() + again.replaced())
                        .as(kind + " again, seed " + seed)
                        .isZero();
                check(at, work, kind + " again, seed " + seed);
            }
            Collections.shuffle(files, new Random(seed));
            try (ImportedWorkspace at = new ImportedWorkspace(folder.resolve("one-" + kind + seed))) {
                for (Path file : files) {
                    at.read(kind, file);
                }
                check(at, work, kind + " file by file, seed " + seed);
                at.read(kind, transcripts);
                check(at, work, kind + " file by file and then at once, seed " + seed);
            }
        }
    }

    /** In the rows and in the index. */
    private static void check(ImportedWorkspace at, CopiedWork work, String as) {
        assertThat(at.number(OWN)).as(as).isEqualTo(work.made());
        assertThat(at.number("SELECT sum(STEPS) FROM TRACE WHERE STATE = 'LIVE'"))
                .as(as)
                .isEqualTo(work.made());
        assertThat(at.number("SELECT count(*) FROM ENTRY WHERE KEY LIKE 'session:%'"))
                .as(as)
                .isEqualTo(work.made());
        assertThat(at.number("SELECT count(*) FROM (SELECT DISTINCT ARGS FROM TRACE_STEP WHERE COPY = 0)"))
                .as(as)
                .isEqualTo(work.made());
    }

    @Test
    void a_fork_shows_what_its_own_steps_follow_on() {
        try (ImportedWorkspace at = new ImportedWorkspace(folder)) {
            CopiedWork work = new CopiedWork(new Random(1), 1);
            List<CopiedWork.Call> calls = new ArrayList<>();
            for (int i = 0; i < 90; i++) {
                calls.add(new CopiedWork.Call(1000 + i, "make x" + i));
            }
            CopiedWork.Session parent = new CopiedWork.Session(7, "/w", calls.subList(0, 80), 0, -1);
            CopiedWork.Session fork = new CopiedWork.Session(8, "/w", calls, 80, 7);
            at.read(Kind.CLAUDE, at.file("in/a.jsonl", CopiedWork.claude(new CopiedWork.Saved(parent, 80, 0))));
            at.read(Kind.CLAUDE, at.file("later/b.jsonl", CopiedWork.claude(new CopiedWork.Saved(fork, 90, 1))));

            assertThat(work.made()).isPositive();
            assertThat(at.session("s-8").steps()).isEqualTo(10);
            assertThat(at.steps("s-8")).hasSize(50);
            assertThat(at.steps("s-8").stream().filter(step -> step.copy())).hasSize(40);
            assertThat(at.steps("s-7")).hasSize(80).noneMatch(step -> step.copy());
        }
    }
}
