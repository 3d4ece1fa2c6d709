package dev.stayer.app;

import dev.stayer.agent.ModelChoice;
import dev.stayer.config.Model;
import dev.stayer.config.Provider;
import dev.stayer.config.StayerConfig;
import dev.stayer.model.ModelClient;
import dev.stayer.model.ModelClients;
import dev.stayer.workflow.expr.ExpressionException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which models there are: those of stayer.yaml, or the one that the environment names. Thread-safe. */
final class AgentModels {
    /** Where nobody says how large a window is; guessing too much loses work, guessing too little costs a rebuild. */
    private static final long DEFAULT_WINDOW = 32_000;

    private static final long DEFAULT_OUTPUT = 8_000;

    private final StayerConfig config;
    private final Map<String, String> environment;
    private final Path folder;
    private final Map<String, ModelChoice> known = new ConcurrentHashMap<>();

    AgentModels(StayerConfig config, Map<String, String> environment, Path folder) {
        this.config = config;
        this.environment = environment;
        this.folder = folder;
    }

    /**
     * Who is asked, in order: the model itself, then its fallbacks.
     *
     * @param name null for the role's own
     * @param context tokens of the window that may be used; null for all
     */
    List<ModelChoice> chain(@Nullable String name, @Nullable Long context) {
        Set<String> names = new LinkedHashSet<>();
        collect(name == null ? role("agent") : name, names);
        List<ModelChoice> chain = new ArrayList<>();
        for (String one : names) {
            ModelChoice model = known.computeIfAbsent(one, this::open);
            chain.add(
                    context == null || context >= model.window()
                            ? model
                            : new ModelChoice(
                                    model.name(),
                                    model.client(),
                                    context,
                                    Math.min(model.output(), context / 4),
                                    model.price()));
        }
        return chain;
    }

    private void collect(String name, Set<String> names) {
        if (names.add(name)) {
            Model model = config.models().get(name);
            if (model != null) {
                model.fallback().forEach(next -> collect(next, names));
            }
        }
    }

    /** Who writes checkpoints: the role's model, else the agent's own; null where the file says {@code checkpoint: none}. */
    @Nullable
    ModelChoice writer(List<ModelChoice> chain) {
        String role = config.roles().get("checkpoint");
        return role == null ? (chain.isEmpty() ? null : chain.get(0)) : known.computeIfAbsent(role, this::open);
    }

    private String role(String role) {
        String name = config.roles().get(role);
        if (name != null) {
            return name;
        }
        String first = config.models().keySet().stream().findFirst().orElse(null);
        return first == null ? "default" : first;
    }

    /** True if every model that may be asked has a price. */
    boolean priced() {
        return !config.models().isEmpty() && config.models().values().stream().allMatch(model -> model.price() != null);
    }

    private ModelChoice open(String name) {
        Model model = config.models().get(name);
        if (model == null) {
            return fromEnvironment(name);
        }
        Provider provider = config.providers().get(model.provider());
        if (provider == null) {
            throw new ExpressionException("the model '" + name + "' has no provider in stayer.yaml");
        }
        String key = provider.apiKey() == null ? null : provider.apiKey().fetch(environment, folder);
        long window = model.context() == null ? DEFAULT_WINDOW : model.context();
        long output = model.output() == null ? Math.min(DEFAULT_OUTPUT, window / 4) : model.output();
        ModelClient client = ModelClients.connect(
                provider.type() == Provider.Type.ANTHROPIC, provider.baseUrl(), model.id(), output, key);
        Model.Price price = model.price();
        return new ModelChoice(
                name,
                client,
                window,
                output,
                price == null || price.input() == null || price.output() == null
                        ? null
                        : new ModelChoice.Price(
                                price.input().doubleValue(),
                                (price.cached() == null ? price.input() : price.cached()).doubleValue(),
                                price.output().doubleValue()));
    }

    private ModelChoice fromEnvironment(String name) {
        String base = environment.get("STAYER_MODEL_BASE_URL");
        String id = environment.get("STAYER_MODEL");
        boolean anthropic = base == null && environment.get("ANTHROPIC_API_KEY") != null;
        String key = environment.getOrDefault(
                "STAYER_API_KEY", anthropic ? environment.get("ANTHROPIC_API_KEY") : environment.get("OPENAI_API_KEY"));
        if (!name.equals("default") || (base == null && key == null)) {
            throw new ExpressionException(
                    "no model is set up" + (name.equals("default") ? "" : " under the name '" + name + "'")
                            + ": name one in stayer.yaml, or set STAYER_MODEL_BASE_URL and STAYER_MODEL, or ANTHROPIC_API_KEY");
        }
        String model = id != null ? id : anthropic ? "claude-sonnet-4-5" : "default";
        long window = anthropic ? 200_000 : DEFAULT_WINDOW;
        return new ModelChoice(
                model,
                ModelClients.connect(anthropic, base == null ? null : URI.create(base), model, DEFAULT_OUTPUT, key),
                window,
                DEFAULT_OUTPUT,
                null);
    }
}
