package dev.stayer.yaml;

import java.util.Comparator;

/**
 * Something wrong in a file that a person wrote.
 *
 * @param message one line that says what is wrong and what to write instead
 */
public record Problem(Place place, String message) implements Comparable<Problem> {
    private static final Comparator<Problem> BY_PLACE = Comparator.comparing(
                    (Problem problem) -> problem.place().file())
            .thenComparingInt(problem -> problem.place().line())
            .thenComparingInt(problem -> problem.place().column())
            .thenComparing(Problem::message);

    /** Messages quote what stands in the file; characters that would act on a terminal are written as escapes. */
    public Problem {
        message = Shown.visible(message);
    }

    @Override
    public int compareTo(Problem other) {
        return BY_PLACE.compare(this, other);
    }

    @Override
    public String toString() {
        return Shown.visible(place.toString()) + ": " + message;
    }
}
