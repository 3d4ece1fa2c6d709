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

/**
 * What of an agent's turns is settled though no word says so: a statement counts by its form and place, by being one of a
 * series that grows over turns, and by being referred to later. Remembers a bounded number of turns; not thread-safe.
 */
public final class Overheard {
    /** Of one turn; a turn with more of them is a text about many things. */
    private static final int MAX_A_TURN = 6;

    private static final int MAX_PENDING = 200;
    private static final int MAX_REMEMBERED = 20_000;
    private static final int SERIES = 2;
    private static final int REFERRED = 2;
    private static final int OBSERVED_COSTS = 1;
    private static final int REPEATED_COSTS = 2;
    /** A shape that came in as many turns before is how this agent, or a program, always talks. */
    private static final int HABIT = 2;

    private static final Comparator<Heard> HEAVIEST =
            Comparator.comparingInt((Heard heard) -> heard.statement().weight()).reversed();

    private final Deque<Heard> pending = new ArrayDeque<>();
    /** Literals that results showed, with the turn of the first. */
    private final Map<String, Integer> observed = new HashMap<>();

    private final Map<String, Integer> shapes = new LinkedHashMap<>();
    private final Map<String, Series> series = new HashMap<>();

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

    private record Heard(int turn, Statement statement, boolean printed) {
        boolean isEnough() {
            return statement.weight() >= (printed ? Statement.ENOUGH_IN_OUTPUT : Statement.ENOUGH);
        }

        Line line() {
            return new Line(turn, statement.text(), printed);
        }
    }

    /** @param label the last of the series, and @param shape what was said under it */
    private record Series(int turn, String label, String shape, boolean grows) {}

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
                for (Statement statement : printed) {
                    long alike = printed.stream()
                            .filter(other -> other.series().equals(statement.series()))
                            .count();
                    if (!statement.label().isEmpty() && alike <= 2) {
                        heard.add(weigh(turn, statement, true, settled));
                    }
                }
            }
        }
        remember(turn, heard, calls);
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
        calls.forEach(call -> arguments.append('\n').append(call.arguments().replaceAll("\\\\[nt\"]", " ")));
        Set<String> used = Statement.references(arguments.toString());
        Set<String> named = new HashSet<>(Statement.references(said));
        named.addAll(used);
        List<Line> settled = new ArrayList<>();
        for (Iterator<Heard> each = pending.iterator(); each.hasNext(); ) {
            Heard heard = each.next();
            if (heard.turn() < turn
                    && isNamed(heard, heard.printed() ? used : named)
                    && new Heard(heard.turn(), heard.statement().plus(REFERRED), heard.printed()).isEnough()) {
                settled.add(heard.line());
                each.remove();
            }
        }
        return settled;
    }

    /** True if one of its literals, that nothing had shown before, stands among these. */
    private boolean isNamed(Heard heard, Set<String> references) {
        return heard.statement().references().stream()
                .anyMatch(literal ->
                        literal.length() > 2 && references.contains(literal) && !wasShown(literal, heard.turn()));
    }

    private boolean wasShown(String literal, int before) {
        return observed.getOrDefault(literal, Integer.MAX_VALUE) < before;
    }

    private Heard weigh(int turn, Statement statement, boolean printed, List<Line> settled) {
        int more = 0;
        if (statement.label().isEmpty()
                && !statement.references().isEmpty()
                && statement.references().stream().allMatch(literal -> wasShown(literal, turn))) {
            more -= OBSERVED_COSTS;
        }
        if (shapes.getOrDefault(statement.shape(), 0) >= HABIT) {
            more -= REPEATED_COSTS;
        }
        String name = (printed ? "printed " : "said ") + statement.series();
        Series before = series.get(name);
        if (!statement.label().isEmpty() && before != null && before.turn() < turn) {
            boolean grows =
                    !before.shape().equals(statement.shape()) || !before.label().equals(statement.label());
            more += grows ? SERIES : -REPEATED_COSTS;
            if (grows && !before.grows()) {
                first(name, settled);
            }
            series.put(name, new Series(turn, statement.label(), statement.shape(), grows || before.grows()));
        } else if (!statement.label().isEmpty() && before == null) {
            series.put(name, new Series(turn, statement.label(), statement.shape(), false));
        }
        return new Heard(turn, statement.plus(more), printed);
    }

    /** The first of a series is known as one by the second. */
    private void first(String name, List<Line> settled) {
        for (Iterator<Heard> each = pending.iterator(); each.hasNext(); ) {
            Heard heard = each.next();
            String of =
                    (heard.printed() ? "printed " : "said ") + heard.statement().series();
            if (of.equals(name)
                    && new Heard(heard.turn(), heard.statement().plus(SERIES), heard.printed()).isEnough()) {
                settled.add(heard.line());
                each.remove();
            }
        }
    }

    private void remember(int turn, List<Heard> heard, List<Call> calls) {
        Set<String> here = new HashSet<>();
        for (Heard one : heard) {
            if (here.add(one.statement().shape())) {
                shapes.merge(one.statement().shape(), 1, Integer::sum);
            }
            if (!one.isEnough()
                    && one.statement().weight() >= (one.printed() ? Statement.ENOUGH : 1)
                    && !one.statement().references().isEmpty()) {
                pending.add(one);
            }
        }
        while (pending.size() > MAX_PENDING) {
            pending.remove();
        }
        for (Call call : calls) {
            if (observed.size() < MAX_REMEMBERED) {
                Statement.references(call.result()).forEach(literal -> observed.putIfAbsent(literal, turn));
            }
        }
        if (shapes.size() > MAX_REMEMBERED) {
            shapes.clear();
        }
        if (series.size() > MAX_REMEMBERED) {
            series.values().removeIf(one -> one.turn() < turn);
        }
    }
}
