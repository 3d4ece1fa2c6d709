package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.model.Asked;
import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Skills through the front door: offered, loaded, carried over rebuilds, switched, checked, installed. */
class SkillRunTest {
    private static final String DONE = "{\"outcome\":\"done\",\"summary\":\"all is well\"}";
    private static final String LOAD = "{\"name\":\"brew\"}";

    @TempDir
    Path folder;

    private Stayer workspace(ScriptedServer server) {
        Stayer stayer = new Stayer(folder);
        stayer.file("stayer.yaml", """
                providers:
                  here: { type: openai, base-url: "%s" }
                models:
                  main: { provider: here, name: scripted, context: 48k, price: { input: 3, cached: 0.3, output: 15 } }
                """.formatted(server.openAi()));
        return stayer;
    }

    private static void brew(Stayer stayer) {
        stayer.file("skills/brew/SKILL.md", """
                ---
                name: "brew"
                description: "Brews tea for guests. Use when somebody is thirsty."
                ---
                # Brew
                Warm the pot with exactly 77 ml first.
                """);
    }

    private static final String TASK = "name: tea\ntasks:\n  - { id: tea, prompt: Give the guests tea }\n";

    @Test
    void an_enabled_skill_is_offered_loaded_and_counted() {
        try (ScriptedServer server = ScriptedServer.playing(
                ScriptedReply.calling("skill", "{\"name\":\"nothing\"}"),
                ScriptedReply.calling("skill", LOAD),
                ScriptedReply.calling("skill", LOAD),
                ScriptedReply.calling("finish", DONE))) {
            Stayer stayer = workspace(server);
            brew(stayer);
            Stayer.Result result = stayer.run(TASK);
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            List<Asked> asked = server.asked();
            assertThat(asked.get(0).tools()).contains("skill");
            assertThat(asked.get(0).userWords().get(0))
                    .contains("- brew: Brews tea for guests. Use when somebody is thirsty.")
                    .doesNotContain("77 ml");
            assertThat(asked.get(0).body().length() / 4).isLessThan(3_000);
            assertThat(asked.get(1).results().get(0)).contains("there is no skill 'nothing'; there are brew");
            assertThat(asked.get(2).results().get(0)).contains("Warm the pot with exactly 77 ml", "skills/brew");
            var listed = stayer.call("skills", "--json").json().path("skills").get(0);
            assertThat(listed.path("uses").asInt()).isEqualTo(1);
            assertThat(listed.path("state").asString()).isEqualTo("ENABLED");
            assertThat(listed.path("path").asString()).isEqualTo("skills/brew/SKILL.md");
            assertThat(stayer.call("logs", "last").out()).containsOnlyOnce("uses the skill brew");
        }
    }

    @Test
    void what_was_loaded_is_pruned_with_its_run_unless_a_fact_names_that() {
        try (ScriptedServer server = ScriptedServer.playing(
                ScriptedReply.calling("skill", LOAD),
                ScriptedReply.calling("finish", DONE),
                ScriptedReply.calling("skill", LOAD),
                ScriptedReply.calling("finish", DONE))) {
            Stayer stayer = workspace(server);
            brew(stayer);
            assertThat(stayer.run(TASK).code()).isZero();
            String named = stayer.status().path("run").asString();
            assertThat(stayer.run(TASK).code()).isZero();
            stayer.file("facts.jsonl", "{\"text\":\"Tea needs 77 ml\",\"source\":\"" + named + " T1#1\"}\n");
            assertThat(stayer.call(
                                    "memory",
                                    "add",
                                    "--file",
                                    folder.resolve("facts.jsonl").toString())
                            .code())
                    .isZero();
            stayer.file(
                    "trace.jsonl",
                    "{\"session\":\"s1\",\"seq\":1,\"time\":\"2026-01-01T10:00:00Z\",\"role\":\"user\",\"text\":\"pour\"}\n");
            assertThat(stayer.call(
                                    "import",
                                    "jsonl",
                                    folder.resolve("trace.jsonl").toString())
                            .code())
                    .isZero();
            assertThat(stayer.call("prune").out())
                    .as("both are young")
                    .contains("no run")
                    .doesNotContain("removed");

            String[] lines = {"1 record of skills", "1 imported session of 1 step;"};
            assertThat(stayer.call("prune", "--older-than", "0s", "--dry-run").out())
                    .contains("would remove " + named, "would remove " + lines[0], "would remove " + lines[1]);
            assertThat(uses(stayer)).isEqualTo(2);
            assertThat(stayer.call("search", "pour").out()).contains("trace.jsonl");
            assertThat(stayer.call("prune", "--older-than", "0s").out())
                    .contains("removed " + named, "removed " + lines[0], "removed " + lines[1]);
            assertThat(uses(stayer)).isEqualTo(1);
            assertThat(stayer.call("search", "pour").out()).doesNotContain("trace.jsonl");
            assertThat(stayer.call("prune", "--older-than", "0s").out()).doesNotContain("removed");
        }
    }

    private static int uses(Stayer stayer) {
        return stayer.call("skills", "--json")
                .json()
                .path("skills")
                .get(0)
                .path("uses")
                .asInt();
    }

    @Test
    void a_check_of_no_skills_says_so() {
        Stayer stayer = new Stayer(folder);
        Stayer.Result result = stayer.call("skills", "check");
        assertThat(result.code()).isZero();
        assertThat(result.out()).isEqualTo("no skills to check; a skill is a file skills/NAME/SKILL.md\n");
        assertThat(stayer.call("skills", "check", "--json").json().path("skills"))
                .isEmpty();
    }

    @Test
    void without_skills_nothing_is_said_of_them() {
        try (ScriptedServer server = ScriptedServer.playing(ScriptedReply.calling("finish", DONE))) {
            Stayer stayer = workspace(server);
            brew(stayer);
            assertThat(stayer.call("skills", "disable", "brew").code()).isZero();
            stayer.run(TASK);
            assertThat(server.asked().get(0).tools()).doesNotContain("skill");
            assertThat(server.asked().get(0).userWords().get(0))
                    .doesNotContain("brew")
                    .doesNotContain("Skills");
            assertThat(stayer.call("skills", "enable", "brew").code()).isZero();
            stayer.run(TASK);
            assertThat(server.asked().get(1).tools()).contains("skill");
        }
    }

    @Test
    void an_agent_without_the_tool_hears_of_no_skill() {
        try (ScriptedServer server = ScriptedServer.playing(ScriptedReply.calling("finish", DONE))) {
            Stayer stayer = workspace(server);
            brew(stayer);
            stayer.run("name: tea\nagents: { plain: { tools: [shell] } }\n"
                    + "tasks:\n  - { id: tea, agent: plain, prompt: Give the guests tea }\n");
            assertThat(server.asked().get(0).tools()).doesNotContain("skill");
            assertThat(server.asked().get(0).userWords().get(0)).doesNotContain("brew");
        }
    }

    @Test
    void what_was_loaded_is_still_there_after_the_context_was_rebuilt() {
        int turns = 40;
        int[] done = {0};
        try (ScriptedServer server = ScriptedServer.playing(asked -> {
            List<String> words = asked.userWords();
            if (!words.isEmpty() && words.get(words.size() - 1).contains("[checkpoint]")) {
                return ScriptedReply.of("{\"current\":\"going on\",\"entries\":[]}");
            }
            done[0]++;
            return done[0] == 1
                    ? ScriptedReply.calling("skill", LOAD)
                    : done[0] == turns
                            ? ScriptedReply.calling("finish", DONE)
                            : ScriptedReply.calling(
                                    "shell",
                                    "{\"command\":\"seq -s ' step ' " + done[0] * 1000 + " " + (done[0] * 1000 + 900)
                                            + "\"}");
        })) {
            Stayer stayer = workspace(server);
            brew(stayer);
            Stayer.Result result = stayer.run(TASK.replace("name: tea\n", "name: tea\nbudget: { usd: 100 }\n"));
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            Asked last = server.asked().get(server.asked().size() - 1);
            assertThat(last.userWords().get(0)).as("the context was rebuilt").contains("Checkpoint");
            assertThat(last.userWords().get(0)).contains("## Skills you have loaded", "exactly 77 ml");
            assertThat(last.body()).containsOnlyOnce("exactly 77 ml");
        }
    }

    @Test
    void skills_are_checked_and_installed_without_touching_what_is_there() throws IOException {
        Stayer stayer = new Stayer(folder);
        brew(stayer);
        stayer.file("skills/loose/SKILL.md", "---\ndescription: Not portable\n---\nx\n");
        stayer.file(".claude/skills/brew/SKILL.md", "---\nname: brew\ndescription: my own\n---\nmine\n");
        var checked = stayer.call("skills", "check", "--json");
        assertThat(checked.code()).isEqualTo(1);
        assertThat(checked.json().path("skills").get(0).path("ok").asBoolean()).isTrue();
        assertThat(checked.json().path("skills").get(1).path("ok").asBoolean()).isFalse();
        assertThat(stayer.call("skills", "check", "brew").code()).isZero();
        assertThat(stayer.call("skills", "install", "brew").code()).isEqualTo(1);
        assertThat(stayer.read(".claude/skills/brew/SKILL.md")).contains("mine");
        Path link = folder.resolve(".agents/skills/brew");
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Files.readSymbolicLink(link)).isEqualTo(Path.of("../../skills/brew"));
        assertThat(stayer.read(".agents/skills/brew/SKILL.md")).contains("77 ml");
        assertThat(stayer.call("skills", "install", "brew", "--to", ".agents/skills")
                        .code())
                .isZero();
        assertThat(stayer.call("skills", "list").out()).containsOnlyOnce("brew  enabled");
        assertThat(stayer.call("skills", "install", "loose", "--copy").code()).isZero();
        assertThat(Files.isSymbolicLink(folder.resolve(".claude/skills/loose"))).isFalse();
        assertThat(stayer.call("skills", "install", "loose", "--copy").code()).isZero();
        stayer.file("skills/loose/SKILL.md", "---\ndescription: Changed\n---\nx\n");
        assertThat(stayer.call("skills", "install", "loose", "--copy").code()).isEqualTo(1);
        assertThat(stayer.call("skills", "show", "none").code()).isEqualTo(2);
    }

    @Test
    void a_folder_that_leads_out_of_the_workspace_gets_nothing(@TempDir Path elsewhere) throws IOException {
        Stayer stayer = new Stayer(folder);
        brew(stayer);
        Files.createSymbolicLink(folder.resolve(".agents"), elsewhere);
        assertThat(stayer.call("skills", "install", "brew").code()).isEqualTo(1);
        try (var left = Files.list(elsewhere)) {
            assertThat(left).isEmpty();
        }
        assertThat(Files.exists(folder.resolve(".claude/skills/brew"))).isTrue();
    }

    @Test
    void no_agent_plants_a_skill_for_later_ones_unless_a_person_lets_it_write_there() throws IOException {
        String evil = "{\"command\":\"for d in skills .agents/skills .claude/skills; do mkdir -p $d/evil;"
                + " echo x > $d/evil/SKILL.md; done; true\"}";
        try (ScriptedServer server = ScriptedServer.playing(asked -> switch (asked.turns()) {
            case 0 -> ScriptedReply.calling("shell", evil);
            case 1 -> ScriptedReply.calling("write", "{\"path\":\"skills/evil/SKILL.md\",\"text\":\"x\"}");
            default -> ScriptedReply.calling("finish", DONE);
        })) {
            Stayer stayer = workspace(server);
            brew(stayer);
            Files.createDirectories(folder.resolve(".agents"));
            Files.createSymbolicLink(folder.resolve(".agents/skills"), Path.of("../skills"));
            assertThat(stayer.run(TASK).code()).isZero();
            assertThat(folder.resolve("skills/evil")).doesNotExist();
            assertThat(folder.resolve(".claude")).doesNotExist();
            assertThat(server.asked().get(2).results().get(0)).contains("is protected in this task");
            stayer.run(TASK.replace("prompt:", "writes: [ \"skills/evil/\" ], prompt:"));
            assertThat(folder.resolve("skills/evil/SKILL.md")).exists();
            assertThat(folder.resolve(".claude")).doesNotExist();
        }
    }
}
