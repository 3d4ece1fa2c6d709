package dev.stayer.search;

/**
 * What each place of a term counts, and what else speaks for an entry. The figures were measured, see reports/bench/search.md; most
 * may change by half without a difference that can be seen.
 *
 * @param title the headings above; {@code path} the file's name
 * @param label the words before a colon that an entry begins with: who speaks, what it is about
 * @param parts pieces of compound names, and pairs of characters of scripts without spaces
 * @param before the entry before; {@code after} the next; {@code far} those beyond
 * @param contextSaturation how often a term must stand in a neighbour until more of it says little
 * @param saturation the same for the entry itself
 * @param asked how much more the entry before counts where it is a question: this one may be its answer
 * @param question what a question loses: who looks for something wants the answer, not somebody who asked the same
 */
record Weights(
        double title,
        double path,
        double label,
        double parts,
        double dates,
        double before,
        double after,
        double far,
        double contextSaturation,
        double saturation,
        double asked,
        double question) {
    static final Weights MEASURED = new Weights(1, 3, 2, 0.75, 0.3, 0.5, 0.3, 0.3, 0.5, 1.2, 0.5, 0.15);
}
