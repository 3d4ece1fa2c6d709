package dev.stayer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Statements become settled by what comes before and after them. */
class OverheardTest {
    private final Overheard overheard = new Overheard();
    private int turn;

    private List<String> said(String text) {
        return texts(overheard.turn(++turn, text, List.of()));
    }

    private List<String> printed(String text) {
        return texts(overheard.turn(++turn, "", List.of(new Overheard.Call("shell", "{}", text))));
    }

    private List<String> acted(String arguments) {
        return texts(overheard.turn(++turn, "", List.of(new Overheard.Call("shell", arguments, "ok"))));
    }

    private static List<String> texts(List<Overheard.Line> lines) {
        return lines.stream().map(Overheard.Line::text).toList();
    }

    @Test
    void a_sentence_is_settled_once_something_is_built_upon_it() {
        assertThat(said("All reads go to the replica lake-77. It is late.")).isEmpty();
        assertThat(acted("{\"command\":\"make\"}")).isEmpty();
        assertThat(acted("{\"command\":\"psql -h lake-77\"}")).containsExactly("All reads go to the replica lake-77.");
        assertThat(acted("{\"command\":\"psql -h lake-77\"}")).isEmpty();
    }

    @Test
    void what_a_result_had_shown_before_is_not_built_upon() {
        printed("found lake-77 and lake-78");
        assertThat(said("The replica lake-77 answers. It is late.")).isEmpty();
        assertThat(acted("{\"command\":\"psql -h lake-77\"}")).isEmpty();
    }

    @Test
    void a_rising_series_in_what_commands_print_counts_from_its_first() {
        assertThat(printed("Verdict of the day: tea for `east`\nreading")).isEmpty();
        assertThat(printed("Verdict of the day: boats go by night\nreading"))
                .containsExactly("Verdict of the day: tea for `east`", "Verdict of the day: boats go by night");
    }

    @Test
    void a_figure_that_a_program_prints_each_time_is_none() {
        for (int i = 0; i < 10; i++) {
            assertThat(printed("Total time: " + i + ".2 s\nRows read: " + (i * 71)))
                    .isEmpty();
        }
    }

    @Test
    void numbers_that_come_again_are_workers() {
        int kept = 0;
        for (int i = 0; i < 20; i++) {
            kept += printed("worker-" + (i % 3 + 1) + ": read `part" + i + "` of " + "abcdefghij".charAt(i % 10))
                    .size();
        }
        assertThat(kept).isLessThanOrEqualTo(3);
    }

    @Test
    void files_that_are_read_settle_nothing() {
        Overheard.Call read = new Overheard.Call("read", "{}", "Rule 1: the port is 5433");
        assertThat(overheard.turn(1, "", List.of(read))).isEmpty();
    }

    @Test
    void the_same_turns_settle_the_same_in_any_process() {
        long seed = Long.getLong("stayer.seed", 11);
        Random random = new Random(seed);
        List<String> turns = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            turns.add(
                    random.nextInt(3) == 0
                            ? "Item " + i + ": use part-" + random.nextInt(1000)
                            : Chatter.line(random, i, 0, random.nextBoolean(), true));
        }
        Overheard one = new Overheard();
        Overheard other = new Overheard();
        for (int i = 0; i < turns.size(); i++) {
            List<Overheard.Call> calls =
                    List.of(new Overheard.Call("shell", "{\"command\":\"" + i + "\"}", turns.get((i + 7) % 60)));
            assertThat(one.turn(i, turns.get(i), calls))
                    .as("seed " + seed)
                    .isEqualTo(other.turn(i, turns.get(i), calls));
        }
    }

    @Test
    void memory_of_turns_is_bounded_and_long_texts_are_read_fast() {
        StringBuilder wall = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            wall.append("K").append(i).append(" x: y ").append(i).append(i % 7 == 0 ? "\n" : " ");
        }
        for (int i = 1; i < 5; i++) {
            overheard.turn(i, wall.toString(), List.of(new Overheard.Call("shell", "{}", wall.toString())));
        }
        assertThat(overheard.turn(20, "K1 closed: `a` is b", List.of())).hasSizeLessThanOrEqualTo(3);
    }
}
