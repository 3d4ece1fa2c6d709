package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each part of the workflow format does, through the front door. */
class WorkflowRunTest {
    @TempDir
    Path folder;

    private Stayer stayer;

    @BeforeEach
    void workspace() {
        stayer = new Stayer(folder);
    }

    @Test
    void outputs_reach_the_tasks_that_need_them() {
        var result = stayer.run("""
                name: outputs
                tasks:
                  - id: a
                    run: |
                      echo 'x=hello world' >> "$STAYER_OUTPUT"
                      printf 'y<<END\\none\\ntwo\\nEND\\n' >> "$STAYER_OUTPUT"
                  - id: b
                    needs: [a]
                    env: { Y: "${{ tasks.a.outputs.y }}" }
                    run: printf '%s|%s' ${{ tasks.a.outputs.x }} "$Y" > got.txt
                outputs: { x: "${{ tasks.a.outputs.x }}" }
                """);
        assertThat(result.code()).as(result.toString()).isZero();
        assertThat(stayer.read("got.txt")).isEqualTo("hello world|one\ntwo");
        assertThat(stayer.status().path("outputs").path("x").asString()).isEqualTo("hello world");
    }

    @Test
    void hostile_items_reach_the_command_as_data() {
        var result = stayer.run("""
                name: hostile
                tasks:
                  - id: each
                    for-each: ["a'b", "$(touch pwned)", "two words", "`touch pwned`", "line\\nend", "-rf", "*", "\\"q\\"", "x;touch pwned"]
                    run: |
                      printf '%s\\0' ${{ item }} "$STAYER_ITEM" > "got-$STAYER_INDEX"
                """);
        assertThat(result.code()).as(result.toString()).isZero();
        assertThat(stayer.root().resolve("pwned")).doesNotExist();
        assertThat(stayer.read("got-1")).isEqualTo("$(touch pwned)\0$(touch pwned)\0");
        assertThat(stayer.read("got-4")).isEqualTo("line\nend\0line\nend\0");
        assertThat(stayer.read("got-6")).isEqualTo("*\0*\0");
    }

    @Test
    void a_matrix_is_the_product_of_its_lists() {
        stayer.run("""
                name: matrix
                tasks:
                  - id: m
                    for-each: { java: [21, 25], db: [pg, lite] }
                    key: ${{ item.java }}-${{ item.db }}
                    run: echo "$STAYER_ITEM_JAVA $STAYER_ITEM_DB" >> "got-$STAYER_INDEX"
                """);
        assertThat(stayer.read("got-0") + stayer.read("got-3")).isEqualTo("21 pg\n25 lite\n");
        assertThat(stayer.state("m[25-pg]")).isEqualTo("COMPLETED");
    }

    @Test
    void a_failed_need_skips_what_needs_it_unless_it_asks_for_failures() {
        var result = stayer.run("""
                name: needs
                tasks:
                  - { id: bad, run: exit 7 }
                  - { id: after, needs: [bad], run: "true" }
                  - { id: later, needs: [after], run: "true" }
                  - { id: tidy, needs: [after], if: always(), run: "true" }
                  - { id: cry, needs: [bad], if: failure(), run: "true" }
                """);
        assertThat(result.code()).isEqualTo(1);
        assertThat(stayer.state("after")).isEqualTo("SKIPPED");
        assertThat(stayer.state("later")).isEqualTo("SKIPPED");
        assertThat(stayer.state("tidy")).isEqualTo("COMPLETED");
        assertThat(stayer.state("cry")).isEqualTo("COMPLETED");
        assertThat(stayer.task("after").path("failure").asString()).contains("bad", "failed");
        assertThat(result.out()).contains("exit code 7", "stayer retry");
    }

    @Test
    void an_optional_failure_is_forgiven() {
        assertThat(stayer.run("""
                                name: optional
                                tasks:
                                  - { id: bad, optional: true, run: "false" }
                                  - { id: good, run: "true" }
                                """).code()).isZero();
        assertThat(stayer.state("bad")).isEqualTo("FAILED");
    }

    @Test
    void min_success_and_fail_fast_decide_a_for_each() {
        assertThat(stayer.run("""
                                name: share
                                tasks:
                                  - { id: t, for-each: [0, 0, 0, 1], key: "${{ index }}", min-success: 75%, run: exit $STAYER_ITEM }
                                """).code()).isZero();
        var result = stayer.run("""
                name: fast
                max-parallel: 1
                tasks:
                  - { id: t, for-each: [0, 1, 2, 3], fail-fast: true, run: exit $STAYER_ITEM }
                """);
        assertThat(result.code()).isEqualTo(1);
        assertThat(stayer.state("t[1]")).isEqualTo("FAILED");
        assertThat(stayer.state("t[3]")).isEqualTo("SKIPPED");
    }

    @Test
    void a_refused_check_ends_with_exit_code_3() {
        var result = stayer.run("name: c\ntasks: [ { id: t, run: 'echo made', check: 'echo looked; false' } ]");
        assertThat(result.code()).isEqualTo(3);
        assertThat(stayer.task("t").path("failure").asString()).contains("check");
    }

    @Test
    void a_retry_goes_on_until_it_succeeds_and_keeps_the_effect_key() {
        var result = stayer.run("""
                name: retry
                tasks:
                  - id: t
                    retry: { attempts: 3, backoff: 0s }
                    run: |
                      echo "$STAYER_ATTEMPT $STAYER_EFFECT_KEY" >> seen
                      test "$STAYER_ATTEMPT" = 3
                """);
        assertThat(result.code()).as(result.toString()).isZero();
        String[] lines = stayer.read("seen").split("\n");
        assertThat(lines).hasSize(3);
        assertThat(lines[0].substring(2)).isEqualTo(lines[2].substring(2)).hasSize(32);
    }

    @Test
    void rounds_repeat_until_the_condition_holds() {
        var result = stayer.run("""
                name: rounds
                tasks:
                  - id: write
                    repeat: { until: "${{ tasks.review.outputs.verdict == 'ok' }}", max: 4 }
                    tasks:
                      - id: draft
                        env: { LAST: "${{ previous.review.outputs.notes }}" }
                        run: echo "$STAYER_ROUND:$LAST" >> drafts
                      - id: review
                        needs: [draft]
                        run: |
                          echo "notes=n$STAYER_ROUND" >> "$STAYER_OUTPUT"
                          if [ "$STAYER_ROUND" = 3 ]; then echo verdict=ok >> "$STAYER_OUTPUT"; fi
                """);
        assertThat(result.code()).as(result.toString()).isZero();
        assertThat(stayer.read("drafts")).isEqualTo("1:\n2:n1\n3:n2\n");
        var never = stayer.run("name: never\ntasks: [ { id: t, repeat: { until: 'false', max: 2 }, run: 'true' } ]");
        assertThat(never.code()).isEqualTo(3);
    }

    @Test
    void a_gate_waits_for_its_answer_and_a_rejected_one_skips_what_needs_it() {
        String workflow = """
                name: gate
                tasks:
                  - { id: g, approve: "Publish?" }
                  - { id: go, needs: [g], run: touch published }
                """;
        assertThat(stayer.run(workflow).code()).isEqualTo(4);
        assertThat(stayer.state("g")).isEqualTo("NEEDS_APPROVAL");
        assertThat(stayer.call("approve", "last", "g", "-m", "fine").code()).isZero();
        assertThat(stayer.call("resume", "last").code()).isZero();
        assertThat(stayer.root().resolve("published")).exists();
        assertThat(stayer.task("g").path("outputs").path("comment").asString()).isEqualTo("fine");

        stayer.run(workflow);
        assertThat(stayer.call("reject", "last", "T1").code()).isZero();
        assertThat(stayer.call("resume", "last").code()).isZero();
        assertThat(stayer.state("go")).isEqualTo("SKIPPED");
        assertThat(stayer.call("approve", "last", "g").code()).isEqualTo(2);
    }

    @Test
    void a_completed_run_is_open_again_after_retry_and_done_tasks_stay_done() {
        stayer.run("""
                name: again
                tasks:
                  - { id: a, run: echo a >> seen }
                  - { id: b, needs: [a], run: "echo b >> seen; test -e ok" }
                  - { id: c, needs: [b], run: echo c >> seen }
                """);
        assertThat(stayer.state("c")).isEqualTo("SKIPPED");
        stayer.file("ok", "");
        assertThat(stayer.call("resume", "last").code()).isZero();
        assertThat(stayer.read("seen")).isEqualTo("a\nb\nb\nc\n");
        assertThat(stayer.call("resume", "last").code()).isEqualTo(2);
        assertThat(stayer.call("retry", "last", "b", "--downstream").code()).isZero();
        assertThat(stayer.call("resume", "last").code()).isZero();
        assertThat(stayer.read("seen")).isEqualTo("a\nb\nb\nc\nb\nc\n");
    }

    @Test
    void another_file_runs_as_a_group_with_its_own_parameters() {
        stayer.file("workflows/inner.yaml", """
                name: inner
                params: { who: { required: true } }
                outputs: { said: "${{ tasks.say.outputs.text }}" }
                tasks:
                  - { id: say, run: "echo \\"text=hi $STAYER_PARAM_WHO\\" >> $STAYER_OUTPUT" }
                """.replace("\"echo \\\"", "'echo \"")
                .replace("\\\" >> $STAYER_OUTPUT\"", "\" >> $STAYER_OUTPUT'"));
        var result = stayer.run("""
                name: outer
                tasks:
                  - { id: use, uses: workflows/inner.yaml, with: { who: "you" } }
                  - { id: show, needs: [use], run: "echo ${{ tasks.use.outputs.said }} > got" }
                """);
        assertThat(result.code()).as(result.toString()).isZero();
        assertThat(stayer.read("got")).isEqualTo("hi you\n");
    }

    @Test
    void overlapping_writers_never_run_together() {
        var result = stayer.run("""
                name: writes
                tasks:
                  - { id: a, writes: [ "out" ], run: "mkdir lock; sleep 0.2; rmdir lock" }
                  - { id: b, writes: [ "out/deep/x" ], run: "mkdir lock; sleep 0.2; rmdir lock" }
                  - { id: c, writes: [ "out" ], run: "mkdir lock; sleep 0.2; rmdir lock" }
                """);
        assertThat(result.code()).as(result.toString()).isZero();
    }

    @Test
    void a_timeout_ends_the_whole_process_tree() {
        var result = stayer.run("""
                name: timeout
                tasks:
                  - id: t
                    timeout: 1s
                    run: |
                      trap '' TERM
                      (setsid sh -c 'trap "" TERM; echo $$ > child; while :; do sleep 0.1; done') &
                      while :; do sleep 0.1; done
                """);
        assertThat(result.code()).isEqualTo(1);
        assertThat(stayer.task("t").path("failure").asString()).contains("timeout");
        long child = Long.parseLong(stayer.read("child").strip());
        assertGone(child);
    }

    @Test
    void what_a_command_leaves_running_is_ended_with_it() {
        stayer.run(
                "name: left\ntasks: [ { id: t, run: 'sh -c \"echo \\$\\$ > child; exec sleep 300\" & sleep 0.2' } ]");
        long child = Long.parseLong(stayer.read("child").strip());
        assertGone(child);
        assertThat(stayer.state("t")).isEqualTo("COMPLETED");
    }

    @Test
    void five_thousand_items_and_none_are_both_fine() {
        var result = stayer.run("""
                name: wide
                tasks:
                  - { id: none, for-each: [], run: "true" }
                  - id: list
                    run: |
                      echo "items=[$(seq -s, 1 300)]" >> "$STAYER_OUTPUT"
                  - { id: each, needs: [list], for-each: "${{ tasks.list.outputs.items }}", run: "true" }
                max-parallel: 8
                """);
        assertThat(result.code()).as(result.toString()).isZero();
        assertThat(stayer.state("none")).isEqualTo("COMPLETED");
        assertThat(stayer.call("logs", "last").out()).doesNotContain("BUSY");
    }

    @Test
    void declared_secrets_are_in_nothing_that_is_kept() throws Exception {
        stayer.file("stayer.yaml", "secrets: { CMS_TOKEN: \"${file:secret.txt}\" }\n");
        stayer.file("secret.txt", "s3cr3t-value-of-mine");
        var result = stayer.run("""
                name: secret
                secrets: [CMS_TOKEN]
                tasks:
                  - id: t
                    env: { TOKEN: "${{ secrets.CMS_TOKEN }}" }
                    effects: idempotent
                    run: |
                      echo "plain $TOKEN"
                      printf %s "$TOKEN" | base64
                      echo "leak=$TOKEN" >> "$STAYER_OUTPUT"
                      printf %s "$TOKEN" > used.txt
                """);
        assertThat(result.code()).as(result.toString()).isZero();
        assertThat(stayer.read("used.txt")).isEqualTo("s3cr3t-value-of-mine");
        try (var files = java.nio.file.Files.walk(stayer.root().resolve(".stayer"))) {
            for (Path file : files.filter(java.nio.file.Files::isRegularFile).toList()) {
                String bytes = new String(
                        java.nio.file.Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
                assertThat(bytes)
                        .as(file.toString())
                        .doesNotContain("s3cr3t-value")
                        .doesNotContain("czNjcjN0LXZhbH");
            }
        }
        assertThat(result.out()).doesNotContain("s3cr3t-value");
    }

    @Test
    void a_missing_secret_ends_with_77_before_anything_is_written() {
        var result = stayer.run("name: s\nsecrets: [NOT_THERE]\ntasks: [ { id: t, run: touch made } ]");
        assertThat(result.code()).isEqualTo(77);
        assertThat(stayer.root().resolve(".stayer")).doesNotExist();
    }

    @Test
    void names_of_the_contract_that_are_not_built_are_refused_by_name() {
        for (String command :
                List.of("rollback", "diff", "watch", "notify", "mcp", "acp", "merge", "worker", "store")) {
            var refused = stayer.call(command, "last");
            assertThat(refused.code()).as(command).isEqualTo(2);
            assertThat(refused.err()).contains("'" + command + "' is known, but not built yet");
        }
        var result = stayer.run("name: p\ntasks: [ { id: t, run: ls, isolate: true } ]");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("known, not built yet: isolate");
        assertThat(stayer.root().resolve(".stayer")).doesNotExist();
        assertThat(stayer.call(
                                "validate",
                                stayer.root().resolve("workflow.yaml").toString())
                        .code())
                .isZero();
    }

    @Test
    void an_edited_file_reaches_an_unfinished_run_only_by_update() {
        stayer.run("""
                name: u
                tasks:
                  - { id: a, run: echo a >> seen }
                  - { id: g, needs: [a], approve: "go on?" }
                  - { id: b, needs: [g], run: echo old >> seen }
                  - { id: c, needs: [g], run: echo c >> seen }
                """);
        stayer.file("workflow.yaml", """
                name: u
                tasks:
                  - { id: a, run: echo a >> seen }
                  - { id: g, needs: [a], approve: "go on?" }
                  - { id: b, needs: [g], run: echo new >> seen }
                  - { id: d, needs: [b], run: echo d >> seen }
                """);
        assertThat(stayer.call("update", "last", "--dry-run").out()).contains("new: d", "changed: b", "removed: c");
        assertThat(stayer.call("update", "last").code()).isZero();
        assertThat(stayer.call("approve", "last", "g").code()).isZero();
        assertThat(stayer.call("resume", "last").code()).isZero();
        assertThat(stayer.read("seen")).isEqualTo("a\nnew\nd\n");
        assertThat(stayer.state("c")).isEqualTo("SKIPPED");
        assertThat(stayer.task("d").path("id").asString()).isEqualTo("T5");
    }

    @Test
    void what_an_update_adds_to_a_group_that_is_done_is_said_not_to_run() {
        stayer.run("""
                name: u
                tasks:
                  - id: g
                    tasks: [ { id: a, run: echo a >> seen } ]
                  - { id: gate, needs: [g], approve: "go on?" }
                """);
        stayer.file("workflow.yaml", """
                name: u
                tasks:
                  - id: g
                    tasks: [ { id: a, run: echo a >> seen }, { id: b, run: echo b >> seen } ]

                  - { id: gate, needs: [g], approve: "go on?" }
                """);
        assertThat(stayer.call("update", "last").out())
                .contains("new: g/b", "g/b does not run: g has ended", "retry")
                .doesNotContain("changed: gate");
        assertThat(stayer.call("approve", "last", "gate").code()).isZero();
        assertThat(stayer.call("resume", "last").code()).isZero();
        assertThat(stayer.read("seen")).isEqualTo("a\n");
    }

    /** An ended process stays in the table until somebody asks for its exit code; who that is, is not ours to say. */
    static void assertGone(long pid) {
        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }
}
