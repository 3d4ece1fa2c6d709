package dev.stayer.memory;

import dev.stayer.memory.Fact.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which of two facts outranks the other, and what stands behind a fact. */
public final class FactRanking {
    /** As many sources stand on one fact; the rows that were merged into it keep theirs. */
    public static final int MAX_SOURCES = 8;

    private static final String BETWEEN = "; ";

    /** The better one first: who says so, then when. Equal means that neither outranks the other. */
    public static final Comparator<Fact> RANK = Comparator.comparing(Fact::authority)
            .thenComparing(Comparator.comparing(Fact::time).reversed());

    /**
     * A total order that begins with {@link #RANK}. The words come before the id, since ids may have been given in the order
     * of arrival; what a dream itself changes (pin, sources, marks) has no part in it.
     */
    public static final Comparator<Fact> ORDER =
            RANK.thenComparing(fact -> FactWording.unmarked(fact.text())).thenComparing(Fact::id);

    private FactRanking() {}

    /** True if the fact has stopped being current by {@code now}. */
    public static boolean expired(Fact fact, Instant now) {
        return fact.expires() != null && !fact.expires().isAfter(now);
    }

    /** True for what another fact has taken the place of. */
    public static boolean archived(Fact fact) {
        return fact.status() == Status.SUPERSEDED || fact.status() == Status.MERGED;
    }

    /** A line that only a person may take away. */
    public static boolean ofPerson(Fact fact) {
        return fact.pinned() || fact.authority() == Fact.Authority.PERSON;
    }

    /** The single sources that its source names. */
    public static List<String> sources(Fact fact) {
        return List.of(fact.source().split(BETWEEN, -1));
    }

    /** All sources once, a person's words first and then the newest runs, as one text; the same for any order of merging. */
    public static String joined(List<Fact> facts) {
        Set<String> sources = new TreeSet<>(Comparator.comparing((String source) -> source.startsWith("r-"))
                .thenComparing(Comparator.reverseOrder()));
        facts.forEach(fact -> sources.addAll(sources(fact)));
        sources.removeIf(String::isBlank);
        List<String> kept = new ArrayList<>(sources);
        return String.join(BETWEEN, kept.subList(0, Math.min(MAX_SOURCES, kept.size())));
    }
}
