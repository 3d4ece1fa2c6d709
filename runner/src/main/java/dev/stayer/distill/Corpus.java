package dev.stayer.distill;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All sessions as numbers: each event is a symbol, each episode a stretch of events that belong together. Numbers are given in
 * the order of names, so that they do not depend on the order of reading. Immutable.
 */
final class Corpus {
    /** A longer silence, long for this session too, ends an episode. */
    private static final Duration SILENCE = Duration.ofMinutes(30);

    private static final int MAX_EPISODE = 400;

    /** Sessions by number, in the order of their ids. */
    final List<Session> sessions;
    /** The words of each symbol. */
    final List<String> symbols;
    /** Events of all episodes, one after the other. */
    final int[] events;
    /** Place of each event's step in its session. */
    final int[] steps;
    /** First event of each episode, and the number of events at the end. */
    final int[] starts;
    /** The session of each episode. */
    final int[] owners;
    /** Events that failed. */
    final BitSet failed;
    /** Events that another session has done; they show what the session's own follow on. */
    final BitSet copied;
    /** Signs of {@link Hazards} by event. */
    final byte[] hazards;
    /** Episodes by symbol, rising. */
    final int[][] postings;
    /** How often each symbol is there. */
    final int[] frequency;

    /** Who a session is for the count of evidence. */
    record Session(String id, String project, String task, Trace.Outcome outcome) {}

    private Corpus(
            List<Session> sessions,
            List<String> symbols,
            int[] events,
            int[] steps,
            int[] starts,
            int[] owners,
            BitSet failed,
            BitSet copied,
            byte[] hazards) {
        this.sessions = List.copyOf(sessions);
        this.symbols = List.copyOf(symbols);
        this.events = events;
        this.steps = steps;
        this.starts = starts;
        this.owners = owners;
        this.failed = failed;
        this.copied = copied;
        this.hazards = hazards;
        this.frequency = new int[symbols.size()];
        for (int event : events) {
            frequency[event]++;
        }
        this.postings = postings();
    }

    private int[][] postings() {
        int[] sizes = new int[symbols.size()];
        int[] last = new int[symbols.size()];
        for (int pass = 0; ; pass++) {
            int[][] result = new int[symbols.size()][];
            if (pass == 1) {
                for (int i = 0; i < sizes.length; i++) {
                    result[i] = new int[sizes[i]];
                }
                Arrays.fill(sizes, 0);
            }
            Arrays.fill(last, -1);
            for (int episode = 0; episode < owners.length; episode++) {
                for (int i = starts[episode]; i < starts[episode + 1]; i++) {
                    int symbol = events[i];
                    if (last[symbol] != episode) {
                        last[symbol] = episode;
                        if (pass == 1) {
                            result[symbol][sizes[symbol]] = episode;
                        }
                        sizes[symbol]++;
                    }
                }
            }
            if (pass == 1) {
                return result;
            }
        }
    }

    int episodes() {
        return owners.length;
    }

    /** Reads all sessions. */
    static Corpus read(TraceSource traces) {
        List<String> ids = traces.ids().stream().sorted().toList();
        Vocabulary vocabulary = new Vocabulary();
        List<Session> sessions = new ArrayList<>();
        List<int[]> nodes = new ArrayList<>();
        List<byte[]> flags = new ArrayList<>();
        List<int[]> cuts = new ArrayList<>();
        List<BitSet> copies = new ArrayList<>();
        for (String id : ids) {
            Trace trace = traces.get(id);
            List<CommandStep> steps = StepReader.steps(trace);
            nodes.add(vocabulary.read(steps, sessions.size()));
            byte[] flag = new byte[steps.size()];
            for (int i = 0; i < flag.length; i++) {
                flag[i] = (byte) (steps.get(i).hazards() | (steps.get(i).ok() ? 0 : 64));
            }
            flags.add(flag);
            BitSet copy = new BitSet();
            for (int i = 0; i < flag.length; i++) {
                copy.set(i, trace.calls().get(steps.get(i).call()).copy());
            }
            copies.add(copy);
            cuts.add(silences(trace, steps));
            sessions.add(new Session(id, trace.project(), trace.task(), trace.outcome()));
        }
        return numbered(sessions, nodes, flags, cuts, copies, vocabulary);
    }

    private static Corpus numbered(
            List<Session> sessions,
            List<int[]> nodes,
            List<byte[]> flags,
            List<int[]> cuts,
            List<BitSet> copies,
            Vocabulary vocabulary) {
        int[] cut = vocabulary.cut(nodes);
        TreeMap<String, Integer> names = new TreeMap<>();
        int total = 0;
        for (int[] session : nodes) {
            for (int node : session) {
                names.put(vocabulary.text(cut[node]), 0);
            }
            total += session.length;
        }
        List<String> symbols = new ArrayList<>(names.keySet());
        for (int i = 0; i < symbols.size(); i++) {
            names.put(symbols.get(i), i);
        }
        int[] events = new int[total];
        int[] steps = new int[total];
        byte[] hazards = new byte[total];
        BitSet failed = new BitSet();
        BitSet copied = new BitSet();
        int count = 0;
        List<Integer> starts = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        for (int session = 0; session < nodes.size(); session++) {
            int[] own = nodes.get(session);
            int begin = -1;
            for (int i = 0; i < own.length; i++) {
                int symbol = Objects.requireNonNull(names.get(vocabulary.text(cut[own[i]])));
                boolean breaks =
                        begin < 0 || Arrays.binarySearch(cuts.get(session), i) >= 0 || count - begin >= MAX_EPISODE;
                if (breaks) {
                    starts.add(count);
                    owners.add(session);
                    begin = count;
                }
                byte flag = flags.get(session)[i];
                if (!breaks && events[count - 1] == symbol) {
                    // The same again, such as another try, is one event; the last try decides.
                    count--;
                    flag |= (byte) (hazards[count] & 63);
                }
                events[count] = symbol;
                steps[count] = i;
                hazards[count] = (byte) (flag & 63);
                failed.set(count, (flag & 64) != 0);
                copied.set(count, copies.get(session).get(i));
                count++;
            }
        }
        starts.add(count);
        return new Corpus(
                sessions,
                symbols,
                Arrays.copyOf(events, count),
                Arrays.copyOf(steps, count),
                starts.stream().mapToInt(i -> i).toArray(),
                owners.stream().mapToInt(i -> i).toArray(),
                failed,
                copied,
                Arrays.copyOf(hazards, count));
    }

    /** Steps before which the session was silent for long, compared with its own pace. */
    private static int[] silences(Trace trace, List<CommandStep> steps) {
        List<Duration> pauses = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        Instant last = null;
        for (int i = 0; i < steps.size(); i++) {
            @Nullable Instant time = trace.calls().get(steps.get(i).call()).time();
            if (time != null && last != null) {
                pauses.add(Duration.between(last, time));
                places.add(i);
            }
            last = time == null ? last : time;
        }
        if (pauses.isEmpty()) {
            return new int[0];
        }
        Duration usual = pauses.stream()
                .sorted(Comparator.naturalOrder())
                .skip(pauses.size() / 2)
                .findFirst()
                .orElse(SILENCE);
        Duration limit = usual.multipliedBy(20).compareTo(SILENCE) > 0 ? usual.multipliedBy(20) : SILENCE;
        List<Integer> cuts = new ArrayList<>();
        for (int i = 0; i < pauses.size(); i++) {
            if (pauses.get(i).compareTo(limit) > 0) {
                cuts.add(places.get(i));
            }
        }
        return cuts.stream().mapToInt(i -> i).toArray();
    }
}
