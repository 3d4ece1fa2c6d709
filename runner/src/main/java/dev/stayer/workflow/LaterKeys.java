package dev.stayer.workflow;

import dev.stayer.workflow.expr.Template;
import dev.stayer.yaml.Fields;
import dev.stayer.yaml.Shown;
import dev.stayer.yaml.YamlNode;
import dev.stayer.yaml.YamlNode.YamlList;
import dev.stayer.yaml.YamlNode.YamlScalar;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the keys of one task that are known and cannot act yet: checked now, and named, so that nothing is ignored. */
final class LaterKeys {
    private static final Pattern HOST =
            Pattern.compile("(\\*\\.)?[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(:\\d{1,5})?");

    private final Fields fields;
    private final ExpressionReader texts;
    private final Reading reading;
    private List<Template> protect = List.of();
    private boolean sandbox;

    LaterKeys(Fields fields, ExpressionReader texts, Reading reading) {
        this.fields = fields;
        this.texts = texts;
        this.reading = reading;
    }

    void read(String kind) {
        Names names = new Names(reading.problems());
        for (String key : List.of("agent", "model")) {
            String name = fields.text(key);
            if (name != null) {
                names.model(key.equals("agent") ? "an agent" : "a model", name, fields.valuePlace(key));
            }
            if (!kind.equals("prompt")) {
                later(key);
            }
        }
        protect = LiteralPaths.read("protect", fields, texts, reading);
        sandbox = fields.bool("sandbox", false);
        boolean works = kind.equals("prompt") || kind.equals("run");
        if (!works) {
            later("protect");
            if (sandbox) {
                later("sandbox");
            }
        }
        network(kind);
        for (String key : TaskKeys.RESERVED) {
            YamlNode node = fields.node(key);
            if (node instanceof YamlScalar scalar && scalar.isNull()) {
                reading.problem(node.place(), "'" + key + "' is empty: give it a value, or remove it");
            }
            later(key);
        }
    }

    private void network(String kind) {
        YamlNode node = fields.node("network");
        if (node instanceof YamlList list) {
            for (YamlNode host : list.items()) {
                if (!(host instanceof YamlScalar name)
                        || !HOST.matcher(name.text()).matches()) {
                    reading.problem(
                            host.place(),
                            "'network' takes none, full, or a list of hosts such as example.org, not "
                                    + (host instanceof YamlScalar name
                                            ? "'" + Shown.of(name.text()) + "'"
                                            : host.kind()));
                }
            }
        } else if (node != null) {
            String word = fields.oneOf("network", List.of("none", "full"));
            if (kind.equals("prompt") || (kind.equals("run") && (sandbox || "full".equals(word)))) {
                // A command outside of a jail has the network anyway.
                return;
            }
        }
        later("network");
    }

    private void later(String key) {
        if (fields.has(key)) {
            reading.notBuilt(key, fields.placeOf(key), true);
        }
    }

    List<Template> protect() {
        return protect;
    }

    boolean sandbox() {
        return sandbox;
    }
}
