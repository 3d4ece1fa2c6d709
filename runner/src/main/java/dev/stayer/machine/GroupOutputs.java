package dev.stayer.machine;

import dev.stayer.core.Json;
import dev.stayer.workflow.TaskWork;
import dev.stayer.workflow.expr.Template;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** What a group hands out once it has ended: of a for-each the lists of what its items hand out. */
final class GroupOutputs {
    private GroupOutputs() {}

    static ObjectNode of(Tree tree, Node group, RunFacts facts) {
        ObjectNode outputs = Json.object();
        if (group.shape() == Node.Shape.FAN) {
            Set<String> names = new LinkedHashSet<>();
            names.addAll(group.spec().outputs().keySet());
            names.addAll(group.spec().groupOutputs().keySet());
            group.children().forEach(child -> names.addAll(child.row().outputs().propertyNames()));
            names.forEach(name -> outputs.set(name, NodeScope.outputList(group, name)));
            return outputs;
        }
        NodeScope scope = NodeScope.in(tree, group, facts);
        Map<String, Template> templates = group.spec().work() instanceof TaskWork.Uses uses
                ? uses.workflow().outputs()
                : group.spec().groupOutputs();
        templates.forEach((name, template) -> outputs.set(name, template.value(scope)));
        return outputs;
    }
}
