package dev.stayer.distill;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** From a corpus to judged patterns: mining, refinement, gates, and one pattern for what is alike. */
final class Patterns {
    private static final double ALIKE = 0.6;

    private Patterns() {}

    /**
     * A pattern and the judgement of it.
     *
     * @param refusal why it is no skill; empty if it is one
     */
    record Judged(Occurrences there, ProcedureEvidence evidence, Optional<String> refusal) {
        boolean isAccepted() {
            return refusal.isEmpty();
        }

        Judged refused(String why) {
            return new Judged(there, evidence, Optional.of(why));
        }
    }

    /** The accepted ones first, each kind by falling gain. */
    static List<Judged> find(Corpus corpus, Settings settings) {
        List<int[]> seeds = new ArrayList<>(CodeTable.mine(corpus, settings));
        List<int[]> whole = new ArrayList<>();
        seeds.addAll(Pairs.seeds(corpus, settings));
        for (int[] seed : seeds) {
            add(whole, Consensus.refine(corpus, seed, settings));
        }
        List<Judged> judged = new ArrayList<>();
        for (int[] steps : whole) {
            Occurrences there = Occurrences.of(corpus, steps, settings.gap(), Alignment.least(steps.length));
            ProcedureEvidence evidence = ProcedureEvidence.of(corpus, there, settings);
            judged.add(new Judged(there, evidence, Gates.refuse(corpus, there, evidence, settings)));
        }
        judged.sort(Comparator.comparing((Judged one) -> !one.isAccepted())
                .thenComparing(one -> -one.evidence().gainBits())
                .thenComparing(
                        (a, b) -> Arrays.compare(a.there().steps(), b.there().steps())));
        return merged(corpus, judged);
    }

    private static void add(List<int[]> list, int[] steps) {
        if (list.stream().noneMatch(other -> Arrays.equals(other, steps))) {
            list.add(steps);
        }
    }

    private static List<Judged> merged(Corpus corpus, List<Judged> judged) {
        List<Judged> result = new ArrayList<>();
        List<Judged> kept = new ArrayList<>();
        for (Judged one : judged) {
            Optional<Judged> same = one.isAccepted()
                    ? kept.stream()
                            .filter(other -> isVariant(corpus, one, other))
                            .findFirst()
                    : Optional.empty();
            if (same.isPresent()) {
                result.add(one.refused("It is a variant of a stronger candidate"));
            } else {
                if (one.isAccepted()) {
                    kept.add(one);
                }
                result.add(one);
            }
        }
        result.sort(Comparator.comparing(one -> !one.isAccepted()));
        return result;
    }

    /** Alike in its steps, or most of its occurrences lie within those of the other. */
    private static boolean isVariant(Corpus corpus, Judged one, Judged other) {
        int[] a = one.there().steps();
        int[] b = other.there().steps();
        int common = Alignment.common(a, b);
        if (2.0 * common / (a.length + b.length) >= ALIKE || common == Math.min(a.length, b.length)) {
            return true;
        }
        if (common < 2) {
            return false;
        }
        return overlap(one.there(), other.there()) > 0.6 * one.there().places().size();
    }

    /** In how many occurrences at least half of the events also belong to the other. */
    private static int overlap(Occurrences one, Occurrences other) {
        int count = 0;
        int j = 0;
        for (int i = 0; i < one.episodes().length; i++) {
            while (j < other.episodes().length && other.episodes()[j] < one.episodes()[i]) {
                j++;
            }
            if (j < other.episodes().length && other.episodes()[j] == one.episodes()[i]) {
                int[] theirs = other.places().get(j);
                int shared = 0;
                int own = 0;
                for (int at : one.places().get(i)) {
                    if (at >= 0) {
                        own++;
                        shared += Arrays.stream(theirs).anyMatch(place -> place == at) ? 1 : 0;
                    }
                }
                count += 2 * shared >= own ? 1 : 0;
            }
        }
        return count;
    }
}
