package dev.stayer.workflow;

import dev.stayer.core.LiteralPath;
import dev.stayer.workflow.ExpressionReader.Sight;
import dev.stayer.workflow.expr.Template;
import dev.stayer.yaml.Fields;
import dev.stayer.yaml.Shown;
import dev.stayer.yaml.YamlNode.YamlScalar;
import java.util.ArrayList;
import java.util.List;

/** Reads a list of paths that are taken literally: a pattern would silently protect, or keep apart, nothing. */
final class LiteralPaths {
    private LiteralPaths() {}

    /** What an expression gives is looked at when the task starts. */
    static List<Template> read(String key, Fields fields, ExpressionReader texts, Reading reading) {
        List<Template> paths = new ArrayList<>();
        for (YamlScalar path : fields.scalars(key)) {
            // The place of an expression is kept by a letter, so that a path of nothing else is not empty.
            String problem = LiteralPath.problem(path.text().replaceAll("\\$\\{\\{.*?}}", "x"));
            if (problem != null) {
                reading.problem(
                        path.place(),
                        "'%s' %s: '%s' takes the folder or the files themselves"
                                .formatted(Shown.of(path.text()), problem, key));
            }
            paths.add(texts.template(path, Sight.TASK));
        }
        return paths;
    }
}
