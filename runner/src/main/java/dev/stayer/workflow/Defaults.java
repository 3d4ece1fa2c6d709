package dev.stayer.workflow;

import dev.stayer.workflow.TaskSpec.EffectClass;
import dev.stayer.workflow.TaskSpec.Effects;
import dev.stayer.workflow.TaskSpec.Retry;
import dev.stayer.yaml.Fields;
import dev.stayer.yaml.YamlNode;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a file sets for all tasks that do work themselves: never for gates, waits and groups. */
record Defaults(
        @Nullable Duration timeout,
        @Nullable Retry retry,
        @Nullable String agent) {
    static Defaults read(Fields workflow, Reading reading) {
        YamlNode node = workflow.node("defaults");
        if (node == null) {
            return new Defaults(null, null, null);
        }
        Fields fields = Fields.of(node, "'defaults'", reading.problems());
        String agent = fields.text("agent");
        if (agent != null) {
            new Names(reading.problems()).model("an agent", agent, fields.valuePlace("agent"));
        }
        Defaults defaults = new Defaults(fields.someTime("timeout"), retry(fields, reading), agent);
        fields.refuseOthers("'defaults'", WorkflowReader.GITHUB_WORDS);
        return defaults;
    }

    /** For opaque effects a second try is only made where the task itself says so. */
    Retry retryFor(Effects effects) {
        return retry == null || effects.effectClass() == EffectClass.OPAQUE ? Retry.NONE : retry;
    }

    /** The {@code retry} of a task or of the defaults; null where it is missing. */
    static @Nullable Retry retry(Fields of, Reading reading) {
        YamlNode node = of.node("retry");
        if (node == null) {
            return null;
        }
        Fields fields = Fields.of(node, "'retry'", reading.problems());
        Integer attempts = fields.integer("attempts", 1);
        Duration backoff = fields.duration("backoff");
        Duration most = fields.duration("max-backoff");
        fields.refuseOthers("'retry'", Map.of());
        if (backoff != null && most != null && backoff.compareTo(most) > 0) {
            reading.problem(fields.valuePlace("backoff"), "'backoff' must not be longer than 'max-backoff'");
        }
        Duration first = backoff == null ? Retry.NONE.backoff() : backoff;
        Duration longest = most != null ? most : Retry.NONE.maxBackoff();
        if (first.compareTo(longest) > 0) {
            boolean firstGiven = backoff != null;
            longest = firstGiven ? first : longest;
            first = longest;
        }
        return new Retry(attempts == null ? 1 : attempts, first, longest);
    }
}
