package dev.stayer.workflow;

import dev.stayer.yaml.Problem;
import java.util.List;

/**
 * A workflow with everything it was read from.
 *
 * @param sources the workflow file first, then each file it names, once
 * @param warnings what is allowed but probably not meant, in file order
 */
public record LoadedWorkflow(Workflow workflow, List<SourceFile> sources, List<Problem> warnings) {
    /**
     * A file as it was read.
     *
     * @param path the name it was read by
     * @param sha256 of its bytes, 64 hexadecimal digits
     */
    public record SourceFile(String path, String sha256, byte[] bytes) {}
}
