package dev.stayer.distill;

import dev.stayer.journal.SkillStates.State;
import dev.stayer.journal.Skills.Change;
import dev.stayer.journal.Skills.Skill;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What applying candidates changes: rows and files, before and after. Pure, given what lies on disk; a second plan from its own
 * result is empty.
 */
final class SkillPlan {
    /** Where a version lies whose place a newer one has taken. */
    static final String ARCHIVE = ".stayer/distill/archive/";

    /** Where a version lies that waits beside what a person changed. */
    static final String PROPOSALS = ".stayer/distill/proposals/";

    private static final double ALIKE = 0.6;
    /** A retired skill comes back only if it was followed this much more often since. */
    private static final int NEW_EVIDENCE = 2;

    private final Map<String, Skill> before = new TreeMap<>();
    private final Map<String, Skill> after = new TreeMap<>();
    private final Map<String, Change> changes = new TreeMap<>();
    private final List<String> written = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<String> names;
    private final Disk disk;
    private final Instant now;

    /** The files of the workspace. */
    interface Disk {
        /** The text at a path below the workspace; null if there is none. */
        @Nullable
        String read(String path);
    }

    /** @param folders names below skills/ */
    SkillPlan(List<Skill> rows, Set<String> folders, Disk disk, Instant now) {
        rows.forEach(row -> before.put(row.name(), row));
        after.putAll(before);
        this.names = new HashSet<>(folders);
        this.names.addAll(before.keySet());
        this.disk = disk;
        this.now = now;
    }

    /** The row of the skill that a pattern belongs to: by its id, else by its steps. */
    static Optional<Skill> rowOf(Candidate candidate, List<Skill> rows) {
        Optional<Skill> same = rows.stream()
                .filter(row -> row.pattern().equals(candidate.id()))
                .findFirst();
        return same.isPresent()
                ? same
                : rows.stream()
                        .filter(row ->
                                alike(heads(candidate), List.of(row.heads().split("\n"))))
                        .findFirst();
    }

    static List<String> heads(Candidate candidate) {
        return candidate.workflow().steps().stream()
                .map(Procedure.WorkflowStep::head)
                .toList();
    }

    private static boolean alike(List<String> a, List<String> b) {
        Map<String, Integer> numbers = new HashMap<>();
        int[] left = a.stream()
                .mapToInt(word -> numbers.computeIfAbsent(word, key -> numbers.size()))
                .toArray();
        int[] right = b.stream()
                .mapToInt(word -> numbers.computeIfAbsent(word, key -> numbers.size()))
                .toArray();
        return Alignment.dice(left, right) >= ALIKE;
    }

    /** Why a candidate is not to be a skill again; empty if it may. */
    static Optional<String> retired(Candidate candidate, List<Skill> rows) {
        return rowOf(candidate, rows)
                .flatMap(row -> row.state() == State.DISABLED
                        ? Optional.of("A person has switched it off")
                        : row.state() == State.RETIRED && candidate.support().sessions() < NEW_EVIDENCE * row.sessions()
                                ? Optional.of(
                                        "It was retired (%s), and there is little new evidence".formatted(row.reason()))
                                : Optional.empty());
    }

    /** Adds an accepted candidate. */
    void add(Candidate candidate, @Nullable TrialEnd trial) {
        Skill row = rowOf(candidate, List.copyOf(after.values())).orElse(null);
        String name = row == null ? free(candidate) : row.name();
        names.add(name);
        String path = "skills/" + name + "/SKILL.md";
        String there = disk.read(path);
        if (row != null && row.state() != State.RETIRED) {
            if (there == null) {
                after.put(name, moved(row, State.RETIRED, "a person took its file away"));
                notes.add(name + ": its file was taken away; it is retired");
                return;
            }
            if (SkillText.skill(candidate, name, row.version()).equals(row.text())) {
                return;
            }
        }
        String version = row == null ? "1.0.0" : next(row, candidate);
        String text = SkillText.skill(candidate, name, version);
        List<String> errors = SkillSubset.errors(name, text);
        if (!errors.isEmpty()) {
            notes.add(name + ": not written, " + errors.get(0));
            return;
        }
        if (there != null && (row == null || !there.equals(row.text()))) {
            put(PROPOSALS + name + "/SKILL.md", text);
            notes.add(name + ": you have changed it, so the new version lies in " + PROPOSALS + name);
            return;
        }
        if (there != null && row != null) {
            put(ARCHIVE + name + "/" + row.version() + "/SKILL.md", there);
        }
        String script = SkillText.script(candidate);
        put(path, text);
        put("skills/" + name + "/scripts/run.sh", script);
        written.add(path);
        if (script != null) {
            written.add("skills/" + name + "/scripts/run.sh");
        }
        State state = trial != null && trial.passed()
                ? State.ENABLED
                : row != null && row.state() == State.ENABLED ? State.ENABLED : State.PROPOSED;
        after.put(
                name,
                new Skill(
                        name,
                        candidate.id(),
                        version,
                        state,
                        trial == null ? "nobody has tried it" : trial.reason(),
                        String.join("\n", heads(candidate)),
                        text,
                        script,
                        candidate.support().sessions(),
                        trial == null ? null : trial.reason(),
                        now));
    }

    /** Takes a skill out of use; its file goes to the archive unless a person has changed it. */
    void retire(Skill row, String reason) {
        after.put(row.name(), moved(row, State.RETIRED, reason));
        String path = "skills/" + row.name() + "/SKILL.md";
        String there = disk.read(path);
        if (row.text().equals(there)) {
            put(ARCHIVE + row.name() + "/" + row.version() + "/SKILL.md", there);
            put(path, null);
            put("skills/" + row.name() + "/scripts/run.sh", null);
        }
        notes.add(row.name() + ": retired, " + reason);
    }

    private Skill moved(Skill row, State state, String reason) {
        return new Skill(
                row.name(),
                row.pattern(),
                row.version(),
                state,
                reason,
                row.heads(),
                row.text(),
                row.script(),
                row.sessions(),
                row.trial(),
                now);
    }

    private void put(String path, @Nullable String text) {
        String there = disk.read(path);
        if (text == null ? there != null : !text.equals(there)) {
            changes.put(path, new Change(path, there, text));
        }
    }

    private String free(Candidate candidate) {
        String name = candidate.name();
        if (names.contains(name)) {
            name = name + "-" + candidate.id().substring(0, 4);
        }
        return names.contains(name) ? "workflow-" + candidate.id() : name;
    }

    /** Evidence alone is a patch, more steps a minor, other steps or another order a major change. */
    private static String next(Skill row, Candidate candidate) {
        int[] parts = Arrays.stream(row.version().split("\\."))
                .mapToInt(Integer::parseInt)
                .toArray();
        List<String> old = List.of(row.heads().split("\n"));
        List<String> heads = heads(candidate);
        if (heads.equals(old)) {
            return parts[0] + "." + parts[1] + "." + (parts[2] + 1);
        }
        return isWithin(old, heads) ? parts[0] + "." + (parts[1] + 1) + ".0" : (parts[0] + 1) + ".0.0";
    }

    private static boolean isWithin(List<String> part, List<String> whole) {
        int at = 0;
        for (String word : whole) {
            at += at < part.size() && part.get(at).equals(word) ? 1 : 0;
        }
        return at == part.size();
    }

    /** Rows that are new or other than before. */
    List<Skill> rows() {
        return after.values().stream()
                .filter(row -> !row.equals(before.get(row.name())))
                .toList();
    }

    /** The row as it was; null if it is new. */
    @Nullable
    Skill before(String name) {
        return before.get(name);
    }

    /** Files in the order of their paths. */
    List<Change> changes() {
        return List.copyOf(changes.values());
    }

    List<String> written() {
        return List.copyOf(written);
    }

    /** Sentences on what is not simply written, whatever a trial says. */
    List<String> unwritten() {
        return List.copyOf(notes);
    }

    /** The same, and on what no trial has proved. */
    List<String> notes() {
        List<String> all = new ArrayList<>(notes);
        List<String> waiting = rows().stream()
                .filter(row -> row.state() == State.PROPOSED)
                .map(Skill::name)
                .toList();
        if (!waiting.isEmpty()) {
            all.add("No trial has proved " + String.join(", ", waiting)
                    + "; agents of Stayer are shown them after `stayer skills enable NAME`");
        }
        return List.copyOf(all);
    }
}
