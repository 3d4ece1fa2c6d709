package dev.stayer.config;

import dev.stayer.yaml.Fields;
import dev.stayer.yaml.Nearest;
import dev.stayer.yaml.Place;
import dev.stayer.yaml.Problem;
import dev.stayer.yaml.Shown;
import dev.stayer.yaml.YamlNode;
import dev.stayer.yaml.YamlNode.YamlMap;
import dev.stayer.yaml.YamlNode.YamlScalar;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the sections about who answers: providers, models, agents, and which model does what. */
final class ModelSections {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._:/-]{0,127}");

    private final Fields file;
    private final List<Problem> problems;

    ModelSections(Fields file, List<Problem> problems) {
        this.file = file;
        this.problems = problems;
    }

    Map<String, Provider> providers() {
        Map<String, Provider> providers = new LinkedHashMap<>();
        file.entries("providers").forEach((name, entry) -> {
            name("a provider", name, entry.keyPlace());
            Fields fields = Fields.of(entry.value(), "the provider '" + Shown.of(name) + "'", problems);
            fields.needed("type", "a provider");
            String type = fields.has("type") ? fields.oneOf("type", List.of("anthropic", "openai", "playback")) : null;
            URI url = url(fields);
            SecretReference key = apiKey(fields);
            boolean playback = "playback".equals(type);
            String cassette = playback ? fields.needed("cassette", "a provider of type playback") : null;
            fields.refuseOthers("a provider", Map.of("url", "base-url", "key", "api-key", "api_key", "api-key"));
            Provider.Type known =
                    type == null ? Provider.Type.OPENAI : Provider.Type.valueOf(type.toUpperCase(Locale.ROOT));
            providers.put(name, new Provider(name, known, url, key, cassette));
        });
        return providers;
    }

    private @Nullable URI url(Fields fields) {
        String text = fields.text("base-url");
        if (text == null) {
            return null;
        }
        try {
            URI uri = new URI(text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Falls through to the one sentence for all that is wrong with it; the text itself may hold a password.
        }
        problem(
                fields.valuePlace("base-url"),
                "'base-url' must be an address such as https://example.org/v1, without a name and password in it");
        return null;
    }

    private @Nullable SecretReference apiKey(Fields fields) {
        YamlNode node = fields.node("api-key");
        if (node == null) {
            return null;
        }
        SecretReference reference = node instanceof YamlScalar scalar ? SecretReference.parse(scalar.text()) : null;
        if (reference == null) {
            problem(
                    node.place(),
                    "'api-key' must be \"${env:NAME}\" or \"${file:PATH}\": a key has no place in this file");
        }
        return reference;
    }

    Map<String, Model> models(Set<String> providers) {
        Map<String, Model> models = new LinkedHashMap<>();
        Map<String, YamlNode.Entry> entries = file.entries("models");
        entries.forEach((name, entry) -> {
            name("a model", name, entry.keyPlace());
            Fields fields = Fields.of(entry.value(), "the model '" + Shown.of(name) + "'", problems);
            String provider = fields.needed("provider", "a model");
            if (provider != null) {
                oneOfOurs("provider", provider, providers, fields.valuePlace("provider"));
            }
            String id = fields.needed("name", "a model");
            List<YamlScalar> fallback = fields.scalars("fallback");
            for (YamlScalar other : fallback) {
                if (other.text().equals(name)) {
                    problem(other.place(), "the model '" + Shown.of(name) + "' cannot be its own fallback");
                } else {
                    oneOfOurs("model", other.text(), entries.keySet(), other.place());
                }
            }
            models.put(
                    name,
                    new Model(
                            name,
                            provider == null ? "" : provider,
                            id == null ? "" : id,
                            fields.amount("context"),
                            fields.amount("output"),
                            price(fields),
                            fallback.stream().map(YamlScalar::text).toList()));
            fields.refuseOthers("a model", Map.of("model", "name", "window", "context"));
        });
        return models;
    }

    private Model.@Nullable Price price(Fields model) {
        YamlNode node = model.node("price");
        if (node == null) {
            return null;
        }
        Fields fields = Fields.of(node, "'price'", problems);
        Model.Price price = new Model.Price(fields.money("input"), fields.money("cached"), fields.money("output"));
        fields.refuseOthers("a price", Map.of());
        return price;
    }

    Map<String, AgentSettings> agents() {
        Map<String, AgentSettings> agents = new LinkedHashMap<>();
        file.entries("agents").forEach((name, entry) -> {
            name("an agent", name, entry.keyPlace());
            Fields fields = Fields.of(entry.value(), "the agent '" + Shown.of(name) + "'", problems);
            String system = null;
            String systemFile = null;
            if (fields.node("system") instanceof YamlMap map) {
                Fields prompt = new Fields(map, problems);
                systemFile = prompt.needed("file", "'system'");
                prompt.refuseOthers("'system'", Map.of());
            } else {
                system = fields.text("system");
            }
            agents.put(
                    name,
                    new AgentSettings(
                            name,
                            fields.text("model"),
                            fields.amount("context"),
                            fields.scalars("tools").stream()
                                    .map(YamlScalar::text)
                                    .toList(),
                            system,
                            systemFile,
                            fields.integer("turns", 1)));
            fields.refuseOthers("an agent", Map.of());
        });
        return agents;
    }

    Map<String, String> roles(Set<String> models) {
        Map<String, String> roles = new LinkedHashMap<>();
        YamlNode node = file.node("roles");
        if (node == null) {
            return roles;
        }
        Fields fields = Fields.of(node, "'roles'", problems);
        for (String role : List.of("agent", "checkpoint", "dream", "distill")) {
            String model = fields.text(role);
            if (model != null) {
                oneOfOurs("model", model, models, fields.valuePlace(role));
                roles.put(role, model);
            }
        }
        fields.refuseOthers("'roles'", Map.of());
        return roles;
    }

    private void name(String what, String name, Place place) {
        if (!NAME.matcher(name).matches()) {
            problem(
                    place,
                    what + "'s name begins with a letter and has letters, digits and . _ : / -; it is '"
                            + Shown.of(name) + "'");
        }
    }

    private void oneOfOurs(String what, String name, Set<String> known, Place place) {
        if (!known.contains(name)) {
            String advice = Nearest.advice(name, known);
            problem(
                    place,
                    "there is no " + what + " '" + Shown.of(name) + "'"
                            + (advice.isEmpty() ? ": describe it under '" + what + "s'" : advice));
        }
    }

    private void problem(Place place, String message) {
        problems.add(new Problem(place, message));
    }
}
