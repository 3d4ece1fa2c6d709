package dev.stayer.dream;

import dev.stayer.memory.Fact;
import dev.stayer.memory.Fact.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Copies of facts with one thing changed, and their order. */
final class Facts {
    /** As many sources stand on one fact; the rows that were merged into it keep theirs. */
    static final int MOST_SOURCES = 8;

    private static final String BETWEEN = "; ";

    /** The better one first: who says so, then when. Equal means that neither outranks the other. */
    static final Comparator<Fact> RANK = Comparator.comparing(Fact::authority)
            .thenComparing(Comparator.comparing(Fact::time).reversed());

    /**
     * A total order that begins with {@link #RANK}. The words come before the id, since ids may have been given in the order
     * of arrival; what a dream itself changes (pin, sources, marks) has no part in it.
     */
    static final Comparator<Fact> ORDER =
            RANK.thenComparing(fact -> Wording.unmarked(fact.text())).thenComparing(Fact::id);

    private Facts() {}

    static Fact status(Fact fact, Status status, @Nullable String supersededBy) {
        return copy(fact, fact.text(), fact.value(), fact.source(), status, supersededBy, fact.pinned(), fact.refs());
    }

    static Fact worded(Fact fact, String text, @Nullable String value, List<String> refs) {
        return copy(fact, text, value, fact.source(), fact.status(), fact.supersededBy(), fact.pinned(), refs);
    }

    static Fact backed(Fact fact, String source, boolean pinned, Fact.Kind kind) {
        return new Fact(
                fact.id(),
                kind,
                fact.subject(),
                fact.key(),
                fact.value(),
                fact.text(),
                fact.authority(),
                source,
                fact.time(),
                fact.status(),
                fact.supersededBy(),
                pinned,
                fact.expires(),
                fact.refs());
    }

    private static Fact copy(
            Fact fact,
            String text,
            @Nullable String value,
            String source,
            Status status,
            @Nullable String supersededBy,
            boolean pinned,
            List<String> refs) {
        return new Fact(
                fact.id(),
                fact.kind(),
                fact.subject(),
                fact.key(),
                value,
                text,
                fact.authority(),
                source,
                fact.time(),
                status,
                supersededBy,
                pinned,
                fact.expires(),
                refs);
    }

    static boolean expired(Fact fact, Instant now) {
        return fact.expires() != null && !fact.expires().isAfter(now);
    }

    static boolean archived(Fact fact) {
        return fact.status() == Status.SUPERSEDED || fact.status() == Status.MERGED;
    }

    /** A line that only a person may take away. */
    static boolean ofPerson(Fact fact) {
        return fact.pinned() || fact.authority() == Fact.Authority.PERSON;
    }

    static List<String> sources(Fact fact) {
        return List.of(fact.source().split(BETWEEN, -1));
    }

    /** All sources once, a person's words first and then the newest runs, as one text; the same for any order of merging. */
    static String joined(List<Fact> facts) {
        Set<String> sources = new TreeSet<>(Comparator.comparing((String source) -> source.startsWith("r-"))
                .thenComparing(Comparator.reverseOrder()));
        facts.forEach(fact -> sources.addAll(sources(fact)));
        sources.removeIf(String::isBlank);
        List<String> kept = new ArrayList<>(sources);
        return String.join(BETWEEN, kept.subList(0, Math.min(MOST_SOURCES, kept.size())));
    }
}
