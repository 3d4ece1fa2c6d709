package dev.stayer.yaml;

import java.util.List;
import java.util.Map;

/** A node of a YAML file with the place it stands at. */
public sealed interface YamlNode {
    Place place();

    /** What it is, in the words of an error message. */
    String kind();

    /** A mapping; keys in file order, each with its own place. */
    record YamlMap(Place place, Map<String, Entry> entries) implements YamlNode {
        @Override
        public String kind() {
            return "a map";
        }
    }

    /** One key of a mapping. */
    record Entry(Place keyPlace, YamlNode value) {}

    /** A sequence. */
    record YamlList(Place place, List<YamlNode> items) implements YamlNode {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /**
     * A scalar.
     *
     * @param type what the core schema makes of it
     * @param plain true if it stands without quotes and is no block
     */
    record YamlScalar(Place place, String text, Type type, boolean plain) implements YamlNode {
        /** The types of the YAML 1.2 core schema. */
        public enum Type {
            STRING,
            INTEGER,
            NUMBER,
            BOOLEAN,
            NULL
        }

        @Override
        public String kind() {
            return switch (type) {
                case STRING -> "a text";
                case INTEGER, NUMBER -> "a number";
                case BOOLEAN -> "true or false";
                case NULL -> "nothing";
            };
        }
    }
}
