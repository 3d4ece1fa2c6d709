package dev.stayer.dream;

import dev.stayer.dream.SourceTexts.Origin;
import dev.stayer.dream.SourceTexts.SourceText;
import dev.stayer.memory.Fact;
import dev.stayer.memory.Fact.Authority;
import dev.stayer.memory.Fact.Kind;
import dev.stayer.memory.Fact.Status;
import dev.stayer.memory.FactRanking;
import dev.stayer.memory.FactWording;
import dev.stayer.memory.SecretScan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets pass of a model's proposal what its quotes prove. A model may add and merge; it never changes what is pinned or a
 * person's, makes no rule of what a tool printed, and everything it adds is still subject to the rules of {@link
 * Consolidation}.
 */
public final class ProposalCheck {
    /** More is no consolidation; start values, not measured. */
    private static final int MAX_FACTS = 50;

    private static final int MAX_PER_MERGE = 5;
    private static final int MAX_TEXT = 400;

    private static final Pattern INSTRUCTION = Pattern.compile(
            "(?i)\\b(always|never|must|should|shall|ignore|disregard|forget|obey|from now on|do not|don't|make sure|you are|"
                    + "ensure|remember to|override|please)\\b");

    private final Map<String, Fact> facts = new HashMap<>();
    private final DreamInput input;
    private final SourceTexts sources;
    private final SecretScan secrets;
    private final List<RefusedProposal> refusals = new ArrayList<>();

    /** What passed and what did not. */
    public record Checked(Additions additions, List<RefusedProposal> refusals) {}

    private ProposalCheck(DreamInput input, SourceTexts sources) {
        this.input = input;
        this.sources = sources;
        this.secrets = new SecretScan(input.redactor());
        input.facts().forEach(fact -> facts.put(fact.id(), fact));
    }

    /** Checks every part by itself: one bad part does not spoil the others. */
    public static Checked check(Proposal proposal, DreamInput input, SourceTexts sources) {
        return new ProposalCheck(input, sources).check(proposal);
    }

    private Checked check(Proposal proposal) {
        refusals.addAll(proposal.unreadable());
        List<Fact> added = new ArrayList<>();
        for (Proposal.NewFact fact : proposal.facts()) {
            String hindrance =
                    added.size() >= MAX_FACTS ? "A proposal may add at most " + MAX_FACTS + " facts" : hindrance(fact);
            if (hindrance == null) {
                added.add(fact(fact));
            } else {
                refuse("fact " + fact.text(), hindrance, fact.source());
            }
        }
        List<Additions.Merge> merges = new ArrayList<>();
        Set<String> gone = new HashSet<>();
        for (Proposal.Union merge : proposal.merges()) {
            String hindrance = hindrance(merge, gone);
            if (hindrance == null) {
                gone.addAll(merge.facts());
                merges.add(new Additions.Merge(
                        merge.facts(),
                        merge.into(),
                        "A model proposed it as the same as " + merge.into() + ", and its quote stands in "
                                + merge.source()));
            } else {
                refuse(
                        "merge of " + String.join(", ", merge.facts()) + " into " + merge.into(),
                        hindrance,
                        merge.source());
            }
        }
        return new Checked(new Additions(added, merges), List.copyOf(refusals));
    }

    private void refuse(String what, String reason, String source) {
        boolean secret = secrets.finds(what) || secrets.finds(source);
        refusals.add(new RefusedProposal(
                secret ? "a part that holds a secret" : Proposal.shortened(what), reason, secret ? "" : source));
    }

    private @Nullable String hindrance(Proposal.NewFact fact) {
        if (kind(fact).isEmpty()) {
            return "'" + Proposal.shortened(fact.kind())
                    + "' is not a kind of fact: project, rule, decision, knowledge, gotcha";
        }
        if (fact.text().length() > MAX_TEXT || fact.text().lines().count() > 1) {
            return "A fact is one line of at most " + MAX_TEXT + " characters";
        }
        if (secrets.scrubbed(fact(fact)).isPresent()) {
            return "It holds a secret";
        }
        SourceText source = sources.find(fact.source()).orElse(null);
        String unproved = Proof.unproved(source, fact.quote());
        if (unproved != null || source == null) {
            return unproved;
        }
        boolean spoken = source.origin() == Origin.PERSON || source.origin() == Origin.AGENT;
        if (fact.kind().equals("rule") && source.origin() != Origin.PERSON) {
            return "A rule comes from a person's words, never from what " + speaker(source.origin()) + " wrote";
        }
        if (!spoken
                && (fact.kind().equals("decision")
                        || INSTRUCTION.matcher(fact.text()).find())) {
            return "What a tool printed is neither an instruction nor a decision";
        }
        String unsupported = Proof.unsupported(fact.text(), fact.value(), fact.quote());
        if (unsupported != null) {
            return unsupported;
        }
        for (Fact there : input.facts()) {
            if (FactRanking.ofPerson(there)
                    && (there.status() == Status.CURRENT || there.status() == Status.FLAGGED)
                    && sameSlot(there, fact)
                    && !Objects.equals(FactWording.value(there.value()), FactWording.value(fact.value()))) {
                return "It contradicts " + there.id() + ", which is a person's or pinned; only a person changes that";
            }
        }
        return null;
    }

    private static boolean sameSlot(Fact there, Proposal.NewFact fact) {
        String subject = FactWording.name(fact.subject());
        String key = FactWording.exact(fact.key());
        return subject != null
                && key != null
                && subject.equals(FactWording.name(there.subject()))
                && key.equals(FactWording.exact(there.key()));
    }

    private static Optional<Kind> kind(Proposal.NewFact fact) {
        for (Kind kind : Kind.values()) {
            if (kind.name().equalsIgnoreCase(fact.kind())) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    private Fact fact(Proposal.NewFact fact) {
        Optional<SourceText> source = sources.find(fact.source());
        Kind kind = kind(fact).orElse(Kind.KNOWLEDGE);
        Instant time = source.map(SourceText::time).orElse(input.now());
        return new Fact(
                Ids.of("d-", fact.source(), fact.quote(), fact.text(), String.valueOf(fact.value())),
                kind,
                FactWording.exact(fact.subject()),
                FactWording.exact(fact.key()),
                FactWording.exact(fact.value()),
                fact.text(),
                source.map(found -> authority(found, fact, kind)).orElse(Authority.INFERRED),
                fact.source(),
                time,
                Status.CURRENT,
                null,
                false,
                Environment.end(fact.text(), time),
                List.of());
    }

    /** A speaker's own words have the speaker's authority; a model's rewording is an inference. */
    private static Authority authority(SourceText source, Proposal.NewFact fact, Kind kind) {
        if (!FactWording.says(FactWording.words(fact.quote()), FactWording.words(fact.text()))) {
            return Authority.INFERRED;
        }
        return switch (source.origin()) {
            case PERSON -> Authority.PERSON;
            case AGENT -> kind == Kind.DECISION ? Authority.DECISION : Authority.INFERRED;
            case TOOL, RUNNER -> Authority.OBSERVED;
        };
    }

    private static String speaker(Origin origin) {
        return switch (origin) {
            case PERSON -> "a person";
            case AGENT -> "an agent";
            case TOOL -> "a tool";
            case RUNNER -> "the runner";
        };
    }

    private @Nullable String hindrance(Proposal.Union merge, Set<String> gone) {
        Fact into = facts.get(merge.into());
        if (into == null || into.status() != Status.CURRENT || gone.contains(merge.into())) {
            return "There is no current fact " + Proposal.shortened(merge.into());
        }
        if (merge.facts().isEmpty() || merge.facts().size() > MAX_PER_MERGE) {
            return "One merge joins two to " + (MAX_PER_MERGE + 1) + " facts";
        }
        String text = merge.source().equals(into.id())
                ? into.text()
                : sources.find(merge.source()).map(SourceText::text).orElse(null);
        String unproved = Proof.unproved(text, merge.quote());
        if (unproved != null) {
            return unproved;
        }
        for (String id : merge.facts()) {
            Fact fact = facts.get(id);
            if (fact == null || fact.status() != Status.CURRENT || gone.contains(id)) {
                return "There is no current fact " + Proposal.shortened(id);
            }
            if (FactRanking.ofPerson(fact)) {
                return id + " is a person's or pinned; only a person changes that";
            }
            if (!Proof.alike(fact, into)) {
                return id + " and " + into.id()
                        + " are about different things or differ in a name, a number, a value or a 'not'";
            }
        }
        return null;
    }
}
