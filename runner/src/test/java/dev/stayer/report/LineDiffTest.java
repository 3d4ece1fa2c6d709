package dev.stayer.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineDiffTest {
    @Test
    void what_changed_is_shown_with_what_stands_around_it() {
        assertThat(LineDiff.of("a\nb\nc\nd\ne\nf\ng\nh\ni\n", "a\nb\nc\nd\nE\nf\ng\nh\ni\nj\n"))
                .containsExactly("@@ -3,7 +3,8 @@", " c", " d", "-e", "+E", " f", " g", " h", " i", "+j");
        assertThat(LineDiff.of("a\nb\n", "a\nb\n")).isEmpty();
        assertThat(LineDiff.of("", "a\n")).contains("+a").doesNotContain("-");
        assertThat(LineDiff.of("a\n", "")).contains("-a").doesNotContain("+");
    }
}
