package dev.stayer.distill;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * What speaks for a pattern and against it.
 *
 * @param sessions distinct sessions that followed it
 * @param tasks distinct tasks of these
 * @param projects distinct projects of these
 * @param besides sessions of other tasks than the one with the most
 * @param firstHalf sessions whose task falls into one half of all tasks, by a hash
 * @param secondHalf sessions of the other half
 * @param gainBits by which the record gets shorter if the pattern alone has a word of its own
 * @param confidence sessions that ended it, of those that began it
 * @param chance how many sessions would hold it if each did the same things in another order
 * @param spread the standard deviation of that number
 * @param outcome how its sessions ended
 */
record ProcedureEvidence(
        int sessions,
        int tasks,
        int projects,
        int besides,
        int firstHalf,
        int secondHalf,
        double gainBits,
        double confidence,
        double chance,
        double spread,
        OutcomeEvidence outcome) {
    private static final int SHUFFLES = 8;

    static ProcedureEvidence of(Corpus corpus, Occurrences there, Settings settings) {
        int[] sessions = there.sessions(corpus);
        Map<String, Integer> byTask = new TreeMap<>();
        Set<String> projects = new HashSet<>();
        int first = 0;
        for (int session : sessions) {
            Corpus.Session one = corpus.sessions.get(session);
            byTask.merge(one.project() + "\u0000" + one.task(), 1, Integer::sum);
            projects.add(one.project());
            first += half(one.task()) ? 1 : 0;
        }
        double[] chance = chance(corpus, there, settings);
        int most = byTask.values().stream().mapToInt(i -> i).max().orElse(0);
        return new ProcedureEvidence(
                sessions.length,
                byTask.size(),
                projects.size(),
                sessions.length - most,
                first,
                sessions.length - first,
                gain(corpus, there),
                confidence(corpus, there, sessions.length, settings),
                chance[0],
                chance[1],
                OutcomeEvidence.of(corpus, sessions));
    }

    private static boolean half(String task) {
        int hash = task.hashCode() * 0x9E3779B9;
        return (hash >>> 16 & 1) == 0;
    }

    private static double gain(Corpus corpus, Occurrences there) {
        double all = corpus.events.length;
        double count = there.places().size();
        double bits = 0;
        double gaps = 0;
        double next = 0;
        for (int[] place : there.places()) {
            int known = 0;
            for (int i = 0; i < place.length; i++) {
                if (place[i] >= 0) {
                    bits += log2(all / corpus.frequency[there.steps()[i]]);
                    known++;
                } else {
                    bits -= 3;
                }
            }
            gaps += Occurrences.last(place) - Occurrences.first(place) + 1 - known;
            next += known - 1;
        }
        double table = 2 * log2(there.steps().length + 1) + log2(all + 1);
        for (int step : there.steps()) {
            table += log2(all / corpus.frequency[step]);
        }
        double gapBits =
                (gaps > 0 ? gaps * log2((gaps + next) / gaps) : 0) + (next > 0 ? next * log2((gaps + next) / next) : 0);
        return count == 0 ? 0 : bits - count * log2(all / count) - gapBits - table;
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }

    private static double confidence(Corpus corpus, Occurrences there, int sessions, Settings settings) {
        int half = (there.steps().length + 1) / 2;
        int[] begun = Arrays.copyOf(there.steps(), half);
        int all = Occurrences.of(corpus, begun, settings.gap(), half).sessions(corpus).length;
        return all == 0 ? 1 : Math.min(1, (double) sessions / all);
    }

    /** Counts the pattern in shuffled episodes; the shuffle depends on the session's id alone. */
    private static double[] chance(Corpus corpus, Occurrences there, Settings settings) {
        int least = Alignment.least(there.steps().length);
        int[] episodes = Occurrences.candidates(corpus, there.steps(), least);
        int stride = Math.max(1, episodes.length / 2000);
        double expected = 0;
        double variance = 0;
        for (int e = 0; e < episodes.length; e += stride) {
            int from = corpus.starts[episodes[e]];
            int[] events = Arrays.copyOfRange(corpus.events, from, corpus.starts[episodes[e] + 1]);
            boolean[] copied = new boolean[events.length];
            for (int i = 0; i < copied.length; i++) {
                copied[i] = corpus.copied.get(from + i);
            }
            SplittableRandom random = new SplittableRandom(
                    corpus.sessions.get(corpus.owners[episodes[e]]).id().hashCode() * 31L + events.length);
            int found = 0;
            for (int n = 0; n < SHUFFLES; n++) {
                for (int i = events.length - 1; i > 0; i--) {
                    int j = random.nextInt(i + 1);
                    int kept = events[i];
                    events[i] = events[j];
                    events[j] = kept;
                    boolean flag = copied[i];
                    copied[i] = copied[j];
                    copied[j] = flag;
                }
                int[] place = Alignment.find(events, 0, events.length, there.steps(), settings.gap(), least);
                if (place != null && !copied[Occurrences.last(place)]) {
                    found++;
                }
            }
            double share = (double) found / SHUFFLES;
            // A few shuffles say little of one episode, so none is ever sure.
            double smooth = (found + 0.5) / (SHUFFLES + 1);
            expected += share * stride;
            variance += smooth * (1 - smooth) * share * stride;
        }
        return new double[] {expected, Math.sqrt(variance)};
    }

    /**
     * How sessions with a pattern ended, compared with those without, task by task.
     *
     * @param informativeTasks tasks with sessions of both sorts and both ends
     * @param oddsRatio of Mantel and Haenszel over these: below 1 if the sessions with it end worse
     * @param score their statistic, in standard deviations
     * @param rate share of good ends, on tasks that were ever solved
     * @param upper the upper end of the 95 % interval of that
     * @param base share of good ends on these tasks, all sessions
     */
    record OutcomeEvidence(
            int successes,
            int failures,
            int unknown,
            int informativeTasks,
            double oddsRatio,
            double score,
            double rate,
            double upper,
            double base) {
        static OutcomeEvidence of(Corpus corpus, int[] with) {
            Set<Integer> exposed = new HashSet<>();
            Arrays.stream(with).forEach(exposed::add);
            // with success, with failure, without success, without failure
            Map<String, int[]> tasks = new HashMap<>();
            int unknown = 0;
            for (int i = 0; i < corpus.sessions.size(); i++) {
                Corpus.Session session = corpus.sessions.get(i);
                boolean has = exposed.contains(i);
                if (session.outcome() == Trace.Outcome.UNKNOWN) {
                    unknown += has ? 1 : 0;
                    continue;
                }
                int[] cells = tasks.computeIfAbsent(session.project() + "\u0000" + session.task(), key -> new int[4]);
                cells[(has ? 0 : 2) + (session.outcome() == Trace.Outcome.SUCCESS ? 0 : 1)]++;
            }
            int successes = 0;
            int failures = 0;
            int solvedWith = 0;
            int solvedWithAll = 0;
            int solved = 0;
            int solvedAll = 0;
            int informative = 0;
            double up = 0;
            double down = 0;
            double excess = 0;
            double variance = 0;
            for (String task : new java.util.TreeSet<>(tasks.keySet())) {
                int[] c = java.util.Objects.requireNonNull(tasks.get(task));
                successes += c[0];
                failures += c[1];
                double all = c[0] + c[1] + c[2] + c[3];
                if (c[0] + c[2] > 0) {
                    solvedWith += c[0];
                    solvedWithAll += c[0] + c[1];
                    solved += c[0] + c[2];
                    solvedAll += (int) all;
                }
                if (c[0] + c[1] > 0 && c[2] + c[3] > 0 && c[0] + c[2] > 0 && c[1] + c[3] > 0) {
                    informative++;
                    up += c[0] * c[3] / all;
                    down += c[1] * c[2] / all;
                    double own = c[0] + c[1];
                    double well = c[0] + c[2];
                    excess += c[0] - own * well / all;
                    variance += own * (all - own) * well * (all - well) / (all * all * Math.max(1, all - 1));
                }
            }
            double rate = solvedWithAll == 0 ? 0 : (double) solvedWith / solvedWithAll;
            return new OutcomeEvidence(
                    successes,
                    failures,
                    unknown,
                    informative,
                    (up + 0.5) / (down + 0.5),
                    variance == 0 ? 0 : excess / Math.sqrt(variance),
                    rate,
                    wilson(solvedWith, solvedWithAll),
                    solvedAll == 0 ? 0 : (double) solved / solvedAll);
        }

        boolean isKnown() {
            return successes + failures > 0;
        }

        /** The upper end of the 95 % interval of a share. */
        static double wilson(int count, int all) {
            if (all == 0) {
                return 1;
            }
            double z = 1.96;
            double p = (double) count / all;
            double middle = p + z * z / (2 * all);
            double half = z * Math.sqrt(p * (1 - p) / all + z * z / (4.0 * all * all));
            return Math.min(1, (middle + half) / (1 + z * z / all));
        }
    }
}
