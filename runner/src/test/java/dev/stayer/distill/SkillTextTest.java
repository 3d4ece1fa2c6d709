package dev.stayer.distill;

import static dev.stayer.distill.SessionBuilder.sessions;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SkillTextTest {
    static List<Candidate> planted(PlantedWork.Style style) {
        return Mining.mine(new PlantedWork(3, PlantedWork.Level.USUAL, style), List.of(), Settings.USUAL).stream()
                .filter(Candidate::accepted)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(PlantedWork.Style.class)
    void every_skill_lies_in_the_subset_that_all_read_alike(PlantedWork.Style style) {
        for (Candidate one : planted(style)) {
            String text = SkillText.skill(one, one.name(), "1.0.0");
            assertThat(SkillSubset.errors(one.name(), text)).as(text).isEmpty();
            assertThat(SkillText.isUntouched(text)).isTrue();
            assertThat(SkillText.isUntouched(text.replace("## Done", "## Finished")))
                    .isFalse();
        }
    }

    @Test
    void a_skill_says_what_when_how_and_from_where() {
        Candidate one = sessions()
                .tenWith("git checkout -b fix/#-a", "make lint", "git push origin fix/#-a", "make deploy ENV=stage#")
                .andNoise()
                .mine()
                .get(0);
        assertThat(SkillText.skill(one, one.name(), "1.0.0"))
                .contains(
                        "# Git checkout, make lint, git push and make deploy\n",
                        "1. `git checkout -b {branch}`\n2. `make lint`\n3. `git push origin {branch}`\n4. `make deploy ENV={env}`\n",
                        "- `{branch}`: a branch, the same in steps 1, 3; a different one each time",
                        "It is done when `make deploy` ended with exit code 0",
                        "Followed in 10 sessions of 10 tasks; of those whose end is known, 10 ended well and 0 did not.",
                        "`s9#1`");
        assertThat(SkillText.script(one))
                .isEqualTo(
                        "#!/bin/sh\n# The steps of the skill beside it. Parameters are variables: branch, env.\nset -eu\n: \"${branch:?is needed}\"\n: \"${env:?is needed}\"\n"
                                + "git checkout -b \"$branch\"\nmake lint\ngit push origin \"$branch\"\nmake deploy ENV=\"$env\"\n");
    }

    @Test
    void a_long_workflow_is_called_after_its_ends_and_described_as_far_as_there_is_room() {
        Candidate one = sessions()
                .tenWith(
                        "python scripts/seed.py --env stage#",
                        "make alpha",
                        "make beta",
                        "helm upgrade stage# chart/",
                        "make gamma",
                        "make delta")
                .andNoise()
                .mine()
                .get(0);
        assertThat(SkillText.skill(one, one.name(), "1.0.0"))
                .contains(
                        "# Seed to make delta in 6 steps\n",
                        "Runs scripts/seed.py, make alpha, make beta, helm upgrade, make gamma and make delta in this order.",
                        "- `{env}`: an environment, the same in steps 1, 4; a different one each time\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: x\ndescription: \"d\"",
                "name: \"x\"\ndescription: >-\n  d",
                "name: \"x\"\ndescription: \"d\"\nmetadata:\n  name: \"y\"",
                "name: \"y\"\ndescription: \"d\"",
                "name: \"x\"\ndescription: \"a --- b\"",
                "name: \"x\"\ndescription: \"d\"\nallowed-tools: \"Bash\"",
                "name: \"x\"\ndescription: \"a \\\" b\"",
                "name: \"x\"\nname: \"x\"\ndescription: \"d\"",
                "name: \"x\"",
            })
    void what_some_client_misreads_is_an_error(String header) {
        assertThat(SkillSubset.errors("x", "---\n" + header + "\n---\n\nDo it.\n"))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "X", "a--b", "-a", "claude\u200b", ""})
    void what_is_no_name_is_an_error(String name) {
        assertThat(SkillSubset.errors(name, "---\nname: \"" + name + "\"\ndescription: \"d\"\n---\n\nDo it.\n"))
                .isNotEmpty();
    }

    @Test
    void names_never_leave_the_folder() {
        for (String step : List.of("../../etc/x.sh", "./-", "/opt/../../a b", "caf\u00e9")) {
            Procedure workflow =
                    new Procedure(List.of(new Procedure.WorkflowStep("shell", step, step, false)), List.of());
            assertThat(SkillNames.name(workflow, "0123456789ab", java.util.Set.of()))
                    .matches("[a-z0-9]+(-[a-z0-9]+)*");
        }
    }

    /** For a look with other programs: {@code java … SkillTextTest FOLDER}. */
    public static void main(String[] args) throws Exception {
        for (PlantedWork.Style style : PlantedWork.Style.values()) {
            for (Candidate one : planted(style)) {
                Path folder = Files.createDirectories(Path.of(args[0], style.name(), one.name()));
                Files.writeString(folder.resolve("SKILL.md"), SkillText.skill(one, one.name(), "1.0.0"));
            }
        }
    }
}
