package dev.stayer.dream;

import java.util.Map;
import java.util.Set;

/** What is there, written down: everything else with a slash in it is gone, the rest nobody can tell. */
record MapEvidence(Set<String> alive, Map<String, String> renamed) implements FactEvidence {
    static final MapEvidence NOTHING = new MapEvidence(Set.of(), Map.of());

    @Override
    public Reference look(String ref) {
        String to = renamed.get(ref);
        if (to != null) {
            return new Renamed(to);
        }
        return alive.contains(ref) ? new Alive() : ref.contains("/") ? new Gone("the file is gone") : new Unknowable();
    }
}
