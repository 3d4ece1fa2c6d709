package dev.stayer.search;

import java.util.List;

/**
 * What was found, best first.
 *
 * @param terms the words that were looked for, as the index has them
 */
public record Hits(List<Hit> hits, List<String> terms) {
    /**
     * One entry.
     *
     * @param score larger is better; comparable within one query only
     * @param root the folder that its file was imported from; empty for the workspace's own
     */
    public record Hit(Entry entry, double score, String root) {}
}
