package dev.stayer.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Files are opened, listed, written, copied and moved in one room; whoever else does so stands here, with the reason. */
class FileAccessTest {
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("dev.stayer.app.Arrival", "/proc"),
            Map.entry("dev.stayer.app.Main", "its own standard output"),
            Map.entry(
                    "dev.stayer.owner.KernelLocks", "the kernel's table of locks; a lock opened for both never waits"),
            Map.entry("dev.stayer.core.CrashPoint", "only for tests, in a folder that they name"),
            Map.entry("dev.stayer.core.MachineTime", "/proc"),
            Map.entry("dev.stayer.importer.TranscriptFiles", "transcripts of other agents, which a person names"),
            Map.entry("dev.stayer.importer.JsonLines", "transcripts of other agents, which a person names"),
            Map.entry("dev.stayer.importer.OpenCodeExport", "transcripts of other agents, which a person names"),
            Map.entry("dev.stayer.importer.OpenCodeFolder", "transcripts of other agents, which a person names"),
            Map.entry("dev.stayer.importer.OpenCodeSource", "transcripts of other agents, which a person names"),
            Map.entry("dev.stayer.model.Certificates", "a file that a person names in the environment"),
            Map.entry("dev.stayer.model.Recording", "a file that a person names in STAYER_MODEL_RECORD"),
            Map.entry(
                    "dev.stayer.store.ReadConnection",
                    "a copy of the database that it has looked at, in a folder of its own"),
            Map.entry(
                    "dev.stayer.store.Scrubbing", "a person's command that rewrites what was kept, while no work runs"),
            Map.entry("dev.stayer.tool.process.Detached", "/proc"),
            Map.entry("dev.stayer.tool.process.ProcessTable", "/proc"),
            Map.entry("dev.stayer.tool.process.CommandGroups", "the kernel's control groups"),
            Map.entry("dev.stayer.tool.sandbox.ControlGroups", "the kernel's control groups"),
            Map.entry("dev.stayer.tool.sandbox.JailCheck", "its own private folder"),
            Map.entry("dev.stayer.tool.sandbox.JailLimits", "/proc"),
            Map.entry("dev.stayer.tool.sandbox.MountPoints", "empty places to mount on, never opened"),
            Map.entry("dev.stayer.tool.sandbox.GitTaming", "takes away and moves by handles itself"),
            Map.entry("dev.stayer.tool.sandbox.HostMounts", "/proc"),
            Map.entry("dev.stayer.tool.sandbox.NamelessFile", "its own private file"),
            Map.entry("dev.stayer.trust.Trusted", "what a person trusts, in their home folder"));

    /** What opens, or lists by path: a folder too is opened, and may be a pipe by then. */
    private static final Pattern OPENING = Pattern.compile("java\\.nio\\.file\\.Files\\."
            + "(read(?!SymbolicLink|Attributes)|write|new|copy|move|lines|list|walk|find|mismatch|createFile|createTemp).*"
            + "|java\\.nio\\.channels\\.(FileChannel|AsynchronousFileChannel)\\.open"
            + "|java\\.io\\.(FileInputStream|FileOutputStream|RandomAccessFile|FileReader|FileWriter)\\.<init>"
            + "|java\\.util\\.(Scanner|zip\\.ZipFile|jar\\.JarFile)\\.<init>");

    @Test
    void files_are_opened_in_one_room() {
        TreeSet<String> found = new TreeSet<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.stayer")) {
            String name = outermost(type.getName());
            if (!type.getPackageName().equals("dev.stayer.files") && opens(type)) {
                found.add(name);
            }
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(ELSEWHERE.keySet());
    }

    @Test
    void the_rule_knows_what_opens_a_file() {
        for (String name : List.of(
                "java.nio.file.Files.readAllBytes",
                "java.nio.file.Files.newInputStream",
                "java.nio.file.Files.walkFileTree",
                "java.nio.channels.FileChannel.open",
                "java.io.RandomAccessFile.<init>")) {
            assertThat(name).matches(OPENING);
        }
        assertThat("java.nio.file.Files.readAttributes").doesNotMatch(OPENING);
        assertThat("java.nio.file.Files.isRegularFile").doesNotMatch(OPENING);
    }

    private static boolean opens(JavaClass type) {
        return type.getAccessesFromSelf().stream()
                .map(JavaAccess::getTarget)
                .anyMatch(target -> OPENING.matcher(name(target)).matches());
    }

    private static String name(AccessTarget target) {
        return target.getOwner().getName() + "." + target.getName();
    }

    private static String outermost(String name) {
        int inner = name.indexOf('$');
        return inner < 0 ? name : name.substring(0, inner);
    }
}
