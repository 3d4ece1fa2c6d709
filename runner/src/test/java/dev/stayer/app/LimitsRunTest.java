package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds a person's own commands: the jail where it was asked for, protected paths, and the time they may run. */
class LimitsRunTest {
    @TempDir
    Path folder;

    private Stayer stayer;

    @BeforeEach
    void workspace() {
        stayer = new Stayer(folder);
    }

    @Test
    void a_command_in_the_jail_hands_over_outputs_and_writes_nowhere_else() {
        var result = stayer.run("""
                name: jailed
                tasks:
                  - id: inside
                    sandbox: true
                    network: none
                    writes: [ out/ ]
                    run: |
                      id -un > out/who
                      ! touch elsewhere
                      ! ls /root/.ssh /etc/shadow
                      ls .stayer > out/state
                      echo "answer=42" >> "$STAYER_OUTPUT"
                    check: "! touch by-check && grep -q agent out/who"
                    effects: { class: verifiable, probe: "touch by-probe; exit 1" }
                outputs: { answer: "${{ tasks.inside.outputs.answer }}" }
                """);
        assertThat(result.code()).as(result.toString()).isZero();
        assertThat(stayer.status().path("outputs").path("answer").asString()).isEqualTo("42");
        assertThat(stayer.read("out/who").strip()).isEqualTo("agent");
        assertThat(stayer.read("out/state")).isEmpty();
        assertThat(folder.resolve("elsewhere")).doesNotExist();
        assertThat(folder.resolve("by-check")).doesNotExist();
    }

    @Test
    void outputs_of_a_jailed_command_are_a_file_and_no_way_out_of_the_jail() {
        stayer.file("secret.txt", "x=hidden\n");
        var result =
                stayer.run("name: w\ntasks: [ { id: t, sandbox: true, run: 'ln -s /etc/passwd \"$STAYER_OUTPUT\"' } ]");
        assertThat(result.code()).isEqualTo(1);
        assertThat(stayer.task("t").path("failure").asString()).contains("is a symbolic link");
    }

    @Test
    void without_the_sandbox_by_a_persons_word_the_command_runs_as_it_is_and_status_says_so() {
        var result = stayer.run(
                "name: w\ntasks: [ { id: t, sandbox: true, writes: [ out/ ], run: 'touch elsewhere' } ]",
                "--sandbox",
                "none");
        assertThat(result.code()).as(result.toString()).isZero();
        assertThat(folder.resolve("elsewhere")).exists();
        assertThat(stayer.call("status", "last").out()).contains("the sandbox is switched off");
    }

    @Test
    void a_command_that_changes_what_is_protected_fails_and_its_check_is_not_asked() {
        stayer.file("lint.sh", "exit 1\n");
        String workflow = """
                name: w
                tasks: [ { id: t, protect: [ lint.sh ], retry: { attempts: 2, backoff: 0s }, run: "%s", check: "echo asked >> checks; sh lint.sh" } ]
                """;
        assertThat(stayer.run(workflow.formatted("echo exit 0 > lint.sh")).code())
                .isEqualTo(3);
        assertThat(stayer.task("t").path("failure").asString()).contains("changed the protected path");
        assertThat(folder.resolve("checks")).doesNotExist();
        // A person looks at it, keeps what is there, and goes on: from now on that is what is protected.
        stayer.file("workflow.yaml", workflow.formatted("true"));
        assertThat(stayer.call("update", "last", folder.resolve("workflow.yaml").toString())
                        .code())
                .isZero();
        assertThat(stayer.call("resume", "last").code()).isZero();
    }

    @Test
    void time_that_is_used_up_ends_the_command_and_the_run_goes_on_with_more() throws Exception {
        var result = stayer.run("""
                name: w
                budget: { time: 1s }
                tasks:
                  - { id: pause, wait: 2s }
                  - { id: t, needs: [pause], run: "test -e calm || { echo $$ > pid; sleep 600; }" }
                  - { id: after, needs: [t], run: "true" }
                """);
        assertThat(result.code()).as(result.toString()).isEqualTo(4);
        assertThat(stayer.state("pause")).isEqualTo("COMPLETED");
        assertThat(stayer.state("t")).isEqualTo("NEEDS_BUDGET");
        WorkflowRunTest.assertGone(Long.parseLong(stayer.read("pid").strip()));
        stayer.file("calm", "");
        assertThat(stayer.call("resume", "last").code())
                .as("still without time")
                .isEqualTo(4);
        assertThat(stayer.call("resume", "last", "--budget", "time=1h").code()).isZero();
    }

    @Test
    void a_task_whose_time_is_up_asks_alone_and_an_opaque_one_asks_what_became_of_it() {
        var result = stayer.run("""
                name: w
                tasks:
                  - { id: mail, budget: { time: 1s }, effects: opaque, run: sleep 600 }
                  - { id: other, run: "true" }
                """);
        assertThat(result.code()).isEqualTo(4);
        assertThat(stayer.state("mail")).isEqualTo("UNKNOWN_EFFECT");
        assertThat(stayer.state("other")).isEqualTo("COMPLETED");
    }

    @Test
    void three_hundred_steps_on_eight_lanes_never_find_the_database_busy() {
        String items = java.util.stream.IntStream.rangeClosed(1, 300)
                .mapToObj(String::valueOf)
                .collect(java.util.stream.Collectors.joining(", ", "[", "]"));
        var result = stayer.run("""
                name: w
                max-parallel: 8
                tasks:
                  - { id: each, for-each: %s, run: 'echo "n=$STAYER_ITEM" >> "$STAYER_OUTPUT"' }
                outputs: { all: "${{ tasks.each.outputs.n }}" }
                """.formatted(items));
        assertThat(result.code()).as(result.out() + result.err()).isZero();
        assertThat(result.out() + result.err()).doesNotContainIgnoringCase("busy");
        assertThat(stayer.status().path("outputs").path("all")).hasSize(300);
        assertThat(stayer.status().path("tasks"))
                .allMatch(task -> task.path("executions").asInt() == 1);
    }
}
