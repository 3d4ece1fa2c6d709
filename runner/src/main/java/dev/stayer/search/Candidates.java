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

    private Candidates(Tx tx, List<String> scope, List<Term> terms) {
        this.tx = tx;
        this.scope = scope;
        this.terms = terms;
    }

    /** The terms of a query with how common they are. */
    static List<Term> count(Tx tx, List<String> terms) {
        List<Term> result = new ArrayList<>();
        for (String term : new LinkedHashSet<>(terms)) {
            long entries = tx.number(
                    "SELECT count(*) FROM (SELECT 1 FROM ENTRY_TERMS WHERE ENTRY_TERMS MATCH ? LIMIT ?)",
                    quoted(term),
                    BUDGET);
            result.add(new Term(term, entries));
        }
        return result;
    }

    /** Numbers of the best entries, best first. */
    static Set<Long> best(Tx tx, Query query, List<Term> terms, int count) {
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
        return new Candidates(tx, scope, terms).best(count);
    }

    private static String quoted(String term) {
        return "\"" + term + "\"";
    }

    private Set<Long> best(int count) {
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
