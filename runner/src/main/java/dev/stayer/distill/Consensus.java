package dev.stayer.distill;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Turns a pattern of the code table into the whole workflow: where most of its occurrences have one more step at the same place,
 * the step belongs to it; where few have one of its steps, that step does not.
 */
final class Consensus {
    /** As many occurrences are looked at: more say nothing new. */
    private static final int MAX_LOOKED_AT = 500;

    private static final double JOINS = 0.5;
    private static final double LEAVES = 0.4;

    private Consensus() {}

    /** The workflow around a pattern. */
    static int[] refine(Corpus corpus, int[] seed, Settings settings) {
        int[] steps = seed;
        for (int round = 0; round < 2 * settings.longest(); round++) {
            Occurrences there = Occurrences.of(corpus, steps, settings.gap(), Alignment.least(steps.length));
            int[] longer = steps.length < settings.longest() ? grown(corpus, steps, there, settings) : null;
            if (longer == null) {
                int[] shorter = shrunk(steps, there);
                return shorter;
            }
            steps = longer;
        }
        return steps;
    }

    private record Spot(int symbol, int slot) {}

    private static int @org.jspecify.annotations.Nullable [] grown(
            Corpus corpus, int[] steps, Occurrences there, Settings settings) {
        int all = there.places().size();
        if (all < settings.minSessions()) {
            return null;
        }
        int stride = Math.max(1, all / MAX_LOOKED_AT);
        Map<Spot, Integer> counts = new HashMap<>();
        double[] room = new double[steps.length + 1];
        int looked = 0;
        for (int i = 0; i < all; i += stride) {
            looked++;
            count(corpus, there.episodes()[i], there.places().get(i), settings.gap(), counts, room);
        }
        Spot best = null;
        double bestScore = 0;
        for (Map.Entry<Spot, Integer> entry : counts.entrySet()) {
            Spot spot = entry.getKey();
            int count = entry.getValue();
            if (count < JOINS * looked || count < settings.minSessions()) {
                continue;
            }
            double share = (double) corpus.frequency[spot.symbol()] / corpus.events.length;
            double expected = looked * (1 - Math.exp(-share * room[spot.slot()] / looked));
            double score = surprise(count, looked, expected / looked);
            if (score < 12) {
                continue;
            }
            if (best == null
                    || score > bestScore
                    || (score == bestScore
                            && (spot.symbol() < best.symbol()
                                    || (spot.symbol() == best.symbol() && spot.slot() < best.slot())))) {
                best = spot;
                bestScore = score;
            }
        }
        if (best == null) {
            return null;
        }
        int[] longer = new int[steps.length + 1];
        System.arraycopy(steps, 0, longer, 0, best.slot());
        longer[best.slot()] = best.symbol();
        System.arraycopy(steps, best.slot(), longer, best.slot() + 1, steps.length - best.slot());
        return longer;
    }

    /** Events around and between the steps of one occurrence, each symbol once a slot. */
    private static void count(
            Corpus corpus, int episode, int[] place, int gap, Map<Spot, Integer> counts, double[] room) {
        int from = Math.max(corpus.starts[episode], Occurrences.first(place) - gap - 1);
        int to = Math.min(corpus.starts[episode + 1] - 1, Occurrences.last(place) + gap + 1);
        int slot = 0;
        while (slot < place.length && place[slot] < 0) {
            slot++;
        }
        // Steps missing at the front: what stands before could be at any of these places; the last is taken.
        java.util.Set<Spot> own = new java.util.HashSet<>();
        int next = slot;
        for (int i = from; i <= to; i++) {
            if (next < place.length && i == place[next]) {
                slot = next + 1;
                next++;
                while (next < place.length && place[next] < 0) {
                    next++;
                }
                continue;
            }
            room[slot]++;
            own.add(new Spot(corpus.events[i], slot));
        }
        own.forEach(spot -> counts.merge(spot, 1, Integer::sum));
    }

    /** Bits by which so many of so many are more than chance. */
    static double surprise(int count, int all, double chance) {
        double share = (double) count / all;
        double p = Math.min(0.999, Math.max(chance, 1e-6));
        if (share <= p) {
            return 0;
        }
        double rest = share >= 1 ? 0 : (all - count) * Math.log((1 - share) / (1 - p));
        return (count * Math.log(share / p) + rest) / Math.log(2);
    }

    private static int[] shrunk(int[] steps, Occurrences there) {
        boolean[] stays = new boolean[steps.length];
        int count = 0;
        for (int i = 0; i < steps.length; i++) {
            stays[i] = there.presence(i) >= LEAVES;
            count += stays[i] ? 1 : 0;
        }
        if (count == steps.length || count < 2) {
            return steps;
        }
        int[] result = new int[count];
        int at = 0;
        for (int i = 0; i < steps.length; i++) {
            if (stays[i]) {
                result[at++] = steps[i];
            }
        }
        return Arrays.copyOf(result, at);
    }
}
