package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one task hands to another, and a person to a task, arrives as it was given. */
class ValuesTest {
    @TempDir
    java.nio.file.Path folder;

    private Stayer stayer;

    @BeforeEach
    void workspace() {
        stayer = new Stayer(folder);
    }

    @Test
    void a_number_has_one_notation_on_every_way() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> written = new ArrayList<>(List.of(
                "1e3", "0.1", "10000000", "-0", "123456789012345678901234567890", "0.00001", "1.50", "-2.5e-7"));
        for (int i = 0; i < 12; i++) {
            written.add((random.nextBoolean() ? "-" : "") + random.nextInt(1000) + "." + (random.nextInt(9) + 1) + "e"
                    + (random.nextInt(41) - 20));
        }
        String list = String.join(", ", written);
        Stayer.Result result = stayer.run("""
                name: n
                params: { all: { type: list, default: [%1$s] } }
                tasks:
                  - id: from-file
                    for-each: [%1$s]
                    key: "k${{ index }}"
                    max-parallel: 1
                    env: { BY_ENV: "${{ item }}" }
                    run: |
                      echo "$STAYER_ITEM" >> by-item
                      echo "$BY_ENV" >> by-env
                      echo ${{ item }} >> by-expression
                      echo "value=$STAYER_ITEM" >> $STAYER_OUTPUT
                    outputs: { value: { type: number } }
                  - { id: whole, needs: [from-file], run: "echo ${{ tasks.from-file.outputs.value }} > by-output" }
                  - id: again
                    needs: [from-file]
                    for-each: "${{ tasks.from-file.outputs.value }}"
                    key: "k${{ index }}"
                    max-parallel: 1
                    run: echo "$STAYER_ITEM" >> by-second-item
                  - { id: params, run: "echo $STAYER_PARAM_ALL > by-param" }
                """.formatted(list), "-p", "all=[" + list + "]");
        assertThat(result.code()).as("seed %d: %s", seed, result.err()).isZero();
        String numbers = stayer.read("by-item");
        assertThat(numbers)
                .as("seed %d", seed)
                .startsWith("1000\n0.1\n10000000\n0\n123456789012345678901234567890\n0.00001\n1.50\n-0.00000025\n");
        assertThat(numbers).as("seed %d", seed).matches("(-?[0-9]+([.][0-9]+)?\n)*");
        for (String way : List.of("by-env", "by-expression", "by-second-item")) {
            assertThat(stayer.read(way)).as("%s, seed %d", way, seed).isEqualTo(numbers);
        }
        String asList = "[" + numbers.strip().replace("\n", ",") + "]\n";
        assertThat(stayer.read("by-output")).as("seed %d", seed).isEqualTo(asList);
        assertThat(stayer.read("by-param")).as("seed %d", seed).isEqualTo(asList);
    }

    @Test
    void a_number_too_large_to_be_one_ends_nothing_but_its_task() {
        Stayer.Result result = stayer.run("""
                name: n
                tasks: [ { id: a, run: 'echo "v=1e999999999" >> $STAYER_OUTPUT', outputs: { v: { type: number } } } ]
                """);
        assertThat(result.code()).isEqualTo(1);
        assertThat(stayer.state("a")).isEqualTo("FAILED");
    }

    @Test
    void outputs_of_a_fan_out_without_items_are_lists_of_none() {
        String workflow = """
                name: c
                params: { items: { type: list, default: [] } }
                tasks:
                  - id: a
                    for-each: "${{ params.items }}"
                    run: "echo out=x$STAYER_ITEM >> $STAYER_OUTPUT; echo other=1 >> $STAYER_OUTPUT"
                    outputs: { other: { type: number } }
                  - { id: b, needs: [a], for-each: "${{ tasks.a.outputs.out }}", run: "echo out=$STAYER_ITEM >> $STAYER_OUTPUT" }
                  - { id: c, needs: [b], for-each: "${{ tasks.b.outputs['out'] }}", run: "true" }
                  - id: d
                    needs: [a]
                    run: echo ${{ tasks.a.outputs.out }} ${{ tasks.a.outputs.other }} ${{ tasks.a.count }} > seen
                """;
        Stayer.Result empty = stayer.run(workflow);
        assertThat(empty.code()).as(empty.err()).isZero();
        assertThat(stayer.read("seen")).isEqualTo("[] [] 0\n");
        assertThat(stayer.run(workflow, "-p", "items=[1,2]").code()).isZero();
        assertThat(stayer.read("seen")).isEqualTo("[\"x1\",\"x2\"] [1,1] 2\n");
    }

    @Test
    void outputs_keep_what_was_written() {
        stayer.run("""
                name: n
                tasks:
                  - id: a
                    run: |
                      printf '\\357\\273\\277first=1\\none=a\\rb\\ntwo=\\357\\273\\277x\\nthree=end\\r\\nfour<<E\\nk\\r\\nl\\rm\\nE\\nfive<<E\\r\\nk\\r\\nl\\r\\nE\\r\\n' > $STAYER_OUTPUT
                """);
        var outputs = stayer.task("a").path("outputs");
        assertThat(outputs.path("first").asString()).isEqualTo("1");
        assertThat(outputs.path("one").asString()).isEqualTo("a\rb");
        assertThat(outputs.path("two").asString()).isEqualTo("\uFEFFx");
        assertThat(outputs.path("three").asString()).isEqualTo("end");
        assertThat(outputs.path("four").asString()).isEqualTo("k\r\nl\rm");
        assertThat(outputs.path("five").asString()).isEqualTo("k\nl");
    }

    @Test
    void outputs_that_are_no_text_are_refused_and_not_changed() {
        Stayer.Result result =
                stayer.run("name: n\ntasks: [ { id: a, run: \"printf 'name=a\\\\344\\\\n' > $STAYER_OUTPUT\" } ]");
        assertThat(result.code()).isEqualTo(1);
        assertThat(stayer.call("tasks", "last").out()).contains("not text in UTF-8");
    }

    @Test
    void prune_makes_the_database_smaller() {
        stayer.run("""
                name: f
                tasks:
                  - id: e
                    for-each: [1, 2, 3, 4, 5]
                    run: "printf 'v=' >> $STAYER_OUTPUT; head -c 700000 /dev/urandom | base64 -w0 >> $STAYER_OUTPUT"
                """);
        java.io.File database = folder.resolve(".stayer/stayer.db").toFile();
        long before = database.length();
        Stayer.Result result = stayer.call("prune", "--older-than", "0s");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("the database is smaller by");
        assertThat(database.length()).isLessThan(before / 2);
        assertThat(folder.resolve(".stayer/stayer.db-wal").toFile().length()).isZero();
        assertThat(stayer.run("name: f\ntasks: [ { id: e, run: 'true' } ]").code())
                .isZero();
    }
}
