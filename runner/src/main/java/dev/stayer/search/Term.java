package dev.stayer.search;

/**
 * A term of a query.
 *
 * @param entries how many entries have it: exact up to the budget, estimated above
 */
record Term(String text, double entries) {
    /** How much it tells: the rarer, the more; never less than nothing. */
    double weight(double all) {
        return Math.max(0.01, Math.log(1 + (all - entries + 0.5) / (entries + 0.5)));
    }
}
