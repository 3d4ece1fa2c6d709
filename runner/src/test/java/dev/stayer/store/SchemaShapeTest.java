package dev.stayer.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of shapes ends with what the newest migration makes. */
class SchemaShapeTest {
    @TempDir
    Path folder;

    @Test
    void the_newest_version_has_its_shape_in_the_list() {
        Path file = folder.resolve("stayer.db");
        Schema.prepare(file);
        try (PlainDatabase database = new PlainDatabase(file)) {
            String line = Schema.VERSION + " " + database.read(SchemaShape::of);
            assertThat(SchemaShape.known())
                    .as("db/shapes.txt, which every migration extends by a line")
                    .last()
                    .isEqualTo(line);
            assertThat(SchemaShape.known()).hasSize(Schema.VERSION);
        }
    }
}
