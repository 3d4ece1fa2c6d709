package dev.stayer.dream;

import dev.stayer.core.Json;
import dev.stayer.memory.Fact;
import dev.stayer.memory.FactJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a dream keeps from one step to the next, as JSON: additions with refusals, and the plan that a person may agree to. */
final class Kept {
    private Kept() {}

    /** What is written when a plan is applied. */
    record Rows(String base, List<Fact> facts, Map<String, String> covered, List<String> news) {}

    static String verified(Additions additions, List<RefusedProposal> refusals) {
        ObjectNode json = Json.object();
        ArrayNode facts = json.putArray("facts");
        additions.facts().forEach(fact -> facts.add(FactJson.of(fact)));
        ArrayNode merges = json.putArray("merges");
        for (Additions.Merge merge : additions.merges()) {
            ObjectNode entry = merges.addObject().put("into", merge.into()).put("reason", merge.reason());
            ArrayNode ids = entry.putArray("ids");
            merge.ids().forEach(ids::add);
        }
        ArrayNode refused = json.putArray("refused");
        refusals.forEach(refusal -> refused.addObject()
                .put("what", refusal.what())
                .put("reason", refusal.reason())
                .put("source", refusal.source()));
        return Json.write(json);
    }

    static ProposalCheck.Checked verified(String text) {
        JsonNode json = Json.parse(text);
        List<Fact> facts = new ArrayList<>();
        json.path("facts").forEach(fact -> facts.add(FactJson.read(fact)));
        List<Additions.Merge> merges = new ArrayList<>();
        for (JsonNode merge : json.path("merges")) {
            merges.add(new Additions.Merge(
                    strings(merge.path("ids")),
                    merge.path("into").asString(),
                    merge.path("reason").asString()));
        }
        List<RefusedProposal> refusals = new ArrayList<>();
        for (JsonNode refusal : json.path("refused")) {
            refusals.add(new RefusedProposal(
                    refusal.path("what").asString(),
                    refusal.path("reason").asString(),
                    refusal.path("source").asString()));
        }
        return new ProposalCheck.Checked(new Additions(facts, merges), refusals);
    }

    static String plan(DreamPlan plan) {
        ObjectNode json = Json.object().put("base", plan.base());
        ArrayNode rows = json.putArray("rows");
        new TreeMap<>(plan.rows()).values().forEach(fact -> rows.add(FactJson.of(fact)));
        ObjectNode covered = json.putObject("covered");
        plan.view().covered().forEach(covered::put);
        ArrayNode news = json.putArray("news");
        plan.changes().stream()
                .filter(change -> change.kind() == FactChange.Kind.ADDED || change.kind() == FactChange.Kind.SKIPPED)
                .map(FactChange::fact)
                .sorted()
                .forEach(news::add);
        return Json.write(json);
    }

    static Rows plan(String text) {
        JsonNode json = Json.parse(text);
        List<Fact> facts = new ArrayList<>();
        json.path("rows").forEach(fact -> facts.add(FactJson.read(fact)));
        Map<String, String> covered = new TreeMap<>();
        json.path("covered")
                .properties()
                .forEach(entry -> covered.put(entry.getKey(), entry.getValue().asString()));
        return new Rows(json.path("base").asString(), facts, covered, strings(json.path("news")));
    }

    private static List<String> strings(JsonNode list) {
        List<String> strings = new ArrayList<>();
        list.forEach(item -> strings.add(item.asString()));
        return strings;
    }
}
