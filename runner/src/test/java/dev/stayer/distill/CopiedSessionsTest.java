package dev.stayer.distill;

import static dev.stayer.distill.SessionBuilder.sessions;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a fork repeats of its parent is no second proof, and what it ends is no half. */
class CopiedSessionsTest {
    private static final String[] WORK = {
        "git checkout -b fix/#-a", "make lint", "git push origin fix/#-a", "gh pr create --title 'Change #' --draft"
    };

    private static final List<String> NOISE =
            List.of("uptime", "free -m", "date", "df -h", "ps aux", "git log", "head -3 z", "wc -l q", "tree", "du");

    private static String noise(int n) {
        return NOISE.get(n * 7 % NOISE.size());
    }

    private static List<Candidate> accepted(SessionBuilder work) {
        return work.mine().stream().filter(Candidate::accepted).toList();
    }

    @Test
    void forks_of_finished_work_add_nothing_to_its_evidence() {
        SessionBuilder plain = sessions().tenWith(WORK).andNoise();
        SessionBuilder forked = sessions().tenWith(WORK).andNoise();
        for (int n = 0; n < 10; n++) {
            forked.forked(
                    "s" + n + "-fork", "s" + n, forked.get("s" + n).calls().size(), noise(n), noise(n * n + 1));
        }
        assertThat(accepted(forked)).as("%s", forked.mine()).hasSize(1);
        assertThat(accepted(forked).get(0).support().sessions())
                .isEqualTo(accepted(plain).get(0).support().sessions());
        assertThat(accepted(forked).get(0).workflow().steps())
                .isEqualTo(accepted(plain).get(0).workflow().steps());
    }

    @Test
    void work_that_is_ended_in_a_fork_is_whole_there() {
        SessionBuilder halves = sessions().andNoise();
        for (int n = 0; n < 10; n++) {
            String number = String.valueOf(n);
            halves.with(
                    "s" + n,
                    "t" + n,
                    Trace.Outcome.SUCCESS,
                    noise(n),
                    WORK[0].replace("#", number),
                    WORK[1],
                    noise(n * n + 2),
                    noise(n + 3));
            halves.forked(
                    "f" + n, "s" + n, 3, WORK[2].replace("#", number), noise(n + 5), WORK[3].replace("#", number));
        }
        assertThat(accepted(halves)).singleElement().satisfies(found -> {
            assertThat(found.workflow().steps()).hasSize(4);
            assertThat(found.support().sessions()).isEqualTo(10);
        });
    }

    @Test
    void two_sessions_that_were_copied_twenty_times_are_two() {
        SessionBuilder work = sessions().andNoise();
        for (int n = 0; n < 2; n++) {
            String number = String.valueOf(n);
            work.with(
                    "s" + n,
                    "t" + n,
                    Trace.Outcome.SUCCESS,
                    java.util.Arrays.stream(WORK)
                            .map(one -> one.replace("#", number))
                            .toArray(String[]::new));
            for (int copy = 0; copy < 20; copy++) {
                work.forked("s" + n + "-" + copy, "s" + n, 4, noise(copy));
            }
        }
        assertThat(accepted(work)).isEmpty();
    }
}
