package dev.stayer.distill;

import dev.stayer.core.Hashes;
import dev.stayer.distill.Patterns.Judged;
import dev.stayer.skill.PortableText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * From sessions to judged candidates. Pure: the result depends on the sessions, the assets and the settings, not on the order of
 * either, nor on any clock.
 */
public final class Mining {
    /** Refused candidates beyond these are counted, not told. */
    private static final int MAX_REFUSED = 40;

    private static final int MAX_SOURCES = 5;

    private final Corpus corpus;
    private final TraceSource traces;
    private final Settings settings;

    private Mining(Corpus corpus, TraceSource traces, Settings settings) {
        this.corpus = corpus;
        this.traces = traces;
        this.settings = settings;
    }

    /** The candidates, accepted ones first, each sort by falling gain. */
    public static List<Candidate> mine(TraceSource traces, List<Asset> assets, Settings settings) {
        Corpus corpus = Corpus.read(traces);
        return new Mining(corpus, traces, settings).candidates(new Coverage(corpus, assets));
    }

    private List<Candidate> candidates(Coverage coverage) {
        List<Candidate> accepted = new ArrayList<>();
        List<Candidate> refused = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Judged one : Patterns.find(corpus, settings)) {
            if (!one.isAccepted() && refused.size() >= MAX_REFUSED) {
                continue;
            }
            Procedure workflow = Templates.infer(corpus, traces, one.there());
            Judged last = one.isAccepted()
                    ? late(one, workflow, coverage).map(one::refused).orElse(one)
                    : one;
            (last.isAccepted() ? accepted : refused).add(candidate(last, workflow, names));
        }
        List<Candidate> all = new ArrayList<>(accepted);
        all.addAll(refused);
        return List.copyOf(all);
    }

    /** The gates that need words. */
    private Optional<String> late(Judged one, Procedure workflow, Coverage coverage) {
        Optional<String> covered = coverage.covering(one.there().steps());
        if (covered.isPresent()) {
            return Optional.of("%s already says it".formatted(covered.get()));
        }
        long own = Arrays.stream(one.there().steps())
                .filter(step -> !Habits.isHabit(corpus.symbols.get(step)))
                .distinct()
                .count();
        if (own < 2 && !(own == 1 && workflow.isLinked())) {
            return Optional.of("It is what every agent does everywhere, and nothing of this project");
        }
        if (workflow.steps().stream().anyMatch(step -> PortableText.isSubstituted(step.template()))) {
            return Optional.of("Some agents would put their own words in place of $1 or the like in its steps");
        }
        boolean unsafe = workflow.steps().stream()
                .anyMatch(step -> Hazards.of(step.template()) != 0 || Hazards.of(step.tool()) != 0);
        return unsafe ? Optional.of("It must not be a skill: its steps hold what no skill may hold") : Optional.empty();
    }

    private Candidate candidate(Judged one, Procedure workflow, Set<String> names) {
        ProcedureEvidence evidence = one.evidence();
        ProcedureEvidence.OutcomeEvidence ends = evidence.outcome();
        String id = id(one.there().steps());
        String name = SkillNames.name(workflow, id, names);
        names.add(name);
        return new Candidate(
                id,
                name,
                one.isAccepted(),
                one.refusal()
                        .orElse("Followed in %d sessions of %d tasks".formatted(evidence.sessions(), evidence.tasks())),
                workflow,
                new Candidate.Support(evidence.sessions(), evidence.tasks(), evidence.projects()),
                evidence.gainBits(),
                evidence.confidence(),
                new Candidate.Outcome(
                        ends.successes(),
                        ends.failures(),
                        ends.unknown(),
                        ends.rate(),
                        ends.base(),
                        ends.oddsRatio(),
                        ends.informativeTasks()),
                one.isAccepted() ? Topics.of(corpus, traces, one.there().sessions(corpus)) : List.of(),
                sources(one.there()),
                failures(one.there()),
                one.isAccepted() ? replay(one.there()) : List.of(),
                null);
    }

    private String id(int[] steps) {
        StringBuilder text = new StringBuilder();
        for (int step : steps) {
            text.append(corpus.symbols.get(step)).append('\n');
        }
        return Hashes.of(text.toString()).substring(0, 12);
    }

    private List<String> sources(Occurrences there) {
        List<String> sources = new ArrayList<>();
        for (int index : Templates.forTrial(there)) {
            if (sources.size() == MAX_SOURCES) {
                break;
            }
            Templates.Occurrence one = Templates.occurrence(corpus, traces, there, index);
            one.steps().stream()
                    .flatMap(Stream::ofNullable)
                    .findFirst()
                    .map(step -> one.trace().calls().get(step.call()).source())
                    .filter(source -> Hazards.of(source) == 0)
                    .ifPresent(sources::add);
        }
        return sources;
    }

    /** The commands of the first session that had every step and holds nothing that must not be kept. */
    private List<Candidate.Replay> replay(Occurrences there) {
        for (int index : Templates.forTrial(there).stream().limit(20).toList()) {
            Templates.Occurrence one = Templates.occurrence(corpus, traces, there, index);
            List<Candidate.Replay> commands = new ArrayList<>();
            for (CommandStep step : one.steps()) {
                if (step != null && step.tool().equals(CommandStep.SHELL) && step.hazards() == 0) {
                    commands.add(new Candidate.Replay(command(step), one.trace().session(), step.ok()));
                }
            }
            if (commands.size() == one.steps().size()) {
                return commands;
            }
        }
        return List.of();
    }

    private static String command(CommandStep step) {
        StringBuilder text = new StringBuilder();
        for (CommandStep.Slot slot : step.slots()) {
            boolean glued = text.length() > 0 && text.charAt(text.length() - 1) == '=';
            text.append(text.isEmpty() || glued ? "" : " ").append(slot.raw());
        }
        return text.toString();
    }

    private List<Integer> failures(Occurrences there) {
        List<Integer> counts = new ArrayList<>();
        for (int step = 0; step < there.steps().length; step++) {
            int bad = 0;
            for (int[] place : there.places()) {
                bad += place[step] >= 0 && corpus.failed.get(place[step]) ? 1 : 0;
            }
            counts.add(bad);
        }
        return counts;
    }
}
