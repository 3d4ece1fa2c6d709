package dev.stayer.checkpoint;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of an agent's turns is settled though no word says so: a statement counts by its form and place, by being one of a
 * series that grows over turns, and by being referred to later. Remembers a bounded number of turns; not thread-safe.
 */
public final class Overheard {
    /** Of one turn; a turn with more of them is a text about many things. */
    private static final int MAX_A_TURN = 3;

    /** More of one series in one output are a list of something else. */
    private static final int MAX_ALIKE = 2;

    private static final int MAX_PENDING = 200;
    private static final int MAX_REMEMBERED = 20_000;
    private static final int SERIES = 2;
    private static final int REFERRED = 2;
    private static final int OBSERVED_COSTS = 1;
    private static final int REPEATED_COSTS = 2;
    private static final int KEPT_COSTS = 2;
    /** So many numbered ones after another are how decisions are kept here. */
    private static final int ROUTINE = 2;
    /** A shape that came in as many turns before is how this agent, or a program, always talks. */
    private static final int HABIT = 2;

    private static final Comparator<Heard> HEAVIEST =
            Comparator.comparingInt((Heard heard) -> heard.statement().weight()).reversed();

    private final Deque<Heard> pending = new ArrayDeque<>();
    /** Literals that results showed, with the turn of the first. */
    private final Map<String, Integer> observed = new HashMap<>();

    /** Literals that the agent itself has used before. */
    private final Set<String> mentioned = new HashSet<>();

    private final Map<String, Integer> shapes = new LinkedHashMap<>();
    private final Map<String, Series> series = new HashMap<>();
    private boolean kept;

    /**
     * A call with what it brought.
     *
     * @param arguments as the model wrote them
     */
    public record Call(String tool, String arguments, String result) {}

    /**
     * A line that is settled.
     *
     * @param turn in which it was said, which may be an earlier one
     * @param printed a program printed it; else the agent said it
     */
    public record Line(int turn, String text, boolean printed) {}

    /** @param fresh literals that it brought in */
    private record Heard(int turn, Statement statement, boolean printed, Set<String> fresh) {
        boolean isEnough() {
            return isEnoughWith(0);
        }

        boolean isEnoughWith(int more) {
            return statement.weight() + more >= (printed ? Statement.ENOUGH_IN_OUTPUT : Statement.ENOUGH);
        }

        Line line() {
            return new Line(turn, statement.text(), printed);
        }
    }

    /** Statements of one kind. Numbered decisions have each number once, and later ones a higher one. */
    private static final class Series {
        private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

        private final Map<String, String> labels = new HashMap<>();
        private final Set<String> shapes = new HashSet<>();
        private int turn;
        private int size;
        private long highest;
        private int kept;
        private boolean actors;

        /** True where somebody keeps numbers for what they settle. */
        boolean isKept() {
            return kept >= ROUTINE && !actors;
        }

        /** What one more says of itself and of those before: more than 0 where each says something else. */
        int next(int when, Statement statement) {
            String before = labels.put(statement.label(), statement.text());
            if (statement.text().equals(before)) {
                return 0;
            }
            boolean later = size > 0 && when > turn;
            Matcher number = NUMBER.matcher(statement.label());
            if (statement.counted() && number.find()) {
                long value = Long.parseLong(number.group());
                // A number that comes again, or falls, is whoever speaks: a worker, a test, a line.
                actors |= later && value <= highest;
                highest = Math.max(highest, value);
            } else {
                actors |= statement.counted() && before != null;
            }
            shapes.add(statement.shape());
            size++;
            turn = when;
            if (!later) {
                return 0;
            }
            boolean varies = statement.counted() ? shapes.size() > 1 : shapes.size() * 3 > size * 2;
            kept += statement.counted() && varies ? 1 : 0;
            return actors || !varies ? -REPEATED_COSTS : SERIES;
        }
    }

    /** Tools whose results are texts that were there before, or that are looked through elsewhere. */
    private static final Set<String> READERS = Set.of(
            "read",
            "grep",
            "find",
            "edit",
            "write",
            "search",
            "task",
            "skill",
            "memory",
            "remember",
            "finish",
            "ask",
            "notes");

    /**
     * Takes in one finished turn and returns what is settled now, oldest first.
     *
     * @param said the agent's words, without its thoughts
     */
    public List<Line> turn(int turn, String said, List<Call> calls) {
        List<Line> settled = new ArrayList<>(referred(turn, said, calls));
        List<Heard> heard = new ArrayList<>();
        for (Statement statement : Statement.said(said)) {
            heard.add(weigh(turn, statement, false, settled));
        }
        for (Call call : calls) {
            if (!READERS.contains(call.tool())) {
                List<Statement> printed = Statement.printed(call.result());
                Map<String, Integer> alike = new HashMap<>();
                printed.forEach(statement -> alike.merge(statement.series(), 1, Integer::sum));
                for (Statement statement : printed) {
                    if (alike.getOrDefault(statement.series(), 0) <= MAX_ALIKE) {
                        heard.add(weigh(turn, statement, true, settled));
                    }
                }
            }
        }
        remember(turn, said, heard, calls);
        heard.stream()
                .filter(Heard::isEnough)
                .sorted(HEAVIEST)
                .limit(MAX_A_TURN)
                .sorted(Comparator.comparingInt(heard::indexOf))
                .map(Heard::line)
                .forEach(settled::add);
        return List.copyOf(settled);
    }

    /** What was said before and not enough for itself, and is now built upon. */
    private List<Line> referred(int turn, String said, List<Call> calls) {
        StringBuilder arguments = new StringBuilder();
        calls.forEach(call -> arguments.append('\n').append(call.arguments().replaceAll("\\\\[nrt\"]|\"", " ")));
        Set<String> used = Literals.of(arguments.toString());
        Set<String> named = new HashSet<>(Literals.of(said));
        named.addAll(used);
        List<Line> settled = new ArrayList<>();
        for (Iterator<Heard> each = pending.iterator(); each.hasNext(); ) {
            Heard heard = each.next();
            if (heard.turn() < turn
                    && isNamed(heard, heard.printed() ? used : named)
                    && heard.isEnoughWith(heard.printed() ? 1 : REFERRED)) {
                settled.add(heard.line());
                each.remove();
            }
        }
        return settled;
    }

    /** True if a literal that it brought in stands among these; small numbers coincide. */
    private static boolean isNamed(Heard heard, Set<String> references) {
        return heard.fresh().stream()
                .anyMatch(literal -> references.contains(literal) && literal.length() > (isNumber(literal) ? 3 : 2));
    }

    private static boolean isNumber(String literal) {
        return literal.chars().allMatch(Character::isDigit);
    }

    private Heard weigh(int turn, Statement statement, boolean printed, List<Line> settled) {
        int more = 0;
        Set<String> literals = fresh(turn, statement);
        boolean fresh = !literals.isEmpty();
        if (!statement.counted() && !statement.references().isEmpty() && !fresh) {
            more -= OBSERVED_COSTS;
        }
        if (shapes.getOrDefault(statement.shape(), 0) >= HABIT) {
            more -= REPEATED_COSTS;
        }
        Series kind = series.computeIfAbsent(name(statement, printed), one -> new Series());
        int grows = kind.next(turn, statement);
        if (statement.label().isEmpty() && literals.stream().noneMatch(Statement::isNews)) {
            grows = Math.min(0, grows);
        }
        if (grows > 0) {
            first(name(statement, printed), settled);
            kept |= kind.isKept();
        }
        more += grows;
        // Where decisions have numbers, what has none and is no series of its own has to be used before it counts.
        if (kept && !statement.counted() && (grows <= 0 || statement.label().isEmpty())) {
            more -= KEPT_COSTS;
        }
        return new Heard(turn, statement.plus(more), printed, literals);
    }

    /** Its literals that nobody had used before. */
    private Set<String> fresh(int turn, Statement statement) {
        Set<String> fresh = new HashSet<>(statement.references());
        fresh.removeIf(literal -> mentioned.contains(literal) || observed.getOrDefault(literal, turn) < turn);
        return fresh;
    }

    private static String name(Statement statement, boolean printed) {
        return (printed ? "printed " : "said ") + statement.series();
    }

    /** The first of a series is known as one by the second. */
    private void first(String name, List<Line> settled) {
        for (Iterator<Heard> each = pending.iterator(); each.hasNext(); ) {
            Heard heard = each.next();
            String of =
                    (heard.printed() ? "printed " : "said ") + heard.statement().series();
            if (of.equals(name) && heard.isEnoughWith(SERIES)) {
                settled.add(heard.line());
                each.remove();
            }
        }
    }

    private void remember(int turn, String said, List<Heard> heard, List<Call> calls) {
        Set<String> here = new HashSet<>();
        for (Heard one : heard) {
            if (here.add(one.statement().shape())) {
                shapes.merge(one.statement().shape(), 1, Integer::sum);
            }
            if (!one.isEnough() && one.isEnoughWith(SERIES) && !one.fresh().isEmpty()) {
                pending.add(one);
            }
        }
        while (pending.size() > MAX_PENDING) {
            pending.remove();
        }
        if (mentioned.size() < MAX_REMEMBERED) {
            mentioned.addAll(Literals.of(said));
        }
        for (Call call : calls) {
            if (observed.size() < MAX_REMEMBERED) {
                Literals.of(call.result()).forEach(literal -> observed.putIfAbsent(literal, turn));
            }
        }
        if (shapes.size() > MAX_REMEMBERED) {
            shapes.clear();
        }
        if (series.size() > MAX_REMEMBERED) {
            series.values().removeIf(one -> one.turn < turn);
        }
    }
}
