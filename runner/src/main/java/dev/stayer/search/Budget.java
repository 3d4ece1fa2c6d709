package dev.stayer.search;

/**
 * What one search may cost, in entries.
 *
 * @param places whose places of terms are weighed, the rarest terms first
 * @param scored that the index itself may score, which costs six times as much
 * @param smallScope up to which a scope is part of the look-up; larger ones are filtered afterwards
 * @param candidates that are read with their neighbours
 * @param expanded best candidates whose neighbours are candidates too: what is asked for may stand in the next line
 */
record Budget(int places, int scored, int smallScope, int candidates, int expanded) {
    static final Budget MEASURED = new Budget(80_000, 20_000, 50_000, 120, 40);
}
