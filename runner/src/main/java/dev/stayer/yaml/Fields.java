package dev.stayer.yaml;

import dev.stayer.yaml.YamlNode.Entry;
import dev.stayer.yaml.YamlNode.YamlList;
import dev.stayer.yaml.YamlNode.YamlMap;
import dev.stayer.yaml.YamlNode.YamlScalar;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
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

    /** The keys of a node that must be a map; those of an empty one, with a problem, where it is something else. */
    public static Fields of(YamlNode node, String what, List<Problem> problems) {
        return new Fields(map(node, what, problems), problems);
    }

    /** Where the map stands. */
    public Place place() {
        return map.place();
    }

    /** The value of a key; null where it is not there. Marks the key as known. */
    public @Nullable YamlNode node(String key) {
        known.add(key);
        Entry entry = map.entries().get(key);
        return entry == null ? null : entry.value();
    }

    /** The scalar at a key; null where the key is missing, and with a problem where it holds something else. */
    public @Nullable YamlScalar scalar(String key) {
        YamlNode node = node(key);
        if (node == null) {
            return null;
        }
        if (node instanceof YamlScalar scalar && !scalar.isNull()) {
            return scalar;
        }
        problem(node, "'" + key + "' must be a text, not " + node.kind() + eaten(node));
        return null;
    }

    public boolean has(String key) {
        return map.entries().containsKey(key);
    }

    /** Where a key stands; the map's own place if it is not there. */
    public Place placeOf(String key) {
        Entry entry = map.entries().get(key);
        return entry == null ? map.place() : entry.keyPlace();
    }

    /** Where the value of a key stands; the map's own place if it is not there. */
    public Place valuePlace(String key) {
        Entry entry = map.entries().get(key);
        return entry == null ? map.place() : entry.value().place();
    }

    /** A scalar as the text that stands there; null where the key is missing or holds no scalar. */
    public @Nullable String text(String key) {
        YamlScalar scalar = scalar(key);
        return scalar == null ? null : scalar.text();
    }

    /** A text that must be there and not blank; null with a problem where it is not. */
    public @Nullable String needed(String key, String what) {
        if (!has(key)) {
            known.add(key);
            problems.add(new Problem(place(), what + " needs '" + key + "'"));
            return null;
        }
        String text = text(key);
        if (text != null && text.isBlank()) {
            problems.add(new Problem(valuePlace(key), "'" + key + "' is empty"));
        }
        return text;
    }

    /** A whole number of at least {@code least}; null where it is missing or wrong. */
    public @Nullable Integer integer(String key, int least) {
        YamlNode node = node(key);
        if (node == null) {
            return null;
        }
        BigInteger value = node instanceof YamlScalar scalar ? scalar.integer() : null;
        if (value == null || value.compareTo(BigInteger.valueOf(least)) < 0) {
            problem(node, "'" + key + "' must be a whole number of at least " + least + shown(node));
            return null;
        }
        if (value.bitLength() >= Integer.SIZE) {
            problem(node, "'" + key + "' must be at most " + Integer.MAX_VALUE + shown(node));
            return null;
        }
        return value.intValue();
    }

    /** True or false; {@code preset} where it is missing or wrong. */
    public boolean bool(String key, boolean preset) {
        YamlNode node = node(key);
        if (node == null) {
            return preset;
        }
        if (node instanceof YamlScalar scalar && scalar.type() == YamlScalar.Type.BOOLEAN) {
            return scalar.isTrue();
        }
        problem(node, "'" + key + "' must be true or false" + shown(node));
        return preset;
    }

    /** A text that is one of {@code allowed}; null where it is missing or wrong. */
    public @Nullable String oneOf(String key, Collection<String> allowed) {
        String text = text(key);
        if (text == null || allowed.contains(text)) {
            return text;
        }
        problems.add(new Problem(
                valuePlace(key),
                "'%s' must be one of %s, not '%s'%s"
                        .formatted(key, String.join(", ", allowed), Shown.of(text), Nearest.advice(text, allowed))));
        return null;
    }

    /** A duration such as 30s, 10m, 2h or 3d; null where it is missing or wrong. */
    public @Nullable Duration duration(String key) {
        return quantity(key, Quantities::duration, Quantities::noDuration);
    }

    /** A duration of at least a second; null where it is missing or wrong. */
    public @Nullable Duration someTime(String key) {
        Duration duration = duration(key);
        if (duration != null && duration.isZero()) {
            problems.add(new Problem(valuePlace(key), "'" + key + "' must be at least 1s; leave it out for no limit"));
        }
        return duration;
    }

    /** A count such as 4000, 200k or 5M; null where it is missing or wrong. */
    public @Nullable Long amount(String key) {
        return quantity(key, Quantities::amount, Quantities::noAmount);
    }

    /** A number that is not negative; null where it is missing or wrong. */
    public @Nullable BigDecimal money(String key) {
        YamlNode node = node(key);
        if (node == null) {
            return null;
        }
        BigDecimal value = node instanceof YamlScalar scalar ? scalar.number() : null;
        if (value != null && value.signum() >= 0) {
            return value;
        }
        problem(node, "'" + key + "' must be an amount of money such as 20 or 0.5" + shown(node));
        return null;
    }

    private <T> @Nullable T quantity(String key, Function<String, @Nullable T> parser, Function<String, String> fault) {
        String text = text(key);
        T value = text == null ? null : parser.apply(text);
        if (text != null && value == null) {
            problems.add(new Problem(valuePlace(key), "'%s' %s".formatted(Shown.of(text), fault.apply(text))));
        }
        return value;
    }

    /** The scalars of a list, or the single scalar that stands in its place; empty where it is missing. */
    public List<YamlScalar> scalars(String key) {
        YamlNode node = node(key);
        List<YamlScalar> found = new ArrayList<>();
        if (node instanceof YamlScalar scalar && !scalar.isNull()) {
            found.add(scalar);
        } else if (node instanceof YamlList list) {
            for (YamlNode item : list.items()) {
                if (item instanceof YamlScalar scalar && !scalar.isNull()) {
                    found.add(scalar);
                } else {
                    problem(item, "'" + key + "' must be a list of texts, not of " + item.kind() + eaten(item));
                }
            }
        } else if (node != null) {
            problem(node, "'" + key + "' must be a list of texts, not " + node.kind() + eaten(node));
        }
        return found;
    }

    /** The entries of a map, by name; empty where it is missing or something else. */
    public Map<String, Entry> entries(String key) {
        YamlNode node = node(key);
        return node == null ? Map.of() : map(node, "'" + key + "'", problems).entries();
    }

    /** The entries of a map of scalars, by name; empty where it is missing. An empty value is an empty text. */
    public Map<String, YamlScalar> scalarMap(String key) {
        Map<String, YamlScalar> found = new LinkedHashMap<>();
        entries(key).forEach((name, entry) -> {
            if (entry.value() instanceof YamlScalar scalar) {
                found.put(name, scalar);
            } else {
                YamlNode value = entry.value();
                problem(value, "'" + Shown.of(name) + "' must be a text, not " + value.kind() + eaten(value));
            }
        });
        return found;
    }

    /**
     * Reports every key that nobody asked for, with the nearest valid one or, from {@code foreign}, the word we use instead, or a
     * sentence where we have none.
     */
    public void refuseOthers(String what, Map<String, String> foreign) {
        map.entries().forEach((key, entry) -> {
            if (!known.contains(key)) {
                String ours = foreign.get(key);
                String advice = ours == null
                        ? Nearest.advice(key, known)
                        : ours.contains(" ") ? ": " + ours : ": here it is '" + ours + "'";
                problems.add(new Problem(entry.keyPlace(), what + " has no key '" + Shown.of(key) + "'" + advice));
            }
        });
    }

    private void problem(YamlNode at, String message) {
        problems.add(new Problem(at.place(), message));
    }

    /** The hint for an expression that YAML has read as a map. */
    private static String eaten(YamlNode node) {
        return node instanceof YamlMap ? "; if it is an expression, write it as \"${{ … }}\" in double quotes" : "";
    }

    private static String shown(YamlNode node) {
        return node instanceof YamlScalar scalar && !scalar.isNull()
                ? ", not '" + Shown.of(scalar.text()) + "'"
                : ", not " + node.kind();
    }
}
