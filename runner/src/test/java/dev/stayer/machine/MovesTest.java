package dev.stayer.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import dev.stayer.core.RequestKind;
import dev.stayer.core.StayerException;
import dev.stayer.core.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What moves a task: that nothing else does, that each move is made by something, and that the diagram shows them all. */
class MovesTest {
    private static final Path PAGE = Path.of("../docs/how-it-works.md");
    private static final String BEGIN = "<!-- moves -->\n";
    private static final String END = "<!-- /moves -->\n";
    private static final int RUNS = 300;

    /** What a commit shows where one decision moves a task more than once: an empty group begins and ends. */
    private static final Set<String> TWO_AT_ONCE = Set.of(
            "PENDING->COMPLETED",
            // An agent's part, done or not, as its task is retried from its beginning.
            "COMPLETED->SKIPPED");

    @Test
    void whatever_simulated_runs_do_is_one_of_the_moves() {
        Set<String> made = new TreeSet<>(simulated());
        made.removeIf(move -> isAllowed(move) || TWO_AT_ONCE.contains(move));
        assertThat(made).isEmpty();
    }

    @Test
    void each_move_is_made_by_a_simulated_run_or_by_what_is_written_here() {
        Set<String> made = simulated();
        written().forEach(run -> run.moves.forEach(move -> made.add(move.split(" ")[1])));
        Set<String> nobody = new TreeSet<>();
        for (TaskState from : TaskState.values()) {
            for (TaskState to : TaskState.values()) {
                if (Moves.isAllowed(from, to) && !made.contains(from + "->" + to)) {
                    nobody.add(from + "->" + to);
                }
            }
        }
        assertThat(nobody).as("moves that nobody makes").isEmpty();
    }

    @Test
    void the_diagram_in_the_docs_is_the_one_that_the_moves_make() throws IOException {
        String page = Files.readString(PAGE);
        String shown = page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END));
        assertThat(shown)
                .as("put this between the markers of %s:%n%s", PAGE, StateDiagram.mermaid())
                .isEqualTo(StateDiagram.mermaid());
    }

    @Test
    void no_rule_says_again_what_another_one_says() {
        Set<String> seen = new HashSet<>();
        List<String> twice = new ArrayList<>();
        Moves.RULES.forEach(rule -> rule.from().forEach(from -> {
            if (!seen.add(from + "->" + rule.to())) {
                twice.add(from + "->" + rule.to());
            }
        }));
        assertThat(twice).isEmpty();
    }

    private static boolean isAllowed(String move) {
        String[] ends = move.split("->");
        return Moves.isAllowed(TaskState.valueOf(ends[0]), TaskState.valueOf(ends[1]));
    }

    private static Set<String> simulated() {
        Set<String> made = new HashSet<>();
        for (int seed = 0; seed < RUNS; seed++) {
            Simulation simulation = new Simulation(seed, Set.of());
            simulation.play(40);
            simulation.moves().forEach(move -> made.add(move.split(" ")[1]));
        }
        return made;
    }

    /** From each state what a person, an edited file and time make of it; and the rare ways in one place. */
    private static List<ManualRun> written() {
        List<ManualRun> runs = new ArrayList<>();
        List<Consumer<ManualRun>> ways = List.of(
                run -> run.ask(RequestKind.STOP, "a"),
                run -> run.ask(RequestKind.CANCEL, null),
                run -> run.ask(RequestKind.SKIP, "a"),
                run -> run.ask(RequestKind.RETRY, "a"),
                run -> run.ask(RequestKind.RESUME, null),
                run -> run.ask(RequestKind.APPROVE, "a"),
                run -> run.ask(RequestKind.ANSWER, "a", "done"),
                run -> run.ask(RequestKind.ANSWER, "a", "again"),
                run -> run.edit(InState.otherWork(run)),
                run -> run.tick(Duration.ofDays(8)));
        for (TaskState state : TaskState.values()) {
            for (Consumer<ManualRun> way : ways) {
                ManualRun run = InState.of(state);
                try {
                    way.accept(run);
                } catch (StayerException e) {
                    assertThat(run.state("a")).as(e.whatHappened()).isEqualTo(state);
                }
                runs.add(run);
            }
        }
        runs.addAll(List.of(noCondition(), noCommand(), gateAfterPause(), groupAfterPause(), brokenAfterPause()));
        List.<Consumer<ManualRun>>of(
                        run -> run.complete("a/1"),
                        run -> run.fail("a/1"),
                        run -> run.ask(RequestKind.SKIP, "a/1"),
                        run -> run.ask(RequestKind.STOP, "a/1"),
                        run -> run.ask(RequestKind.CANCEL, null))
                .forEach(end -> runs.add(partAgain(end)));
        return runs;
    }

    private static ManualRun noCondition() {
        return ManualRun.tasks("id: z, run: x", "id: a, needs: [z], run: x, if: \"fromJSON(tasks.z.outputs.no) == 1\"")
                .complete("z", Json.object().put("no", "not JSON"));
    }

    private static ManualRun noCommand() {
        return ManualRun.tasks(
                        "id: z, run: x",
                        "id: a, needs: [z], run: x, env: { E: \"${{ fromJSON(tasks.z.outputs.no) }}\" }")
                .complete("z", Json.object().put("no", "not JSON"));
    }

    private static ManualRun rounds(String work) {
        return ManualRun.tasks("id: a, repeat: { until: \"${{ round > 2 }}\", max: 3, every: 1m }, " + work);
    }

    private static ManualRun gateAfterPause() {
        ManualRun run = rounds("approve: \"Go on?\"");
        run.ask(RequestKind.APPROVE, "a#1");
        return run.tick(Duration.ofMinutes(1));
    }

    private static ManualRun groupAfterPause() {
        return rounds("tasks: [ { id: b, run: x } ]").complete("b#1").tick(Duration.ofMinutes(1));
    }

    private static ManualRun brokenAfterPause() {
        return rounds("run: x, title: \"${{ fromJSON(round == 2 && 'x' || '1') }}\"")
                .complete("a#1")
                .tick(Duration.ofMinutes(1));
    }

    private static ManualRun partAgain(Consumer<ManualRun> end) {
        ManualRun run = ManualRun.tasks("id: z, run: x", "id: a, prompt: Do it").split("a", "one", "two");
        end.accept(run);
        if (run.lanes.containsKey(run.id("a/1"))) {
            run.obey("a/1");
        }
        run.ask(RequestKind.RETRY, "a/1");
        return run;
    }
}
