package dev.stayer.distill;

import dev.stayer.core.Json;
import dev.stayer.files.WorkspaceFiles;
import dev.stayer.journal.Skills.Skill;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A workspace as distill sees it: its skills, and where reports go. */
public record SkillWorkspace(Path root) {
    /** What sessions of its own agents count as their project. */
    String name() {
        return String.valueOf(root.getFileName());
    }

    SkillFolders folders() {
        return new SkillFolders(root);
    }

    /** Writes {@code reports/distill/<id>/}. */
    void report(DistillReport report) {
        Path folder = root.resolve("reports").resolve("distill").resolve(report.id());
        try {
            WorkspaceFiles files = new WorkspaceFiles(root);
            files.write(folder.resolve("report.md"), report.markdown());
            files.write(folder.resolve("report.json"), report.json().toPrettyString() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the report in " + folder, e);
        }
    }

    static String json(Skill skill) {
        return Json.MAPPER.writeValueAsString(skill);
    }

    static Skill skill(String json) {
        return Json.MAPPER.readValue(json, Skill.class);
    }
}
