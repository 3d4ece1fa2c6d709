package dev.stayer.importer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.journal.TraceSession;
import dev.stayer.journal.TraceStep;
import dev.stayer.search.Entry;
import dev.stayer.search.Origin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trace lines become sessions: once, whole, without secrets, and whatever stands beside them. */
class JsonlImportTest {
    private static final String TWO = """
            {"session":"a","project":"p","task":"t","seq":1,"time":"2026-11-01T10:00:00Z","role":"user","text":"mend the build"}
            {"session":"a","seq":2,"time":"2026-11-01T10:00:05Z","role":"assistant","tool":"shell","args":{"command":"make"},"ok":false,"output":"2 errors","cwd":"/src"}
            {"session":"b","seq":1,"role":"assistant","text":"nothing to do"}
            {"session":"a","outcome":"success","model":"m"}
            """;

    @TempDir
    Path folder;

    private ImportedWorkspace imported;

    @BeforeEach
    void open() {
        imported = new ImportedWorkspace(folder);
    }

    @AfterEach
    void close() {
        imported.close();
    }

    @Test
    void what_the_lines_say_can_be_read_again() {
        assertThat(imported.lines(TWO)).isEqualTo(new ImportResult(2, 0, 0, 3, 0, List.of()));
        TraceSession a = imported.session("a");
        assertThat(a)
                .extracting(TraceSession::source, TraceSession::project, TraceSession::task, TraceSession::outcome)
                .containsExactly("jsonl", "p", "t", "success");
        assertThat(a.started()).isEqualTo("2026-11-01T10:00:00Z");
        assertThat(a.ended()).isEqualTo("2026-11-01T10:00:05Z");
        assertThat(imported.session("b").outcome()).isEqualTo("unknown");
        TraceStep call = imported.steps("a").get(1);
        assertThat(call.tool()).isEqualTo("shell");
        assertThat(call.arguments().path("command").asString()).isEqualTo("make");
        assertThat(call.ok()).isFalse();
        assertThat(call.output()).isEqualTo("2 errors");
        assertThat(imported.everything()).contains("{\"cwd\":\"/src\"}", "{\"model\":\"m\"}");
        assertThat(imported.number("SELECT count(*) FROM JOURNAL WHERE TYPE = 'import.session'"))
                .isEqualTo(2);
    }

    @Test
    void the_same_lines_again_change_nothing_and_others_replace_their_session() {
        imported.lines(TWO);
        long before = imported.number("SELECT max(ID) FROM TRACE");
        assertThat(imported.lines(TWO)).isEqualTo(new ImportResult(0, 0, 2, 0, 0, List.of()));
        assertThat(imported.number("SELECT max(ID) FROM TRACE")).isEqualTo(before);
        assertThat(imported.number("SELECT count(*) FROM TRACE_STEP")).isEqualTo(3);
        assertThat(imported.lines(TWO.replace("2 errors", "3 errors")))
                .isEqualTo(new ImportResult(0, 1, 1, 2, 0, List.of()));
        assertThat(imported.steps("a").get(1).output()).isEqualTo("3 errors");
        assertThat(imported.number("SELECT count(*) FROM TRACE_STEP")).isEqualTo(3);
        assertThat(imported.lines("{\"session\":\"b\",\"outcome\":\"failure\"}\n"))
                .isEqualTo(new ImportResult(0, 1, 0, 0, 0, List.of()));
        assertThat(imported.session("b").outcome()).isEqualTo("failure");
        assertThat(imported.steps("b")).hasSize(1);
    }

    @Test
    void lines_in_any_order_are_the_same_sessions() {
        Random random = new Random(20261127);
        List<String> lines = new ArrayList<>();
        for (int session = 0; session < 40; session++) {
            for (int seq = 1; seq <= 9; seq++) {
                lines.add("{\"session\":\"s%d\",\"project\":\"p%d\",\"seq\":%d,\"role\":\"user\",\"text\":\"word %d\"}"
                        .formatted(session, session % 3, seq, random.nextInt(50)));
            }
        }
        imported.lines(String.join("\n", lines));
        List<String> names = imported.sessions().stream()
                .map(one -> one.project() + "/" + one.session())
                .toList();
        assertThat(names).isSorted().hasSize(40);
        Collections.shuffle(lines, random);
        assertThat(imported.lines(String.join("\r\n", lines)).unchanged()).isEqualTo(40);
        imported.lines(String.join("\n", lines).replace("word", "term"));
        assertThat(imported.steps("s7").stream().map(TraceStep::seq))
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void a_bad_line_is_named_by_its_number_and_nothing_else_is_lost() {
        ImportResult result = imported.lines("""
                {"session":"a","role":"user","text":"one"}
                {"session":"a","role":"user"

                [1, 2]
                {"session":"a","role":"system","text":"two"}
                {"role":"user","text":"nobody's"}
                {"session":"a","seq":-4,"role":"user","text":"three"}
                {"session":"a","time":"yesterday","role":"user","text":"four"}
                {"session":"a","ok":"yes","tool":"x"}
                {"session":"a","outcome":"fine"}
                {"session":"a","text":{"no":"text"},"role":"user"}
                {"session":"a"}
                {"session":"a","role":"user","text":"last"}""");
        assertThat(result.problems().stream().map(Problems.Problem::line))
                .containsExactly(2L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
        assertThat(imported.steps("a").stream().map(TraceStep::text)).containsExactly("one", "last");
    }

    @Test
    void hostile_lines_neither_end_the_import_nor_leave_their_place() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        String huge = "x".repeat(Lines.MAX_LENGTH);
        String text = String.join(
                "\n",
                "{\"session\":\"../../../tmp/x\",\"project\":\"..\",\"role\":\"user\",\"text\":\"\\u0000\\ud800\\u001b[2J\"}",
                "{\"session\":\"deep\",\"tool\":\"x\",\"args\":" + deep + "}",
                "{\"session\":\"huge\",\"role\":\"user\",\"text\":\"" + huge + "\"}",
                "{\"session\":\"number\",\"seq\":1e999999999,\"role\":\"user\",\"text\":\"n\"}",
                "\u0000\u0001\u00ff",
                "{\"session\":\"ok\",\"tool\":\"x\",\"args\":\"" + "y".repeat(3_000_000) + "\",\"output\":\""
                        + "z".repeat(1_000_000) + "\"}");
        ImportResult result = imported.lines(text);
        assertThat(result.problems().stream().map(Problems.Problem::line)).containsExactly(2L, 3L, 4L, 5L);
        assertThat(result.added()).isEqualTo(2);
        TraceStep kept = imported.steps("ok").get(0);
        assertThat(kept.args()).hasSizeLessThan(Clean.VALUE + 100).contains("characters left out");
        assertThat(kept.output()).hasSizeLessThan(Clean.OUTPUT + 100);
        assertThat(imported.steps("../../../tmp/x").get(0).text()).isEqualTo("\ufffd?\u001b[2J");
    }

    @Test
    void no_secret_comes_through_the_door_wherever_it_stands() {
        String secret = ImportedWorkspace.SECRET;
        String[] places = {
            "\"session\":\"%s\",\"role\":\"user\",\"text\":\"x\"",
            "\"session\":\"s\",\"project\":\"%s\",\"task\":\"%s\",\"role\":\"user\",\"text\":\"a %s b\"",
            "\"session\":\"s\",\"tool\":\"%s\",\"args\":{\"command\":\"curl -H '%s'\",\"%s\":1},\"output\":\"%s\"",
            "\"session\":\"s\",\"role\":\"user\",\"text\":\"x\",\"note\":{\"deep\":[\"%s\"]}",
            "\"session\":\"s\",\"outcome\":\"success\",\"by\":\"%s\"",
            "\"session\":\"s\",\"role\":\"user\",\"text\":\"" + "-".repeat(Clean.TEXT * 3 / 4 - 8) + "%s"
                    + "-".repeat(9_000) + "\"",
        };
        String lines = IntStream.range(0, places.length)
                .mapToObj(i -> "{" + places[i].replace("%s", secret) + "}")
                .collect(Collectors.joining("\n"));
        assertThat(imported.lines(lines).skipped()).isZero();
        assertThat(imported.everything()).doesNotContain(secret).doesNotContain(secret.substring(0, 8));
        assertThat(imported.everything()).contains("[redacted:DOOR]");
    }

    @Test
    void sessions_that_take_turns_stay_whole_however_many_they_are() {
        int many = 6_000;
        StringBuilder lines = new StringBuilder();
        for (int round = 1; round <= 2; round++) {
            for (int session = 0; session < many; session++) {
                lines.append("{\"session\":\"s%d\",\"seq\":%d,\"role\":\"user\",\"text\":\"x\"}\n"
                        .formatted(session, round));
            }
        }
        assertThat(imported.lines(lines.toString())).isEqualTo(new ImportResult(many, 0, 0, 2L * many, 0, List.of()));
        assertThat(imported.sessions()).hasSize(many).allMatch(session -> session.steps() == 2);
    }

    @Test
    void what_a_broken_import_left_is_seen_by_nobody_and_goes_with_the_next() {
        Intake broken = new Intake(imported.database, imported.journal, imported.redactor, "jsonl", Path::toString);
        for (int i = 0; i < 1_200; i++) {
            broken.step(
                    new Intake.Key("p", "s"),
                    new TranscriptStep(-1, null, "user", "half", null, null, null, null, null));
        }
        assertThat(imported.number("SELECT count(*) FROM TRACE_STEP")).isPositive();
        assertThat(imported.sessions()).isEmpty();
        imported.lines(TWO);
        assertThat(imported.sessions()).hasSize(2);
        assertThat(imported.number("SELECT count(*) FROM TRACE_STEP")).isEqualTo(3);
    }

    @Test
    void what_was_imported_is_found_and_what_was_replaced_is_not() {
        imported.lines(TWO);
        Entry found = imported.find("errors of make");
        assertThat(found.file()).isEqualTo("trace.jsonl");
        assertThat(found.line()).isEqualTo(2);
        assertThat(found.origin()).isEqualTo(Origin.TOOL);
        assertThat(found.text()).isEqualTo("shell: make \nfailed: 2 errors");
        assertThat(imported.find("mend the build").origin()).isEqualTo(Origin.PERSON);
        imported.lines(TWO.replace("2 errors", "3 warnings"));
        assertThat(imported.find("3 warnings").text()).contains("3 warnings");
        assertThat(imported.number("SELECT count(*) FROM ENTRY WHERE BODY LIKE '%2 errors%'"))
                .isZero();
        assertThat(imported.number("SELECT count(*) FROM ENTRY")).isEqualTo(3);
    }
}
