package dev.stayer.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stayer.core.Json;
import dev.stayer.workflow.TaskSpec.EffectClass;
import dev.stayer.workflow.TaskSpec.ForEach;
import dev.stayer.workflow.TaskSpec.MinSuccess;
import dev.stayer.workflow.TaskSpec.Retry;
import dev.stayer.yaml.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkflowReaderTest {
    static final String MEASURE = """
            name: measure
            params: { urls: { type: list, required: true } }
            secrets: [STATS_TOKEN]
            outputs: { hits: "${{ tasks.count.outputs.hits }}" }
            tasks:
              - { id: count, run: "echo hits=1 >> \\"$STAYER_OUTPUT\\"" }
            """;

    static MemoryFiles contentWeek() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(WorkflowReaderTest.class.getResourceAsStream("content-week.yaml"))) {
            return MemoryFiles.of("content-week.yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .with("prompts/research.md", "Find ${{ params.count }} topics.\n")
                    .with("prompts/writer.md", "You write.\n")
                    .with("schemas/topics.json", "{\"type\":\"array\"}")
                    .with("workflows/measure.yaml", MEASURE);
        }
    }

    @Test
    void the_example_of_the_contract_reads_whole() throws IOException {
        Workflow workflow =
                WorkflowReader.read("content-week.yaml", contentWeek()).workflow();

        assertThat(workflow.name()).isEqualTo("content-week");
        assertThat(workflow.maxParallel()).isEqualTo(4);
        assertThat(Objects.requireNonNull(workflow.params().get("count")).defaultValue())
                .isEqualTo(Json.NODES.numberNode(20L));
        assertThat(workflow.schedules()).containsExactly(new ScheduleSpec("0 3 * * 1-5", "Europe/Berlin", "once"));
        assertThat(workflow.budget())
                .isEqualTo(new Budget(new BigDecimal("60"), 50_000_000L, 4000L, Duration.ofDays(3)));
        assertThat(workflow.tasks())
                .map(TaskSpec::id)
                .containsExactly("research", "article", "settle", "measure", "tidy");

        TaskSpec article = workflow.tasks().get(1);
        assertThat(article.needs()).containsExactly("research");
        assertThat(article.forEach()).isInstanceOf(ForEach.Items.class);
        assertThat(article.minSuccess()).isEqualTo(new MinSuccess(0.9, true));
        assertThat(article.maxParallel()).isEqualTo(6);
        assertThat(article.groupOutputs()).containsOnlyKeys("url");
        List<TaskSpec> inner = ((TaskWork.Group) article.work()).tasks();
        assertThat(inner).map(TaskSpec::id).containsExactly("write", "gate", "publish");
        TaskSpec write = inner.get(0);
        assertThat(Objects.requireNonNull(write.repeat()).max()).isEqualTo(4);
        TaskWork.Approve gate = (TaskWork.Approve) inner.get(1).work();
        assertThat(gate.timeout()).isEqualTo(Duration.ofDays(5));
        TaskSpec publish = inner.get(2);
        assertThat(publish.effects().effectClass()).isEqualTo(EffectClass.IDEMPOTENT);
        assertThat(Objects.requireNonNull(publish.effects().probe()).source()).isEqualTo("./is-posted.sh");
        assertThat(publish.outputs()).containsOnlyKeys("url");
        assertThat(((TaskWork.Uses) workflow.tasks().get(3).work()).workflow().name())
                .isEqualTo("measure");
    }

    @Test
    void everything_in_the_example_of_the_contract_can_act() throws IOException {
        Workflow workflow =
                WorkflowReader.read("content-week.yaml", contentWeek()).workflow();
        assertThat(workflow.notBuilt()).isEmpty();
    }

    @Test
    void every_reserved_key_hinders_a_run() {
        for (String key : List.of(
                "window: 5m",
                "concurrency: x",
                "isolate: worktree",
                "merge: x",
                "artifacts: [x]",
                "network: [example.org]",
                "budget: { usd: 1 }")) {
            Workflow workflow = read("name: w\ntasks: [ { id: a, run: x, " + key + " } ]\n");
            assertThat(workflow.notBuilt())
                    .as(key)
                    .containsExactly(new NotBuilt(
                            key.substring(0, key.indexOf(':')), new dev.stayer.yaml.Place("w.yaml", 2, 27), true));
        }
        assertThat(read("name: w\ntasks: [ { id: a, run: x, network: full, sandbox: false } ]\n")
                        .notBuilt())
                .isEmpty();
    }

    @Test
    void every_file_it_was_read_from_is_listed_once_the_main_file_first() throws IOException {
        LoadedWorkflow loaded = WorkflowReader.read("content-week.yaml", contentWeek());
        assertThat(loaded.sources())
                .map(LoadedWorkflow.SourceFile::path)
                .containsExactly(
                        "content-week.yaml",
                        "prompts/writer.md",
                        "prompts/research.md",
                        "schemas/topics.json",
                        "workflows/measure.yaml");
        assertThat(loaded.sources().get(3).sha256())
                .isEqualTo("6a7f71a05a1d45ad05b136c292bc4c9f309f51a5d36ff2013ac9cac6a074ff22");
    }

    @Test
    void a_run_reads_the_same_workflow_again_from_its_own_copy_alone() throws IOException {
        LoadedWorkflow first = WorkflowReader.read("content-week.yaml", contentWeek());
        Map<String, byte[]> copy = first.sources().stream()
                .collect(Collectors.toMap(LoadedWorkflow.SourceFile::path, LoadedWorkflow.SourceFile::bytes));
        LoadedWorkflow again = WorkflowReader.read("content-week.yaml", path -> {
            byte[] bytes = copy.get(path);
            if (bytes == null) {
                throw new java.io.FileNotFoundException(path);
            }
            return bytes;
        });
        assertThat(again.workflow().notBuilt()).isEqualTo(first.workflow().notBuilt());
        assertThat(again.sources())
                .map(LoadedWorkflow.SourceFile::sha256)
                .isEqualTo(first.sources().stream()
                        .map(LoadedWorkflow.SourceFile::sha256)
                        .toList());
    }

    @Test
    void a_named_file_is_looked_for_in_the_workspace_and_then_beside_the_file_that_names_it() {
        MemoryFiles files = MemoryFiles.of(
                        "workflows/w.yaml",
                        "name: w\ntasks:\n  - { id: a, uses: parts/b.yaml }\n  - { id: c, uses: shared/d.yaml }\n")
                .with("workflows/parts/b.yaml", "name: b\ntasks: [ { id: x, uses: ../../shared/d.yaml } ]\n")
                .with("shared/d.yaml", "name: d\ntasks: [ { id: y, run: x } ]\n")
                .with("workflows/shared/d.yaml", "name: wrong\ntasks: [ { id: y, run: x } ]\n");
        LoadedWorkflow loaded = WorkflowReader.read("workflows/w.yaml", files);
        assertThat(loaded.sources())
                .map(LoadedWorkflow.SourceFile::path)
                .containsExactly("workflows/w.yaml", "workflows/parts/b.yaml", "shared/d.yaml");
    }

    @Test
    void secrets_of_a_used_workflow_are_asked_for_with_its_own() throws IOException {
        assertThat(WorkflowReader.read("content-week.yaml", contentWeek())
                        .workflow()
                        .secrets())
                .containsExactly("CMS_TOKEN", "STATS_TOKEN");
    }

    @Test
    void defaults_go_to_tasks_that_work_and_to_no_gate_wait_or_group() {
        Workflow workflow = read("""
                name: w
                defaults: { timeout: 2h, retry: { attempts: 3, backoff: 5s, max-backoff: 1m } }
                tasks:
                  - { id: run, run: x }
                  - { id: own, run: x, timeout: 1m, retry: { attempts: 2 } }
                  - { id: opaque, run: x, effects: opaque }
                  - { id: gate, approve: "ok?" }
                  - { id: wait, wait: 48h }
                  - { id: group, tasks: [ { id: in, run: x } ] }
                """);
        Retry three = new Retry(3, Duration.ofSeconds(5), Duration.ofMinutes(1));
        assertThat(workflow.tasks())
                .map(task ->
                        task.id() + " " + task.timeout() + " " + task.retry().attempts())
                .containsExactly(
                        "run PT2H 3", "own PT1M 2", "opaque PT2H 1", "gate null 1", "wait null 1", "group null 1");
        assertThat(workflow.tasks().get(0).retry()).isEqualTo(three);
    }

    @Test
    void short_and_long_forms_say_the_same() {
        Workflow workflow = read("""
                name: w
                tasks:
                  - { id: a, run: x, needs: [], check: ./ok.sh, effects: opaque, min-success: 2, for-each: [1, 2] }
                  - { id: b, run: x, needs: a, check: { run: ./ok.sh }, effects: { class: opaque } }
                  - { id: c, wait: { until: "2026-11-30T08:00:00Z" } }
                  - { id: d, run: x, for-each: { java: [21, 25], db: '["pg"]' } }
                """);
        List<TaskSpec> tasks = workflow.tasks();
        assertThat(tasks.get(0).check()).isEqualTo(tasks.get(1).check());
        assertThat(tasks.get(0).effects()).isEqualTo(tasks.get(1).effects());
        assertThat(tasks.get(0).minSuccess()).isEqualTo(new MinSuccess(2, false));
        assertThat(tasks.get(1).needs()).containsExactly("a");
        TaskWork.Wait wait = (TaskWork.Wait) tasks.get(2).work();
        assertThat(Objects.requireNonNull(wait.until()).source()).isEqualTo("2026-11-30T08:00:00Z");
        assertThat(wait.duration()).isNull();
        ForEach.Matrix matrix =
                (ForEach.Matrix) Objects.requireNonNull(tasks.get(3).forEach());
        assertThat(matrix.axes()).containsOnlyKeys("java", "db");
        assertThat(Objects.requireNonNull(matrix.axes().get("db")).source()).isEqualTo("[\"pg\"]");
    }

    @Test
    void the_same_id_may_stand_in_two_groups_and_the_nearest_one_is_meant() {
        Workflow workflow = read("""
                name: w
                tasks:
                  - { id: build, run: x }
                  - id: one
                    needs: [build]
                    tasks:
                      - { id: build, run: y }
                  - id: two
                    needs: [build]
                    tasks:
                      - { id: prepare, run: "echo ${{ tasks.build.status }}" }
                """);
        assertThat(workflow.tasks()).hasSize(3);
        assertThatThrownBy(() -> read("""
                        name: w
                        tasks:
                          - { id: build, run: x }
                          - id: one
                            needs: [build]
                            tasks:
                              - { id: build, run: y }
                              - { id: next, run: "echo ${{ tasks.build.status }}" }
                        """))
                .hasMessageContaining("w.yaml:8:32: tasks.build is used, but 'build' is not needed here");
    }

    @Test
    void whoever_has_secrets_and_says_nothing_of_effects_is_warned() {
        LoadedWorkflow loaded = MemoryFiles.workflow("""
                name: w
                secrets: [TOKEN]
                tasks:
                  - { id: a, run: ./post, env: { T: "${{ secrets.TOKEN }}" } }
                  - { id: b, run: ./post, env: { T: "${{ secrets.TOKEN }}" }, effects: idempotent }
                """);
        assertThat(loaded.warnings())
                .map(Problem::toString)
                .containsExactly(
                        "w.yaml:4:27: 'a' has secrets and says nothing of its effects: interrupted, it runs again from its start; say effects: idempotent, verifiable or opaque");
    }

    @Test
    void values_for_a_used_workflow_arrive_typed() {
        MemoryFiles files = MemoryFiles.of(
                        "w.yaml",
                        "name: w\ntasks: [ { id: a, uses: u.yaml, with: { n: 5, s: 5, l: [x, y], j: '[1]' } } ]\n")
                .with(
                        "u.yaml",
                        "name: u\nparams: { n: { type: integer }, s: {}, l: { type: list }, j: { type: json } }\ntasks: [ { id: x, run: x } ]\n");
        TaskWork.Uses uses = (TaskWork.Uses)
                WorkflowReader.read("w.yaml", files).workflow().tasks().get(0).work();
        assertThat(uses.with().values())
                .map(template -> ((LiteralTemplate) template).literal().toString())
                .containsExactly("5", "\"5\"", "[\"x\",\"y\"]", "[1]");
    }

    @Test
    void a_folder_gives_its_files_and_nothing_that_is_none(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("w.yaml"), "name: w\ntasks: [ { id: a, run: x } ]\n");
        assertThat(WorkflowReader.read("w.yaml", SourceFiles.in(folder))
                        .workflow()
                        .name())
                .isEqualTo("w");
        Files.createDirectory(folder.resolve("d.yaml"));
        assertThatThrownBy(() -> WorkflowReader.read("d.yaml", SourceFiles.in(folder)))
                .hasMessageContaining("the file d.yaml is a folder");
    }

    private static Workflow read(String text) {
        return MemoryFiles.workflow(text).workflow();
    }
}
