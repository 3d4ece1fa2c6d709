package dev.stayer.machine;

import dev.stayer.core.Json;
import dev.stayer.core.Texts;
import dev.stayer.workflow.ParamSpec;
import dev.stayer.workflow.Params;
import dev.stayer.workflow.TaskWork;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a task that {@code uses} another workflow file gives it as parameters. */
final class UsedFile {
    private UsedFile() {}

    /** @param caller the folder that paths are relative to */
    static Map<String, JsonNode> params(TaskWork.Uses uses, NodeScope scope, Path caller) {
        Map<String, JsonNode> params = new LinkedHashMap<>();
        given(uses, scope).forEach((name, value) -> {
            ParamSpec spec = uses.workflow().params().get(name);
            JsonNode typed = spec == null ? null : Params.handedOver(spec, value, caller);
            params.put(name, typed == null ? value : typed);
        });
        return params;
    }

    private static Map<String, JsonNode> given(TaskWork.Uses uses, NodeScope scope) {
        Map<String, JsonNode> params = new LinkedHashMap<>();
        uses.workflow().params().forEach((name, spec) -> {
            JsonNode preset = spec.defaultValue();
            if (preset != null) {
                params.put(name, preset);
            }
        });
        uses.with().forEach((name, template) -> params.put(name, template.value(scope)));
        return params;
    }

    /** The first value that the used file cannot take, as a sentence; null if it takes all of them. */
    static @Nullable String refusedBy(TaskWork.Uses uses, NodeScope scope) {
        for (Map.Entry<String, JsonNode> each : given(uses, scope).entrySet()) {
            ParamSpec spec = uses.workflow().params().get(each.getKey());
            if (spec != null && Params.handedOver(spec, each.getValue(), Path.of("")) == null) {
                return "%s takes the parameter '%s' as %s%s, not %s"
                        .formatted(
                                uses.workflow().file(),
                                each.getKey(),
                                spec.type().name().toLowerCase(Locale.ROOT),
                                spec.allowed().isEmpty() ? "" : " of " + spec.allowed(),
                                each.getValue().isNull()
                                        ? "nothing"
                                        : "'" + Texts.shorten(Json.write(each.getValue()), 80) + "'");
            }
        }
        return null;
    }
}
