package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.workflow.SourceFiles;
import dev.stayer.workflow.WorkflowReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every workflow that a reader can copy is valid, and the one the format's page shows runs. */
class DocumentationTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void every_yaml_in_the_documentation_is_a_valid_workflow() throws IOException {
        for (String page : List.of("README.md", "docs/workflow.md")) {
            Matcher matcher = YAML.matcher(Files.readString(TOP.resolve(page)));
            int count = 0;
            while (matcher.find()) {
                byte[] bytes = matcher.group(1).getBytes(StandardCharsets.UTF_8);
                assertThat(WorkflowReader.read(page, path -> bytes).workflow().tasks())
                        .isNotEmpty();
                count++;
            }
            assertThat(count).as(page).isPositive();
        }
    }

    @Test
    void every_workflow_that_ships_is_valid() throws IOException {
        try (var files = Files.list(TOP.resolve("workflows"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                assertThat(WorkflowReader.read("workflows/" + file.getFileName(), SourceFiles.in(TOP))
                                .warnings())
                        .isEmpty();
            }
        }
    }

    @Test
    void the_workflow_on_the_format_page_runs_as_it_says() throws IOException {
        Matcher matcher = YAML.matcher(Files.readString(TOP.resolve("docs/workflow.md")));
        assertThat(matcher.find()).isTrue();
        Stayer stayer = new Stayer(folder);
        stayer.file("stayer.yaml", "secrets: { CMS_TOKEN: \"${file:token}\" }");
        stayer.file("token", "not-a-real-token");
        var result = stayer.run(matcher.group(1));
        assertThat(result.code()).as(result.toString()).isZero();
        assertThat(stayer.status().path("outputs").path("said").asString()).isEqualTo("done");
    }
}
