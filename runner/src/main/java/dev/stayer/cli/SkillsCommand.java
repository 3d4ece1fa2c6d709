package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.StayerException;
import dev.stayer.journal.SkillLoads;
import dev.stayer.journal.SkillStates;
import dev.stayer.journal.SkillStates.State;
import dev.stayer.skill.Catalogue;
import dev.stayer.skill.Skill;
import dev.stayer.skill.SkillCheck;
import dev.stayer.skill.Visible;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The skill catalogue of a workspace. */
@Command(
        name = "skills",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "[list|show|check|enable|disable|install]",
        description = "The skills of this workspace; without a word, lists them.",
        subcommands = {
            SkillsCommand.ListThem.class,
            SkillsCommand.Show.class,
            SkillsCommand.Check.class,
            SkillChanges.Enable.class,
            SkillChanges.Disable.class,
            SkillChanges.Install.class
        })
final class SkillsCommand implements Callable<Integer> {
    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Override
    public Integer call() {
        return list(options, json);
    }

    /** What is known of skills beside their files. */
    record Known(Map<String, State> states, Map<String, Long> uses) {
        State state(Skill skill) {
            return states.getOrDefault(skill.name(), State.ENABLED);
        }
    }

    static Known known(GlobalOptions options, Workspace workspace) {
        if (!workspace.exists()) {
            return new Known(Map.of(), Map.of());
        }
        try (PlainDatabase database = options.open(options.existing())) {
            return database.read(tx -> new Known(SkillStates.all(tx), SkillLoads.counts(tx)));
        }
    }

    static Skill named(Catalogue catalogue, String name) {
        return catalogue
                .find(name)
                .orElseThrow(() -> new StayerException(
                        ExitCode.USAGE, "there is no skill '" + name + "'", "see stayer skills for those there are"));
    }

    static List<Skill> chosen(Catalogue catalogue, List<String> names) {
        return names.isEmpty()
                ? catalogue.all().stream().filter(Skill::own).toList()
                : names.stream().map(name -> named(catalogue, name)).toList();
    }

    private static int list(GlobalOptions options, boolean json) {
        Workspace workspace = options.workspace();
        Catalogue catalogue = Catalogue.read(workspace.root());
        List<Skill> skills = catalogue.all();
        Known known = known(options, workspace);
        if (json) {
            ObjectNode object = Json.object();
            ArrayNode all = object.putArray("skills");
            for (Skill skill : skills) {
                all.addObject()
                        .put("name", skill.name())
                        .put("description", skill.description())
                        .put("state", known.state(skill).name())
                        .put("path", skill.path())
                        .put("uses", known.uses().getOrDefault(skill.name(), 0L))
                        .put("problem", skill.problem().isEmpty() ? null : skill.problem());
            }
            ArrayNode leftOut = object.putArray("leftOut");
            catalogue.leftOut().forEach(leftOut::add);
            System.out.println(Json.write(object));
            return ExitCode.COMPLETED;
        }
        catalogue.leftOut().forEach(one -> System.out.println("not read: " + one));
        if (skills.isEmpty() && catalogue.leftOut().isEmpty()) {
            System.out.println("no skills yet; a skill is a file skills/NAME/SKILL.md");
        }
        for (Skill skill : skills) {
            long uses = known.uses().getOrDefault(skill.name(), 0L);
            System.out.println(skill.name() + "  "
                    + (skill.problem().isEmpty() ? word(known.state(skill)) : "not offered: it " + skill.problem())
                    + (uses == 0 ? "" : ", used in " + uses + (uses == 1 ? " task" : " tasks"))
                    + (skill.own() ? "" : "  (" + Visible.line(skill.path()) + ")"));
            if (!skill.description().isEmpty()) {
                System.out.println("    " + skill.description());
            }
        }
        return ExitCode.COMPLETED;
    }

    static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** Lists skills. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "List the skills, their state and their use.")
    static final class ListThem implements Callable<Integer> {
        @Mixin
        GlobalOptions options = new GlobalOptions();

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        public Integer call() {
            return list(options, json);
        }
    }

    /** Shows one skill. */
    @Command(name = "show", mixinStandardHelpOptions = true, description = "Show a skill as an agent would get it.")
    static final class Show implements Callable<Integer> {
        @Mixin
        GlobalOptions options = new GlobalOptions();

        @Parameters(paramLabel = "NAME", description = "The skill.")
        String name = "";

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        public Integer call() {
            Workspace workspace = options.workspace();
            Skill skill = named(Catalogue.read(workspace.root()), name);
            State state = known(options, workspace).state(skill);
            if (json) {
                System.out.println(Json.write(Json.object()
                        .put("name", skill.name())
                        .put("description", skill.description())
                        .put("state", state.name())
                        .put("path", skill.path())
                        .put("body", skill.body())));
            } else {
                System.out.println(skill.name() + "  " + word(state) + "  (" + Visible.line(skill.path()) + ")\n"
                        + skill.description() + "\n\n" + skill.body());
            }
            return ExitCode.COMPLETED;
        }
    }

    /** Checks whether skills are portable. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description =
                    "Check that skills are written in the form that all agents read alike; exit code 1 if one is not.")
    static final class Check implements Callable<Integer> {
        @Mixin
        GlobalOptions options = new GlobalOptions();

        @Parameters(arity = "0..*", paramLabel = "NAME", description = "Only these (default: all in skills/).")
        List<String> names = List.of();

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        public Integer call() {
            boolean ok = true;
            ObjectNode object = Json.object();
            ArrayNode all = object.putArray("skills");
            List<Skill> chosen = chosen(Catalogue.read(options.workspace().root()), names);
            if (chosen.isEmpty() && !json) {
                System.out.println("no skills to check; a skill is a file skills/NAME/SKILL.md");
            }
            for (Skill skill : chosen) {
                List<String> errors = SkillCheck.errors(skill.folder());
                ok &= errors.isEmpty();
                ObjectNode one = all.addObject().put("name", skill.name()).put("ok", errors.isEmpty());
                ArrayNode list = one.putArray("errors");
                errors.forEach(list::add);
                if (!json) {
                    System.out.println((errors.isEmpty() ? "✓ " : "✗ ") + skill.name());
                    errors.forEach(error -> System.out.println("    " + error));
                }
            }
            if (json) {
                System.out.println(Json.write(object));
            }
            return ok ? ExitCode.COMPLETED : ExitCode.FAILED;
        }
    }
}
