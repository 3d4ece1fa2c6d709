package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.model.Asked;
import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import dev.stayer.redact.WrittenForms;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One secret, written in every promised form, through every door of the whole program: afterwards it is in no row, file, name
 * or request. What a later declaration has to be told of is found by a dream, and taken out by scrubbing.
 */
class SecretsEverywhereTest {
    /** What a name in a workspace can be made of, and all that makes forms differ. */
    private static final String SECRET = "Zt7$kq&W'x9+ m=Q~v2%uB\"4\u00fc8";

    private static final String WORKFLOW = """
            name: doors
            params: { word: { type: string } }
            tasks:
              - { id: said, run: 'cat forms/*' }
              - { id: failed, optional: true, run: 'cat forms/* >&2; cat forms/* | tail -c 300; exit 1' }
              - { id: value, run: 'i=0; for f in forms/*; do i=$((i+1)); printf "v$i<<STOP\\n%s\\nSTOP\\n" "$(cat "$f")" >> "$STAYER_OUTPUT"; done' }
              - { id: wrong, optional: true, run: 'cat forms/* >> "$STAYER_OUTPUT"' }
              - { id: titled, needs: [value], title: "about ${{ tasks.value.outputs.v1 }}", run: 'true' }
              - { id: named, run: 'for f in forms/*; do n=$(head -c 200 "$f" | tr -d "\\n/"); touch "$STAYER_REPORTS/$n" || true; done; mkdir -p made; cp forms/* made/' }
              - { id: list, outputs: { l: { type: list } }, run: 'printf "l=%s\\n" "$(cat list.json)" >> "$STAYER_OUTPUT"' }
              - { id: each, needs: [list], for-each: "${{ tasks.list.outputs.l }}", run: 'echo ${{ item }}' }
              - { id: word, run: 'echo ${{ params.word }}' }
              - { id: agent, prompt: "Look at ${{ params.word }}" }
              - { id: asked, approve: { message: "go on with ${{ tasks.value.outputs.v1 }}?" }, needs: [value] }
            """;

    @TempDir
    Path folder;

    @Test
    void no_door_lets_a_known_secret_through_in_any_form() throws Exception {
        Map<String, String> forms = WrittenForms.of(SECRET, new Random(7));
        try (ScriptedServer server = agent(forms)) {
            Stayer stayer = workspace(server, forms, true);
            drive(stayer, forms);
            // A command of a person's own may write what it was given where it may write.
            Map<String, Set<String>> kept = kept(stayer, forms);
            kept.keySet().removeIf(where -> where.startsWith("the name of reports/"));
            assertThat(kept).isEmpty();
            for (Asked request : server.asked()) {
                assertThat(found(request.body(), forms))
                        .as("requests to models")
                        .isEmpty();
            }
            assertThat(stayer.call("dream", "--dry-run").out())
                    .contains("`reports/", "stayer scrub")
                    .doesNotContain("of the table", ".stayer/");
        }
    }

    @Test
    void what_was_kept_before_it_was_declared_is_told_by_a_dream_and_goes_when_it_is_scrubbed() throws Exception {
        Map<String, String> forms = WrittenForms.of(SECRET, new Random(7));
        try (ScriptedServer server = agent(forms)) {
            Stayer stayer = workspace(server, forms, false);
            drive(stayer, forms);
            assertThat(new LinkedHashSet<>(kept(stayer, forms).values()))
                    .as("each door is one, and each form passes some")
                    .hasSizeGreaterThan(20);
            declare(stayer, server);
            Stayer.Result dream = stayer.call("dream", "--dry-run");
            assertThat(dream.out()).contains("stayer scrub", "JOURNAL", ".stayer/runs/");
            assertThat(stayer.call("dream", "--dry-run", "--json")
                            .json()
                            .path("scrub")
                            .path("tables")
                            .path("JOURNAL")
                            .asInt())
                    .isPositive();
            Stayer.Result scrubbed = stayer.call("scrub");
            assertThat(scrubbed.code()).as(scrubbed.err()).isZero();
            assertThat(kept(stayer, forms)).isEmpty();
            assertThat(stayer.call("dream", "--dry-run").out()).doesNotContain("stayer scrub");
        }
    }

    /** A model that says it in words, in a call, in a note, as a fact and as its outcome. */
    private static ScriptedServer agent(Map<String, String> forms) {
        String all = String.join(" \n ", forms.values());
        String text = Json.write(Json.NODES.stringNode(all));
        return ScriptedServer.playing(
                ScriptedReply.calling("shell", "{\"command\":\"cat forms/*; exit 3\"}")
                        .say(all)
                        .think(all),
                ScriptedReply.calling("note", "{\"text\":" + text + "}"),
                ScriptedReply.calling("remember", "{\"kind\":\"knowledge\",\"text\":" + text + "}"),
                ScriptedReply.calling("read", "{\"path\":\"forms/form-1\"}"),
                ScriptedReply.calling("finish", "{\"summary\":" + text + "}"));
    }

    private Stayer workspace(ScriptedServer server, Map<String, String> forms, boolean declared) {
        Stayer stayer = new Stayer(folder);
        int number = 0;
        for (String form : forms.values()) {
            stayer.file("forms/form-" + ++number, form + "\n");
        }
        stayer.file(
                "list.json",
                Json.write(Json.MAPPER.valueToTree(List.of(
                        SECRET,
                        Objects.requireNonNull(forms.get("base64")),
                        Objects.requireNonNull(forms.get("hex"))))));
        stayer.file("secret.txt", SECRET);
        stayer.file("stayer.yaml", settings(server));
        if (declared) {
            declare(stayer, server);
        }
        return stayer;
    }

    private static void declare(Stayer stayer, ScriptedServer server) {
        stayer.file("stayer.yaml", settings(server) + "secrets: { LATE: \"${file:secret.txt}\" }\n");
    }

    private static String settings(ScriptedServer server) {
        return """
                providers: { here: { type: openai, base-url: "%s" } }
                models: { main: { provider: here, name: scripted, context: 48k } }
                """.formatted(server.openAi());
    }

    private static void drive(Stayer stayer, Map<String, String> forms) {
        List<String> all = new ArrayList<>(forms.values());
        String words = String.join(" | ", all);
        stayer.call("memory", "add", "before " + words);
        Stayer.Result run = stayer.run(WORKFLOW, "-p", "word=" + all.get(0));
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.NEEDS_PERSON);
        stayer.call("tell", "last", words);
        stayer.call("approve", "last", "T11", "-m", words);
        stayer.call("resume");
        stayer.call("retry", "last", "T1", "-m", words);
        stayer.call("resume");
        String line = "- by hand " + words.replace("\n", " ") + "\n";
        stayer.file(".stayer/MEMORY.md", stayer.read(".stayer/MEMORY.md").replace("## Rules\n", "## Rules\n" + line));
        // Whoever owns the workspace next takes in what people wrote.
        stayer.run("name: o\ntasks: [ { id: o, run: 'true' } ]");
        stayer.call("memory", "show");
        stayer.call("report", "last");
        stayer.call("mirror");
    }

    /** Where which form is kept: rows by table and column, files by what they hold and by their names. */
    private static Map<String, Set<String>> kept(Stayer stayer, Map<String, String> forms) throws Exception {
        Map<String, Set<String>> kept = new TreeMap<>();
        rows(stayer.root().resolve(".stayer/stayer.db"), forms, kept);
        for (String folder : List.of(".stayer", "reports")) {
            try (Stream<Path> files = Files.walk(stayer.root().resolve(folder))) {
                for (Path file : files.toList()) {
                    String name = stayer.root().relativize(file).toString();
                    note(kept, "the name of " + name, found(name, forms));
                    if (Files.isRegularFile(file)) {
                        note(kept, name, found(Files.readString(file, StandardCharsets.ISO_8859_1), latin(forms)));
                    }
                }
            }
        }
        return kept;
    }

    private static void rows(Path file, Map<String, String> forms, Map<String, Set<String>> kept) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement tables = connection.createStatement();
                ResultSet names = tables.executeQuery("SELECT name FROM sqlite_master WHERE type = 'table'")) {
            while (names.next()) {
                String table = names.getString(1);
                try (Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("SELECT * FROM \"" + table + "\"")) {
                    int columns = rows.getMetaData().getColumnCount();
                    while (rows.next()) {
                        for (int column = 1; column <= columns; column++) {
                            String value = rows.getString(column);
                            String where = table + "." + rows.getMetaData().getColumnName(column);
                            note(kept, where, value == null ? Set.of() : found(value, forms));
                        }
                    }
                }
            }
        }
    }

    private static void note(Map<String, Set<String>> kept, String where, Set<String> found) {
        if (!found.isEmpty()) {
            kept.computeIfAbsent(where, place -> new LinkedHashSet<>()).addAll(found);
        }
    }

    private static Set<String> found(String text, Map<String, String> forms) {
        Set<String> found = new LinkedHashSet<>();
        forms.forEach((name, form) -> {
            if (text.contains(form)) {
                found.add(name);
            }
        });
        return found;
    }

    private static Map<String, String> latin(Map<String, String> forms) {
        Map<String, String> latin = new TreeMap<>();
        forms.forEach((name, form) ->
                latin.put(name, new String(form.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)));
        return latin;
    }
}
