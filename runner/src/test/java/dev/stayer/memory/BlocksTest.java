package dev.stayer.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person wrote as one thing is one fact, in its order, and comes back as it was from its own rendering. */
class BlocksTest {
    private static final String SUFFIX = "(2026-11-30) [person]";

    private static List<String> texts(String markdown) {
        return Blocks.of(List.of(markdown.split("\n", -1))).stream()
                .map(MemoryPage.Item::text)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- Never push to main\n  - except hotfixes\n  - and only on Sunday",
                "- Never push to main\n    - except hotfixes\n        - deep",
                "1. build\n2. test\n3. ship",
                "- Release:\n  1. build\n  2. test",
                "| a | b |\n|---|---|\n| 1 | 2 |",
                "```sh\nmake all\n\n  make  test\n```",
                "Release in this order:\n\n1. build\n2. ship",
                "Start it so:\n```sh\n# not a heading\n- not a bullet\n```",
                "- A merge looks so:\n  ```\n  <<<<<<< HEAD\n  a\n  =======\n  b\n  >>>>>>> other\n  ```",
                "- first\n\n  second paragraph",
                "~~~\n## no heading\n~~~"
            })
    void what_belongs_together_is_one_entry(String block) {
        List<String> texts = texts("## Rules\n\n- before\n\n" + block + "\n\n- after\n");
        assertThat(texts).hasSize(3);
        assertThat(texts.get(0)).isEqualTo("before");
        assertThat(texts.get(2)).isEqualTo("after");
        assertThat(texts.get(1).lines().map(String::strip).filter(line -> !line.isEmpty()))
                .containsExactlyElementsOf(block.lines()
                        .map(line -> line.replaceFirst("^- (?!not)", "").strip())
                        .filter(line -> !line.isEmpty())
                        .toList());
        String rendered = Blocks.bullet(texts.get(1), SUFFIX);
        List<MemoryPage.Item> again = Blocks.of(rendered.lines().toList());
        assertThat(again).singleElement().satisfies(item -> {
            assertThat(item.text()).isEqualTo(texts.get(1));
            assertThat(item.source()).isEqualTo("person");
        });
    }

    @Test
    void a_sentence_that_an_editor_wrapped_is_one_line_and_bullets_are_their_own() {
        assertThat(texts("- a long\n  sentence\n- b\n* c\nplain"))
                .containsExactly("a long sentence", "b", "c", "plain");
    }

    @Test
    void any_blocks_in_any_order_come_back() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<String> blocks = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                blocks.add(block(random, round + "." + i));
            }
            String rendered = blocks.stream()
                    .flatMap(block -> texts(block).stream())
                    .map(text -> Blocks.bullet(text, SUFFIX))
                    .collect(Collectors.joining("\n"));
            List<String> texts = texts(rendered);
            assertThat(texts).as("seed %d\n%s", seed, rendered).hasSize(blocks.size());
            String again =
                    texts.stream().map(text -> Blocks.bullet(text, SUFFIX)).collect(Collectors.joining("\n"));
            assertThat(again).as("seed %d", seed).isEqualTo(rendered);
        }
    }

    private static String block(Random random, String name) {
        String indent = " ".repeat(2 + random.nextInt(3));
        return switch (random.nextInt(6)) {
            case 0 -> "- rule " + name;
            case 1 -> "- rule " + name + "\n" + indent + "- but " + name + "\n" + indent + "  - deeper";
            case 2 -> "1. one " + name + "\n2. two\n10) ten";
            case 3 -> "| t | " + name + " |\n|--|--|\n| 1 | 2 |";
            case 4 -> "```\n" + name + "\n\n" + indent + "code\n- item\n# comment\n```";
            default -> "- para " + name + "\n\n" + indent + "second\n" + indent + "third";
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "STRASSE|straße",
                "İzmir|izmir",
                "ΟΔΟΣ|οδος",
                "Ｆｕｌｌ|full",
                "caf\u00e9|CAFE\u0301",
                "ﬁle|FILE",
                "Ǆ|ǆ"
            })
    void a_thing_has_one_name_in_any_case_and_form(String pair) {
        String[] names = pair.split("\\|");
        assertThat(FactWording.name(names[0])).isEqualTo(FactWording.name(names[1]));
    }
}
