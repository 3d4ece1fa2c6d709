package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.journal.SkillStates;
import dev.stayer.journal.SkillStates.State;
import dev.stayer.skill.Catalogue;
import dev.stayer.skill.Installation;
import dev.stayer.skill.Skill;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The sub-commands of {@code skills} that change something. */
final class SkillChanges {
    private SkillChanges() {}

    /** What enabling and disabling have in common. */
    abstract static class Switch implements Callable<Integer> {
        @Mixin
        GlobalOptions options = new GlobalOptions();

        @Parameters(arity = "1..*", paramLabel = "NAME", description = "The skills.")
        List<String> names = List.of();

        abstract State wanted();

        @Override
        public Integer call() {
            Workspace workspace = options.workspace();
            Catalogue catalogue = Catalogue.read(workspace.root());
            names.forEach(name -> SkillsCommand.named(catalogue, name));
            options.ready(Set.of());
            InstantSource clock = InstantSource.system();
            try (PlainDatabase database = options.open(workspace)) {
                database.writeOnly(
                        tx -> names.forEach(name -> SkillStates.set(tx, name, wanted(), "person", clock.instant())));
            }
            for (String name : names) {
                String problem = SkillsCommand.named(catalogue, name).problem();
                System.out.println(name + " is " + SkillsCommand.word(wanted())
                        + (problem.isEmpty() || wanted() != State.ENABLED
                                ? ""
                                : ", but offered to nobody: it " + problem));
            }
            return ExitCode.COMPLETED;
        }
    }

    /** Offers skills to agents. */
    @Command(name = "enable", mixinStandardHelpOptions = true, description = "Offer skills to agents.")
    static final class Enable extends Switch {
        @Override
        State wanted() {
            return State.ENABLED;
        }
    }

    /** Offers skills to no agent any more. */
    @Command(
            name = "disable",
            mixinStandardHelpOptions = true,
            description = "Offer skills to no agent of Stayer any more; their files stay.")
    static final class Disable extends Switch {
        @Override
        State wanted() {
            return State.DISABLED;
        }
    }

    /** Puts skills where other agents find them. */
    @Command(
            name = "install",
            mixinStandardHelpOptions = true,
            description =
                    "Link the enabled skills into .agents/skills and .claude/skills; what lies there already stays.")
    static final class Install implements Callable<Integer> {
        @Mixin
        GlobalOptions options = new GlobalOptions();

        @Parameters(arity = "0..*", paramLabel = "NAME", description = "Only these (default: all that are enabled).")
        List<String> names = List.of();

        @Option(names = "--copy", description = "Copy instead of link.")
        boolean copy;

        @Option(names = "--to", paramLabel = "FOLDER", description = "Only one of .agents/skills and .claude/skills.")
        @Nullable
        String to;

        @Override
        public Integer call() throws IOException {
            if (to != null && !Catalogue.OTHERS.contains(to)) {
                throw new StayerException(
                        ExitCode.USAGE,
                        "skills cannot be installed to '" + to + "'",
                        "name " + String.join(" or ", Catalogue.OTHERS));
            }
            Workspace workspace = options.workspace();
            SkillsCommand.Known known = SkillsCommand.known(options, workspace);
            Installation installation = new Installation(workspace.root(), copy);
            boolean ok = true;
            for (Skill skill : SkillsCommand.chosen(Catalogue.read(workspace.root()), names)) {
                if (!skill.own()
                        || known.state(skill) != State.ENABLED
                        || !skill.problem().isEmpty()) {
                    System.out.println(skill.name() + " is left out: it is "
                            + (skill.own() ? SkillsCommand.word(known.state(skill)) : "another agent's already"));
                    continue;
                }
                for (String folder : to == null ? Catalogue.OTHERS : List.of(to)) {
                    ok &= say(folder, skill, installation.into(folder, skill));
                }
            }
            return ok ? ExitCode.COMPLETED : ExitCode.FAILED;
        }

        private static boolean say(String folder, Skill skill, Installation.Outcome outcome) {
            String place = folder + "/" + skill.name();
            switch (outcome) {
                case DONE -> System.out.println(place + " is there now");
                case ALREADY -> System.out.println(place + " is there already");
                case TAKEN ->
                    System.err.println("stayer: " + place
                            + " is something else — it stays as it is; move it away to have the skill there");
                case OUTSIDE ->
                    System.err.println("stayer: " + folder + " leads out of the workspace — nothing was put there");
            }
            return outcome == Installation.Outcome.DONE || outcome == Installation.Outcome.ALREADY;
        }
    }
}
