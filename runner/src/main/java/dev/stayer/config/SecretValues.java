package dev.stayer.config;

import java.util.List;
import java.util.Map;

/** Secrets that were asked for: those that are there, and the names of those that are not. Its text shows no value. */
public final class SecretValues {
    private final Map<String, String> values;
    private final List<String> missing;

    SecretValues(Map<String, String> values, List<String> missing) {
        this.values = Map.copyOf(values);
        this.missing = List.copyOf(missing);
    }

    /** Values by name. */
    public Map<String, String> values() {
        return values;
    }

    /** Names that have no source in stayer.yaml, or whose source gives nothing. */
    public List<String> missing() {
        return missing;
    }

    @Override
    public String toString() {
        return "SecretValues[" + values.keySet() + ", missing " + missing + "]";
    }
}
