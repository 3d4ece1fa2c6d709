package dev.stayer.machine;

import dev.stayer.core.Hashes;
import dev.stayer.workflow.TaskSpec;
import dev.stayer.workflow.expr.Scope;
import dev.stayer.workflow.expr.Template;

/** The key by which a receiver tells a repeated effect from a new one: the same at every attempt, made of content. */
final class EffectKeys {
    private EffectKeys() {}

    /** Of workspace and the written key; where none is written, of workspace, run, task and item key. */
    static String of(String workspace, TaskRow row, TaskSpec spec, Scope scope) {
        Template written = spec.effects().key();
        String content = written != null
                ? workspace + "\n" + written.text(scope)
                : workspace + "\n" + row.run() + "\n" + row.spec() + "\n" + row.name() + "\n" + row.key();
        return Hashes.of(content).substring(0, 32);
    }
}
