package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slips, edits and odd values at the front door: each is told in a way that somebody can act on, and nothing is ignored. */
class FrontDoorTest {
    @TempDir
    Path folder;

    private Stayer stayer;

    @BeforeEach
    void workspace() {
        stayer = new Stayer(folder);
    }

    @Test
    void an_item_that_is_null_has_its_index_and_numbers_are_written_out() {
        stayer.run("""
                name: n
                tasks:
                  - id: t
                    for-each: [null, 1e2, 1.50]
                    run: echo "$STAYER_INDEX $STAYER_ITEM" >> seen
                    max-parallel: 1
                """);
        assertThat(stayer.read("seen")).isEqualTo("0 null\n1 100\n2 1.50\n");
    }

    @Test
    void a_name_is_given_once() {
        assertThat(stayer.run("name: n\ntasks: [ { id: t, run: 'true' } ]", "--name", "one")
                        .code())
                .isZero();
        Stayer.Result again = stayer.run("name: n\ntasks: [ { id: t, run: 'true' } ]", "--name", "one");
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err()).contains("has the name 'one' already", "choose another --name");
    }

    @Test
    void a_run_that_cannot_begin_in_the_background_ends_as_it_would_in_the_foreground() throws Exception {
        stayer.file("long.yaml", "name: long\ntasks: [ { id: t, run: sleep 60 } ]");
        String file = stayer.file("short.yaml", "name: short\ntasks: [ { id: t, run: 'true' } ]")
                .toString();
        Process owner =
                stayer.start(List.of(), "run", folder.resolve("long.yaml").toString());
        try {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> Files.exists(folder.resolve(".stayer/stayer.db"))
                            && stayer.call("tasks", "last").out().contains("running"));
            Process second = stayer.start(List.of(), "run", file, "--detach");
            assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(second.exitValue()).isEqualTo(75);
            assertThat(stayer.read("process.log"))
                    .contains("stayer: this workspace is in use by process " + owner.pid())
                    .doesNotContain("ended at once");
        } finally {
            owner.destroyForcibly();
        }
    }

    @Test
    void an_update_takes_what_stands_around_the_tasks_and_refuses_a_parameter_without_a_value() {
        stayer.run("""
                name: u
                tasks:
                  - { id: g, approve: "go on?" }
                  - { id: t, needs: [g], run: 'echo "$COLOUR $STAYER_PARAM_SIZE" > seen' }
                """);
        stayer.file("workflow.yaml", """
                name: u
                params: { size: { required: true } }
                tasks:
                  - { id: g, approve: "go on?" }
                  - { id: t, needs: [g], run: 'echo "$COLOUR $STAYER_PARAM_SIZE" > seen' }
                """);
        Stayer.Result refused = stayer.call("update", "last");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("needs the parameter 'size'", "give it a default");
        stayer.file("workflow.yaml", """
                name: u
                params: { size: { type: integer, default: 7 } }
                env: { COLOUR: blue }
                tasks:
                  - { id: g, approve: "go on?" }
                  - { id: t, needs: [g], run: 'echo "$COLOUR $STAYER_PARAM_SIZE" > seen' }
                """);
        assertThat(stayer.call("update", "last").out())
                .contains("changed around the tasks: params", "changed around the tasks: env");
        stayer.call("approve", "last", "g");
        assertThat(stayer.call("resume", "last").code()).isZero();
        assertThat(stayer.read("seen")).isEqualTo("blue 7\n");
        assertThat(stayer.status().path("params").path("size").asInt()).isEqualTo(7);
    }

    @Test
    void an_update_makes_another_thing_of_a_gate_that_waits_and_of_a_task_that_failed() {
        stayer.run("""
                name: u
                tasks:
                  - { id: gate, approve: "go on?" }
                  - { id: asks, approve: "old?" }
                  - { id: bad, run: exit 1 }
                """);
        stayer.file("workflow.yaml", """
                name: u
                tasks:
                  - { id: gate, run: echo no gate any more > seen }
                  - { id: asks, approve: "new?" }
                  - { id: bad, wait: 1s }
                """);
        assertThat(stayer.call("update", "last").code()).isZero();
        assertThat(stayer.call("resume", "last").code()).isEqualTo(4);
        assertThat(stayer.state("gate")).isEqualTo("COMPLETED");
        assertThat(stayer.read("seen")).isEqualTo("no gate any more\n");
        assertThat(stayer.task("asks").path("waiting").path("text").asString()).isEqualTo("new?");
        assertThat(stayer.state("bad")).isEqualTo("COMPLETED");
        assertThat(stayer.task("bad").path("kind").asString()).isEqualTo("wait");
    }

    @Test
    void a_used_file_gets_values_of_its_types_and_paths_that_are_absolute() {
        stayer.file("child.yaml", """
                name: child
                params:
                  n: { type: integer, default: 1 }
                  where: { type: path, default: data }
                outputs: { twice: "${{ params.n }}" }
                tasks:
                  - { id: t, run: 'echo "$STAYER_PARAM_N $STAYER_PARAM_WHERE" >> seen' }
                """);
        Stayer.Result result = stayer.run("""
                name: u
                tasks:
                  - { id: s, run: 'echo n=7 >> $STAYER_OUTPUT; echo bad=many >> $STAYER_OUTPUT' }
                  - { id: good, needs: [s], uses: child.yaml, with: { n: "${{ tasks.s.outputs.n }}" } }
                  - { id: bad, needs: [s], uses: child.yaml, with: { n: "${{ tasks.s.outputs.bad }}" } }
                """);
        assertThat(result.code()).isEqualTo(1);
        assertThat(stayer.read("seen"))
                .isEqualTo("7 " + Path.of("data").toAbsolutePath().normalize() + "\n");
        assertThat(stayer.task("good").path("outputs").path("twice").isNumber()).isTrue();
        assertThat(stayer.task("bad").path("failure").asString())
                .isEqualTo("child.yaml takes the parameter 'n' as integer, not '\"many\"'");
    }

    @Test
    void what_is_not_built_is_named_wherever_it_stands() {
        stayer.file("stayer.yaml", "notify: [ { on: [COMPLETED], command: 'true' } ]\n");
        String workflow = "name: n\ntasks: [ { id: t, run: 'true' } ]";
        assertThat(stayer.run(workflow).err()).contains("stayer.yaml: known, not built yet: notify");
        Stayer.Result validated =
                stayer.call("validate", folder.resolve("workflow.yaml").toString());
        assertThat(validated.code()).isZero();
        assertThat(validated.out()).contains("stayer.yaml: known, not built yet: notify");
        Stayer.Result open = stayer.call("report", "last", "--open");
        assertThat(open.code()).isEqualTo(2);
        assertThat(open.err()).contains("known, but not built yet");
    }

    @Test
    void refusals_speak_in_words_of_people() {
        stayer.run(
                "name: r\ntasks: [ { id: a, run: exit 1 }, { id: b, approve: ok? }, { id: c, needs: [b], run: ls } ]");
        assertThat(stayer.call("approve", "last", "c").err())
                .contains("does not wait for an approval, it has not begun");
        assertThat(stayer.call("approve", "last", "a").err()).contains("does not wait for an approval, it has failed");
        assertThat(stayer.call("retry", "last", "c").err()).contains("has not ended, it has not begun");
        assertThat(stayer.call("answer", "last", "b", "done").err())
                .contains("asks nothing, it asks for your approval");
        assertThat(stayer.call("retry", "last", "--failed").out()).contains("1 failed task runs again");
        assertThat(stayer.run("name: r\nparams: { a: { type: int } }\ntasks: [ { id: a, run: ls } ]")
                        .err())
                .contains("did you mean 'integer'?");
    }

    @Test
    void the_number_of_a_pruned_run_is_not_given_away_again() {
        String workflow = "name: p\ntasks: [ { id: t, run: 'true' } ]";
        stayer.run(workflow);
        String pruned = stayer.status().path("run").asString();
        assertThat(stayer.call("prune", "--older-than", "0s").out()).contains("removed " + pruned);
        stayer.run(workflow);
        assertThat(stayer.status().path("run").asString()).isNotEqualTo(pruned).endsWith("-0002");
        assertThat(folder.resolve("reports").resolve(pruned)).exists();
    }

    @Test
    void an_expression_that_yaml_takes_for_a_comment_is_an_error() {
        Stayer.Result result = stayer.run("""
                name: c
                params: { n: { default: x } }
                tasks: # of ${{ params.n }}
                  - id: a
                    approve: Publish issue #7 of ${{ params.n }}?
                """);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("workflow.yaml:5:14: what follows ' #' is a comment in YAML");
    }

    @Test
    void a_resume_brings_an_older_database_up_to_date() throws IOException {
        stayer.call("memory", "add", "Deploy on Tuesdays");
        Path database = folder.resolve(".stayer/stayer.db");
        for (String ending : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(folder.resolve(".stayer/stayer.db" + ending));
        }
        Flyway.configure()
                .dataSource("jdbc:sqlite:" + database, null, null)
                .target("9")
                .load()
                .migrate();
        assertThat(stayer.call("status").err()).contains("made by an older Stayer", "keep what is in it");
        Stayer.Result result = stayer.call("resume");
        assertThat(result.err()).contains("no run is unfinished");
        assertThat(result.code()).isEqualTo(2);
    }
}
