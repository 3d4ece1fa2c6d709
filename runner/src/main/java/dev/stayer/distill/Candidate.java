package dev.stayer.distill;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A repeated workflow and the judgement of it.
 *
 * @param id names the pattern: equal for the same steps in any run
 * @param name as a skill
 * @param accepted true if it would be written
 * @param reason why it is accepted or not, a sentence without its full stop
 * @param support what it was seen in
 * @param gainBits by which the record gets shorter
 * @param confidence share of the sessions that began it and ended it
 * @param topics words that people use in its sessions and seldom in others
 * @param sources some of the places where it was seen
 * @param failures how often each step failed in its last try, by number of step
 * @param replay the commands of one session that had every step, for a trial; empty if it has others than commands
 * @param prose a model's words for it; null where they are generated
 */
public record Candidate(
        String id,
        String name,
        boolean accepted,
        String reason,
        Procedure workflow,
        Support support,
        double gainBits,
        double confidence,
        Outcome outcome,
        List<String> topics,
        List<String> sources,
        List<Integer> failures,
        List<Replay> replay,
        @Nullable Prose prose) {
    /**
     * A command as it was run.
     *
     * @param session where
     * @param ok how it ended
     */
    public record Replay(String command, String session, boolean ok) {}

    /**
     * Words for people; what the steps are is not theirs to say. Each null where the generated ones stay.
     *
     * @param title of the page
     * @param description what the workflow brings about and when to use it
     * @param sentence the first of the page
     */
    public record Prose(
            @Nullable String title,
            @Nullable String description,
            @Nullable String sentence) {}

    /** In how many different sessions, tasks and projects. */
    public record Support(int sessions, int tasks, int projects) {}

    /**
     * How its sessions ended.
     *
     * @param rate share of good ends on tasks that were ever solved
     * @param base the same share of all sessions
     */
    public record Outcome(
            int successes,
            int failures,
            int unknown,
            double rate,
            double base,
            double oddsRatio,
            int informativeTasks) {}

    /** The same, refused. */
    Candidate refused(String why) {
        return new Candidate(
                id,
                name,
                false,
                why,
                workflow,
                support,
                gainBits,
                confidence,
                outcome,
                topics,
                sources,
                failures,
                List.of(),
                null);
    }

    /** The same by another name, with other words, and parameters by other names. */
    Candidate worded(String called, Map<String, String> parameters, Prose words) {
        return new Candidate(
                id,
                called,
                accepted,
                reason,
                workflow.renamed(parameters),
                support,
                gainBits,
                confidence,
                outcome,
                topics,
                sources,
                failures,
                replay,
                words);
    }

    public Candidate {
        topics = List.copyOf(topics);
        sources = List.copyOf(sources);
        failures = List.copyOf(failures);
        replay = List.copyOf(replay);
    }
}
