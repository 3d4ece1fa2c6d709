package dev.stayer.search;

import dev.stayer.store.Tx;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds entries: the index names candidates, then each is judged with all its words and those of its neighbours. */
public final class Search {
    /** More words than any question has. */
    private static final int MAX_TERMS = 64;

    /** Entries to each side that are read with one. */
    static final int REACH = 2;

    private Search() {}

    /** The best hits; none where nothing fits. Any text may be asked. */
    public static Hits find(Tx tx, Query query) {
        return find(tx, query, Weights.MEASURED);
    }

    static Hits find(Tx tx, Query query, Weights weights) {
        return find(tx, query, weights, SearchCost.MEASURED);
    }

    static Hits find(Tx tx, Query query, Weights weights, SearchCost budget) {
        List<String> words = terms(query.text());
        Candidates candidates = Candidates.of(tx, weights, query, words, budget);
        Set<Long> best = candidates.best(Math.max(budget.candidates(), query.limit()));
        Neighbourhood around = new Neighbourhood(tx);
        around.read(best, REACH);
        best.removeIf(id -> !around.has(id));
        Set<Long> wider = new LinkedHashSet<>();
        best.stream().limit(budget.expanded()).forEach(id -> wider.addAll(around.window(id)));
        wider.removeAll(best);
        around.read(wider, REACH);
        Ranking ranking = new Ranking(candidates.terms(), candidates.all(), weights);
        List<Scored> scored = new ArrayList<>();
        best.forEach(id -> scored.add(new Scored(id, ranking.score(around, id))));
        wider.forEach(id -> scored.add(new Scored(id, ranking.score(around, id))));
        // A number beside one that has a term may be of another file.
        scored.removeIf(one -> one.score() <= 0);
        scored.sort((a, b) -> Double.compare(b.score(), a.score()));
        List<Hits.Hit> hits = scored.stream()
                .limit(query.limit())
                .map(one -> new Hits.Hit(
                        around.row(one.id()).entry(),
                        one.score(),
                        around.row(one.id()).root()))
                .toList();
        return new Hits(hits, words);
    }

    private record Scored(long id, double score) {}

    /** What is looked for in the words of a question. */
    public static List<String> terms(String text) {
        Analyser.Terms cut = Analyser.of(Cut.to(text, 20_000));
        List<String> all = new ArrayList<>(StopWords.without(cut.words()));
        all.addAll(cut.parts());
        return all.stream().distinct().limit(MAX_TERMS).toList();
    }
}
