package dev.stayer.agent;

import java.util.Map;

/** By how much our estimate of tokens is off for this model, learnt from what its provider reports. */
final class Correction {
    private static final String KEY = "factor";

    private final Map<String, Object> context;

    /** @param context of the execution, where it outlives the process */
    Correction(Map<String, Object> context) {
        this.context = context;
    }

    double factor() {
        Object kept = context.get(KEY);
        return kept == null ? 1 : Long.parseLong(kept.toString()) / 1000.0;
    }

    /** A new estimate moves a third of the way to what the provider says. */
    void learn(long reported, long estimated) {
        if (reported > 0) {
            double now = factor();
            double seen = estimated <= 0 ? now : now * reported / estimated;
            context.put(KEY, Long.toString(Math.round(1000 * Math.clamp(now + (seen - now) / 3, 0.4, 4))));
        }
    }
}
