package dev.stayer.distill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import dev.stayer.skill.SkillCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springaicommunity.agent.tools.SkillsTool;
import org.springaicommunity.agent.utils.Skills;

/** Every skill that is written, read by programs of others. */
class SkillReadersTest {
    /** Pinned, so that a new version is taken in by hand. */
    private static final List<String> VALIDATORS = List.of("skills-ref@0.1.5", "skill-check@1.2.0");

    @TempDir
    static Path root;

    private static final Map<String, Candidate> WRITTEN = new TreeMap<>();

    @BeforeAll
    static void write() throws IOException {
        for (PlantedWork.Style style : PlantedWork.Style.values()) {
            for (Candidate one : SkillTextTest.planted(style)) {
                if (WRITTEN.putIfAbsent(one.name(), one) == null) {
                    Path folder = Files.createDirectories(root.resolve("skills").resolve(one.name()));
                    Files.writeString(folder.resolve("SKILL.md"), SkillText.skill(one, one.name(), "1.0.0"));
                }
            }
        }
        assertThat(WRITTEN).hasSizeGreaterThan(20);
    }

    @Test
    void stayer_itself_finds_nothing_to_mend() {
        WRITTEN.keySet()
                .forEach(name -> assertThat(
                                SkillCheck.errors(root.resolve("skills").resolve(name)))
                        .as(name)
                        .isEmpty());
    }

    @Test
    void spring_ai_reads_the_right_name_and_description() {
        List<SkillsTool.Skill> read =
                Skills.loadDirectory(root.resolve("skills").toString());
        assertThat(read).hasSize(WRITTEN.size());
        for (SkillsTool.Skill skill : read) {
            assertThat(WRITTEN).containsKey(skill.name());
            Candidate one = Objects.requireNonNull(WRITTEN.get(skill.name()));
            assertThat(skill.frontMatter()).containsEntry("description", SkillText.description(one));
            assertThat(skill.content())
                    .contains("## Steps", one.workflow().steps().get(0).template());
        }
    }

    @Test
    void the_validators_of_others_pass_every_skill() throws Exception {
        Path npm = program("npm");
        Path node = program("node");
        Assumptions.assumeTrue(npm != null && node != null, "needs node and npm; ./verify installs them");
        assertThat(run(List.of(node.toString(), "--version"), 60)).isZero();
        int version = Integer.parseInt(output().strip().replaceAll("^v(\\d+).*", "$1"));
        Assumptions.assumeTrue(version >= 20, "these validators need node 20, and node here is " + output());
        Path tools = Path.of("target", "skill-validators").toAbsolutePath();
        Files.createDirectories(tools);
        if (!Files.exists(tools.resolve("node_modules/.bin/skills-ref"))) {
            List<String> install = new ArrayList<>(
                    List.of(npm.toString(), "install", "--no-audit", "--no-fund", "--prefix", tools.toString()));
            install.addAll(VALIDATORS);
            assertThat(run(install, 300)).as(output()).isZero();
        }
        for (String name : WRITTEN.keySet()) {
            Path skill = root.resolve("skills").resolve(name);
            List<String> validate = List.of(node.toString(), real(tools, "skills-ref"), "validate", skill.toString());
            assertThat(run(validate, 60)).as(output()).isZero();
        }
        List<String> check = List.of(
                node.toString(), real(tools, "skill-check"), "check", "--no-security-scan", "--format", "json", ".");
        assertThat(run(check, 120)).as(output()).isZero();
        assertThat(Json.parse(output()).path("summary").path("skillCount").asInt())
                .isEqualTo(WRITTEN.size());
        assertThat(Json.parse(output()).path("summary").path("errorCount").asInt())
                .isZero();
    }

    private static String real(Path tools, String name) throws IOException {
        return tools.resolve("node_modules/.bin").resolve(name).toRealPath().toString();
    }

    private static @org.jspecify.annotations.Nullable Path program(String name) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    private static int run(List<String> command, int seconds) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectOutput(root.resolve("out").toFile())
                .redirectError(root.resolve("err").toFile())
                .start();
        assertThat(process.waitFor(seconds, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static String output() throws IOException {
        String out = Files.readString(root.resolve("out"));
        return out.isBlank() ? Files.readString(root.resolve("err")) : out;
    }
}
