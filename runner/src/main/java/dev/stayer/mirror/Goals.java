package dev.stayer.mirror;

import dev.stayer.core.RunId;
import dev.stayer.journal.Runs;
import dev.stayer.machine.TaskRole;
import dev.stayer.machine.TaskRow;
import dev.stayer.store.Tx;
import dev.stayer.workflow.TaskSpec;
import dev.stayer.workflow.TaskWork;
import dev.stayer.workflow.Workflow;
import dev.stayer.workflow.WorkflowReader;
import java.io.FileNotFoundException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The words in which a person set a task, from the run's own copy of the workflow. */
final class Goals {
    private final Workflow workflow;

    private Goals(Workflow workflow) {
        this.workflow = workflow;
    }

    static Goals of(Tx tx, RunId run) {
        Map<String, Runs.StoredFile> files = Runs.files(tx, run);
        String main = files.keySet().iterator().next();
        return new Goals(WorkflowReader.read(main, path -> {
                    Runs.StoredFile file = files.get(path);
                    if (file == null) {
                        throw new FileNotFoundException(path);
                    }
                    return file.content();
                })
                .workflow());
    }

    Workflow workflow() {
        return workflow;
    }

    /** The task as written; empty if the file does not have it any more. */
    String of(TaskRow row) {
        if (row.role() == TaskRole.PART && row.item() != null) {
            return row.item().path("prompt").asString("");
        }
        TaskSpec spec = find(workflow.tasks(), row.spec());
        if (spec == null) {
            return "";
        }
        return switch (spec.work()) {
            case TaskWork.Run run -> run.script().source();
            case TaskWork.Prompt prompt -> prompt.text().source();
            case TaskWork.Approve gate -> gate.message().source();
            case TaskWork.Wait wait ->
                "wait "
                        + (wait.duration() != null
                                ? wait.duration().source()
                                : wait.until() != null ? "until " + wait.until().source() : "");
            case TaskWork.Group group -> "tasks: " + ids(group.tasks());
            case TaskWork.Uses uses -> "uses " + uses.workflow().file();
            case TaskWork.Chore chore -> chore.kind().word();
        };
    }

    private static String ids(List<TaskSpec> specs) {
        return String.join(", ", specs.stream().map(TaskSpec::id).toList());
    }

    private static @Nullable TaskSpec find(List<TaskSpec> specs, String path) {
        int slash = path.indexOf('/');
        String first = slash < 0 ? path : path.substring(0, slash);
        for (TaskSpec spec : specs) {
            if (spec.id().equals(first)) {
                return slash < 0 ? spec : find(inner(spec), path.substring(slash + 1));
            }
        }
        return null;
    }

    private static List<TaskSpec> inner(TaskSpec spec) {
        return switch (spec.work()) {
            case TaskWork.Group group -> group.tasks();
            case TaskWork.Uses uses -> uses.workflow().tasks();
            default -> List.of();
        };
    }
}
