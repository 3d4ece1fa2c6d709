package dev.stayer.yaml;

import dev.stayer.yaml.YamlNode.Entry;
import dev.stayer.yaml.YamlNode.YamlList;
import dev.stayer.yaml.YamlNode.YamlMap;
import dev.stayer.yaml.YamlNode.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Typed access to the keys of one map; what is wrong is collected with its place, and reading goes on. Not thread-safe. */
public final class Fields {
    private final YamlMap map;
    private final List<Problem> problems;
    private final Set<String> known = new LinkedHashSet<>();

    public Fields(YamlMap map, List<Problem> problems) {
        this.map = map;
        this.problems = problems;
    }

    /** The map itself, or a problem and an empty map where the node is something else. */
    public static YamlMap map(YamlNode node, String what, List<Problem> problems) {
        if (node instanceof YamlMap found) {
            return found;
        }
        problems.add(new Problem(node.place(), what + " must be a map, not " + node.kind()));
        return new YamlMap(node.place(), Map.of());
    }

    public Place place() {
        return map.place();
    }

    /** The value of a key; null where it is not there. Marks the key as known. */
    public @Nullable YamlNode node(String key) {
        known.add(key);
        Entry entry = map.entries().get(key);
        return entry == null ? null : entry.value();
    }

    public boolean has(String key) {
        return map.entries().containsKey(key);
    }

    /** Where a key stands; the map's own place if it is not there. */
    public Place placeOf(String key) {
        Entry entry = map.entries().get(key);
        return entry == null ? map.place() : entry.keyPlace();
    }

    /** A scalar as the text that stands there; null where the key is missing or holds no scalar. */
    public @Nullable String text(String key) {
        YamlNode node = node(key);
        return node == null ? null : text(node, key);
    }

    private @Nullable String text(YamlNode node, String key) {
        if (node instanceof YamlScalar scalar && scalar.type() != YamlScalar.Type.NULL) {
            return scalar.text();
        }
        problems.add(new Problem(node.place(), "'" + key + "' must be a text, not " + node.kind() + eaten(node)));
        return null;
    }

    /** The hint for an expression that YAML has read as a map. */
    private static String eaten(YamlNode node) {
        return node instanceof YamlMap ? "; if it is an expression ${{ … }}, put it in double quotes" : "";
    }

    /** A whole number of at least {@code least}; null where it is missing or wrong. */
    public @Nullable Integer integer(String key, int least) {
        YamlNode node = node(key);
        if (node == null) {
            return null;
        }
        if (node instanceof YamlScalar scalar && scalar.type() == YamlScalar.Type.INTEGER) {
            try {
                int value = Integer.decode(scalar.text());
                if (value >= least) {
                    return value;
                }
            } catch (NumberFormatException e) {
                problems.add(new Problem(node.place(), "'" + key + "': " + scalar.text() + " is too large"));
                return null;
            }
        }
        problems.add(
                new Problem(node.place(), "'" + key + "' must be a whole number of at least " + least + shown(node)));
        return null;
    }

    /** True or false; {@code preset} where it is missing or wrong. */
    public boolean bool(String key, boolean preset) {
        YamlNode node = node(key);
        if (node == null) {
            return preset;
        }
        if (node instanceof YamlScalar scalar && scalar.type() == YamlScalar.Type.BOOLEAN) {
            return scalar.text().toLowerCase(Locale.ROOT).equals("true");
        }
        problems.add(new Problem(node.place(), "'" + key + "' must be true or false" + shown(node)));
        return preset;
    }

    /** A text that is one of {@code allowed}; null where it is missing or wrong. */
    public @Nullable String oneOf(String key, Set<String> allowed) {
        String text = text(key);
        if (text == null || allowed.contains(text)) {
            return text;
        }
        problems.add(new Problem(
                java.util.Objects.requireNonNull(node(key)).place(),
                "'%s' must be one of %s, not '%s'%s"
                        .formatted(
                                key,
                                String.join(", ", new java.util.TreeSet<>(allowed)),
                                text,
                                Nearest.advice(text, allowed))));
        return null;
    }

    /** The scalars of a list, or the single scalar that stands in its place; empty where it is missing. */
    public List<YamlScalar> scalars(String key) {
        YamlNode node = node(key);
        List<YamlScalar> found = new ArrayList<>();
        if (node instanceof YamlScalar scalar && scalar.type() != YamlScalar.Type.NULL) {
            found.add(scalar);
        } else if (node instanceof YamlList list) {
            for (YamlNode item : list.items()) {
                if (item instanceof YamlScalar scalar) {
                    found.add(scalar);
                } else {
                    problems.add(new Problem(item.place(), "'" + key + "' must be a list of texts" + eaten(item)));
                }
            }
        } else if (node != null) {
            problems.add(new Problem(node.place(), "'" + key + "' must be a list of texts, not " + node.kind()));
        }
        return found;
    }

    /** The entries of a map of scalars, by name; empty where it is missing. */
    public Map<String, YamlScalar> scalarMap(String key) {
        YamlNode node = node(key);
        Map<String, YamlScalar> found = new LinkedHashMap<>();
        if (node == null) {
            return found;
        }
        map(node, "'" + key + "'", problems).entries().forEach((name, entry) -> {
            if (entry.value() instanceof YamlScalar scalar) {
                found.put(name, scalar);
            } else {
                problems.add(new Problem(
                        entry.value().place(),
                        "'" + name + "' must be a text, not " + entry.value().kind() + eaten(entry.value())));
            }
        });
        return found;
    }

    /** Reports every key that nobody asked for, with the nearest valid one or, from {@code foreign}, the word we use instead. */
    public void refuseOthers(String what, Map<String, String> foreign) {
        map.entries().forEach((key, entry) -> {
            if (!known.contains(key)) {
                String ours = foreign.get(key);
                problems.add(new Problem(
                        entry.keyPlace(),
                        "%s has no key '%s'%s"
                                .formatted(
                                        what,
                                        key,
                                        ours == null ? Nearest.advice(key, known) : ": here it is '" + ours + "'")));
            }
        });
    }

    private static String shown(YamlNode node) {
        return node instanceof YamlScalar scalar ? ", not '" + scalar.text() + "'" : ", not " + node.kind();
    }
}
