package dev.stayer.model;

import dev.stayer.core.Json;
import dev.stayer.model.ModelException.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sorts what providers say when they do not answer; the words are those that the services and servers really use. */
final class Failures {
    private static final int MAX_WORDS = 8_000;

    /** A limit that opens again by itself. */
    private static final List<String> QUOTA = List.of(
            "billing details", "exceeded your current quota", "usage limit", "spending limit", "quota exceeded");
    /** No money: only whoever pays can change it. */
    private static final List<String> UNPAID = List.of(
            "insufficient_quota",
            "insufficient_balance",
            "insufficient balance",
            "insufficient credits",
            "insufficient funds",
            "more credits",
            "billing_error",
            "billing hard limit",
            "billing_hard_limit",
            "payment required",
            "credit balance",
            "arrearage",
            "overdue",
            "余额不足",
            "欠费");

    private static final Pattern REGION = Pattern.compile("(country|region|territory|location)\\b.{0,60}\\b(not|un)[-"
            + " ]?(supported|available|allowed)|unsupported_country|not available in your"
            + " (country|region|location)|geo.?(block|restrict)");
    private static final Pattern MODERATED = Pattern.compile(
            "content.?(filter|policy|management)|moderation|flagged|responsible ?ai|safety|data_inspection|usage policy"
                    + "|unsafe|sensitive content|敏感|不安全");

    private Failures() {}

    static ModelException server(String message) {
        return new ModelException(Kind.SERVER, message, null, null);
    }

    /** An answer with a status of 300 or more. */
    static ModelException of(int status, Map<String, String> headers, String body, Instant now) {
        ObjectNode tree = JsonTrees.objectOrNull(body);
        boolean page = tree == null && isPage(body);
        String words = tree == null ? plain(body) : message(tree);
        String said = JsonTrees.excerpt(words);
        RetryHints.Hint hint = RetryHints.of(headers, tree, words, now);
        Kind kind =
                page && status < 500 ? page(status) : kind(status, type(tree), parameter(tree), words, hint != null);
        boolean waits = switch (kind) {
            case RATE_LIMIT, QUOTA, SERVER, TIMEOUT -> true;
            default -> false;
        };
        String where = headers.get("location");
        String pointer =
                status >= 300 && status < 400 && where != null ? " (it points to " + Address.shown(where) + ")" : "";
        return new ModelException(
                kind,
                "status " + status + pointer + (page ? ", a web page" : "") + (said.isEmpty() ? "" : ": " + said)
                        + (waits && hint != null ? hint.note() : ""),
                waits && hint != null ? hint.pause() : null,
                new ModelException.Said(status, parameter(tree), words),
                null);
    }

    /** Something that answers with a page for people, where a service for programs should be. */
    static ModelException page(int status, String body) {
        return new ModelException(
                Kind.IN_THE_WAY, "status " + status + ", a web page: " + JsonTrees.excerpt(plain(body)), null, null);
    }

    static boolean isPage(String body) {
        String start = body.stripLeading().toLowerCase(Locale.ROOT);
        return start.startsWith("<!doctype")
                || start.startsWith("<html")
                || start.startsWith("<head")
                || start.startsWith("<?xml");
    }

    private static Kind page(int status) {
        return switch (status) {
            case 401 -> Kind.AUTH;
            case 407 -> Kind.PROXY;
            case 402 -> Kind.UNPAID;
            case 404, 405, 410 -> Kind.NOT_THERE;
            case 408 -> Kind.TIMEOUT;
            case 413 -> Kind.TOO_LONG;
            case 429 -> Kind.RATE_LIMIT;
            default -> status >= 300 && status < 400 ? Kind.NOT_THERE : Kind.IN_THE_WAY;
        };
    }

    private static String plain(String body) {
        return body.replaceAll("(?is)<(script|style)\\b.*?</\\1>", " ").replaceAll("<[^>]*>", " ");
    }

    /** The error in an answer that began as a success; null if there is none in it. */
    static @Nullable ModelException inside(ObjectNode part) {
        return inside(part, "");
    }

    /** Same, where the event may be called an error without its content saying so. */
    static @Nullable ModelException inside(ObjectNode part, String event) {
        JsonNode error = part.get("error");
        boolean plain = event.equals("error")
                || "error".equals(JsonTrees.text(part, "object"))
                || "error".equals(JsonTrees.text(part, "type"));
        if ((error == null || error.isNull()) && !plain) {
            return null;
        }
        String words = message(part);
        String said = JsonTrees.excerpt(words);
        JsonNode code = error != null && error.isObject() ? error.path("code") : part.path("code");
        int status = code.isInt() ? code.asInt() : code.isString() ? number(code.asString()) : 0;
        RetryHints.Hint hint = RetryHints.of(Map.of(), part, words, Instant.now());
        Kind kind = kind(status, type(part), parameter(part), words, hint != null);
        return new ModelException(
                kind,
                "an error instead of the rest of the answer" + (said.isEmpty() ? "" : ": " + said)
                        + (hint == null ? "" : hint.note()),
                hint == null ? null : hint.pause(),
                new ModelException.Said(status, parameter(part), words),
                null);
    }

    private static int number(String text) {
        return text.matches("[345]\\d\\d") ? Integer.parseInt(text) : 0;
    }

    /** @param hinted true where it says when to come again */
    private static Kind kind(int status, String type, String parameter, String said, boolean hinted) {
        String all = (type + " " + said).toLowerCase(Locale.ROOT);
        if (status == 401 || status == 407) {
            return status == 401 ? Kind.AUTH : Kind.PROXY;
        }
        if (Overflow.in(status, type, parameter, said)) {
            return Kind.TOO_LONG;
        }
        if (status == 402 || UNPAID.stream().anyMatch(all::contains)) {
            return hinted ? Kind.QUOTA : Kind.UNPAID;
        }
        if (QUOTA.stream().anyMatch(all::contains)) {
            return Kind.QUOTA;
        }
        boolean client = status >= 400 && status < 500 && status != 429 && status != 408;
        if (client && REGION.matcher(all).find()) {
            return Kind.REGION;
        }
        if (client && MODERATED.matcher(all).find()) {
            return Kind.MODERATED;
        }
        return switch (status) {
            case 403 -> Kind.AUTH;
            case 404, 405, 410 -> Kind.NOT_THERE;
            case 408 -> Kind.TIMEOUT;
            case 409, 425 -> Kind.SERVER;
            case 429 -> Kind.RATE_LIMIT;
            default ->
                status >= 500
                        ? Kind.SERVER
                        : status >= 400 ? Kind.REFUSED : status >= 300 ? Kind.NOT_THERE : byType(type);
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
        StringBuilder said = new StringBuilder();
        add(said, error);
        for (String field : List.of("message", "detail", "details", "msg", "error_msg", "error_message", "reason")) {
            add(said, error.path(field));
            add(said, tree.path(field));
        }
        // A gateway's own words say little; what stands behind it says more.
        add(said, error.at("/metadata/raw"));
        add(said, error.at("/innererror/message"));
        String all = said.isEmpty() ? Json.write(tree) : said.toString();
        return all.length() <= MAX_WORDS ? all : all.substring(0, MAX_WORDS);
    }

    private static void add(StringBuilder said, JsonNode words) {
        String text =
                words.isString() ? words.asString() : words.isArray() && !words.isEmpty() ? Json.write(words) : "";
        if (!text.isBlank() && said.indexOf(text) < 0) {
            said.append(said.isEmpty() ? "" : "; ").append(text);
        }
    }

    /** The part of the request that it blames; empty where it does not say. */
    private static String parameter(@Nullable ObjectNode tree) {
        if (tree == null) {
            return "";
        }
        String inside = JsonTrees.text(tree.path("error"), "param");
        String outside = inside == null ? JsonTrees.text(tree, "param") : inside;
        return outside == null ? "" : outside;
    }

    private static String type(@Nullable ObjectNode tree) {
        if (tree == null) {
            return "";
        }
        JsonNode error = tree.path("error");
        StringBuilder all = new StringBuilder();
        for (String field : List.of("type", "code", "status")) {
            String value = JsonTrees.text(error.isObject() ? error : tree, field);
            if (value != null) {
                all.append(value).append(' ');
            }
        }
        return all.toString().strip();
    }
}
