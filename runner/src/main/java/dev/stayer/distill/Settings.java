package dev.stayer.distill;

/**
 * The limits of mining and its gates; what they were measured with stands in docs/decisions/0007-distill.md.
 *
 * @param gap how many other events may stand between two steps that follow each other
 * @param minSessions distinct sessions that a skill must have been seen in
 * @param minTasks distinct tasks
 * @param minGain bits by which the record gets shorter when the pattern has a word of its own
 * @param minConfidence share of the sessions that began the pattern and went on to its end
 * @param longest steps of a skill
 * @param budget how many events the miner may look at, for each event there is; no clock decides
 */
public record Settings(
        int gap, int minSessions, int minTasks, double minGain, double minConfidence, int longest, int budget) {
    /** What is used. */
    public static final Settings USUAL = new Settings(5, 3, 2, 4, 0.15, 12, 4000);
}
