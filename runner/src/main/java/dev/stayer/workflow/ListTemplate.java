package dev.stayer.workflow;

import dev.stayer.core.Json;
import dev.stayer.workflow.expr.Scope;
import dev.stayer.workflow.expr.Template;
import dev.stayer.yaml.Problem;
import dev.stayer.yaml.YamlNode.YamlList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A list that stands written out in the file. */
final class ListTemplate implements Template {
    private final JsonNode list;

    ListTemplate(YamlList list, List<Problem> problems) {
        this.list = Values.json(list);
        if (Json.write(this.list).contains("${{")) {
            problems.add(new Problem(
                    list.place(),
                    "expressions are not possible inside this list: let one expression give the whole list"));
        }
    }

    @Override
    public String source() {
        return Json.write(list);
    }

    @Override
    public boolean isLiteral() {
        return true;
    }

    @Override
    public JsonNode value(Scope scope) {
        return list;
    }

    @Override
    public String text(Scope scope) {
        return source();
    }
}
