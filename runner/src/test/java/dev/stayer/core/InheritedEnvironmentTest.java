package dev.stayer.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the launcher sets for Java is not what commands get. */
class InheritedEnvironmentTest {
    @Test
    void a_locale_that_the_person_did_not_set_is_taken_out_again() {
        assertThat(InheritedEnvironment.of(Map.of("LC_ALL", "C.UTF-8", "STAYER_OWN_LC_ALL", "", "LANG", "C")))
                .isEqualTo(Map.of("LANG", "C"));
    }

    @Test
    void the_persons_locale_comes_back_also_an_empty_one() {
        assertThat(InheritedEnvironment.of(Map.of("LC_ALL", "C.UTF-8", "STAYER_OWN_LC_ALL", "=de_DE")))
                .isEqualTo(Map.of("LC_ALL", "de_DE"));
        assertThat(InheritedEnvironment.of(Map.of("LC_ALL", "C.UTF-8", "STAYER_OWN_LC_ALL", "=")))
                .isEqualTo(Map.of("LC_ALL", ""));
    }

    @Test
    void without_the_launcher_all_stays_as_it_is() {
        assertThat(InheritedEnvironment.of(Map.of("LC_ALL", "de_DE"))).isEqualTo(Map.of("LC_ALL", "de_DE"));
    }
}
