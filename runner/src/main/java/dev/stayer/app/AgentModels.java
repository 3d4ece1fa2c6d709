package dev.stayer.app;

import dev.stayer.agent.ModelChoice;
import dev.stayer.config.Model;
import dev.stayer.config.StayerConfig;
import dev.stayer.core.StayerException;
import dev.stayer.model.Learnt;
import dev.stayer.model.Models;
import dev.stayer.model.WireLimits;
import dev.stayer.workflow.expr.ExpressionException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The models of stayer.yaml or the environment as agents ask them. Thread-safe. */
final class AgentModels {
    private static final long DEFAULT_OUTPUT = 8_000;

    private final StayerConfig config;
    private final Models models;

    AgentModels(StayerConfig config, Map<String, String> environment, Path folder, Learnt learnt) {
        this.config = config;
        this.models = new Models(config, environment, folder, WireLimits.DEFAULT, learnt);
    }

    /**
     * Who is asked, in order: the model itself, then its fallbacks.
     *
     * @param name null for the role's own
     * @param context tokens of the window that may be used; null for all
     */
    List<ModelChoice> chain(@Nullable String name, @Nullable Long context) {
        try {
            List<ModelChoice> chain = new ArrayList<>();
            for (String one : models.order(name)) {
                chain.add(choice(one, context));
            }
            return chain;
        } catch (StayerException e) {
            throw new ExpressionException(String.valueOf(e.getMessage()));
        }
    }

    /** Who writes checkpoints: the role's model, else the agent's own. */
    @Nullable
    ModelChoice writer(List<ModelChoice> chain) {
        String role = config.roles().get("checkpoint");
        if (role == null || (!chain.isEmpty() && chain.get(0).name().equals(role))) {
            return chain.isEmpty() ? null : chain.get(0);
        }
        try {
            return choice(role, null);
        } catch (StayerException e) {
            // Checkpoints are complete in what code knows without it; doctor says what is wrong with the model.
            return null;
        }
    }

    /** True if every model that may be asked has a price. */
    boolean priced() {
        return !config.models().isEmpty() && config.models().values().stream().allMatch(model -> model.price() != null);
    }

    private ModelChoice choice(String name, @Nullable Long context) {
        Models.Opened opened = models.open(name);
        Model model = opened.model();
        long window = context == null ? opened.window() : Math.min(context, opened.window());
        long output = model.output() == null ? DEFAULT_OUTPUT : model.output();
        Model.Price price = model.price();
        return new ModelChoice(
                name,
                opened.client(),
                window,
                Math.min(output, window / 4),
                price == null || price.input() == null || price.output() == null
                        ? null
                        : new ModelChoice.Price(
                                price.input().doubleValue(),
                                (price.cached() == null ? price.input() : price.cached()).doubleValue(),
                                price.output().doubleValue()));
    }
}
