package dev.stayer.app;

import dev.stayer.agent.ModelChoice;
import dev.stayer.config.StayerConfig;
import dev.stayer.core.StayerException;
import dev.stayer.model.Learnt;
import dev.stayer.model.NamedModel;
import dev.stayer.workflow.expr.ExpressionException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The model that stayer.yaml names for a role of Stayer's own work: that costs nothing unless somebody wants it to. */
final class RoleModel {
    private RoleModel() {}

    /**
     * Null where the role has no model.
     *
     * @param learnt what runs have learnt of its server counts here, and what is learnt here counts for them
     * @throws ExpressionException if it has one that cannot be asked, such as for lack of a key
     */
    static @Nullable NamedModel of(
            String role, StayerConfig config, Map<String, String> environment, Path folder, Learnt learnt) {
        String name = config.roles().get(role);
        if (name == null) {
            return null;
        }
        try {
            ModelChoice first = new AgentModels(config, environment, folder, learnt)
                    .chain(name, null)
                    .get(0);
            return new NamedModel(first.name(), first.client(), first::cost);
        } catch (StayerException | ExpressionException e) {
            throw new ExpressionException("the model of the role " + role + " cannot be asked: " + e.getMessage());
        }
    }
}
