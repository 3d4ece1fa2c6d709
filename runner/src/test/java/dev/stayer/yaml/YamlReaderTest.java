package dev.stayer.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.yaml.YamlNode.YamlMap;
import dev.stayer.yaml.YamlNode.YamlScalar;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class YamlReaderTest {
    @Test
    void scalars_are_those_of_the_core_schema_of_yaml_1_2() {
        YamlMap map = map(
                "a: yes\nb: 010\nc: 0x1F\nd: 1_000\ne: 12:30:00\nf: ~\ng: TRUE\nh: 1.5\ni: \"5\"\nj: 0o17\nk: !!str 5\n");
        assertThat(map.entries().values())
                .map(entry -> ((YamlScalar) entry.value()).type().name())
                .containsExactly(
                        "STRING", "INTEGER", "INTEGER", "STRING", "STRING", "NULL", "BOOLEAN", "NUMBER", "STRING",
                        "INTEGER", "STRING");
        assertThat(scalar(map, "b").integer()).isEqualTo(BigInteger.TEN);
        assertThat(scalar(map, "c").integer()).isEqualTo(BigInteger.valueOf(31));
        assertThat(scalar(map, "j").integer()).isEqualTo(BigInteger.valueOf(15));
        assertThat(scalar(map, "h").number()).isEqualTo(new BigDecimal("1.5"));
        assertThat(scalar(map, "g").isTrue()).isTrue();
    }

    @Test
    void characters_of_a_text_know_their_place_where_the_text_stands_as_it_is() {
        YamlMap map = map(
                "a: plain\nb: \"quoted\"\nc: |\n\n    x\n      y\nd: 'it''s'\ne: >\n  folded\n  text\nf: |2\n   z\n");
        assertThat(scalar(map, "a").placeAt(2)).isEqualTo(new Place("f.yaml", 1, 6));
        assertThat(scalar(map, "b").placeAt(2)).isEqualTo(new Place("f.yaml", 2, 7));
        assertThat(scalar(map, "c").placeAt(scalar(map, "c").text().indexOf('y')))
                .isEqualTo(new Place("f.yaml", 6, 7));
        assertThat(scalar(map, "d").placeAt(3)).isEqualTo(scalar(map, "d").place());
        assertThat(scalar(map, "e").placeAt(8)).isEqualTo(scalar(map, "e").place());
        assertThat(scalar(map, "f").placeAt(1)).isEqualTo(new Place("f.yaml", 12, 4));
    }

    @Test
    void windows_line_ends_and_a_byte_order_mark_change_no_place() {
        YamlMap map = map("\uFEFFa: 1\r\nb: |\r\n  x\r\n  y\r\n");
        assertThat(scalar(map, "a").place()).isEqualTo(new Place("f.yaml", 1, 4));
        assertThat(scalar(map, "b").text()).isEqualTo("x\ny\n");
        assertThat(scalar(map, "b").placeAt(2)).isEqualTo(new Place("f.yaml", 4, 3));
    }

    @Test
    void an_alias_to_a_scalar_is_that_scalar() {
        assertThat(scalar(map("a: &x 5m\nb: *x\n"), "b").text()).isEqualTo("5m");
    }

    @Test
    void quantities_have_one_form_and_bounds() {
        assertThat(Quantities.duration("30s")).isEqualTo(Duration.ofSeconds(30));
        assertThat(Quantities.duration("3d")).isEqualTo(Duration.ofDays(3));
        assertThat(Quantities.duration("1h30m")).isNull();
        assertThat(Quantities.duration("-5s")).isNull();
        assertThat(Quantities.duration("999999999d")).isNull();
        assertThat(Quantities.amount("200k")).isEqualTo(200_000L);
        assertThat(Quantities.amount("999999999999M")).isEqualTo(999_999_999_999_000_000L);
        assertThat(Quantities.amount("5G")).isNull();
        assertThat(Quantities.share("40%")).isEqualTo(0.4);
        assertThat(Quantities.share("101%")).isNull();
    }

    @Test
    void the_nearest_word_is_offered_only_when_one_is_near() {
        assertThat(Nearest.advice("timout", java.util.List.of("timeout", "title")))
                .isEqualTo(", did you mean 'timeout'?");
        assertThat(Nearest.advice("completely", java.util.List.of("timeout", "title")))
                .isEmpty();
    }

    private static YamlMap map(String text) {
        return (YamlMap) YamlReader.read("f.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    private static YamlScalar scalar(YamlMap map, String key) {
        return (YamlScalar) Objects.requireNonNull(map.entries().get(key)).value();
    }
}
