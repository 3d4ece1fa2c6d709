package dev.stayer.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.stayer.core.Json;
import dev.stayer.yaml.InvalidFileException;
import dev.stayer.yaml.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The schema that editors use says what the reader does. */
class WorkflowSchemaTest {
    /** A file for each level of the schema, with the place where a key of that level goes. */
    private static final Map<String, String> LEVELS = Map.ofEntries(
            Map.entry("", "KEY\n"),
            Map.entry("param", "params: { x: { KEY } }\n"),
            Map.entry("on", "on: { KEY }\n"),
            Map.entry("schedule", "on: { schedule: [ { KEY } ] }\n"),
            Map.entry("budget", "budget: { KEY }\n"),
            Map.entry("agent", "agents: { x: { KEY } }\n"),
            Map.entry("file", "agents: { x: { system: { KEY } } }\n"),
            Map.entry("defaults", "defaults: { KEY }\n"),
            Map.entry("retry", "defaults: { retry: { KEY } }\n"),
            Map.entry("task", "tasks: [ { KEY } ]\n"),
            Map.entry("output", "tasks: [ { run: x, outputs: { x: { KEY } } } ]\n"),
            Map.entry("approve", "tasks: [ { approve: { KEY } } ]\n"),
            Map.entry("wait", "tasks: [ { wait: { KEY } } ]\n"),
            Map.entry("repeat", "tasks: [ { repeat: { KEY } } ]\n"),
            Map.entry("effects", "tasks: [ { effects: { KEY } } ]\n"),
            Map.entry("check", "tasks: [ { check: { KEY } } ]\n"));

    private static JsonNode schema() throws IOException {
        return Json.parse(Files.readString(root().resolve("docs/workflow.schema.json")));
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("docs")) ? here : Objects.requireNonNull(here.getParent());
    }

    @Test
    void at_each_level_the_schema_has_exactly_the_keys_that_the_reader_takes() throws IOException {
        JsonNode schema = schema();
        Set<String> words = wordsOfTheReader();
        LEVELS.keySet().forEach(level -> words.addAll(keys(schema, level)));
        LEVELS.forEach((level, file) -> {
            Set<String> taken = new TreeSet<>();
            for (String word : words) {
                if (isTaken(file.replace("KEY", "\"" + word + "\": [[]]"), word)) {
                    taken.add(word);
                }
            }
            assertThat(keys(schema, level)).as("level '%s'", level).isEqualTo(taken);
        });
    }

    /** Every literal of the reader's source that could be a key: one that only the reader knows must be asked for too. */
    private static Set<String> wordsOfTheReader() throws IOException {
        Set<String> words = new TreeSet<>();
        Path source = root().resolve("runner/src/main/java/dev/stayer/workflow");
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Pattern.compile("\"([a-z][a-z-]{0,30})\"")
                        .matcher(Files.readString(file))
                        .results()
                        .forEach(found -> words.add(found.group(1)));
            }
        }
        assertThat(words).contains("min-success", "run", "cron", "artifacts");
        return words;
    }

    @Test
    void every_level_of_the_schema_is_compared() throws IOException {
        Set<String> closed = new TreeSet<>();
        schema().get("$defs").properties().forEach(definition -> {
            if (definition.getValue().path("additionalProperties").isBoolean()) {
                closed.add(definition.getKey());
            }
        });
        assertThat(LEVELS.keySet()).containsAll(closed);
    }

    private static Set<String> keys(JsonNode schema, String level) {
        JsonNode definition = level.isEmpty() ? schema : schema.get("$defs").get(level);
        return new TreeSet<>(definition.get("properties").propertyNames());
    }

    private static boolean isTaken(String file, String word) {
        try {
            MemoryFiles.workflow(file);
            return true;
        } catch (InvalidFileException e) {
            return e.problems().stream()
                    .noneMatch(problem -> problem.message().contains(" has no key '" + word + "'")
                            && !problem.message().startsWith("a task of kind"));
        }
    }

    @Test
    void examples_and_random_workflows_fit_the_schema_and_the_reader() throws IOException {
        MemoryFiles week = WorkflowReaderTest.contentWeek();
        assertThat(faults(week.read("content-week.yaml"))).isEmpty();
        assertThat(faults(week.read("workflows/measure.yaml"))).isEmpty();
        try (Stream<Path> files = Files.list(root().resolve("workflows"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                assertThat(faults(Files.readAllBytes(file))).as(file.toString()).isEmpty();
                WorkflowReader.read("workflows/" + file.getFileName(), SourceFiles.in(root()));
            }
        }
        long seed = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            String text = new RandomWorkflow(seed + i).text();
            assertThat(faults(text.getBytes(StandardCharsets.UTF_8)))
                    .as("seed %d\n%s", seed + i, text)
                    .isEmpty();
        }
    }

    @Test
    void the_schema_refuses_what_is_plainly_wrong() throws IOException {
        for (String wrong : List.of(
                "name: W\ntasks: [ { id: a, run: x } ]",
                "name: w\ntasks: [ { id: a } ]",
                "name: w\ntasks: [ { id: a, run: x, wait: 3s } ]",
                "name: w\ntasks: [ { id: a, run: x, timeout: 3 minutes } ]",
                "name: w\ntasks: [ { id: a, run: x, outputs: { o: { tipe: list } } } ]",
                "name: w\njobs: []")) {
            assertThat(faults(wrong.getBytes(StandardCharsets.UTF_8))).as(wrong).isNotEmpty();
        }
    }

    private static List<String> faults(byte[] yaml) throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Json.write(schema()), InputFormat.JSON);
        return schema.validate(Values.json(YamlReader.read("w.yaml", yaml))).stream()
                .map(Object::toString)
                .toList();
    }
}
