package dev.stayer.importer;

import java.util.List;

/**
 * What an import brought.
 *
 * @param added sessions that were not there before
 * @param replaced sessions that were there in another form
 * @param steps of the added and replaced sessions
 * @param skipped lines or files that could not be read
 * @param problems the first of them
 */
public record ImportResult(
        long added, long replaced, long unchanged, long steps, long skipped, List<Problems.Problem> problems) {

    public long sessions() {
        return added + replaced + unchanged;
    }
}
