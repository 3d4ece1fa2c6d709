package dev.stayer.core;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The variables that the person started Stayer with, which commands inherit. Thread-safe. */
public final class InheritedEnvironment {
    /**
     * How the launcher hands on the person's {@code LC_ALL}, since it sets one of its own for the JVM: {@code =value}, or
     * empty where there was none.
     */
    static final String OWN_LOCALE = "STAYER_OWN_LC_ALL";

    private static final String LOCALE = "LC_ALL";

    private InheritedEnvironment() {}

    /** Names and values as the person has them; not to be changed. */
    public static Map<String, String> variables() {
        return of(System.getenv());
    }

    /** The person's variables, made from those of a process that the launcher started. */
    static Map<String, String> of(Map<String, String> process) {
        String own = process.get(OWN_LOCALE);
        if (own == null) {
            return process;
        }
        Map<String, String> variables = new TreeMap<>(process);
        variables.remove(OWN_LOCALE);
        if (own.startsWith("=")) {
            variables.put(LOCALE, own.substring(1));
        } else {
            variables.remove(LOCALE);
        }
        return Collections.unmodifiableMap(variables);
    }
}
