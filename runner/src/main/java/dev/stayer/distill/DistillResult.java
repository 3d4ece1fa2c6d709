package dev.stayer.distill;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a distill has come to so far; kept as JSON between its steps.
 *
 * @param sessions how many were read
 * @param trials by the candidate's id
 * @param written paths of skills, relative to the workspace
 * @param notes sentences on what was not simply written
 */
public record DistillResult(
        int sessions,
        List<Candidate> candidates,
        Map<String, TrialEnd> trials,
        List<String> written,
        List<String> notes) {
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
        return new DistillResult(sessions, candidates, all, written, notes);
    }

    DistillResult planned(List<String> paths, List<String> more) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(more);
        return new DistillResult(sessions, candidates, trials, paths, all);
    }
}
