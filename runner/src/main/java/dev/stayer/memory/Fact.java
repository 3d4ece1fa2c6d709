package dev.stayer.memory;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was learnt.
 *
 * @param id stays the same for ever; {@code f-} and a number, or what a person gave
 * @param subject what it is about; null: never superseded by key
 * @param key which property of the subject; null: never superseded by key
 * @param value the property's value; null where the text says it all
 * @param text the sentence people and models read; one line
 * @param source where it came from, such as {@code r-20261122-0003 T2.1#14} or {@code person}
 * @param time when it was true, as far as known
 * @param supersededBy id of the fact that took its place; null while none did
 * @param expires when it stops being current; null: never
 * @param refs files, symbols and commits it speaks of
 */
public record Fact(
        String id,
        Kind kind,
        @Nullable String subject,
        @Nullable String key,
        @Nullable String value,
        String text,
        Authority authority,
        String source,
        Instant time,
        Status status,
        @Nullable String supersededBy,
        boolean pinned,
        @Nullable Instant expires,
        List<String> refs) {
    public Fact {
        refs = List.copyOf(refs);
    }

    /** The same with another id. */
    public Fact named(String other) {
        return new Fact(
                other,
                kind,
                subject,
                key,
                value,
                text,
                authority,
                source,
                time,
                status,
                supersededBy,
                pinned,
                expires,
                refs);
    }

    /** The same about another thing. */
    Fact about(@Nullable String thing, @Nullable String property) {
        return new Fact(
                id,
                kind,
                thing,
                property,
                value,
                text,
                authority,
                source,
                time,
                status,
                supersededBy,
                pinned,
                expires,
                refs);
    }

    /** The same with another status. */
    public Fact become(Status next, @Nullable String successor) {
        return new Fact(
                id, kind, subject, key, value, text, authority, source, time, next, successor, pinned, expires, refs);
    }

    /** The same in other words. */
    public Fact worded(String words, @Nullable String itsValue, List<String> itsRefs) {
        return new Fact(
                id,
                kind,
                subject,
                key,
                itsValue,
                words,
                authority,
                source,
                time,
                status,
                supersededBy,
                pinned,
                expires,
                itsRefs);
    }

    /** The same with what other facts brought that say the same. */
    public Fact backed(String sources, boolean pin, Kind as) {
        return new Fact(
                id, as, subject, key, value, text, authority, sources, time, status, supersededBy, pin, expires, refs);
    }

    /** Which section of MEMORY.md it belongs to. */
    public enum Kind {
        PROJECT,
        RULE,
        DECISION,
        KNOWLEDGE,
        GOTCHA
    }

    /** Who says so; a later one here never outranks an earlier one. */
    public enum Authority {
        PERSON,
        DECISION,
        OBSERVED,
        INFERRED
    }

    /** What became of it. */
    public enum Status {
        CURRENT,
        SUPERSEDED,
        MERGED,
        RETIRED,
        FLAGGED
    }
}
