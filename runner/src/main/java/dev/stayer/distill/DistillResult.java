package dev.stayer.distill;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a distill has come to so far; kept as JSON between its steps.
 *
 * @param sessions how many were read
 * @param trials by the candidate's id
 * @param written paths of skills, relative to the workspace
 * @param notes sentences on what was not simply written
 * @param words a sentence on who named what was found; null where that was not kept
 */
public record DistillResult(
        int sessions,
        List<Candidate> candidates,
        Map<String, TrialEnd> trials,
        List<String> written,
        List<String> notes,
        @Nullable String words) {
    public DistillResult {
        candidates = List.copyOf(candidates);
        trials = Map.copyOf(new TreeMap<>(trials));
        written = List.copyOf(written);
        notes = List.copyOf(notes);
    }

    /** The accepted candidates. */
    public List<Candidate> accepted() {
        return candidates.stream().filter(Candidate::accepted).toList();
    }

    DistillResult tried(String id, TrialEnd end) {
        Map<String, TrialEnd> all = new TreeMap<>(trials);
        all.put(id, end);
        return new DistillResult(sessions, candidates, all, written, notes, words);
    }

    DistillResult planned(List<String> paths, List<String> more) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(more);
        return new DistillResult(sessions, candidates, trials, paths, all, words);
    }

    /** The same with a candidate in other words. */
    DistillResult worded(Candidate candidate, List<String> more) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(more);
        return new DistillResult(
                sessions,
                candidates.stream()
                        .map(one -> one.id().equals(candidate.id()) ? candidate : one)
                        .toList(),
                trials,
                written,
                all,
                words);
    }

    DistillResult wordedBy(String whom, List<String> more) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(more);
        return new DistillResult(sessions, candidates, trials, written, all, whom);
    }
}
