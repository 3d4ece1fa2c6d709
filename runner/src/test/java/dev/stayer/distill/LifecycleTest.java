package dev.stayer.distill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.journal.SkillLoads.Count;
import dev.stayer.journal.SkillStates.State;
import dev.stayer.journal.Skills.Skill;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    private static final Instant THEN = Instant.parse("2026-11-01T00:00:00Z");

    private static Skill skill(State state) {
        return new Skill("s", "0123", "1.0.0", state, "r", "a\nb\nc", "t", null, 5, null, THEN);
    }

    private static boolean goes(State state, Count uses, Count all, int days) {
        return Lifecycle.retire(skill(state), uses, all, THEN.plus(Duration.ofDays(days)))
                .isPresent();
    }

    @Test
    void what_nobody_used_goes_once_there_was_time_and_work() {
        assertThat(goes(State.ENABLED, new Count(0, 0), new Count(40, 30), 31)).isTrue();
        assertThat(goes(State.ENABLED, new Count(0, 0), new Count(40, 30), 29)).isFalse();
        assertThat(goes(State.ENABLED, new Count(0, 0), new Count(19, 15), 90)).isFalse();
        assertThat(goes(State.ENABLED, new Count(1, 1), new Count(40, 30), 31)).isFalse();
        assertThat(goes(State.PROPOSED, new Count(0, 0), new Count(40, 30), 31)).isFalse();
    }

    @Test
    void what_does_worse_than_going_without_goes() {
        assertThat(goes(State.ENABLED, new Count(10, 1), new Count(60, 50), 3)).isTrue();
        assertThat(goes(State.ENABLED, new Count(10, 7), new Count(60, 50), 3)).isFalse();
        assertThat(goes(State.ENABLED, new Count(4, 0), new Count(60, 50), 3)).isFalse();
    }
}
