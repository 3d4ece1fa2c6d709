package dev.stayer.search;

import dev.stayer.store.Tx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The first phase of a search: the entries that are worth a closer look. Every entry that has one of the terms is weighed, so common
 * terms get a budget: the rarest are looked up until it is used, the others only count in the second phase.
 */
final class Candidates {
    /** So many candidates for one that a large scope may let through. */
    private static final int SPARE = 8;
    /** Entries of a term that are counted; how common it is beyond is estimated from how far they reach. */
    private static final int COUNTED = 5_000;

    private static final String WEIGHTS = "3.0, 1.0, 0.5, 0.3, 0.0";

    private final Tx tx;
    private final Weights weights;
    private final List<String> scope;
    private final List<Term> terms;
    private final double all;
    private final SearchCost budget;

    private Candidates(Tx tx, Weights weights, List<String> scope, List<Term> terms, double all, SearchCost budget) {
        this.budget = budget;
        this.weights = weights;
        this.tx = tx;
        this.scope = scope;
        this.terms = terms;
        this.all = all;
    }

    /**
     * What a query looks for and where, with how common each term is.
     *
     * @param words the terms to look for, as {@link Search#terms} has them
     */
    static Candidates of(Tx tx, Weights weights, Query query, List<String> words, SearchCost budget) {
        // Over everything, also where the query is narrower: measured, a name that everybody in a scope bears still
        // tells who is meant.
        double all = tx.number("SELECT coalesce(max(ID), 0) FROM ENTRY");
        List<Term> terms = new ArrayList<>();
        for (String word : new LinkedHashSet<>(words)) {
            terms.add(new Term(word, count(tx, word, all)));
        }
        return new Candidates(tx, weights, scope(query), terms, all, budget);
    }

    private static double count(Tx tx, String word, double all) {
        return tx.first(
                        "SELECT count(*), max(rowid) FROM (SELECT rowid FROM ENTRY_TERMS WHERE ENTRY_TERMS MATCH ? LIMIT ?)",
                        row -> row.getLong(1) < COUNTED ? row.getLong(1) : COUNTED * all / row.getLong(2),
                        quoted(word),
                        COUNTED)
                .orElse(0.0);
    }

    private static List<String> scope(Query query) {
        List<String> scope = new ArrayList<>();
        if (query.layer() != null) {
            scope.add(quoted(SearchScope.layer(query.layer())));
        }
        if (query.run() != null) {
            scope.add(quoted(SearchScope.run(query.run())));
        }
        if (query.scope() != null) {
            List<String> segments = SearchScope.segments(query.scope());
            if (!segments.isEmpty()) {
                scope.add(segments.stream().map(Candidates::quoted).collect(Collectors.joining(" + ")));
            }
        }
        return scope;
    }

    List<Term> terms() {
        return terms;
    }

    /** How many entries there are. */
    double all() {
        return all;
    }

    private static String quoted(String term) {
        return "\"" + term + "\"";
    }

    /** Numbers of the best entries, best first. */
    Set<Long> best(int count) {
        List<Term> rarestFirst = terms.stream()
                .filter(term -> term.entries() > 0)
                .sorted(Comparator.comparingDouble(Term::entries))
                .toList();
        if (rarestFirst.isEmpty()) {
            return new LinkedHashSet<>();
        }
        Set<Long> found = new LinkedHashSet<>();
        List<String> within = isSmall() ? scope : List.of();
        int wanted = scope.size() == within.size() ? count : count * SPARE;
        List<Term> chosen = affordable(rarestFirst, within.isEmpty() ? budget.places() : budget.scored());
        if (chosen.isEmpty()) {
            // Every term is common: entries that have the two rarest, then the newest that have one.
            if (rarestFirst.size() > 1) {
                String both = quoted(rarestFirst.get(0).text()) + " AND "
                        + quoted(rarestFirst.get(1).text());
                found.addAll(ranked(both, within, 0, wanted));
            }
            Term rarest = rarestFirst.get(0);
            long newest = (long) (all - all * budget.scored() / rarest.entries());
            found.addAll(ranked(quoted(rarest.text()), within, newest, wanted));
        } else if (within.isEmpty()) {
            Postings postings = new Postings(tx, weights);
            chosen.forEach(term -> postings.add(term.text(), term.weight(all)));
            // Fewer are enough: what stands beside an entry has been weighed already.
            found.addAll(postings.best((wanted * 2 + 2) / 3));
        } else {
            String any = chosen.stream().map(term -> quoted(term.text())).collect(Collectors.joining(" OR "));
            found.addAll(ranked(any, within, 0, wanted));
        }
        return scope.size() == within.size() ? found : filtered(found);
    }

    /** The rarest terms, as many as may be looked up. */
    private List<Term> affordable(List<Term> rarestFirst, int most) {
        List<Term> chosen = new ArrayList<>();
        double used = 0;
        for (Term term : rarestFirst) {
            used += term.entries();
            if (used <= most) {
                chosen.add(term);
            }
        }
        return chosen;
    }

    private boolean isSmall() {
        return !scope.isEmpty()
                && tx.number(
                                "SELECT count(*) FROM (SELECT 1 FROM ENTRY_TERMS WHERE ENTRY_TERMS MATCH ? LIMIT ?)",
                                String.join(" AND ", scope),
                                budget.smallScope())
                        < budget.smallScope();
    }

    private List<Long> ranked(String match, List<String> within, long after, int count) {
        String all = within.isEmpty() ? match : String.join(" AND ", within) + " AND (" + match + ")";
        return tx.list(
                "SELECT rowid FROM ENTRY_TERMS WHERE ENTRY_TERMS MATCH ? AND rowid > ? ORDER BY bm25(ENTRY_TERMS, "
                        + WEIGHTS + ") LIMIT ?",
                row -> row.getLong(1),
                all,
                after,
                count);
    }

    /** Those that stand in a scope too large to be part of the look-up. */
    private Set<Long> filtered(Set<Long> found) {
        Set<Long> inside = new HashSet<>(tx.list(
                "SELECT rowid FROM ENTRY_TERMS WHERE ENTRY_TERMS MATCH ? AND rowid IN (SELECT value FROM json_each(?))",
                row -> row.getLong(1),
                String.join(" AND ", scope),
                found.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"))));
        found.retainAll(inside);
        return found;
    }
}
