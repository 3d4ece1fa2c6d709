package dev.stayer.search;

import org.jspecify.annotations.Nullable;

/**
 * A row of the queue: which row of a run is to be indexed.
 *
 * @param kind {@code message}, {@code call}, {@code note}, {@code ledger}, {@code checkpoint}, {@code instruction}, {@code event} or
 *     {@code gone} for a whole run
 * @param number the row's own number within its table, run or task; a call's turn
 * @param place a call's place in its turn
 */
record Noted(long id, String kind, String run, @Nullable String task, long number, int place) {
    /** What the keys of its entries begin with; a slash and the number of the piece follow. */
    String key() {
        String last = kind.equals("call") ? number + "." + place : String.valueOf(number);
        return run + "/" + (task == null ? "-" : task) + "/" + kind + "/" + last;
    }
}
