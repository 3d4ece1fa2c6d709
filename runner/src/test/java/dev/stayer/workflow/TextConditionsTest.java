package dev.stayer.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a text alone decides, "false" would count as true: that is told, and nothing else is. */
class TextConditionsTest {
    private static final String FILE = """
            name: w
            params: { fast: { default: "no" }, sure: { type: boolean, default: true }, mode: { enum: [a, b], default: a } }
            env: { CI: "false" }
            tasks:
              - { id: free, run: "true" }
              - id: typed
                run: "true"
                outputs: { yes: { type: boolean }, text: { type: string }, word: { type: string, enum: [deep, flat] }, odd: { enum: ["true", "false"] }, n: { type: integer }, all: { type: list } }
              - { id: many, for-each: [1, 2], run: "true" }
              - { id: gate, approve: "Go on?" }
              - id: part
                outputs: { ok: "${{ tasks.inner.outputs.ok }}", sure: "${{ tasks.known.outputs.ok }}", deep: "${{ tasks.more.outputs.ok }}", n: "${{ 1 }}" }
                tasks:
                  - { id: inner, run: "true" }
                  - { id: known, run: "true", outputs: { ok: { type: boolean } } }
                  - { id: more, outputs: { ok: "${{ tasks.leaf.outputs.ok }}" }, tasks: [ { id: leaf, run: "true" } ] }
              - { id: last, needs: [free, typed, many, gate, part], if: "%s", run: "true" }
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', textBlock = """
            tasks.free.outputs.flag                              ; tasks.free.outputs.flag
            !tasks.free.outputs.flag                             ; tasks.free.outputs.flag
            success() && tasks.typed.outputs.text                ; tasks.typed.outputs.text
            tasks.typed.outputs.odd || tasks.typed.outputs.yes ; tasks.typed.outputs.odd
            (tasks.free.outputs.a && true) && params.fast        ; tasks.free.outputs.a params.fast
            tasks.free.outputs['flag']                           ; tasks.free.outputs.flag
            env.CI                                               ; env.CI
            tasks.part.outputs.ok                                ; tasks.part.outputs.ok
            tasks.part.outputs.deep                              ; tasks.part.outputs.deep
            tasks.part.outputs.sure                              ;
            tasks.part.outputs.n                                 ;
            tasks.typed.outputs.yes                              ;
            tasks.typed.outputs.word                             ;
            tasks.typed.outputs.n                                ;
            tasks.typed.outputs.all                              ;
            tasks.many.outputs.flag                              ;
            tasks.gate.outputs.decision                          ;
            tasks.free.outputs.flag == 'true'                    ;
            contains(tasks.free.outputs.flag, 'x')               ;
            fromJSON(tasks.free.outputs.flag)                    ;
            params.sure && params.mode                           ;
            tasks.free.status                                    ;
            """)
    void only_texts_that_may_say_no_are_told(String condition, @Nullable String told) {
        String file = FILE.formatted(condition);
        LoadedWorkflow loaded = WorkflowReader.read("w.yaml", new MemoryFiles().with("w.yaml", file));
        List<String> warnings = loaded.warnings().stream().map(Object::toString).toList();
        List<String> names = told == null ? List.of() : List.of(told.split(" "));
        assertThat(warnings).hasSameSizeAs(names);
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            assertThat(warnings)
                    .anySatisfy(warning -> assertThat(warning)
                            .startsWith("w.yaml:17:")
                            .contains("'" + name + "' decides in 'if'", name + " == 'true'"));
        }
    }
}
