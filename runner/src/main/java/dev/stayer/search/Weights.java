package dev.stayer.search;

/**
 * What each place of a term counts; measured with {@code SearchBench}, see reports/bench/search.md.
 *
 * @param label the words before a colon that an entry begins with: who speaks, what it is about
 * @param near the next entry and the one before; {@code far} the second next
 */
record Weights(
        double title,
        double path,
        double label,
        double parts,
        double dates,
        double near,
        double far,
        double saturation,
        double length,
        double pair) {
    static final Weights MEASURED = new Weights(3, 1, 1, 0.5, 0.3, 0.35, 0.35, 1.2, 0, 0);
}
