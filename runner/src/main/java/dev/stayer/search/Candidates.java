package dev.stayer.search;

import dev.stayer.store.Tx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The first phase of a search: the entries that are worth a closer look. The index scores every entry that has one of the terms, so
 * common terms get a budget: the rarest are looked up until it is used, the others only count in the second phase.
 */
final class Candidates {
    /** Entries that may be scored for one query. */
    static final int BUDGET = 20_000;

    /** Scopes up to this many entries are looked up in the index, larger ones filtered afterwards. */
    private static final int SMALL_SCOPE = 50_000;

    private static final String WEIGHTS = "3.0, 1.0, 0.5, 0.3, 0.0";

    private final Tx tx;
    private final List<String> scope;
    private final List<Term> terms;
    private final double all;

    private Candidates(Tx tx, List<String> scope, List<Term> terms, double all) {
        this.tx = tx;
        this.scope = scope;
        this.terms = terms;
        this.all = all;
    }

    /** What a query looks for and where, with how common each term is. */
    static Candidates of(Tx tx, Query query, List<String> words) {
        List<Term> terms = new ArrayList<>();
        for (String word : new LinkedHashSet<>(words)) {
            terms.add(new Term(word, count(tx, quoted(word), BUDGET)));
        }
        // Over everything, also where the query is narrower: measured, a name that everybody in a scope bears still
        // tells who is meant.
        double all = tx.number("SELECT coalesce(max(ID), 0) FROM ENTRY");
        return new Candidates(tx, scope(query), terms, all);
    }

    private static long count(Tx tx, String match, int most) {
        return tx.number(
                "SELECT count(*) FROM (SELECT 1 FROM ENTRY_TERMS WHERE ENTRY_TERMS MATCH ? LIMIT ?)", match, most);
    }

    private static List<String> scope(Query query) {
        List<String> scope = new ArrayList<>();
        if (query.layer() != null) {
            scope.add(quoted(Scope.layer(query.layer())));
        }
        if (query.run() != null) {
            scope.add(quoted(Scope.run(query.run())));
        }
        if (query.scope() != null) {
            List<String> segments = Scope.segments(query.scope());
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
        List<String> chosen = new ArrayList<>();
        double used = 0;
        for (Term term : rarestFirst) {
            if (chosen.isEmpty() || used + term.entries() <= BUDGET) {
                chosen.add(quoted(term.text()));
                used += term.entries();
            }
        }
        if (chosen.isEmpty()) {
            return Set.of();
        }
        String match = String.join(" OR ", chosen);
        if (!scope.isEmpty()) {
            match = String.join(" AND ", scope) + " AND (" + match + ")";
        }
        return new LinkedHashSet<>(tx.list(
                "SELECT rowid FROM ENTRY_TERMS WHERE ENTRY_TERMS MATCH ? ORDER BY bm25(ENTRY_TERMS, " + WEIGHTS
                        + ") LIMIT ?",
                row -> row.getLong(1),
                match,
                count));
    }
}
