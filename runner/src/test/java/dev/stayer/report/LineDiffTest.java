package dev.stayer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineDiffTest {
    @Test
    void what_changed_is_shown_with_what_stands_around_it() {
        assertThat(LineDiff.of("a\nb\nc\nd\ne\nf\ng\nh\ni\n", "a\nb\nc\nd\nE\nf\ng\nh\ni\nj\n"))
                .containsExactly("  c", "  d", "- e", "+ E", "  f", "  g", "  h", "  i", "+ j");
        assertThat(LineDiff.of("a\nb\nc\nd\ne\nf\n", "A\nb\nc\nd\ne\nf\n"))
                .containsExactly("- a", "+ A", "  b", "  c", "…");
        assertThat(LineDiff.of("a\nb\n", "a\nb\n")).isEmpty();
        assertThat(LineDiff.of("", "a\n")).containsExactly("+ a");
        assertThat(LineDiff.of("a\n", "")).containsExactly("- a");
    }

    /** Whatever is left out is the same in both: the old lines are those without +, the new ones those without -. */
    @Test
    void no_change_is_left_out() {
        long seed = Long.getLong("stayer.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            List<String> old = lines(random);
            List<String> now = new ArrayList<>(old);
            for (int i = random.nextInt(4); i > 0; i--) {
                int at = random.nextInt(now.size() + 1);
                if (random.nextBoolean() || at == now.size()) {
                    now.add(at, "n" + random.nextInt(5));
                } else {
                    now.remove(at);
                }
            }
            List<String> shown = LineDiff.of(String.join("\n", old), String.join("\n", now));
            assertThat(marked(shown, '+').size() - marked(shown, '-').size())
                    .as("seed %d: %s to %s", seed, old, now)
                    .isEqualTo(now.size() - old.size());
            List<String> rest = new ArrayList<>(old);
            marked(shown, '-')
                    .forEach(line ->
                            assertThat(rest.remove(line)).as("seed %d", seed).isTrue());
            rest.addAll(marked(shown, '+'));
            assertThat(rest).as("seed %d: %s to %s", seed, old, now).containsExactlyInAnyOrderElementsOf(now);
        }
    }

    private static List<String> lines(Random random) {
        List<String> lines = new ArrayList<>();
        for (int i = 1 + random.nextInt(20); i > 0; i--) {
            lines.add("o" + random.nextInt(6));
        }
        return lines;
    }

    private static List<String> marked(List<String> shown, char mark) {
        return shown.stream()
                .filter(line -> line.charAt(0) == mark)
                .map(line -> line.substring(2))
                .toList();
    }
}
