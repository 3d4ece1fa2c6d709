package dev.stayer.machine;

import dev.stayer.workflow.TaskSpec;
import org.jspecify.annotations.Nullable;

/**
 * What it does outside, as of its last start.
 *
 * @param kind null until it first started, and for groups, which never run anything themselves
 * @param key the key its commands see, the same at every attempt; null until it first started
 * @param askProbe true where the task's probe must be asked before it runs again
 */
public record TaskEffect(
        TaskSpec.@Nullable EffectClass kind, @Nullable String key, boolean askProbe) {
    /** Before its first attempt. */
    public static final TaskEffect NONE = new TaskEffect(null, null, false);
}
