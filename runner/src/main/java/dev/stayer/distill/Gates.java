package dev.stayer.distill;

import java.util.Arrays;
import java.util.Optional;

/** What a pattern must have to become a skill. Each gate answers with the reason why not, a sentence without its full stop. */
final class Gates {
    private static final double USUAL_SAVING = 2;
    /**
     * How far under the base even the best rate that the evidence allows must lie, where too few tasks tell. At 0.85 five good
     * ends of thirty passed on real sessions; at 1 three of a hundred good patterns were lost on generated ones.
     */
    private static final double WELL_BELOW = 0.9;

    private Gates() {}

    /** The first gate that a pattern does not pass. */
    static Optional<String> refuse(Corpus corpus, Occurrences there, ProcedureEvidence evidence, Settings settings) {
        int[] steps = there.steps();
        if (steps.length < 3) {
            return Optional.of("It has fewer than three steps");
        }
        if (Arrays.stream(steps).distinct().count() < 2) {
            return Optional.of("It is one step repeated");
        }
        int hazards = hazards(corpus, there);
        if (hazards != 0) {
            return Optional.of("It must not be a skill: " + Hazards.why(hazards));
        }
        if (evidence.sessions() < settings.minSessions()) {
            return Optional.of(
                    "It was seen in %d sessions, fewer than %d".formatted(evidence.sessions(), settings.minSessions()));
        }
        if (evidence.tasks() < settings.minTasks() || evidence.besides() < Math.max(1, evidence.sessions() / 5)) {
            return Optional.of("It belongs to one task (%d of %d sessions)"
                    .formatted(evidence.sessions() - evidence.besides(), evidence.sessions()));
        }
        if (evidence.gainBits() < settings.minGain()) {
            return Optional.of("It makes the record shorter by %.0f bits only".formatted(evidence.gainBits()));
        }
        // Where steps are so common that they meet anyway, a pattern of them saves little each time, however often it
        // comes.
        if (evidence.sessions() >= 8 && evidence.gainBits() < USUAL_SAVING * evidence.sessions()) {
            return Optional.of("It is hardly more than its steps are by themselves (%.1f bits each time)"
                    .formatted(evidence.gainBits() / evidence.sessions()));
        }
        if (isChance(evidence)) {
            return Optional.of("The same steps in any order would come as often (%.1f of %d sessions)"
                    .formatted(evidence.chance(), evidence.sessions()));
        }
        if (evidence.confidence() < settings.minConfidence()) {
            return Optional.of("Of the sessions that began it only %.0f %% went on to its end"
                    .formatted(100 * evidence.confidence()));
        }
        if (evidence.sessions() >= 7 && (evidence.firstHalf() < 1 || evidence.secondHalf() < 1)) {
            return Optional.of("It was seen in one half of the tasks and not in the other");
        }
        return failing(corpus, there).or(() -> outcome(evidence.outcome()));
    }

    /** Signs that stand in at least one in three occurrences of a step. */
    private static int hazards(Corpus corpus, Occurrences there) {
        int found = 0;
        for (int step = 0; step < there.steps().length; step++) {
            int[] signs = new int[8];
            int all = 0;
            for (int[] place : there.places()) {
                if (place[step] >= 0) {
                    all++;
                    for (int bit = 0; bit < signs.length; bit++) {
                        signs[bit] += corpus.hazards[place[step]] >> bit & 1;
                    }
                }
            }
            for (int bit = 0; bit < signs.length; bit++) {
                if (signs[bit] > 0 && signs[bit] * 3 >= all) {
                    found |= 1 << bit;
                }
            }
        }
        return found;
    }

    /** Not well above what chance gives, nor far beyond its spread. */
    private static boolean isChance(ProcedureEvidence evidence) {
        return evidence.sessions() < 1.5 * evidence.chance()
                || evidence.sessions() < evidence.chance() + 2.5 * Math.max(0.4, evidence.spread());
    }

    private static Optional<String> failing(Corpus corpus, Occurrences there) {
        for (int step = 0; step < there.steps().length; step++) {
            int all = 0;
            int bad = 0;
            for (int[] place : there.places()) {
                if (place[step] >= 0) {
                    all++;
                    bad += corpus.failed.get(place[step]) ? 1 : 0;
                }
            }
            boolean last = step == there.steps().length - 1;
            if (bad > (last ? 0.4 : 0.6) * all) {
                return Optional.of("Its step %d (%s) failed in %d of %d cases"
                        .formatted(step + 1, corpus.symbols.get(there.steps()[step]), bad, all));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> outcome(ProcedureEvidence.OutcomeEvidence outcome) {
        if (!outcome.isKnown()) {
            return Optional.empty();
        }
        if (outcome.successes() < 2) {
            return Optional.of("Only %d of its sessions ended well".formatted(outcome.successes()));
        }
        boolean worse = outcome.informativeTasks() >= 10
                ? outcome.oddsRatio() < 0.67 && outcome.score() < -1.96
                : outcome.upper() < WELL_BELOW * outcome.base();
        return worse
                ? Optional.of("Sessions with it end worse than others (%.0f %% against %.0f %%)"
                        .formatted(100 * outcome.rate(), 100 * outcome.base()))
                : Optional.empty();
    }
}
