package dev.stayer.search;

import java.util.Locale;

/** Who an entry's words come from; those of tools are data and never rules. */
public enum Origin {
    PERSON,
    AGENT,
    TOOL,
    RUNNER;

    /** As it stands in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
