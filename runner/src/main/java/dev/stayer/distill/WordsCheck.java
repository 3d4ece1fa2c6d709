package dev.stayer.distill;

import dev.stayer.core.Texts;
import dev.stayer.distill.Candidate.Prose;
import dev.stayer.distill.Procedure.Parameter;
import dev.stayer.skill.PortableText;
import dev.stayer.skill.Visible;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets pass of a model's proposal what only names and words a workflow. A part that is badly formed is left out; one that is
 * dangerous, or that would change what the workflow does, spoils the whole proposal. Nothing here depends on who proposed.
 */
final class WordsCheck {
    private static final Pattern PARAMETER = Pattern.compile("[a-z][a-z0-9_]{0,29}");
    private static final Pattern PLAIN = Pattern.compile("\\p{L}[\\p{L}\\p{M}\\p{N} .,:;'’()+/&%#@_=–—-]*");
    private static final Pattern TOKEN = Pattern.compile("[^\\s,;:()']+");
    /** Words of a command rather than of a sentence: what has digits, signs inside, or a hyphen before it. */
    private static final Pattern OF_A_COMMAND = Pattern.compile("-.*|.*\\p{N}.*|.+[._/].+|.*[@=#%&+].*|/.*");

    private static final Pattern ORDER = Pattern.compile(
            "(?i)\\b(always|never|must|should|shall|ignore|disregard|forget|obey|from now on|do not|don't|make sure|you are|"
                    + "you may|ensure|remember|override|please|instead of|without asking|approve|allowed to)\\b");
    private static final int MAX_NAME = 48;
    private static final int MAX_TITLE = 70;
    private static final int MAX_SENTENCE = 200;
    private static final int SHOWN = 60;

    private final Candidate candidate;
    private final String known;
    private final List<String> refusals = new ArrayList<>();

    /**
     * What came of it.
     *
     * @param candidate with the words that passed
     * @param refusals what did not, each with its reason, a sentence without its full stop
     * @param any true if anything passed
     */
    record Checked(Candidate candidate, List<String> refusals, boolean any) {}

    private WordsCheck(Candidate candidate) {
        this.candidate = candidate;
        StringBuilder text = new StringBuilder();
        candidate
                .workflow()
                .steps()
                .forEach(step -> text.append(step.template())
                        .append(' ')
                        .append(step.tool())
                        .append(' ')
                        .append(step.head())
                        .append(' '));
        this.known = text.toString().toLowerCase(Locale.ROOT);
    }

    /**
     * Checks a reply.
     *
     * @param fixed the name that it has already as a skill, which stays; null for a new one
     * @param taken names of other skills
     */
    static Checked check(Candidate candidate, String reply, @Nullable String fixed, Set<String> taken) {
        return new WordsCheck(candidate).check(WordsProposal.read(reply), fixed, taken);
    }

    private Checked check(WordsProposal proposal, @Nullable String fixed, Set<String> taken) {
        String whole = spoiled(proposal);
        if (whole != null) {
            return new Checked(candidate, List.of("the whole proposal is refused: " + whole), false);
        }
        String name = passed("name", proposal.name(), text -> name(text, fixed, taken));
        Prose prose = new Prose(
                passed("title", proposal.title(), text -> prose(text, MAX_TITLE)),
                passed("description", proposal.description(), this::description),
                passed("sentence", proposal.sentence(), this::sentence));
        Map<String, String> parameters = parameters(proposal.parameters());
        String called = fixed != null ? fixed : name != null ? name : candidate.name();
        Candidate worded = candidate.worded(called, parameters, prose);
        String broken = broken(worded);
        if (broken != null) {
            return new Checked(candidate, List.of("the whole proposal is refused: " + broken), false);
        }
        boolean any = name != null
                || prose.title() != null
                || prose.description() != null
                || prose.sentence() != null
                || !parameters.isEmpty();
        return new Checked(any ? worded : candidate, List.copyOf(refusals), any);
    }

    /** Why nothing of a proposal can be used; null if some may. */
    private static @Nullable String spoiled(WordsProposal proposal) {
        if (proposal.unreadable() != null) {
            return proposal.unreadable();
        }
        int hazards = 0;
        for (String text : proposal.texts()) {
            hazards |= Hazards.of(text);
        }
        if (hazards != 0) {
            return Hazards.why(hazards).replace("its arguments", "it");
        }
        return proposal.others().isEmpty()
                ? null
                : "it may name and word, nothing else, and has "
                        + shown(proposal.others().get(0));
    }

    @FunctionalInterface
    private interface Look {
        /** Why a text is refused; null if it is not. */
        @Nullable
        String at(String text);
    }

    private @Nullable String passed(String part, @Nullable String text, Look look) {
        String why = text == null ? null : look.at(text);
        if (why != null) {
            refusals.add("its " + part + " " + shown(String.valueOf(text)) + " is refused: " + why);
        }
        return why == null ? text : null;
    }

    private static String shown(String text) {
        String line = Visible.line(text);
        return "'" + Texts.shorten(line, SHOWN) + "'";
    }

    private static @Nullable String name(String text, @Nullable String fixed, Set<String> taken) {
        if (fixed != null) {
            return text.equals(fixed) ? null : "the skill keeps the name it has";
        }
        if (!PortableText.isName(text) || text.length() > MAX_NAME) {
            return "a name is made of a-z, 0-9 and single hyphens, at most " + MAX_NAME + " characters";
        }
        if (text.indexOf('-') < 0) {
            return "one word could be a command of an agent's own";
        }
        if (text.contains("claude") || text.contains("anthropic")) {
            return "the standard reserves it";
        }
        return taken.contains(text) ? "another skill has it" : null;
    }

    private @Nullable String prose(String text, int longest) {
        if (text.length() > longest) {
            return "it has more than " + longest + " characters";
        }
        if (!PLAIN.matcher(text).matches() || text.contains("--")) {
            return "it is not one line of plain words";
        }
        if (ORDER.matcher(text).find()) {
            return "it gives orders, where it is to say what the steps do";
        }
        Matcher token = TOKEN.matcher(text);
        while (token.find()) {
            String word = token.group().replaceAll("\\.+$", "").toLowerCase(Locale.ROOT);
            if (OF_A_COMMAND.matcher(word).matches() && !isKnown(word)) {
                return shown(word) + " stands in none of its steps";
            }
        }
        return null;
    }

    /** True if it is a word of the steps, not a part of one: 3 is not in 30. */
    private boolean isKnown(String word) {
        return Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(word) + "(?![\\p{L}\\p{N}])")
                .matcher(known)
                .find();
    }

    private @Nullable String description(String text) {
        return !text.contains(". Use when ") || !text.endsWith(".")
                ? "it is not of the form: Does X. Use when Y."
                : prose(text, PortableText.MAX_DESCRIPTION);
    }

    private @Nullable String sentence(String text) {
        return !text.endsWith(".") || text.indexOf(". ") >= 0 ? "it is not one sentence" : prose(text, MAX_SENTENCE);
    }

    /** All new names of parameters, or none: half of them could leave two alike. */
    private Map<String, String> parameters(Map<String, String> proposed) {
        Map<String, String> names = new LinkedHashMap<>();
        Set<String> old = new HashSet<>();
        candidate.workflow().parameters().forEach(one -> old.add(one.name()));
        for (Map.Entry<String, String> one : proposed.entrySet()) {
            String to = one.getValue().strip().replace('-', '_');
            String why = !old.contains(one.getKey())
                    ? "there is no such parameter"
                    : !PARAMETER.matcher(to).matches()
                            ? shown(to) + " cannot be the name of a parameter"
                            : !old.contains(to) && candidate.workflow().mentions(to)
                                    ? "{" + to + "} stands in a step already"
                                    : null;
            if (why != null) {
                refusals.add("its names of parameters are refused: " + shown(one.getKey()) + ": " + why);
                return Map.of();
            }
            if (!to.equals(one.getKey())) {
                names.put(one.getKey(), to);
            }
        }
        Set<String> all = new HashSet<>();
        for (String name : old) {
            if (!all.add(names.getOrDefault(name, name))) {
                refusals.add("its names of parameters are refused: two would be alike");
                return Map.of();
            }
        }
        return names;
    }

    /** Holds what words may not touch, whatever the checks above have let through; null if all is as it was. */
    private @Nullable String broken(Candidate worded) {
        if (!worded.id().equals(candidate.id())
                || !shape(worded.workflow()).equals(shape(candidate.workflow()))
                || !worded.replay().equals(candidate.replay())) {
            return "it changes the steps";
        }
        List<String> errors = SkillSubset.errors(worded.name(), SkillText.skill(worded, worded.name(), "1.0.0"));
        return errors.isEmpty() ? null : errors.get(0);
    }

    /** Steps and parameters with numbers in the place of names. */
    private static Procedure shape(Procedure workflow) {
        Map<String, String> numbers = new HashMap<>();
        for (Parameter one : workflow.parameters()) {
            numbers.put(one.name(), "#" + numbers.size());
        }
        return workflow.renamed(numbers);
    }
}
