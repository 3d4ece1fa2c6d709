package dev.stayer.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.stayer.journal.Tasks;
import dev.stayer.store.Tx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds the arrows between packages and the rules of the house. */
class HouseTest {
    /** From the roof down; a package may use only what stands on a lower line. */
    private static final List<List<String>> HOUSE = List.of(
            List.of("app"),
            List.of("cli", "web"),
            List.of("importer"),
            List.of("schedule"),
            List.of("batch", "command"),
            List.of("engine"),
            List.of("owner"),
            List.of("agent", "dream", "distill"),
            List.of("checkpoint"),
            List.of("tool"),
            List.of("skill", "model"),
            List.of("memory"),
            List.of("search"),
            List.of("report"),
            List.of("mirror"),
            List.of("journal"),
            List.of("trust"),
            List.of("store"),
            List.of("machine"),
            List.of("workflow", "config", "redact"),
            List.of("yaml"),
            List.of("files"),
            List.of("core"));

    private static final Path SOURCES = Path.of("src/main/java");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.stayer");

    @Test
    void arrows_go_only_downwards() {
        for (int line = 0; line < HOUSE.size(); line++) {
            for (String room : HOUSE.get(line)) {
                List<String> forbidden = new ArrayList<>();
                for (int other = 0; other <= line; other++) {
                    HOUSE.get(other).stream()
                            .filter(name -> !name.equals(room))
                            .forEach(name -> forbidden.add("dev.stayer." + name + ".."));
                }
                noClasses()
                        .that()
                        .resideInAPackage("dev.stayer." + room + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(forbidden.toArray(String[]::new))
                        .allowEmptyShould(true)
                        .check(CLASSES);
            }
        }
    }

    @Test
    void every_package_stands_on_a_line_of_the_house() {
        TreeSet<String> known = new TreeSet<>();
        HOUSE.forEach(known::addAll);
        assertThat(CLASSES.stream().map(HouseTest::room).distinct()).isSubsetOf(known);
    }

    private static String room(JavaClass type) {
        String rest = type.getPackageName().substring("dev.stayer.".length());
        return rest.contains(".") ? rest.substring(0, rest.indexOf('.')) : rest;
    }

    @Test
    void there_are_no_cycles_between_packages() {
        slices().matching("dev.stayer.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void spring_jdbc_and_processes_stay_in_their_rooms() {
        only("org.springframework..", "web", "app", "schedule", "batch", "store");
        only("java.sql..", "store", "journal", "search", "memory", "owner");
        // The application hands the pool from one bean to the next.
        only("javax.sql..", "store", "journal", "search", "memory", "batch", "app");
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.stayer.tool..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.ProcessBuilder")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.ProcessHandle")
                .orShould()
                .callMethod(Runtime.class, "exec", String[].class)
                .check(CLASSES);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.jackson.databind..", "com.fasterxml.jackson.core..")
                .check(CLASSES);
    }

    /** Whoever searches for a name finds one thing. */
    @Test
    void no_class_name_is_used_twice() {
        Map<String, List<String>> byName = CLASSES.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(
                        JavaClass::getSimpleName, Collectors.mapping(JavaClass::getName, Collectors.toList())));
        byName.values().removeIf(names -> names.size() == 1);
        assertThat(byName).isEmpty();
    }

    /** A record with more parts than one can hold in mind is several by meaning. */
    @Test
    void records_are_small() {
        assertThat(CLASSES.stream()
                        .filter(type -> type.isRecord() && type.reflect().getRecordComponents().length > 12)
                        .map(JavaClass::getSimpleName))
                .isSubsetOf("Workflow", "Fact", "Candidate", "StagedStep", "Staged");
    }

    /** What decides a run is a function of data, so that a test can drive it ten thousand times a minute. */
    @Test
    void the_machine_is_pure() {
        classes()
                .that()
                .resideInAPackage("dev.stayer.machine..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.stayer.machine..",
                        "dev.stayer.workflow..",
                        "dev.stayer.yaml..",
                        "dev.stayer.core..",
                        "java.lang..",
                        "java.util",
                        "java.util.function..",
                        "java.util.stream..",
                        "java.time..",
                        "java.nio.file",
                        "java.nio.charset",
                        "tools.jackson..",
                        "org.jspecify..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("dev.stayer.machine..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.nio.file.Files")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(CLASSES);
    }

    /** Who may change a task is found in one place: the machine decides, the writer writes. */
    @Test
    void rows_of_tasks_are_written_from_one_place() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.stayer.engine.DecisionWriter")
                .should()
                .callMethod(Tasks.class, "update", Tx.class, List.class)
                .orShould()
                .callMethod(Tasks.class, "insert", Tx.class, List.class)
                .check(CLASSES);
    }

    /** What is printed passes the screen, what is stored passes the redactor: nobody else opens a way around them. */
    @Test
    void texts_go_through_their_one_door() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.stayer.app.Main")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.FileDescriptor")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.stayer.store..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.sql.DriverManager")
                .check(CLASSES);
    }

    /** What knows Batch by its API is the room batch, what knows its tables is one class: so it can be seen whole. */
    @Test
    void spring_batch_is_known_in_one_room() {
        only("org.springframework.batch..", "batch");
        only("io.micrometer..", "batch");
        assertThat(sources()
                        .filter(file -> lines(file).stream().anyMatch(line -> line.contains("BATCH_")))
                        .map(file -> file.getFileName().toString()))
                .containsExactly("BatchTables.java");
    }

    /** What is done in one way is done in one place. */
    @Test
    void hashes_cuts_and_fences_are_made_in_one_place() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.stayer.core.Hashes")
                .should()
                .callMethod(MessageDigest.class, "getInstance", String.class)
                .check(CLASSES);
        assertThat(saying("</data", "Fence.java")).isEmpty();
        // Of these one counts what a terminal shows, and the other leaves out the middle.
        assertThat(saying("substring\\(0,[^;]*\\) \\+ \"…\"", "Texts.java", "LiveTree.java", "UsageView.java"))
                .isEmpty();
    }

    private static List<Path> saying(String pattern, String... except) {
        Pattern words = Pattern.compile(pattern);
        return sources()
                .filter(file -> !List.of(except).contains(file.getFileName().toString()))
                .filter(file -> words.matcher(String.join("\n", lines(file))).find())
                .toList();
    }

    /** The field's words for the ends of a range. */
    @Test
    void limits_are_called_max_and_min() {
        assertThat(CLASSES.stream()
                        .flatMap(type -> type.getFields().stream())
                        .map(JavaField::getFullName)
                        .filter(name -> name.matches(".*\\.(MOST|LEAST|LONGEST|SHORTEST|LARGEST|SMALLEST)(_[A-Z_]+)?")))
                .isEmpty();
    }

    private static void only(String used, String... rooms) {
        String[] packages =
                Stream.of(rooms).map(room -> "dev.stayer." + room + "..").toArray(String[]::new);
        noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(used)
                .check(CLASSES);
    }

    @Test
    void every_package_is_null_marked() {
        for (JavaPackage room : CLASSES.getPackage("dev.stayer").getSubpackagesInTree()) {
            if (!room.getClasses().isEmpty()) {
                assertThat(room.isAnnotatedWith(NullMarked.class))
                        .as(room.getName())
                        .isTrue();
            }
        }
    }

    @Test
    void names_say_what_a_class_is_for() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .check(CLASSES);
        classes()
                .that()
                .areInterfaces()
                .should()
                .haveSimpleNameNotStartingWith("Abstract")
                .check(CLASSES);
    }

    @Test
    void no_class_outgrows_a_head() {
        assertThat(sources().filter(file -> lines(file).size() > 400)).isEmpty();
    }

    @Test
    void public_types_say_what_they_are_for() {
        List<Path> silent = sources()
                .filter(file -> {
                    List<String> lines = lines(file);
                    for (int i = 0; i < lines.size(); i++) {
                        if (lines.get(i).matches("public .*(class|record|interface|enum) .*")) {
                            int before = i - 1;
                            while (before > 0 && lines.get(before).startsWith("@")) {
                                before--;
                            }
                            return !lines.get(before).endsWith("*/");
                        }
                    }
                    return false;
                })
                .toList();
        assertThat(silent).isEmpty();
    }

    private static Stream<Path> sources() {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
