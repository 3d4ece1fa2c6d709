package dev.stayer.cli;

import dev.stayer.store.Part;
import dev.stayer.store.Workspace;
import dev.stayer.trust.Residence;
import dev.stayer.trust.Standing;
import java.io.Console;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Lets a command into a workspace that somebody else may have made: asks where somebody can answer, else leaves out or refuses. */
final class Admission {
    private Admission() {}

    /**
     * The workspace as the command may use it.
     *
     * @param uses what the command would use; what of it is foreign is asked for or left out
     * @param needs what it cannot do without
     * @throws dev.stayer.core.StayerException exit 78 if something that it needs is foreign, and nobody trusts it now
     */
    static Workspace admit(Workspace workspace, Set<Part> uses, Set<Part> needs) {
        Map<String, String> environment = System.getenv();
        Standing standing = Standing.of(workspace, environment);
        Set<Part> foreign = both(standing.foreign(), uses);
        foreign.addAll(both(standing.foreign(), needs));
        if (foreign.isEmpty() || Standing.isTrusting(environment)) {
            return workspace;
        }
        Residence residence = new Residence(workspace, environment);
        if (isTrustedNow(workspace, standing)) {
            residence.trust(told -> System.err.println("stayer: " + told));
            return workspace;
        }
        Set<Part> missing = both(standing.foreign(), needs);
        if (!missing.isEmpty()) {
            throw residence.untrusted(standing, missing);
        }
        System.err.println("stayer: left out, because it " + standing.reason() + ": "
                + foreign.stream().map(Part::word).collect(Collectors.joining(", ")) + " (stayer trust uses it)");
        return workspace.without(foreign);
    }

    private static Set<Part> both(Set<Part> some, Set<Part> others) {
        EnumSet<Part> both = EnumSet.noneOf(Part.class);
        some.stream().filter(others::contains).forEach(both::add);
        return both;
    }

    private static boolean isTrustedNow(Workspace workspace, Standing standing) {
        Console terminal = System.console();
        if (terminal == null) {
            return false;
        }
        list(workspace, standing).forEach(line -> terminal.printf("%s%n", line));
        String typed = terminal.readLine("trust it? [y/N] ");
        return typed != null && typed.strip().toLowerCase(Locale.ROOT).startsWith("y");
    }

    /** What is foreign and what it would do, for a person. */
    static List<String> list(Workspace workspace, Standing standing) {
        List<String> lines = new java.util.ArrayList<>();
        lines.add(workspace.root() + " " + standing.reason() + ":");
        TrustRequest.of(workspace, standing).forEach(line -> lines.add("  " + line));
        return lines;
    }
}
