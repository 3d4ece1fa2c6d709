package dev.stayer.model;

import dev.stayer.model.Trait.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads out of a refusal what a server would take instead. It goes by the names in the server's words that stand in the
 * request too, not by the words around them; where it names nothing, one plainer request is tried all the same.
 */
final class Refusal {
    /** Without these there is no request. */
    private static final Set<String> NEEDED = Set.of(
            "model",
            "messages",
            "role",
            "content",
            "tools",
            "function",
            "name",
            "parameters",
            "type",
            "id",
            "input",
            "tool_calls",
            "tool_call_id",
            "tool_use_id",
            "input_schema",
            "text",
            "arguments",
            "system",
            "description",
            "max_tokens",
            "max_completion_tokens",
            "user",
            "assistant",
            "tool",
            "index");

    private static final Set<String> LIMITS =
            Set.of("max_tokens", "max_completion_tokens", "max_output_tokens", "maxoutputtokens", "max_new_tokens");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern NUMBER =
            Pattern.compile("(?<![\\w.])\\d{1,3}(?:[,_]\\d{3})+|(?<![\\w.])\\d{2,9}(?![\\w])");
    private static final Pattern ROLES = Pattern.compile(
            "\\broles?\\b|alternat|consecutive|message_order|\\border of (the )?messages|must be followed"
                    + "|immediately after|角色");
    private static final Pattern CALL_IDS =
            Pattern.compile("(tool|call|function)[ _-]?(call|use)?[ _-]?ids?\\b|tool_calls?\\W+(\\d+\\W+)?id\\b");
    private static final Pattern SHAPE =
            Pattern.compile("length|pattern|must be|invalid|charact|match|a-z|alphanumeric|too long|maximum");
    private static final Pattern MISSING = Pattern.compile("missing|required|must|need|expect|provide|passed back|缺");
    private static final Pattern SCHEMA = Pattern.compile(
            "schema|function_?declaration|parameters|properties|\\benum\\b|additionalproperties|\\btools?\\b|\\bfunctions?\\b");

    private final Traits tried;
    private final ObjectNode body;
    private final String said;
    private final int status;
    private final Set<String> named = new TreeSet<>();
    private final Set<String> sent = new TreeSet<>();

    /**
     * @param tried what the refused request left out already
     * @param body of the refused request
     */
    Refusal(Traits tried, ObjectNode body, ModelException.Said said) {
        this.tried = tried;
        this.body = body;
        this.said = (said.parameter() + " " + said.words()).toLowerCase(Locale.ROOT);
        this.status = said.status();
        for (Matcher name = NAME.matcher(said.parameter() + " " + said.words()); name.find(); ) {
            named.add(name.group().toLowerCase(Locale.ROOT));
            named.add(name.group().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT));
        }
        names(body, sent);
    }

    /** The names of all fields but those of the tools' own parameters. */
    private static void names(JsonNode node, Set<String> names) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> {
                names.add(field.getKey());
                if (!Set.of("parameters", "input_schema", "arguments", "input").contains(field.getKey())) {
                    names(field.getValue(), names);
                }
            });
        } else if (node.isArray()) {
            node.forEach(item -> names(item, names));
        }
    }

    /** What to leave out or say differently next; null where nothing is left to try. */
    @Nullable
    Trait next() {
        for (Trait one : ideas()) {
            if (!tried.has(one)) {
                return one;
            }
        }
        boolean doubtful = status == 400 || status == 422 || status == 415;
        Trait plain = Trait.of(Kind.PLAIN);
        return doubtful && !tried.has(plain) ? plain : null;
    }

    private List<Trait> ideas() {
        List<Trait> ideas = new ArrayList<>();
        limit(ideas);
        history(ideas);
        if (CALL_IDS.matcher(said).find() && SHAPE.matcher(said).find() && !said.contains("without")) {
            ideas.add(Trait.of(Kind.SHORT_IDS));
        }
        boolean system = body.has("system")
                || "system".equals(JsonTrees.text(body.path("messages").path(0), "role"));
        if (named.contains("system")
                && said.contains("string")
                && body.path("system").isArray()) {
            ideas.add(Trait.of(Kind.SYSTEM_TEXT));
        }
        boolean roles = ROLES.matcher(said).find();
        if (system
                && (named.contains("system") || named.contains("developer"))
                && (roles || said.contains("instruction"))) {
            ideas.add(Trait.of(Kind.NO_SYSTEM));
        }
        if (roles) {
            ideas.add(Trait.of(Kind.STRICT_ROLES));
            if (system) {
                ideas.add(Trait.of(Kind.NO_SYSTEM));
            }
        }
        if (named.contains("stream") || said.contains("streaming")) {
            ideas.add(Trait.of(Kind.NO_STREAM));
        }
        // The longest name first: reasoning_content says more than reasoning.
        sent.stream()
                .filter(name -> !NEEDED.contains(name) && !name.equals("stream") && named.contains(name))
                .sorted((a, b) -> b.length() - a.length())
                .forEach(name -> ideas.add(new Trait(Kind.WITHOUT, name)));
        if (named.contains("content") || named.contains("null") || named.contains("none")) {
            emptyText(ideas);
        }
        if (body.has("tools") && SCHEMA.matcher(said).find()) {
            ideas.add(Trait.of(Kind.PLAIN_SCHEMA));
        }
        return ideas;
    }

    private void limit(List<Trait> ideas) {
        if (named.stream().noneMatch(LIMITS::contains)) {
            return;
        }
        String field = body.has("max_tokens") ? "max_tokens" : "max_completion_tokens";
        long ours = body.path(field).asLong(0);
        if (ours == 0) {
            return;
        }
        String other = field.equals("max_tokens") ? "max_completion_tokens" : "max_tokens";
        boolean messages =
                body.path("system").isArray() || body.path("tools").path(0).has("input_schema");
        long most = 0;
        for (Matcher number = NUMBER.matcher(said); number.find(); ) {
            long value = Long.parseLong(number.group().replaceAll("[,_]", ""));
            most = value < ours && value >= 16 ? Math.max(most, value) : most;
        }
        if (!messages && named.contains(other)) {
            ideas.add(Trait.of(Kind.OTHER_LIMIT_NAME));
        }
        if (most > 0) {
            ideas.add(new Trait(Kind.MAX_OUTPUT, Long.toString(most)));
        }
        if (!messages) {
            ideas.add(Trait.of(Kind.OTHER_LIMIT_NAME));
            ideas.add(new Trait(Kind.WITHOUT, field));
        }
    }

    /** What it misses, or does not want, in replies of another model. */
    private void history(List<Trait> ideas) {
        for (String field : List.of("reasoning_content", "reasoning")) {
            if (named.contains(field) && MISSING.matcher(said).find() && !everyReplyHas(field)) {
                ideas.add(new Trait(Kind.NEEDS_FIELD, field));
                break;
            }
        }
        if (said.contains("thought_signature")
                || said.contains("thought signature")
                || said.contains("thoughtsignature")) {
            ideas.add(Trait.of(Kind.NEEDS_SIGNATURE));
        }
        boolean thinking = said.contains("thinking") || said.contains("signature");
        if (thinking && Plainer.hasThinking(body)) {
            ideas.add(Trait.of(Kind.NO_THINKING));
        }
    }

    private boolean everyReplyHas(String field) {
        for (JsonNode message : body.path("messages")) {
            if ("assistant".equals(JsonTrees.text(message, "role")) && !message.hasNonNull(field)) {
                return false;
            }
        }
        return true;
    }

    private void emptyText(List<Trait> ideas) {
        boolean empty = false;
        for (JsonNode message : body.path("messages")) {
            JsonNode content = message.get("content");
            empty |= content == null
                    || content.isNull()
                    || (content.isString() && content.asString().isEmpty());
        }
        String now = tried.value(Kind.NO_TEXT);
        if (empty) {
            String next = now == null ? "empty" : now.equals("empty") ? "absent" : "dot";
            ideas.add(new Trait(Kind.NO_TEXT, next));
        }
    }
}
