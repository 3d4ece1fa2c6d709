package dev.stayer.tool.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GitVariablesTest {
    @Test
    void what_was_set_stays_and_one_is_added_behind_it() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            Map<String, String> given = new HashMap<>(Map.of("A", "b"));
            int count = random.nextInt(4);
            for (int i = 0; i < count; i++) {
                given.put("GIT_CONFIG_KEY_" + i, "user.name" + i);
                given.put("GIT_CONFIG_VALUE_" + i, "v" + i);
            }
            if (count > 0 || random.nextBoolean()) {
                given.put("GIT_CONFIG_COUNT", String.valueOf(count));
            }
            Map<String, String> expected = new HashMap<>(given);
            expected.put("GIT_CONFIG_COUNT", String.valueOf(count + 1));
            expected.put("GIT_CONFIG_KEY_" + count, "safe.bareRepository");
            expected.put("GIT_CONFIG_VALUE_" + count, "explicit");

            assertThat(GitVariables.refusingBareRepositories(given))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void a_persons_own_word_on_it_counts_and_a_count_that_is_none_is_left_alone() {
        Map<String, String> own =
                Map.of("GIT_CONFIG_COUNT", "1", "GIT_CONFIG_KEY_0", "SAFE.barerepository", "GIT_CONFIG_VALUE_0", "all");
        assertThat(GitVariables.refusingBareRepositories(own)).isEqualTo(own);
        for (String count : new String[] {"x", "-1", "", "99999999999", "1 "}) {
            Map<String, String> odd = Map.of("GIT_CONFIG_COUNT", count);
            assertThat(GitVariables.refusingBareRepositories(odd)).isEqualTo(odd);
        }
    }
}
