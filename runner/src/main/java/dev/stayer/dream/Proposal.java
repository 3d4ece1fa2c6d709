package dev.stayer.dream;

import dev.stayer.core.Json;
import dev.stayer.core.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What a model proposes, as read from its JSON and not yet believed: {@code
 * {"facts":[{"kind","subject","key","value","text","quote","source"}],"merges":[{"facts":["id"],"into":"id","quote","source"}]}}.
 *
 * @param unreadable parts that have not this form
 */
public record Proposal(List<NewFact> facts, List<Union> merges, List<RefusedProposal> unreadable) {
    private static final Set<String> PARTS = Set.of("facts", "merges");

    /** A fact with the words that prove it. */
    public record NewFact(
            String kind,
            @Nullable String subject,
            @Nullable String key,
            @Nullable String value,
            String text,
            String quote,
            String source) {}

    /** Facts that are said to say the same as another. */
    public record Union(List<String> facts, String into, String quote, String source) {}

    /** Reads a reply; never throws: what cannot be read is named in {@link #unreadable}. */
    public static Proposal read(String json) {
        List<NewFact> facts = new ArrayList<>();
        List<Union> merges = new ArrayList<>();
        List<RefusedProposal> unreadable = new ArrayList<>();
        JsonNode root;
        try {
            root = Json.parse(json);
        } catch (JacksonException e) {
            unreadable.add(new RefusedProposal("the whole proposal", "It is not JSON: " + e.getOriginalMessage(), ""));
            return new Proposal(facts, merges, unreadable);
        }
        if (!root.isObject()) {
            unreadable.add(
                    new RefusedProposal("the whole proposal", "It is not a JSON object with 'facts' and 'merges'", ""));
            return new Proposal(facts, merges, unreadable);
        }
        for (String name : root.propertyNames()) {
            if (!PARTS.contains(name)) {
                unreadable.add(new RefusedProposal(
                        "'" + shortened(name) + "'",
                        "A proposal may only name new facts and merges, nothing else",
                        ""));
            }
        }
        each(root, "facts", unreadable, node -> fact(node, facts, unreadable));
        each(root, "merges", unreadable, node -> merge(node, merges, unreadable));
        return new Proposal(List.copyOf(facts), List.copyOf(merges), List.copyOf(unreadable));
    }

    private interface Part {
        void read(JsonNode node);
    }

    private static void each(JsonNode root, String name, List<RefusedProposal> unreadable, Part part) {
        JsonNode list = root.get(name);
        if (list == null || list.isNull()) {
            return;
        }
        if (!list.isArray()) {
            unreadable.add(new RefusedProposal("'" + name + "'", "It must be a list", ""));
            return;
        }
        list.forEach(part::read);
    }

    private static void fact(JsonNode node, List<NewFact> facts, List<RefusedProposal> unreadable) {
        String text = text(node, "text");
        String quote = text(node, "quote");
        String source = text(node, "source");
        if (text == null || quote == null || source == null) {
            unreadable.add(new RefusedProposal(
                    "fact " + shortened(text == null ? "without text" : text),
                    "It must have 'text', 'quote' and 'source'",
                    source == null ? "" : source));
            return;
        }
        String kind = text(node, "kind");
        facts.add(new NewFact(
                kind == null ? "knowledge" : kind.toLowerCase(Locale.ROOT),
                text(node, "subject"),
                text(node, "key"),
                text(node, "value"),
                text,
                quote,
                source));
    }

    private static void merge(JsonNode node, List<Union> merges, List<RefusedProposal> unreadable) {
        List<String> ids = new ArrayList<>();
        JsonNode list = node.get("facts");
        if (list != null && list.isArray()) {
            list.forEach(id -> {
                if (id.isString()) {
                    ids.add(id.asString());
                }
            });
        }
        String into = text(node, "into");
        String quote = text(node, "quote");
        String source = text(node, "source");
        if (ids.isEmpty() || into == null || quote == null || source == null) {
            unreadable.add(new RefusedProposal(
                    "merge of " + shortened(ids.toString()),
                    "It must have 'facts', 'into', 'quote' and 'source'",
                    source == null ? "" : source));
            return;
        }
        ids.remove(into);
        merges.add(new Union(ids, into, quote, source));
    }

    private static @Nullable String text(JsonNode node, String name) {
        JsonNode value = node.get(name);
        if (value == null || !(value.isString() || value.isNumber() || value.isBoolean())) {
            return null;
        }
        String text = value.asString().strip();
        return text.isEmpty() ? null : text;
    }

    static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ");
        return Texts.shorten(line, 80);
    }
}
