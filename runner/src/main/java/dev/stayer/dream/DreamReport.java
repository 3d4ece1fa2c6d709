package dev.stayer.dream;

import dev.stayer.core.Json;
import dev.stayer.memory.Fact;
import dev.stayer.mirror.Markdown;
import dev.stayer.store.Unscrubbed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A dream in words ({@code report.md}) and as the object of {@code dream --json}.
 *
 * @param id of the dream
 * @param applied false while it is a proposal
 * @param before the facts the plan was made from; their texts are quoted without secrets
 * @param unscrubbed where secrets are kept that were declared later
 */
public record DreamReport(
        String id,
        boolean applied,
        DreamPlan plan,
        List<Fact> before,
        List<RefusedProposal> refusals,
        Unscrubbed unscrubbed) {
    private static final Map<FactChange.Kind, String> HEADINGS = Map.of(
            FactChange.Kind.ADDED, "In MEMORY.md, and not in a dream before",
            FactChange.Kind.MERGED, "Merged",
            FactChange.Kind.SUPERSEDED, "Superseded",
            FactChange.Kind.RETIRED, "Retired",
            FactChange.Kind.FLAGGED, "Flagged: a person must say which holds",
            FactChange.Kind.UPDATED, "Updated",
            FactChange.Kind.SKIPPED, "Kept, but not shown");

    /** What wants a person comes first, and what changes before what is only told. */
    private static final List<FactChange.Kind> SECTIONS = List.of(
            FactChange.Kind.FLAGGED,
            FactChange.Kind.SUPERSEDED,
            FactChange.Kind.MERGED,
            FactChange.Kind.RETIRED,
            FactChange.Kind.UPDATED,
            FactChange.Kind.ADDED,
            FactChange.Kind.SKIPPED);

    /**
     * The object of {@code --json}; {@code updated}, {@code refused}, {@code others} and {@code scrub} come in addition to the
     * contract.
     */
    public ObjectNode json() {
        ObjectNode json = Json.object().put("id", id).put("applied", applied);
        for (FactChange.Kind kind : FactChange.Kind.values()) {
            ArrayNode list = json.putArray(kind.name().toLowerCase(Locale.ROOT));
            for (FactChange change : plan.of(kind)) {
                ObjectNode entry = list.addObject()
                        .put("fact", change.fact())
                        .put("reason", change.reason())
                        .put("source", change.source());
                ArrayNode others = entry.putArray("others");
                change.others().forEach(others::add);
            }
        }
        ArrayNode refused = json.putArray("refused");
        for (RefusedProposal refusal : refusals) {
            refused.addObject()
                    .put("what", refusal.what())
                    .put("reason", refusal.reason())
                    .put("source", refusal.source());
        }
        if (!unscrubbed.isNothing()) {
            ObjectNode scrub = json.putObject("scrub");
            unscrubbed.tables().forEach(scrub.putObject("tables")::put);
            unscrubbed.files().forEach(scrub.putArray("files")::add);
        }
        return json;
    }

    /** How a text shows that a secret was taken out of it: what it was before is not shown. */
    private static final String REDACTED = "[redacted:";

    private static final String FLAGGED_END =
            "\nTake what does not hold out of MEMORY.md, or say `stayer memory edit ID --status retired`.\n";

    private static final String WOULD_CHANGE = " would change; nothing is applied yet.";
    private static final String CHANGED = " changed.";

    /** The report of a proposal as it reads once it has been applied. */
    static String asApplied(String markdown) {
        int at = markdown.indexOf(WOULD_CHANGE);
        return at < 0 ? markdown : markdown.substring(0, at) + CHANGED + markdown.substring(at + WOULD_CHANGE.length());
    }

    /** The report of a dream that was applied and taken back. */
    static String asUndone(String markdown) {
        return markdown.replaceFirst(Pattern.quote(WOULD_CHANGE), " had changed.");
    }

    /** The report in Markdown, with a line end at its end. */
    public String markdown() {
        Map<String, String> olds = new HashMap<>();
        before.forEach(fact -> olds.put(fact.id(), fact.text()));
        Map<String, String> texts = new HashMap<>(olds);
        plan.rows().forEach((factId, fact) -> texts.put(factId, fact.text()));
        StringBuilder text = new StringBuilder("# Dream ").append(id).append("\n\n");
        text.append(
                plan.isEmpty()
                        ? "Nothing changes."
                        : (plan.rows().isEmpty()
                                        ? "What MEMORY.md shows"
                                        : plan.rows().size() + (plan.rows().size() == 1 ? " fact" : " facts"))
                                + (applied ? CHANGED : WOULD_CHANGE));
        text.append(" MEMORY.md shows ").append(plan.view().shown().size());
        int over = plan.view().overflow().values().stream().mapToInt(List::size).sum();
        text.append(over == 0 ? " facts.\n" : " facts, " + over + " more stand in topic files.\n");
        for (FactChange.Kind kind : SECTIONS) {
            Map<String, List<FactChange>> changes = new LinkedHashMap<>();
            plan.of(kind)
                    .forEach(change -> changes.computeIfAbsent(change.fact(), fact -> new ArrayList<>())
                            .add(change));
            if (!changes.isEmpty()) {
                text.append("\n## ")
                        .append(HEADINGS.get(kind))
                        .append(" (")
                        .append(changes.size())
                        .append(")\n\n");
                changes.values().forEach(ofFact -> text.append(line(ofFact, olds, texts)));
                text.append(kind == FactChange.Kind.FLAGGED ? FLAGGED_END : "");
            }
        }
        if (!unscrubbed.isNothing()) {
            text.append("\n## Known secrets that are kept\n\n")
                    .append(kept())
                    .append("\n\n`stayer scrub` takes them out of all of it.\n");
        }
        if (!refusals.isEmpty()) {
            text.append("\n## Refused of a model's proposal (")
                    .append(refusals.size())
                    .append(")\n\n");
            for (RefusedProposal refusal : refusals) {
                text.append("- ")
                        .append(refusal.what())
                        .append(": ")
                        .append(refusal.reason())
                        .append('.');
                text.append(refusal.source().isEmpty() ? "\n" : " [" + refusal.source() + "]\n");
            }
        }
        return text.toString();
    }

    private String kept() {
        List<String> places = new ArrayList<>();
        new TreeMap<>(unscrubbed.tables())
                .forEach((table, texts) ->
                        places.add("- " + texts + (texts == 1 ? " text" : " texts") + " of the table " + table));
        unscrubbed.files().forEach(file -> places.add("- " + Markdown.code(file)));
        if (!unscrubbed.complete()) {
            places.add("- there is more than was looked at");
        }
        return String.join("\n", places);
    }

    /** What happened to one fact, with the words it had and those of the fact that took its place. */
    private static String line(List<FactChange> changes, Map<String, String> olds, Map<String, String> texts) {
        FactChange first = changes.get(0);
        String now = texts.get(first.fact());
        String was = olds.get(first.fact());
        StringBuilder line = new StringBuilder("- `").append(first.fact()).append("` ");
        line.append(first.kind() == FactChange.Kind.UPDATED ? reworded(was, now) : quoted(now));
        line.append(": ").append(changes.stream().map(FactChange::reason).collect(Collectors.joining(". ")));
        line.append(". [").append(first.source()).append("]\n");
        if (first.kind() == FactChange.Kind.SUPERSEDED || first.kind() == FactChange.Kind.MERGED) {
            for (String other : first.others()) {
                String words = texts.get(other);
                if (words != null && !words.equals(now)) {
                    line.append("  - `")
                            .append(other)
                            .append("` ")
                            .append(quoted(words))
                            .append('\n');
                }
            }
        }
        return line.toString();
    }

    private static String reworded(
            @org.jspecify.annotations.Nullable String was, @org.jspecify.annotations.Nullable String now) {
        return was == null || now == null || was.equals(now) || now.contains(REDACTED)
                ? quoted(now)
                : "“" + oneLine(was) + "” → “" + oneLine(now) + "”";
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }

    private static String quoted(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "" : "“" + Proposal.shortened(text) + "”";
    }
}
