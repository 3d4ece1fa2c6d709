package dev.stayer.search;

import dev.stayer.store.Tx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds entries: the index names candidates, then each is judged with all its words and those of its neighbours. */
public final class Search {
    /** More words than any question has. */
    private static final int MOST_TERMS = 64;

    private static final int CANDIDATES = 200;
    /** How many entries to each side are read around a candidate. */
    private static final int REACH = 4;

    private Search() {}

    /** The best hits; none where nothing fits. Any text may be asked. */
    public static Hits find(Tx tx, Query query) {
        List<String> words = terms(query.text());
        List<Term> terms = Candidates.count(tx, words);
        Set<Long> best = Candidates.best(tx, query, terms, Math.max(CANDIDATES, query.limit()));
        Map<Row, List<Row>> windows = new LinkedHashMap<>();
        for (long id : best) {
            Row.find(tx, id).ifPresent(row -> windows.put(row, row.window(tx, REACH)));
        }
        double all = tx.number("SELECT coalesce(max(ID), 0) FROM ENTRY");
        Ranking ranking = new Ranking(terms, all);
        List<Hits.Hit> hits = new ArrayList<>();
        windows.forEach((row, window) -> hits.add(new Hits.Hit(row.entry(), ranking.score(row, window), row.root())));
        hits.sort((a, b) -> Double.compare(b.score(), a.score()));
        return new Hits(List.copyOf(hits.subList(0, Math.min(query.limit(), hits.size()))), words);
    }

    /** What is looked for in the words of a question. */
    static List<String> terms(String text) {
        Analyser.Terms cut = Analyser.of(Cut.to(text, 20_000));
        List<String> all = new ArrayList<>(StopWords.without(cut.words()));
        all.addAll(cut.parts());
        return all.stream().distinct().limit(MOST_TERMS).toList();
    }
}
