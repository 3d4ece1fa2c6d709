package dev.stayer.dream;

import dev.stayer.core.Times;
import dev.stayer.dream.FactEvidence.Gone;
import dev.stayer.dream.FactEvidence.Reference;
import dev.stayer.dream.FactEvidence.Renamed;
import dev.stayer.memory.Fact;
import dev.stayer.memory.Fact.Status;
import dev.stayer.memory.FactRanking;
import dev.stayer.memory.FactWording;
import dev.stayer.memory.SecretScan;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a fact shows by itself: secrets, expiry, dead references, words such as "yesterday". */
final class FactMaintenance {
    private static final String REDACTED = "[redacted:";

    private final DreamInput input;
    private final SecretScan secrets;
    private final Map<String, Reference> looked = new HashMap<>();

    FactMaintenance(DreamInput input) {
        this.input = input;
        this.secrets = new SecretScan(input.redactor());
    }

    /** Looks after every fact of the ledger; those that are archived lose only their secrets. */
    void tidy(FactLedger ledger) {
        for (Fact fact : ledger.facts()) {
            Optional<Fact> scrubbed = secrets.scrubbed(fact);
            if (scrubbed.isPresent()) {
                boolean gone = fact.status() == Status.RETIRED;
                ledger.put(
                        scrubbed.get().become(Status.RETIRED, fact.supersededBy()),
                        gone ? FactChange.Kind.UPDATED : FactChange.Kind.RETIRED,
                        "It held a secret, which is taken out of it; secrets belong into stayer.yaml under 'secrets'",
                        List.of());
            } else if (fact.status() == Status.CURRENT || fact.status() == Status.FLAGGED) {
                tidy(ledger, fact);
            }
        }
    }

    private void tidy(FactLedger ledger, Fact fact) {
        if (FactRanking.expired(fact, input.now())) {
            retire(ledger, fact, "It expired at " + Times.seconds(Objects.requireNonNull(fact.expires())));
            return;
        }
        List<String> dead = dead(fact);
        boolean allDead = allDead(fact, dead);
        if (allDead && !FactRanking.ofPerson(fact)) {
            retire(ledger, fact, "What it speaks of is not there any more: " + String.join(", ", dead));
            return;
        }
        Fact formed = formed(fact);
        if (!formed.refs().equals(fact.refs())) {
            ledger.put(
                    formed,
                    FactChange.Kind.UPDATED,
                    "It speaks of what has another name now: " + renames(fact),
                    List.of());
        }
        if (!dated(fact).equals(fact)) {
            ledger.put(
                    formed,
                    FactChange.Kind.UPDATED,
                    "Its words for a time are made a date, counted from " + day(fact),
                    List.of());
        }
        Fact today = marked(formed);
        if (!today.equals(formed)) {
            ledger.put(
                    today,
                    FactChange.Kind.UPDATED,
                    dead.isEmpty()
                            ? "What it speaks of is there (again), so it is no longer marked as unverified"
                            : "It is marked as unverified, because " + String.join(", ", dead)
                                    + (allDead ? "; a person's line is never retired for that" : ""),
                    List.of());
        }
    }

    /** The fact as it stands in the view today: in today's names, with dates, marked where a reference is dead. */
    Fact today(Fact fact) {
        return marked(formed(fact));
    }

    private Fact marked(Fact formed) {
        boolean mark = formed.text().endsWith(FactWording.UNVERIFIED);
        boolean dead = !dead(formed).isEmpty();
        if (dead && !mark) {
            return formed.worded(formed.text() + FactWording.UNVERIFIED, formed.value(), formed.refs());
        }
        return !dead && mark && anyAlive(formed)
                ? formed.worded(FactWording.unmarked(formed.text()), formed.value(), formed.refs())
                : formed;
    }

    private static void retire(FactLedger ledger, Fact fact, String reason) {
        ledger.put(fact.become(Status.RETIRED, null), FactChange.Kind.RETIRED, reason, List.of());
    }

    /** True if the fact may be current as far as it shows by itself. */
    boolean holds(Fact fact) {
        return !FactRanking.expired(fact, input.now()) && (FactRanking.ofPerson(fact) || !allDead(fact, dead(fact)));
    }

    /** True if a retired fact went because of what it shows by itself, not because a person took it away. */
    boolean lapsed(Fact fact) {
        return !holds(fact) || fact.text().contains(REDACTED);
    }

    /** The fact in today's names and with dates, as it is compared with others. */
    Fact formed(Fact fact) {
        Fact dated = dated(fact);
        List<String> refs = new ArrayList<>();
        String text = dated.text();
        String value = dated.value();
        for (String ref : dated.refs()) {
            if (look(ref) instanceof Renamed renamed) {
                text = renamed(text, ref, renamed.to());
                value = value == null ? null : renamed(value, ref, renamed.to());
                refs.add(renamed.to());
            } else {
                refs.add(ref);
            }
        }
        return dated.worded(text, value, refs);
    }

    private static String renamed(String text, String from, String to) {
        return Pattern.compile("(?<![\\w/.-])" + Pattern.quote(from) + "(?![\\w/-]|\\.\\w)")
                .matcher(text)
                .replaceAll(Matcher.quoteReplacement(to));
    }

    private Fact dated(Fact fact) {
        String text = RelativeDates.absolute(fact.text(), day(fact), fact.kind());
        @Nullable
        String value = fact.value() == null ? null : RelativeDates.absolute(fact.value(), day(fact), fact.kind());
        return fact.worded(text, value, fact.refs());
    }

    private LocalDate day(Fact fact) {
        return LocalDate.ofInstant(fact.time(), input.zone());
    }

    private String renames(Fact fact) {
        List<String> names = new ArrayList<>();
        for (String ref : fact.refs()) {
            if (look(ref) instanceof Renamed renamed) {
                names.add(ref + " → " + renamed.to());
            }
        }
        return String.join(", ", names);
    }

    private List<String> dead(Fact fact) {
        List<String> dead = new ArrayList<>();
        for (String ref : fact.refs()) {
            if (look(ref) instanceof Gone gone) {
                dead.add(ref + " (" + gone.why() + ")");
            }
        }
        return dead;
    }

    private boolean allDead(Fact fact, List<String> dead) {
        return !dead.isEmpty() && !anyAlive(fact);
    }

    private boolean anyAlive(Fact fact) {
        return fact.refs().stream()
                .map(this::look)
                .anyMatch(found -> found instanceof FactEvidence.Alive || found instanceof Renamed);
    }

    private Reference look(String ref) {
        return looked.computeIfAbsent(ref, input.evidence()::look);
    }
}
