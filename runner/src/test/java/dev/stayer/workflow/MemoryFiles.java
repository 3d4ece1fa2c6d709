package dev.stayer.workflow;

import java.io.FileNotFoundException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Files that stand in a test. */
final class MemoryFiles implements SourceFiles {
    private final Map<String, byte[]> files = new HashMap<>();

    static MemoryFiles of(String path, String text) {
        return new MemoryFiles().with(path, text);
    }

    MemoryFiles with(String path, String text) {
        files.put(path, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    @Override
    public byte[] read(String path) throws FileNotFoundException {
        byte[] bytes = files.get(path);
        if (bytes == null) {
            throw new FileNotFoundException(path);
        }
        return bytes;
    }

    static LoadedWorkflow workflow(String text) {
        return WorkflowReader.read("w.yaml", of("w.yaml", text));
    }
}
