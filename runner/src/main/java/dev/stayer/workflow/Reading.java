package dev.stayer.workflow;

import dev.stayer.yaml.Place;
import dev.stayer.yaml.Problem;
import java.util.List;
import java.util.Set;

/**
 * What all readers of one workflow file share.
 *
 * @param secrets of the workflows that this one uses, to which the run has to bring values too
 */
record Reading(
        WorkflowReader reader,
        String file,
        List<Problem> problems,
        List<Problem> warnings,
        Set<NotBuilt> notBuilt,
        Set<String> secrets) {

    void problem(Place place, String message) {
        problems.add(new Problem(place, message));
    }

    void warn(Place place, String message) {
        warnings.add(new Problem(place, message));
    }

    void notBuilt(String key, Place place, boolean hindersRun) {
        notBuilt.add(new NotBuilt(key, place, hindersRun));
    }
}
