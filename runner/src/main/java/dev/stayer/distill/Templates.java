package dev.stayer.distill;

import dev.stayer.distill.CommandStep.Slot;
import dev.stayer.distill.Procedure.Origin;
import dev.stayer.distill.Procedure.Parameter;
import dev.stayer.distill.Procedure.WorkflowStep;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads from the occurrences of a pattern which words are always the same, and which are parameters, and whose. */
final class Templates {
    private static final int MAX_LOOKED_AT = 80;
    private static final double LITERAL = 0.9;
    private static final double SHARED = 0.9;
    private static final double PRINTED = 0.8;
    private static final double OPTIONAL = 0.75;
    private static final int MAX_LITERAL = 120;
    private static final Pattern BRACES = Pattern.compile("\\{([a-z][a-z0-9_]*)}");

    private final List<Occurrence> occurrences = new ArrayList<>();
    private final Occurrences there;
    private final Corpus corpus;

    /** The steps of one occurrence; null where one is missing. */
    record Occurrence(Trace trace, List<@Nullable CommandStep> steps) {}

    /** A place for a word in the pattern: what stood there in each occurrence; null where the step or its shape differs. */
    private static final class Place {
        final int step;
        final Slot like;
        final List<@Nullable String> values = new ArrayList<>();

        @Nullable
        String literal;

        int parameter = -1;
        /** How many words that are no flags follow it in the step, as far as the next sign. */
        final int fromEnd;

        Place(int step, Slot like, int fromEnd) {
            this.step = step;
            this.like = like;
            this.fromEnd = fromEnd;
        }
    }

    private Templates(Corpus corpus, TraceSource traces, Occurrences there) {
        this.corpus = corpus;
        this.there = there;
        int stride = Math.max(1, there.places().size() / MAX_LOOKED_AT);
        for (int i = 0; i < there.places().size(); i += stride) {
            occurrences.add(occurrence(corpus, traces, there, i));
        }
    }

    /** One occurrence with all details. */
    static Occurrence occurrence(Corpus corpus, TraceSource traces, Occurrences there, int index) {
        Trace trace = traces.get(
                corpus.sessions.get(corpus.owners[there.episodes()[index]]).id());
        List<CommandStep> all = StepReader.steps(trace);
        List<@Nullable CommandStep> steps = new ArrayList<>();
        for (int place : there.places().get(index)) {
            steps.add(place < 0 ? null : all.get(corpus.steps[place]));
        }
        return new Occurrence(trace, steps);
    }

    /** The workflow that the occurrences have in common. */
    static Procedure infer(Corpus corpus, TraceSource traces, Occurrences there) {
        return new Templates(corpus, traces, there).workflow();
    }

    private Procedure workflow() {
        List<List<Place>> places = new ArrayList<>();
        for (int step = 0; step < there.steps().length; step++) {
            places.add(places(step));
        }
        List<Place> variables = new ArrayList<>();
        for (List<Place> one : places) {
            for (Place place : one) {
                if (!place.like.fixed() && !isLiteral(place)) {
                    variables.add(place);
                }
            }
        }
        List<Parameter> parameters = parameters(variables, places);
        List<WorkflowStep> steps = new ArrayList<>();
        for (int step = 0; step < places.size(); step++) {
            steps.add(new WorkflowStep(
                    tool(step), text(step, places.get(step), parameters), head(step), there.presence(step) < OPTIONAL));
        }
        return new Procedure(steps, parameters);
    }

    private String head(int step) {
        String symbol = corpus.symbols.get(there.steps()[step]);
        // A script is known by its own name, not by what reads it.
        String plain = symbol.replaceFirst("^\\S+ \\*\\S* ?(?=\\S)", "");
        return plain.endsWith("()") ? plain.substring(0, plain.length() - 2) : plain;
    }

    private String tool(int step) {
        for (Occurrence one : occurrences) {
            CommandStep found = one.steps().get(step);
            if (found != null) {
                return found.tool();
            }
        }
        return CommandStep.SHELL;
    }

    /** The slots of the most usual form of a step, with what stood there. */
    private List<Place> places(int step) {
        Map<String, Integer> forms = new TreeMap<>();
        for (Occurrence one : occurrences) {
            CommandStep found = one.steps().get(step);
            if (found != null) {
                forms.merge(form(found), 1, Integer::sum);
            }
        }
        String usual = forms.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue()
                        .thenComparing(
                                Map.Entry.<String, Integer>comparingByKey().reversed()))
                .map(Map.Entry::getKey)
                .orElse("");
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < occurrences.size(); i++) {
            CommandStep found = occurrences.get(i).steps().get(step);
            boolean fits = found != null && form(found).equals(usual);
            if (fits && places.isEmpty()) {
                for (int j = 0; j < found.slots().size(); j++) {
                    Place place = new Place(step, found.slots().get(j), following(found.slots(), j));
                    for (int earlier = 0; earlier < i; earlier++) {
                        place.values.add(null);
                    }
                    places.add(place);
                }
            }
            for (int j = 0; j < places.size(); j++) {
                places.get(j).values.add(fits ? found.slots().get(j).value() : null);
            }
        }
        return places;
    }

    private static int following(List<Slot> slots, int from) {
        int count = 0;
        for (int i = from + 1; i < slots.size(); i++) {
            boolean flag = slots.get(i).value().startsWith("-");
            if (slots.get(i).fixed() && !flag) {
                break;
            }
            count += flag ? 0 : 1;
        }
        return count;
    }

    private static String form(CommandStep step) {
        StringBuilder form = new StringBuilder();
        for (Slot slot : step.slots()) {
            form.append(step.tool().equals(CommandStep.SHELL) ? (slot.fixed() ? slot.value() : "\u0001") : slot.name())
                    .append('\u0000');
        }
        return form.toString();
    }

    private static boolean isLiteral(Place place) {
        Map<String, Integer> counts = new HashMap<>();
        int all = 0;
        for (String value : place.values) {
            if (value != null) {
                all++;
                counts.merge(value, 1, Integer::sum);
            }
        }
        for (Map.Entry<String, Integer> entry : counts.entrySet()) {
            String value = entry.getKey();
            if (entry.getValue() >= LITERAL * all
                    && all >= 2
                    && value.length() <= MAX_LITERAL
                    && value.indexOf('\n') < 0
                    && Hazards.of(value) == 0) {
                place.literal = value;
                return true;
            }
        }
        return false;
    }

    private List<Parameter> parameters(List<Place> variables, List<List<Place>> all) {
        List<List<Place>> groups = new ArrayList<>();
        for (Place place : variables) {
            int same = -1;
            for (int i = 0; i < groups.size() && same < 0; i++) {
                same = isSame(groups.get(i).get(0), place) ? i : -1;
            }
            if (same < 0) {
                same = groups.size();
                groups.add(new ArrayList<>());
            }
            groups.get(same).add(place);
            place.parameter = same;
        }
        List<String> kinds =
                groups.stream().map(group -> ValueKinds.of(group.get(0).values)).toList();
        List<ParameterNames.Nameless> nameless = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            nameless.add(new ParameterNames.Nameless(
                    groups.get(i).stream().map(this::spot).toList(), kinds.get(i)));
        }
        List<String> names = ParameterNames.of(nameless, inBraces(all));
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            Place first = groups.get(i).get(0);
            int from = printedBy(first);
            parameters.add(new Parameter(
                    names.get(i),
                    from < 0 ? Origin.FREE : Origin.OUTPUT,
                    from + 1,
                    groups.get(i).stream()
                            .map(place -> place.step + 1)
                            .distinct()
                            .toList(),
                    kinds.get(i),
                    (int) first.values.stream()
                            .filter(value -> value != null)
                            .distinct()
                            .count()));
        }
        return parameters;
    }

    private ParameterNames.Spot spot(Place place) {
        return new ParameterNames.Spot(place.like.name(), head(place.step), tool(place.step), place.fromEnd);
    }

    /** Words that stand in braces already: no parameter may be called so. */
    private static Set<String> inBraces(List<List<Place>> all) {
        Set<String> words = new HashSet<>();
        for (List<Place> places : all) {
            for (Place place : places) {
                if (place.like.fixed() || place.literal != null) {
                    Matcher matcher = BRACES.matcher(shown(place));
                    while (matcher.find()) {
                        words.add(matcher.group(1));
                    }
                }
            }
        }
        return words;
    }

    private static boolean isSame(Place a, Place b) {
        int both = 0;
        int same = 0;
        for (int i = 0; i < a.values.size(); i++) {
            String left = a.values.get(i);
            String right = b.values.get(i);
            if (left != null && right != null) {
                both++;
                same += left.equals(right) ? 1 : 0;
            }
        }
        return both >= 2 && same >= SHARED * both;
    }

    /** The nearest earlier step that printed the values; -1 if none did. */
    private int printedBy(Place place) {
        for (int step = place.step - 1; step >= 0; step--) {
            int all = 0;
            int found = 0;
            for (int i = 0; i < occurrences.size(); i++) {
                String value = place.values.get(i);
                CommandStep earlier = occurrences.get(i).steps().get(step);
                if (value != null && earlier != null && value.length() >= 3) {
                    all++;
                    String output = occurrences
                            .get(i)
                            .trace()
                            .calls()
                            .get(earlier.call())
                            .output();
                    found += output.contains(value) ? 1 : 0;
                }
            }
            if (all >= 2 && found >= PRINTED * all) {
                return step;
            }
        }
        return -1;
    }

    private String text(int step, List<Place> places, List<Parameter> parameters) {
        boolean shell = tool(step).equals(CommandStep.SHELL);
        StringBuilder text = new StringBuilder(shell ? "" : tool(step));
        for (Place place : places) {
            String value = place.parameter < 0
                    ? (place.literal != null || place.like.fixed() ? shown(place) : "")
                    : "{" + parameters.get(place.parameter).name() + "}";
            if (shell) {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == '=' ? "" : " ")
                        .append(value);
            } else {
                text.append(' ').append(place.like.name()).append('=').append(value);
            }
        }
        return text.isEmpty() ? head(step) : text.toString();
    }

    private static String shown(Place place) {
        if (place.literal == null || place.literal.equals(place.like.value())) {
            return place.like.raw();
        }
        return place.literal.matches("[\\w@%+=:,./-]+")
                ? place.literal
                : "'" + place.literal.replace("'", "'\\''") + "'";
    }

    /** Orders occurrences for a trial: complete ones first, then the newest sessions by id. */
    static List<Integer> forTrial(Occurrences there) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < there.places().size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.<Integer>comparingLong(
                        i -> java.util.Arrays.stream(there.places().get(i))
                                .filter(place -> place < 0)
                                .count())
                .thenComparing(Comparator.reverseOrder()));
        return order;
    }
}
