package dev.stayer.machine;

import dev.stayer.core.RunId;
import dev.stayer.workflow.Workflow;
import dev.stayer.workflow.WorkflowReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Workflow files of tests, as text and as a run has them. */
final class Plans {
    static final RunId RUN = new RunId("r-20261124-0001");
    static final RunFacts FACTS = new RunFacts(Map.of(), Map.of());

    private Plans() {}

    /** The run's own copy of a file. */
    static RunPlan of(String yaml) {
        Workflow workflow = WorkflowReader.read("w.yaml", path -> yaml.getBytes(StandardCharsets.UTF_8))
                .workflow();
        return new RunPlan(RUN, workflow, Map.of(), "token", Path.of("/w"));
    }

    /** The file of these tasks, each written on one line. */
    static String file(String... tasks) {
        StringBuilder text = new StringBuilder("name: w\ntasks:\n");
        for (String task : tasks) {
            text.append("  - { ").append(task).append(" }\n");
        }
        return text.toString();
    }
}
