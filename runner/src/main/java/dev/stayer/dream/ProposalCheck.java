package dev.stayer.dream;

import dev.stayer.dream.SourceTexts.Origin;
import dev.stayer.dream.SourceTexts.SourceText;
import dev.stayer.memory.Fact;
import dev.stayer.memory.Fact.Authority;
import dev.stayer.memory.Fact.Kind;
import dev.stayer.memory.Fact.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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
    private static final int MOST_FACTS = 50;

    private static final int MOST_IN_ONE_MERGE = 5;
    private static final int LEAST_QUOTE = 8;
    private static final int LONGEST_TEXT = 400;
    private static final int LEAST_SHARE = 50;

    private static final Pattern INSTRUCTION = Pattern.compile(
            "(?i)\\b(always|never|must|should|shall|ignore|disregard|forget|obey|from now on|do not|don't|make sure|you are|"
                    + "ensure|remember to|override|please)\\b");
    private static final Pattern HARD =
            Pattern.compile(".*[\\d_/\\\\=<>@#$%~:].*|--?\\w.*|.*\\.\\w.*|\\w*\\p{Ll}\\p{Lu}\\w*");
    private static final Set<String> TURNING = Set.of("not", "no", "never", "without", "except", "unless", "only");

    private final Map<String, Fact> facts = new HashMap<>();
    private final DreamInput input;
    private final SourceTexts sources;
    private final SecretScan secrets;
    private final List<Refusal> refusals = new ArrayList<>();

    /** What passed and what did not. */
    public record Checked(Additions additions, List<Refusal> refusals) {}

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
            String hindrance = added.size() >= MOST_FACTS
                    ? "A proposal may add at most " + MOST_FACTS + " facts"
                    : hindrance(fact);
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
        refusals.add(new Refusal(
                secret ? "a part that holds a secret" : Proposal.shortened(what), reason, secret ? "" : source));
    }

    private @Nullable String hindrance(Proposal.NewFact fact) {
        if (kind(fact).isEmpty()) {
            return "'" + Proposal.shortened(fact.kind())
                    + "' is no kind of fact: project, rule, decision, knowledge, gotcha";
        }
        if (fact.text().length() > LONGEST_TEXT || fact.text().lines().count() > 1) {
            return "A fact is one line of at most " + LONGEST_TEXT + " characters";
        }
        if (secrets.scrubbed(fact(fact)).isPresent()) {
            return "It holds a secret";
        }
        SourceText source = sources.find(fact.source()).orElse(null);
        String unproved = unproved(source, fact.quote());
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
            return "What a tool printed is no instruction and no decision";
        }
        String unsupported = unsupported(fact);
        if (unsupported != null) {
            return unsupported;
        }
        for (Fact there : input.facts()) {
            if (Facts.ofPerson(there)
                    && (there.status() == Status.CURRENT || there.status() == Status.FLAGGED)
                    && sameSlot(there, fact)
                    && !Objects.equals(Wording.exact(there.value()), Wording.exact(fact.value()))) {
                return "It contradicts " + there.id() + ", which is a person's or pinned; only a person changes that";
            }
        }
        return null;
    }

    private static boolean sameSlot(Fact there, Proposal.NewFact fact) {
        String subject = Wording.exact(fact.subject());
        String key = Wording.exact(fact.key());
        return subject != null
                && key != null
                && subject.equals(Wording.exact(there.subject()))
                && key.equals(Wording.exact(there.key()));
    }

    private static @Nullable String unproved(@Nullable SourceText source, String quote) {
        if (source == null) {
            return "Its source does not exist";
        }
        if (quote.length() < LEAST_QUOTE) {
            return "Its quote is shorter than " + LEAST_QUOTE + " characters";
        }
        return source.text().contains(quote) ? null : "Its quote does not stand in its source";
    }

    /** Names, numbers and paths must stand in the quote, and so must half of all words and every word that turns the meaning. */
    private static @Nullable String unsupported(Proposal.NewFact fact) {
        Set<String> quoted = new HashSet<>(Wording.words(fact.quote()));
        String quote = fact.quote().toLowerCase(Locale.ROOT);
        List<String> words = Wording.words(fact.text());
        for (String word : words) {
            boolean stands = quoted.contains(word) || stands(quote, word);
            if (!stands && (HARD.matcher(word).matches() || TURNING.contains(word))) {
                return "Its quote does not say '" + Proposal.shortened(word) + "'";
            }
        }
        for (String word : TURNING) {
            if (quoted.contains(word) && !words.contains(word)) {
                return "Its quote says '" + word + "', which the fact leaves out";
            }
        }
        String value = Wording.exact(fact.value());
        if (value != null && !stands(quote, value)) {
            return "Its quote does not say the value '" + Proposal.shortened(value) + "'";
        }
        long shared = words.stream().filter(quoted::contains).count();
        return words.isEmpty() || shared * 100 < (long) words.size() * LEAST_SHARE
                ? "Its words are not those of its quote"
                : null;
    }

    /** True if it stands there by itself: "80" is no part of "8080". */
    private static boolean stands(String quote, String part) {
        String sought = part.toLowerCase(Locale.ROOT);
        for (int at = quote.indexOf(sought); at >= 0; at = quote.indexOf(sought, at + 1)) {
            int end = at + sought.length();
            boolean begins = at == 0 || !Character.isLetterOrDigit(quote.charAt(at - 1));
            boolean ends = end == quote.length() || !Character.isLetterOrDigit(quote.charAt(end));
            if (begins && ends) {
                return true;
            }
        }
        return false;
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
        java.time.Instant time = source.map(SourceText::time).orElse(input.now());
        return new Fact(
                Ids.of("d-", fact.source(), fact.quote(), fact.text(), String.valueOf(fact.value())),
                kind,
                Wording.exact(fact.subject()),
                Wording.exact(fact.key()),
                Wording.exact(fact.value()),
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
        if (!Wording.says(Wording.words(fact.quote()), Wording.words(fact.text()))) {
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
        if (merge.facts().isEmpty() || merge.facts().size() > MOST_IN_ONE_MERGE) {
            return "One merge joins two to " + (MOST_IN_ONE_MERGE + 1) + " facts";
        }
        String text = merge.source().equals(into.id())
                ? into.text()
                : sources.find(merge.source()).map(SourceText::text).orElse(null);
        if (text == null) {
            return "Its source does not exist";
        }
        if (merge.quote().length() < LEAST_QUOTE || !text.contains(merge.quote())) {
            return "Its quote does not stand in its source";
        }
        for (String id : merge.facts()) {
            Fact fact = facts.get(id);
            if (fact == null || fact.status() != Status.CURRENT || gone.contains(id)) {
                return "There is no current fact " + Proposal.shortened(id);
            }
            if (Facts.ofPerson(fact)) {
                return id + " is a person's or pinned; only a person changes that";
            }
            if (!alike(fact, into)) {
                return id + " and " + into.id()
                        + " are about different things or differ in a name, a number, a value or a 'not'";
            }
        }
        return null;
    }

    private static boolean alike(Fact one, Fact two) {
        return Objects.equals(Wording.exact(one.subject()), Wording.exact(two.subject()))
                && Objects.equals(Wording.exact(one.key()), Wording.exact(two.key()))
                && Objects.equals(Wording.exact(one.value()), Wording.exact(two.value()))
                && one.kind() == two.kind()
                && weighty(one).equals(weighty(two));
    }

    private static Set<String> weighty(Fact fact) {
        Set<String> words = new HashSet<>(Wording.words(fact.text()));
        words.removeIf(word -> !HARD.matcher(word).matches() && !TURNING.contains(word));
        return words;
    }
}
