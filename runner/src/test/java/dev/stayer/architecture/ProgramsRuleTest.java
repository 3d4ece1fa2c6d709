package dev.stayer.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.stayer.tool.process.Command;
import dev.stayer.tool.process.Launch;
import dev.stayer.tool.process.Programs;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One class starts processes, one knows where programs lie, and none is started by its name alone. */
class ProgramsRuleTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.stayer");

    @Test
    void one_class_starts_processes() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Launch.class.getName())
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.ProcessBuilder")
                .check(CLASSES);
        noClasses()
                .should()
                .callMethodWhere(JavaCall.Predicates.target(HasOwner.Predicates.With.owner(equivalentTo(Runtime.class)))
                        .and(JavaCall.Predicates.target(HasName.Predicates.name("exec"))))
                .check(CLASSES);
    }

    @Test
    void what_is_started_is_named_by_its_absolute_path() {
        for (List<String> words : List.of(List.of("sh", "-c", "true"), List.of("bin/sh"), List.<String>of())) {
            assertThatThrownBy(() -> new Launch(words, null, Map.of(), Redirect.PIPE, Redirect.PIPE, null))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new Command(words, Path.of("/"), Map.of(), null, Command.DEFAULT_GRACE))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void one_class_knows_where_programs_lie() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<Path> others = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith(Path.of(Programs.class.getSimpleName() + ".java")))
                    .filter(file -> text(file).matches("(?s).*\"(/usr(/local)?)?/s?bin/[a-z]+\".*"))
                    .toList();
            assertThat(others).isEmpty();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
