package dev.stayer.model;

import dev.stayer.core.Json;
import dev.stayer.model.ModelException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sorts what providers say when they do not answer; the words are those that the services and servers really use. */
final class Failures {
    private static final List<String> TOO_LONG = List.of(
            "context_length_exceeded",
            "exceed_context_size",
            "maximum context length",
            "prompt is too long",
            "exceed context limit",
            "exceeds the available context size",
            "exceeds the context window",
            "exceed the context window",
            "greater than the context length",
            "input is too long",
            "request_too_large",
            "tokens must be reduced");
    private static final List<String> QUOTA = List.of(
            "insufficient_quota",
            "insufficient_balance",
            "insufficient balance",
            "insufficient credits",
            "billing_error",
            "billing details",
            "billing hard limit",
            "billing_hard_limit",
            "exceeded your current quota",
            "credit balance is too low",
            "usage limit",
            "spending limit",
            "quota exceeded");

    private Failures() {}

    static ModelException server(String message) {
        return new ModelException(Kind.SERVER, message, null, null);
    }

    /** An answer with a status of 300 or more. */
    static ModelException of(int status, Map<String, String> headers, String body, Instant now) {
        ObjectNode tree = Trees.objectOrNull(body);
        String said = tree == null ? Trees.excerpt(body.replaceAll("<[^>]*>", " ")) : message(tree);
        Kind kind = kind(status, type(tree), said);
        Duration wait = switch (kind) {
            case RATE_LIMIT, QUOTA, SERVER, TIMEOUT -> RetryHints.of(headers, tree, said, now);
            default -> null;
        };
        String where = headers.get("location");
        String hint = status >= 300 && status < 400 && where != null ? " (it points to " + where + ")" : "";
        return new ModelException(kind, "status " + status + hint + (said.isEmpty() ? "" : ": " + said), wait, null);
    }

    /** The error in an answer that began as a success; null if there is none in it. */
    static @Nullable ModelException inside(ObjectNode part) {
        return inside(part, "");
    }

    /** Same, where the event may be called an error without its content saying so. */
    static @Nullable ModelException inside(ObjectNode part, String event) {
        JsonNode error = part.get("error");
        boolean plain = event.equals("error")
                || "error".equals(Trees.text(part, "object"))
                || "error".equals(Trees.text(part, "type"));
        if ((error == null || error.isNull()) && !plain) {
            return null;
        }
        String said = message(part);
        JsonNode code = error != null && error.isObject() ? error.path("code") : part.path("code");
        int status = code.isInt() ? code.asInt() : code.isString() ? number(code.asString()) : 0;
        Kind kind = kind(status, type(part), said);
        return new ModelException(
                kind,
                "an error instead of the rest of the answer" + (said.isEmpty() ? "" : ": " + said),
                RetryHints.of(Map.of(), part, said, Instant.now()),
                null);
    }

    private static int number(String text) {
        return text.matches("[345]\\d\\d") ? Integer.parseInt(text) : 0;
    }

    private static Kind kind(int status, String type, String said) {
        String all = (type + " " + said).toLowerCase(Locale.ROOT);
        if (status == 413 || (status != 401 && TOO_LONG.stream().anyMatch(all::contains))) {
            return Kind.TOO_LONG;
        }
        if (status == 402 || (status != 401 && QUOTA.stream().anyMatch(all::contains))) {
            return Kind.QUOTA;
        }
        return switch (status) {
            case 401, 403 -> Kind.AUTH;
            case 408 -> Kind.TIMEOUT;
            case 409, 425 -> Kind.SERVER;
            case 429 -> Kind.RATE_LIMIT;
            default -> status >= 500 ? Kind.SERVER : status >= 300 ? Kind.REFUSED : byType(type);
        };
    }

    /** Inside a stream there is no status, only the provider's name for the error. */
    private static Kind byType(String type) {
        String name = type.toLowerCase(Locale.ROOT);
        if (name.contains("rate_limit")) {
            return Kind.RATE_LIMIT;
        }
        if (name.contains("authentication") || name.contains("permission") || name.contains("invalid_api_key")) {
            return Kind.AUTH;
        }
        if (name.contains("invalid_request") || name.contains("not_found")) {
            return Kind.REFUSED;
        }
        return Kind.SERVER;
    }

    /** The words of the error, wherever the dialect puts them. */
    private static String message(ObjectNode tree) {
        JsonNode error = tree.path("error");
        String said = error.isString() ? error.asString() : Trees.text(error, "message");
        if (said == null) {
            said = Trees.text(tree, "message");
        }
        if (said == null) {
            said = Trees.text(tree, "detail");
        }
        return Trees.excerpt(said == null ? Json.write(tree) : said);
    }

    private static String type(@Nullable ObjectNode tree) {
        if (tree == null) {
            return "";
        }
        JsonNode error = tree.path("error");
        StringBuilder all = new StringBuilder();
        for (String field : List.of("type", "code", "status")) {
            String value = Trees.text(error.isObject() ? error : tree, field);
            if (value != null) {
                all.append(value).append(' ');
            }
        }
        return all.toString().strip();
    }
}
