package dev.stayer.command;

import dev.stayer.core.Json;
import dev.stayer.engine.WorkFactory;
import dev.stayer.machine.RetryRequest;
import dev.stayer.machine.TaskRow;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Workspace;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * The environment of a person's command: what this process has, without what looks like a secret and is not declared, then
 * what the file sets, then what Stayer tells.
 */
public final class CommandEnvironment {
    private final Map<String, String> variables = new TreeMap<>();

    /**
     * @param inherited what this process has; empty for jailed work
     * @param output the file that {@code STAYER_OUTPUT} names
     */
    public CommandEnvironment(
            Workspace workspace, Map<String, String> inherited, WorkFactory.Order order, Path output) {
        inherited.forEach((name, value) -> {
            boolean ours = name.startsWith("STAYER_");
            boolean secret =
                    Redactor.isSecretName(name) && !order.declaredSecrets().contains(name);
            if (!ours && !secret) {
                variables.put(name, value);
            }
        });
        variables.putAll(order.variables());
        TaskRow row = order.row();
        variables.put("STAYER_WORKSPACE", workspace.root().toString());
        variables.put("STAYER_RUN", row.run().value());
        variables.put("STAYER_TASK", row.id().value());
        variables.put("STAYER_ATTEMPT", String.valueOf(row.attempt()));
        variables.put("STAYER_TRY", String.valueOf(row.tries()));
        variables.put("STAYER_OUTPUT", output.toString());
        variables.put(
                "STAYER_EFFECT_KEY",
                row.effect().key() == null ? "" : row.effect().key());
        variables.put("STAYER_REPORTS", workspace.reports(row.run()).toString());
        JsonNode round = order.scope().context("round");
        if (!round.isNull()) {
            variables.put("STAYER_ROUND", text(round));
        }
        item(order);
        order.params().forEach((name, value) -> put("STAYER_PARAM_" + upper(name), text(value)));
        RetryRequest retry = row.retry();
        if (retry != null && !retry.words().isEmpty()) {
            variables.put("STAYER_WORDS", retry.words());
        }
    }

    private void item(WorkFactory.Order order) {
        JsonNode index = order.scope().context("index");
        if (index.isNull()) {
            return;
        }
        JsonNode item = order.scope().context("item");
        put("STAYER_ITEM", item.isString() ? item.asString() : Json.write(item));
        put("STAYER_INDEX", text(index));
        if (item.isObject()) {
            item.properties().forEach(entry -> {
                String name = upper(entry.getKey());
                if (name.matches("[A-Z0-9_]+")) {
                    put("STAYER_ITEM_" + name, text(entry.getValue()));
                }
            });
        }
    }

    private void put(String name, String value) {
        variables.put(name, value);
    }

    /** Names and values, sorted. */
    public Map<String, String> variables() {
        return variables;
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static String text(JsonNode value) {
        return value.isString() ? value.asString() : value.isNull() ? "" : Json.write(value);
    }
}
