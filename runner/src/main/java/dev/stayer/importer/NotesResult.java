package dev.stayer.importer;

import java.util.List;

/**
 * What an import of notes did.
 *
 * @param added files that were not there before
 * @param changed files whose content was replaced
 * @param removed files that are gone from the folder
 * @param entries of the added and changed files
 * @param skipped files that could not be taken
 * @param problems the first of them
 */
public record NotesResult(
        long added,
        long changed,
        long unchanged,
        long removed,
        long entries,
        long skipped,
        List<Problems.Problem> problems) {}
