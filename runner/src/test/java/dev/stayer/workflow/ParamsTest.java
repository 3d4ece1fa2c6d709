package dev.stayer.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.StayerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParamsTest {
    private static final Path FOLDER = Path.of("/here");
    private static final Map<String, ParamSpec> SPECS =
            MemoryFiles.workflow("""
                    name: w
                    params:
                      count: { type: integer, default: 20 }
                      share: { type: number }
                      on: { type: boolean }
                      topics: { type: list }
                      extra: { type: json }
                      place: { type: path, default: . }
                      mode: { enum: [fast, slow], default: fast }
                      who: { required: true }
                    tasks: [ { id: a, run: x } ]
                    """).workflow().params();

    @Test
    void texts_become_values_of_the_declared_types() {
        assertThat(Json.write(resolve(
                        "count=5",
                        "share=0.5",
                        "on=true",
                        "topics=[\"a\",1]",
                        "extra={\"k\":[1]}",
                        "place=x/../y",
                        "who=me=you")))
                .isEqualTo(
                        "{\"count\":5,\"share\":0.5,\"on\":true,\"topics\":[\"a\",1],\"extra\":{\"k\":[1]},\"place\":\"/here/y\",\"mode\":\"fast\",\"who\":\"me=you\"}");
    }

    @Test
    void presets_stand_in_and_what_is_neither_given_nor_preset_is_null() {
        assertThat(Json.write(resolve("who=me")))
                .isEqualTo(
                        "{\"count\":20,\"share\":null,\"on\":null,\"topics\":null,\"extra\":null,\"place\":\"/here\",\"mode\":\"fast\",\"who\":\"me\"}");
    }

    @Test
    void a_list_may_be_words_with_commas() {
        assertThat(resolve("who=me", "topics=a, b ,c").get("topics").toString()).isEqualTo("[\"a\",\"b\",\"c\"]");
        assertThat(resolve("who=me", "topics=").get("topics").toString()).isEqualTo("[]");
        assertThat(refused("who=me", "topics=[a").getMessage())
                .isEqualTo(
                        "the parameter 'topics' must be of type list, not '[a' — write it as -p topics='[\"a\",\"b\"]' or topics=a,b");
    }

    @Test
    void what_is_wrong_is_said_with_what_to_write() {
        assertThat(refused().getMessage())
                .isEqualTo("the workflow needs the parameter 'who' — give it with -p who=VALUE");
        assertThat(refused("cuont=5").getMessage())
                .isEqualTo(
                        "the workflow has no parameter 'cuont', did you mean 'count'? — it takes count, share, on, topics, extra, place, mode, who");
        assertThat(refused("who=me", "count=5.5").getMessage())
                .isEqualTo("the parameter 'count' must be of type integer, not '5.5' — write it as -p count=5");
        assertThat(refused("who=me", "share=1e999").getMessage())
                .startsWith("the parameter 'share' must be of type number");
        assertThat(refused("who=me", "extra=").getMessage()).startsWith("the parameter 'extra' must be of type json");
        assertThat(refused("who=me", "on=yes").getMessage())
                .isEqualTo(
                        "the parameter 'on' must be of type boolean, not 'yes' — write it as -p on=true or on=false");
        assertThat(refused("who=me", "mode=idle").getMessage())
                .isEqualTo("the parameter 'mode' cannot be 'idle' — it is one of [\"fast\", \"slow\"]");
        assertThat(refused("who=me", "place=a\0b").getMessage())
                .isEqualTo("the parameter 'place' cannot be the path 'a\\u0000b' — name a file or a folder");
        assertThat(refused("who").getMessage())
                .isEqualTo("'who' is not a parameter with a value — write -p NAME=VALUE");
    }

    @Test
    void a_value_behind_an_at_sign_is_the_content_of_a_file(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("n.json"), "[1, 2]\n");
        assertThat(Params.resolve(SPECS, Map.of("who", "me", "topics", "@n.json"), folder)
                        .get("topics")
                        .toString())
                .isEqualTo("[1,2]");
        Files.write(folder.resolve("large"), new byte[1024 * 1024 + 1]);
        Files.write(folder.resolve("binary"), new byte[] {(byte) 0xFF});
        assertThat(refused(folder, "who=@none").getMessage())
                .isEqualTo("cannot read the file " + folder.resolve("none")
                        + " for the parameter 'who' — look at the path behind @");
        assertThat(refused(folder, "who=@large").getMessage()).contains("is larger than 1 MB");
        assertThat(refused(folder, "who=@binary").getMessage()).contains("is not text in UTF-8");
    }

    private static tools.jackson.databind.node.ObjectNode resolve(String... words) {
        return Params.resolve(SPECS, Params.split(List.of(words)), FOLDER);
    }

    private static StayerException refused(String... words) {
        return refused(FOLDER, words);
    }

    private static StayerException refused(Path folder, String... words) {
        StayerException thrown = catchThrowableOfType(
                StayerException.class, () -> Params.resolve(SPECS, Params.split(List.of(words)), folder));
        assertThat(thrown).isNotNull();
        assertThat(thrown.exitCode()).isEqualTo(ExitCode.USAGE);
        return thrown;
    }
}
