package dev.stayer.dream;

import dev.stayer.memory.Fact;
import dev.stayer.memory.Fact.Authority;
import dev.stayer.memory.Fact.Kind;
import dev.stayer.memory.Fact.Status;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Facts for tests: everything has a default but the id and the text. */
final class FactBuilder {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final String id;
    private final String text;
    private Kind kind = Kind.KNOWLEDGE;
    private @Nullable String subject;
    private @Nullable String key;
    private @Nullable String value;
    private Authority authority = Authority.OBSERVED;
    private String source = "r-20261101-0001 T1#1";
    private Instant time = NOW.minusSeconds(86_400);
    private Status status = Status.CURRENT;
    private @Nullable String supersededBy;
    private boolean pinned;
    private @Nullable Instant expires;
    private List<String> refs = List.of();

    private FactBuilder(String id, String text) {
        this.id = id;
        this.text = text;
    }

    static FactBuilder fact(String id, String text) {
        return new FactBuilder(id, text);
    }

    FactBuilder kind(Kind to) {
        kind = to;
        return this;
    }

    FactBuilder slot(@Nullable String ofSubject, @Nullable String ofKey, @Nullable String to) {
        subject = ofSubject;
        key = ofKey;
        value = to;
        return this;
    }

    FactBuilder by(Authority who) {
        authority = who;
        return this;
    }

    FactBuilder source(String to) {
        source = to;
        return this;
    }

    FactBuilder time(String to) {
        time = Instant.parse(to);
        return this;
    }

    /** Days before {@link #NOW}. */
    FactBuilder daysAgo(long days) {
        time = NOW.minusSeconds(days * 86_400);
        return this;
    }

    FactBuilder status(Status to, @Nullable String by) {
        status = to;
        supersededBy = by;
        return this;
    }

    FactBuilder pinned() {
        pinned = true;
        return this;
    }

    FactBuilder expires(Instant at) {
        expires = at;
        return this;
    }

    FactBuilder refs(String... to) {
        refs = List.of(to);
        return this;
    }

    Fact done() {
        return done(id);
    }

    Fact done(String withId) {
        return new Fact(
                withId,
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
}
