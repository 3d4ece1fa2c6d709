package dev.stayer.search;

import dev.stayer.store.Tx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** What a search would find if it scored every entry there is: slow, and independent of how candidates are chosen. */
final class Truth {
    private Truth() {}

    /** The scores of the ten best for each query, best first. */
    static List<List<Double>> scores(Tx tx, List<Query> queries) {
        List<List<Term>> terms = new ArrayList<>();
        List<PriorityQueue<Double>> best = new ArrayList<>();
        double all = 0;
        for (Query query : queries) {
            Candidates candidates =
                    Candidates.of(tx, Weights.MEASURED, query, Search.terms(query.text()), SearchCost.MEASURED);
            terms.add(candidates.terms());
            all = candidates.all();
            best.add(new PriorityQueue<>());
        }
        for (long place : tx.list("SELECT ID FROM PLACE", row -> row.getLong(1))) {
            Neighbourhood around = new Neighbourhood(tx);
            List<Long> ids = tx.list("SELECT ID FROM ENTRY WHERE PLACE = ?", row -> row.getLong(1), place);
            around.read(ids, Search.REACH);
            for (int q = 0; q < queries.size(); q++) {
                Ranking ranking = new Ranking(terms.get(q), all, Weights.MEASURED);
                for (long id : ids) {
                    double score = ranking.score(around, id);
                    if (score > 0) {
                        best.get(q).add(score);
                    }
                    if (best.get(q).size() > queries.get(q).limit()) {
                        best.get(q).remove();
                    }
                }
            }
        }
        return best.stream()
                .map(heap -> heap.stream().sorted(Comparator.reverseOrder()).toList())
                .toList();
    }
}
